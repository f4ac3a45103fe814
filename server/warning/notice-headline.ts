import type { Locale } from '../notifiers/contract.ts'
import type { AlertCard } from './schema.ts'

type Told = Pick<
  AlertCard,
  'trackName' | 'observed' | 'expected' | 'windowMinutes' | 'negativeShare' | 'usualNegativeShare' | 'topWords'
>

/**
 * What an alert is about, in one sentence: how much, how bad, what they say. The page says it in the same words
 * (web/warning/headline.ts; a test compares them), but pages may not be reached from here.
 */
export function headlineOf(alert: Told, locale: Locale): string {
  const say = SENTENCES[locale]
  const parts = [volumePart(alert, say), sharePart(alert, say), wordsPart(alert, say)]
  return parts.filter((part) => part !== '').join(say.between)
}

type Sentences = {
  readonly language: string
  readonly between: string
  readonly comma: string
  readonly volume: (track: string, minutes: number, observed: string) => string
  readonly usually: (expected: string, times: string) => string
  readonly usuallyNone: string
  readonly share: (now: string) => string
  readonly usualShare: (usual: string) => string
  readonly words: (words: string) => string
}

const SENTENCES: Readonly<Record<Locale, Sentences>> = {
  'zh-Hant': {
    language: 'zh-TW',
    between: '；',
    comma: '、',
    volume: (track, minutes, observed) => `「${track}」${minutes} 分鐘內 ${observed} 條帖文`,
    usually: (expected, times) => `，平時約 ${expected} 條（${times} 倍）`,
    usuallyNone: '，平時幾乎沒有',
    share: (now) => `負面佔 ${now}`,
    usualShare: (usual) => `，平時 ${usual}`,
    words: (words) => `多說：${words}`,
  },
  'zh-Hans': {
    language: 'zh-CN',
    between: '；',
    comma: '、',
    volume: (track, minutes, observed) => `“${track}”${minutes} 分钟内 ${observed} 条帖文`,
    usually: (expected, times) => `，平时约 ${expected} 条（${times} 倍）`,
    usuallyNone: '，平时几乎没有',
    share: (now) => `负面占 ${now}`,
    usualShare: (usual) => `，平时 ${usual}`,
    words: (words) => `多在说：${words}`,
  },
  en: {
    language: 'en-GB',
    between: '; ',
    comma: ', ',
    volume: (track, minutes, observed) => `${track}: ${observed} posts in ${minutes} min`,
    usually: (expected, times) => `, usually about ${expected} (${times} times)`,
    usuallyNone: ', usually almost none',
    share: (now) => `${now} negative`,
    usualShare: (usual) => `, usually ${usual}`,
    words: (words) => `many say: ${words}`,
  },
}
/** From so many times the usual on, it is worth saying. */
const WORTH_SAYING = 1.3
const MOST_WORDS = 3

function volumePart({ trackName, observed, expected, windowMinutes }: Told, say: Sentences): string {
  const begin = say.volume(trackName, windowMinutes, number(observed, say, 0))
  if (expected < 1 && observed >= 3) return begin + say.usuallyNone
  const times = expected > 0 ? observed / expected : 0
  if (times < WORTH_SAYING) return begin
  return begin + say.usually(number(expected, say, expected < 10 ? 1 : 0), number(times, say, times >= 10 ? 0 : 1))
}

function sharePart({ negativeShare, usualNegativeShare }: Told, say: Sentences): string {
  if (negativeShare === null) return ''
  const now = say.share(share(negativeShare, say))
  return usualNegativeShare === null ? now : now + say.usualShare(share(usualNegativeShare, say))
}

function wordsPart({ topWords }: Told, say: Sentences): string {
  return topWords.length === 0 ? '' : say.words(topWords.slice(0, MOST_WORDS).join(say.comma))
}

function share(value: number, say: Sentences): string {
  return `${number(value * 100, say, Math.abs(value) < 0.0995 ? 1 : 0)}%`
}

function number(value: number, { language }: Sentences, digits: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)
}
