import type { Locale } from './words.ts'

/** Numbers and times as one reader sees them: in the reader's language, in the organisation's zone. */
export type Format = ReturnType<typeof makeFormat>

const LANGUAGE: Readonly<Record<Locale, string>> = { 'zh-Hant': 'zh-TW', 'zh-Hans': 'zh-CN', en: 'en-GB' }
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function makeFormat(locale: Locale, zone: string) {
  const language = LANGUAGE[locale]
  const of = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: 'h23', ...options })
  const clock = of({ hour: '2-digit', minute: '2-digit' })
  const second = of({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const day = of({ month: 'numeric', day: 'numeric', weekday: 'short' })
  const dayKey = of({ year: 'numeric', month: '2-digit', day: '2-digit' })
  const full = of({ year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' })
  const short = of({ month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' })
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const tenth = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  // 、 between all of them in both scripts: what the others say (甲、乙和丙, or nothing at all between two words) reads oddly of words.
  const chinese = () => new Intl.ListFormat('zh-CN', { type: 'conjunction', style: 'narrow' })
  const listing = locale === 'en' ? new Intl.ListFormat(language, { type: 'unit', style: 'long' }) : chinese()
  const together = locale === 'en' ? new Intl.ListFormat(language, { type: 'conjunction' }) : chinese()
  return {
    locale,
    zone,
    /** every digit: for counts that people compare and check */
    count: (value: number) => whole.format(value),
    /** 1.2萬, 1.2万, 12k: for sizes */
    size: (value: number) => sizeOf(value, locale, tenth),
    /** a share 0..1 in whole per cents; one decimal below 10 % */
    share: (value: number) => `${(Math.abs(value) < 0.0995 ? tenth : whole).format(value * 100)}%`,
    /** how many times as much; whole from 10 on */
    times: (value: number) => (value >= 10 ? whole : tenth).format(value),
    time: (at: string | Date) => clock.format(new Date(at)),
    seconds: (at: string | Date) => second.format(new Date(at)),
    day: (at: string | Date) => day.format(new Date(at)),
    /** the hour alone today, with its day otherwise, with its year long ago */
    moment: (at: string | Date, now: Date) => {
      const then = new Date(at)
      if (dayKey.format(then) === dayKey.format(now)) return clock.format(then)
      return Math.abs(now.getTime() - then.getTime()) < 300 * DAY ? short.format(then) : full.format(then)
    },
    full: (at: string | Date) => full.format(new Date(at)),
    /** after a colon: A, B, C */
    list: (parts: readonly string[]) => listing.format(parts),
    /** inside a sentence: A, B and C */
    all: (parts: readonly string[]) => together.format(parts),
    /** such as GMT+8: every picture and table of times shows it */
    zoneName: zoneName(zone),
    duration: (ms: number) => duration(ms, locale),
    countdown: (ms: number) => countdown(ms, locale),
  }
}

function sizeOf(value: number, locale: Locale, tenth: Intl.NumberFormat): string {
  const [step, unit, bigStep, bigUnit] =
    locale === 'en' ? [1e3, 'k', 1e6, 'M'] : locale === 'zh-Hant' ? [1e4, '萬', 1e8, '億'] : [1e4, '万', 1e8, '亿']
  if (value >= bigStep) return `${tenth.format(value / bigStep)}${bigUnit}`
  // 9,999 stays 9,999 in Chinese; in English thousands begin at ten thousand too, so that small counts stay exact.
  return value >= 1e4 ? `${tenth.format(value / step)}${unit}` : tenth.format(value)
}

function zoneName(zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(
    new Date(),
  )
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
}

/** The two largest units: 3 天 4 小時, 1 小時 5 分, 12 分, 40 秒. Never negative. */
export function duration(ms: number, locale: Locale): string {
  const left = Math.max(0, ms)
  const [d, h, m, s] =
    locale === 'en'
      ? ['d', 'h', 'min', 's']
      : locale === 'zh-Hant'
        ? ['天', '小時', '分鐘', '秒']
        : ['天', '小时', '分钟', '秒']
  const join = (parts: [number, string][]) =>
    parts
      .filter(([value], index) => index === 0 || value > 0)
      .map(([value, unit]) => `${value} ${unit}`)
      .join(' ')
  if (left >= DAY)
    return join([
      [Math.floor(left / DAY), d ?? ''],
      [Math.floor((left % DAY) / HOUR), h ?? ''],
    ])
  if (left >= HOUR)
    return join([
      [Math.floor(left / HOUR), h ?? ''],
      [Math.floor((left % HOUR) / MINUTE), m ?? ''],
    ])
  if (left >= MINUTE) return join([[Math.floor(left / MINUTE), m ?? '']])
  return join([[Math.floor(left / 1000), s ?? '']])
}

/** 29:41, 1:05:09, 2 天 03:00:00: of one width, so that figures change in place. */
export function countdown(ms: number, locale: Locale): string {
  const total = Math.floor(Math.abs(ms) / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const days = Math.floor(total / 86_400)
  const hours = Math.floor((total % 86_400) / 3600)
  const tail = `${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`
  if (days > 0) return `${days}${locale === 'en' ? 'd' : ' 天'} ${two(hours)}:${tail}`
  return hours > 0 ? `${hours}:${tail}` : tail
}
