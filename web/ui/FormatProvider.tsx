import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { type Format, makeFormat } from './format.ts'
import { useLocale } from './LocaleProvider.tsx'

const FormatContext = createContext<Format>(makeFormat('zh-Hant', 'UTC'))

/** Numbers and times of everything inside, in the reader's language and the organisation's zone. */
export function FormatProvider({ zone, children }: { readonly zone: string; readonly children: ReactNode }) {
  const { locale } = useLocale()
  const format = useMemo(() => makeFormat(locale, zone), [locale, zone])
  return <FormatContext value={format}>{children}</FormatContext>
}

export function useFormat(): Format {
  return useContext(FormatContext)
}
