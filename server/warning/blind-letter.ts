import { TROUBLE_PLACES, TROUBLE_REMEDIES, TROUBLE_TEXTS } from './blind-words-schema.ts'
import type { FoundTrouble } from './blindness.ts'

type Locale = 'zh-Hant' | 'zh-Hans' | 'en'

const PLACE: Readonly<Record<Locale, 0 | 1 | 2>> = { 'zh-Hant': 0, 'zh-Hans': 1, en: 2 }
const SINCE = ['自 {time} 起（{zone}）。', '自 {time} 起（{zone}）。', 'Since {time} ({zone}).'] as const
const REMEDY = ['怎麼辦：{remedy}。', '怎么办：{remedy}。', 'What to do: {remedy}.'] as const

/** What people are told of a trouble by mail. */
export function troubleLetter(
  { code, since, detail }: FoundTrouble,
  locale: Locale,
  zone: string,
): { subject: string; lines: readonly string[]; url?: string } {
  const place = PLACE[locale]
  const url = TROUBLE_PLACES[code]
  const time = new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(
    since,
  )
  return {
    subject: fill(TROUBLE_TEXTS[code][place], detail),
    lines: [fill(SINCE[place], { time, zone }), fill(REMEDY[place], { remedy: TROUBLE_REMEDIES[code][place] })],
    ...(url === undefined ? {} : { url }),
  }
}

function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
