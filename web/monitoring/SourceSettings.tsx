import type { SourcePage } from '../../server/monitoring/source-schema.ts'
import { useLocale, useWords } from '../ui/LocaleProvider.tsx'
import { useSourceKinds } from './SourceHealth.tsx'
import { SOURCE_WORDS } from './source-words.ts'

/** Settings as they are, named as in their form; secrets only as being there. */
export function SourceSettings({ page }: { readonly page: SourcePage }) {
  const words = useWords(SOURCE_WORDS)
  const { locale } = useLocale()
  const kinds = useSourceKinds()
  const kind = kinds.data?.find(({ id }) => id === page.source.kind)
  const { settings } = page
  if (settings === null) return <p className="soft">{words.settingsHidden}</p>
  const rows = (kind?.settings ?? []).flatMap(({ key, names, choices }): [string, string][] => {
    const value = settings[key]
    if (page.secrets.includes(key)) return [[names[locale], words.secretKept]]
    if (value === undefined || value === '') return []
    const choice = choices?.find((each) => each.value === value)?.names[locale]
    return [[names[locale], choice ?? String(value)]]
  })
  return (
    <dl>
      {[...rows, [words.zone, page.zone]].map(([name, value]) => (
        <div key={name} style={{ padding: '4px 0' }}>
          <dt className="soft small">{name}</dt>
          <dd className="break">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
