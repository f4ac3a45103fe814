import { cutTo } from '../notifiers/contract/cut.ts'
import { BRIEF_LENGTH, type Locale, type Message } from '../notifiers/contract.ts'
import { formatHour } from './notice-time.ts'
import { acknowledgeWord, footWord, openWord } from './notice-words.ts'

/** What a notice says. */
export type Told = {
  readonly locale: Locale
  readonly level: number | null
  readonly mode: 'live' | 'drill'
  readonly subject: string
  readonly lines: readonly string[]
  /** whole addresses */
  readonly url: string | null
  readonly acknowledgeUrl: string | null
  readonly thread: string | null
  readonly createdAt: Date
}

export type Around = {
  readonly to: Message['to']
  /** of the organisation */
  readonly zone: string
  readonly publicUrl: string
  readonly mentions?: Message['mentions']
}

/** What a channel carries: made of the row alone, so that it is the same at every attempt. */
export function messageOf(told: Told, { to, zone, publicUrl, mentions = [] }: Around): Message {
  const { locale, level, mode, subject, lines, url, acknowledgeUrl, thread, createdAt } = told
  return {
    to,
    locale,
    mode,
    subject,
    lines,
    foot: { text: footWord(locale), url: `${publicUrl}/me#notices` },
    at: createdAt,
    brief: { title: cutTo(subject, BRIEF_LENGTH, countCharacters), time: formatHour(createdAt, locale, zone) },
    ...(level === 1 || level === 2 || level === 3 ? { level } : {}),
    ...(url === null ? {} : { link: { url, text: openWord(locale) } }),
    ...(acknowledgeUrl === null ? {} : { acknowledge: { url: acknowledgeUrl, text: acknowledgeWord(locale) } }),
    ...(mentions.length === 0 ? {} : { mentions }),
    ...(thread === null ? {} : { thread }),
  }
}

/** Code points: an emoji is one, and no half of it is left. */
function countCharacters(text: string): number {
  return [...text].length
}
