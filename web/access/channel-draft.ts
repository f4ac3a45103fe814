import type { ChannelCard, ChannelKind, NotifierField } from '../../server/access/channel-schema.ts'

/** What stands in the form, as text. A secret: '' = as it is stored, CLEARED = to be taken away. */
export type Draft = Readonly<Record<string, string>>
/** No password holds a control character: the server refuses them. */
export const CLEARED = '\u0000'

/** A channel's form: what its kind asks for, and what is stored. */
export type Form = Pick<ChannelKind, 'fields'> & Pick<ChannelCard, 'values' | 'secretsKept'>

/** @param card undefined: one that is not there yet */
export function formOf({ fields, made }: ChannelKind, card?: ChannelCard): Form {
  const asked = fields.filter(({ key }) => !made.includes(key))
  return { fields: asked, values: card?.values ?? {}, secretsKept: card?.secretsKept ?? [] }
}

export function draftOf({ fields, values }: Form): Draft {
  return Object.fromEntries(
    fields.map(({ key, kind, fallback }) => [key, kind === 'secret' ? '' : String(values[key] ?? fallback ?? '')]),
  )
}

/** As the server takes it: numbers as numbers, what is empty as null, secrets only where they change. */
export function valuesOf({ fields }: Form, draft: Draft): Record<string, string | number | null> {
  return Object.fromEntries(
    fields.flatMap(({ key, kind }): [string, string | number | null][] => {
      const text = draft[key] ?? ''
      if (kind === 'secret' && text === '') return []
      if (text === '' || text === CLEARED) return [[key, null]]
      return [[key, kind === 'number' ? Number(text) : text]]
    }),
  )
}

/**
 * Whether what is stored of secrets would go to another place: the server then asks for it anew. Addresses may be secrets themselves
 * (robots'): one that is given anew leads elsewhere.
 */
export function isElsewhere({ fields, values, secretsKept }: Form, draft: Draft): boolean {
  return fields.some(({ key, kind, guardsSecrets, fallback }) => {
    if (!guardsSecrets) return false
    const given = (draft[key] ?? '').trim()
    if (kind === 'secret') return secretsKept.includes(key) && given !== ''
    return given !== String(values[key] ?? fallback ?? '')
  })
}

/** Whether everything that is needed stands there; a stored secret counts, unless it must be given again. */
export function isComplete(form: Form, draft: Draft): boolean {
  const isAskedAgain = isElsewhere(form, draft)
  return form.fields.every(({ key, kind, isRequired, guardsSecrets }) => {
    if (!isRequired || (draft[key] ?? '').trim() !== '') return draft[key] !== CLEARED || !isRequired
    return kind === 'secret' && form.secretsKept.includes(key) && (guardsSecrets || !isAskedAgain)
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
