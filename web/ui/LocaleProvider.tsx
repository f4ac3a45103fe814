import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { detectLocale, isLocale, LOCALE_KEY } from './locale.ts'
import { type Locale, type Said, type WordTable, wordsIn } from './words.ts'

type Chosen = { readonly locale: Locale; readonly choose: (locale: Locale) => void }

const LocaleContext = createContext<Chosen>({ locale: 'zh-Hant', choose: () => {} })
const cache = new WeakMap<WordTable, Map<Locale, unknown>>()

/** The language of everything inside: the one chosen here before, else the browser's. */
export function LocaleProvider({ children }: { readonly children: ReactNode }) {
  const [locale, setLocale] = useState<Locale>(() => {
    const kept = localStorage.getItem(LOCALE_KEY)
    return isLocale(kept) ? kept : detectLocale(navigator.languages)
  })
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  const chosen = useMemo(
    () => ({
      locale,
      choose: (next: Locale) => {
        localStorage.setItem(LOCALE_KEY, next)
        setLocale(next)
      },
    }),
    [locale],
  )
  return <LocaleContext value={chosen}>{children}</LocaleContext>
}

export function useLocale(): Chosen {
  return useContext(LocaleContext)
}

/** Words of a feature in the reader's language; the same object as long as the language stays. */
export function useWords<T extends WordTable>(table: T): Said<T> {
  const { locale } = useLocale()
  const ofTable = cache.get(table) ?? new Map<Locale, unknown>()
  cache.set(table, ofTable)
  const said = (ofTable.get(locale) as Said<T> | undefined) ?? wordsIn(table, locale)
  ofTable.set(locale, said)
  return said
}
