import type { NotifierCard, NotifierField } from '../../server/access/mail-schema.ts'

/** What stands in the form, as text. A secret: '' = as it is stored, CLEARED = to be taken away. */
export type Draft = Readonly<Record<string, string>>
/** No password holds a control character: the server refuses them. */
export const CLEARED = '\u0000'

export function draftOf({ fields, values }: NotifierCard): Draft {
  return Object.fromEntries(
    fields.map(({ key, kind, fallback }) => [key, kind === 'secret' ? '' : String(values[key] ?? fallback ?? '')]),
  )
}

/** As the server takes it: numbers as numbers, what is empty as null, secrets only where they change. */
export function valuesOf({ fields }: NotifierCard, draft: Draft): Record<string, string | number | null> {
  return Object.fromEntries(
    fields.flatMap(({ key, kind }): [string, string | number | null][] => {
      const text = draft[key] ?? ''
      if (kind === 'secret' && text === '') return []
      if (text === '' || text === CLEARED) return [[key, null]]
      return [[key, kind === 'number' ? Number(text) : text]]
    }),
  )
}

/** Whether what is stored of secrets would go to another place: the server then asks for it anew. */
export function isElsewhere({ fields, values }: NotifierCard, draft: Draft): boolean {
  return fields.some(({ key, guardsSecrets, fallback }) => {
    const stored = String(values[key] ?? fallback ?? '')
    return guardsSecrets && (draft[key] ?? '').trim() !== stored
  })
}

/** With what usually goes with a choice, where nobody has written anything else there. */
export function suggested(field: NotifierField, before: Draft, value: string): Draft {
  const usual = field.choices.find((choice) => choice.value === value)?.suggests ?? {}
  const isUntouched = (key: string): boolean =>
    field.choices.some(({ suggests }) => String(suggests[key]) === (before[key] ?? ''))
  const filled = Object.entries(usual).filter(([key]) => isUntouched(key))
  return { ...before, ...Object.fromEntries(filled.map(([key, each]) => [key, String(each)])), [field.key]: value }
}
