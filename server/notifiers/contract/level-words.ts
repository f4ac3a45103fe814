import type { Locale, Message } from '../contract.ts'

/** 一 is the gravest. Colour never stands alone: the words say it too. */
const WORDS: Readonly<Record<1 | 2 | 3, Readonly<Record<Locale, string>>>> = {
  1: { 'zh-Hant': '一級', 'zh-Hans': '一级', en: 'Level 1' },
  2: { 'zh-Hant': '二級', 'zh-Hans': '二级', en: 'Level 2' },
  3: { 'zh-Hant': '三級', 'zh-Hans': '三级', en: 'Level 3' },
}
const NONE: Readonly<Record<Locale, string>> = { 'zh-Hant': '通知', 'zh-Hans': '通知', en: 'Notice' }

/** Of the level, or that it is a notice without one. */
export function levelWord({ level, locale }: Pick<Message, 'level' | 'locale'>): string {
  return level === undefined ? NONE[locale] : WORDS[level][locale]
}

/** One value for each level, gravest first, and one for what has none. */
export function byLevel<T>(level: 1 | 2 | 3 | undefined, [first, second, third, none]: readonly [T, T, T, T]): T {
  if (level === undefined) return none
  return level === 1 ? first : level === 2 ? second : third
}
