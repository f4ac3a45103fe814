import type { Locale } from './words.ts'

export const LOCALE_KEY = 'weiji.locale'
/** Each in its own words, so that whoever landed in the wrong language finds the way out. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = {
  'zh-Hant': '繁體中文',
  'zh-Hans': '简体中文',
  en: 'English',
}

export function isLocale(name: unknown): name is Locale {
  return typeof name === 'string' && name in LOCALE_NAMES
}

/** zh-TW, zh-HK, zh-MO, zh-Hant → 繁體; any other zh → 简体; the first language that we have wins; else English. */
export function detectLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const name = language.toLowerCase()
    if (name === 'zh' || name.startsWith('zh-')) return /hant|tw|hk|mo/.test(name) ? 'zh-Hant' : 'zh-Hans'
    if (name === 'yue' || name.startsWith('yue-')) return /hans/.test(name) ? 'zh-Hans' : 'zh-Hant'
    if (name === 'en' || name.startsWith('en-')) return 'en'
  }
  return 'en'
}
