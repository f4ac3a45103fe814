import { useLocale, useWords } from './LocaleProvider.tsx'
import { LOCALE_NAMES } from './locale.ts'
import { UI_WORDS } from './ui-words.ts'
import type { Locale } from './words.ts'

export function LanguageSwitch({ onChoose }: { readonly onChoose?: (locale: Locale) => void }) {
  const words = useWords(UI_WORDS)
  const { locale, choose } = useLocale()
  return (
    <select
      className="language-switch"
      aria-label={words.language}
      value={locale}
      onChange={(event) => {
        const next = event.target.value as Locale
        choose(next)
        onChoose?.(next)
      }}
    >
      {Object.entries(LOCALE_NAMES).map(([each, name]) => (
        <option key={each} value={each} lang={each}>
          {name}
        </option>
      ))}
    </select>
  )
}
