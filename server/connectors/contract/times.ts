import { DAY, HOUR, MINUTE, SECOND } from '../../base/clock.ts'
import { BadValue, isNothing, shown } from './bad-value.ts'
import type { LocalTime, Zone } from './zone.ts'

/** @throws BadValue what is no time, or none that a post can have; undefined where nothing is said */
export type TimeReader = (value: unknown, crawledAt?: Date) => Date | undefined

const EARLIEST = Date.UTC(2005, 0, 1)
/** Numbers below are seconds: as milliseconds they would lie before March 1973. */
const LEAST_MS = 1e11

const DATE = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?/
const CLOCK =
  /^(?:(上午|下午|凌晨|早上|中午|晚上|am|pm)\s*)?(\d{1,2})\s*[:点點时時]\s*(\d{1,2})\s*(?:分|(?::\s*(\d{1,2})(?:[.,]\d{1,9})?)?)\s*(?:(\d{1,2})\s*秒)?\s*(am|pm)?$/i
const OFFSET = /\s*(z|utc|gmt|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d{2})?)$/i
const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/
/** 20-Nov-2026 09:15AM (listening tools), Fri, 20 Nov 2026 09:15:00 GMT (RFC 5322) */
const ENGLISH =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3})[a-z]*\.?[\s,-]+(\d{4})(?:,|\s+at\b)?\s*(.*)$/i
/** Nov 20, 2026, 9:15 AM */
const AMERICAN =
  /^(?:[a-z]{3,9},?\s+)?([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,|\s+at\b)?\s*(.*)$/i
/** 20/11/2026 11:00, 11/20/2026 11:00 AM, 20.11.2026: the order is told by a number above 12, by dots, or not at all */
const NUMERIC = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?=$|[\s,T])[\s,T]*(.*)$/
/** Weibo's API: Mon Jun 01 15:30:00 +0800 2026 */
const WEIBO = /^[a-z]{3}\s+([a-z]{3})\s+(\d{1,2})\s+(\d\d:\d\d:\d\d)\s+([+-]\d{4})\s+(\d{4})$/i
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * Reads seconds, milliseconds and the texts of Chinese and English tools. Text without a zone is in `zone` (a zone that the text
 * names is never thrown away, as BettaFish does with `+08:00`). Relative times (刚刚, 昨天 12:30, 06-01 15:30) are resolved against
 * the time of the crawl and refused without one: weibo-crawler takes the clock of whoever reads, and is wrong by as much.
 */
export function createTimeReader(zone: Zone, now: Date): TimeReader {
  return (value, crawledAt) => {
    if (isNothing(value)) return undefined
    const at = value instanceof Date ? value.getTime() : readTime(value, zone, crawledAt)
    // 1970-01-01 08:00:00 is what tieba writes where there is no time.
    if (Math.abs(at) <= DAY) return undefined
    if (at < EARLIEST) throw new BadValue('too-early', `${shown(value)} is before 2005`)
    if (at > now.getTime() + DAY) throw new BadValue('in-future', `${shown(value)} is more than a day in the future`)
    return new Date(at)
  }
}

export function createDayReader(zone: Zone): (at: Date) => string {
  return (at) => {
    const { year, month, day } = zone.toLocal(at.getTime())
    return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  }
}

function readTime(value: unknown, zone: Zone, crawledAt: Date | undefined): number {
  const text = String(value).normalize('NFKC').trim()
  const at =
    numberTime(text, zone) ??
    absoluteTime(text, zone) ??
    numericTime(text, zone) ??
    relativeTime(text, zone, crawledAt) ??
    englishTime(text, zone)
  if (at === undefined) throw new BadValue('bad-time', `${shown(value)} is no time that can be read`)
  return at
}

function numberTime(text: string, zone: Zone): number | undefined {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0'] = COMPACT.exec(text) ?? []
  if (year !== undefined) {
    const at = localTime(zone, [year, month, day, hour, minute, second])
    if (at !== undefined) return at
  }
  const number = Number(text)
  return Math.trunc(number >= LEAST_MS ? number : number * SECOND)
}

function absoluteTime(text: string, zone: Zone): number | undefined {
  const date = DATE.exec(text)
  if (!date) return undefined
  return withClock(zone, [date[1], date[2], date[3]], text.slice(date[0].length).replace(/^[\sT]+/i, ''))
}

/** A clock, with or without a zone, after a date; no clock is the beginning of that day. */
function withClock(zone: Zone, date: readonly (string | undefined)[], rest: string): number | undefined {
  const offset = OFFSET.exec(rest)
  const clock = clockOf(offset ? rest.slice(0, offset.index) : rest)
  if (!clock) return undefined
  if (!offset) return localTime(zone, [...date, ...clock])
  const utc = localTime(UTC, [...date, ...clock])
  return utc === undefined ? undefined : utc - offsetMs(offset[1] ?? '')
}

const UTC: Zone = {
  toUtc: (t) => Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute, t.second),
  toLocal: () => ({ year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0 }),
}

function clockOf(text: string): [string, string, string] | undefined {
  if (text.trim() === '') return ['0', '0', '0']
  const found = CLOCK.exec(text.trim())
  if (!found) return undefined
  const [, before = '', hour = '', minute = '', second, chinese, after = ''] = found
  const half = (before || after).toLowerCase()
  const late = /下午|晚上|pm/.test(half) && Number(hour) < 12
  const midnight = /上午|凌晨|am/.test(half) && Number(hour) === 12
  return [late ? String(Number(hour) + 12) : midnight ? '0' : hour, minute, second ?? chinese ?? '0']
}

function offsetMs(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE)
}

/** undefined for days and hours that no calendar has, such as 30 February. */
function localTime(zone: Zone, parts: readonly (string | undefined)[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return undefined
  return zone.toUtc({ year, month, day, hour, minute, second })
}

function englishTime(text: string, zone: Zone): number | undefined {
  const weibo = WEIBO.exec(text)
  if (weibo) {
    return withClock(zone, [weibo[5], monthOf(weibo[1]), weibo[2]], `${weibo[3]} ${weibo[4]}`)
  }
  const rfc = ENGLISH.exec(text)
  if (rfc) return withClock(zone, [rfc[3], monthOf(rfc[2]), rfc[1]], rfc[4] ?? '')
  const american = AMERICAN.exec(text)
  return american ? withClock(zone, [american[3], monthOf(american[1]), american[2]], american[4] ?? '') : undefined
}

/** Which number is the day in dates such as 03/04/2026. */
export type DateOrder = 'day-first' | 'month-first'

/** What a column of such dates says of their order: one with a number above 12 tells it of all. Undefined where none does, or they differ. */
export function dateOrderOf(texts: readonly string[]): DateOrder | undefined {
  const orders = new Set(texts.map((text) => orderOf(NUMERIC.exec(text.normalize('NFKC').trim()))))
  orders.delete(undefined)
  const [only] = orders
  return orders.size === 1 ? only : undefined
}

/** A date of that order with its year first, which nobody reads in two ways; anything else as it was. */
export function yearFirst(value: unknown, order: DateOrder | undefined): unknown {
  if (order === undefined || typeof value !== 'string') return value
  const found = NUMERIC.exec(value.normalize('NFKC').trim())
  if (!found || orderOf(found) !== undefined) return value
  const [, first, , second, year, rest] = found
  return `${year}-${order === 'day-first' ? `${second}-${first}` : `${first}-${second}`} ${rest}`.trim()
}

function numericTime(text: string, zone: Zone): number | undefined {
  const found = NUMERIC.exec(text)
  if (!found) return undefined
  const [, first, , second, year, rest = ''] = found
  const order = orderOf(found)
  if (order === undefined) {
    throw new BadValue('ambiguous-date', `${shown(text)} can be read in two ways: write it with the year first`)
  }
  const at = withClock(zone, order === 'day-first' ? [year, second, first] : [year, first, second], rest)
  if (at === undefined) throw new BadValue('bad-time', `${shown(text)} is no time that can be read`)
  return at
}

function orderOf(found: RegExpExecArray | null): DateOrder | undefined {
  if (!found) return undefined
  const [, first, mark, second] = found
  if (Number(second) > 12) return 'month-first'
  return Number(first) > 12 || mark === '.' || first === second ? 'day-first' : undefined
}

function monthOf(name = ''): string {
  return String(MONTHS.indexOf(name.toLowerCase()) + 1)
}

const AGO =
  /^(\d+|几|幾|a|an)\s*(秒|分|小时|小時|个小时|個小時|天|日|周|週|second|sec|minute|min|hour|day|week)\S*\s*(?:前|ago)$/i
const AGO_MS: readonly [RegExp, number][] = [
  [/秒|sec/, SECOND],
  [/分|min/, MINUTE],
  [/时|時|hour/, HOUR],
  [/天|日|day/, DAY],
  [/周|週|week/, 7 * DAY],
]
const DAY_WORD = /^(今天|今日|昨天|昨日|前天|today|yesterday)\s*(.*)$/i
const DAYS_BACK: Readonly<Record<string, number>> = { 昨天: 1, 昨日: 1, yesterday: 1, 前天: 2 }
const MONTH_DAY = /^(\d{1,2})\s*[-/月]\s*(\d{1,2})\s*日?\s*(.*)$/

/** Times that mean something only to whoever knows when the page was read. */
function relativeTime(text: string, zone: Zone, crawledAt: Date | undefined): number | undefined {
  const ago = AGO.exec(text)
  const word = DAY_WORD.exec(text)
  const date = MONTH_DAY.exec(text)
  const isNow = /^(刚刚|剛剛|刚才|剛才|just now)$/i.test(text)
  if (!ago && !word && !date && !isNow) return undefined
  if (crawledAt === undefined) {
    throw new BadValue('relative-time', `${shown(text)} depends on when the file was collected, which it does not say`)
  }
  const read = crawledAt.getTime()
  if (isNow) return read
  if (ago) {
    const unit = AGO_MS.find(([word]) => word.test((ago[2] ?? '').toLowerCase()))?.[1]
    const count = /\d/.test(ago[1] ?? '') ? Number(ago[1]) : /an?/i.test(ago[1] ?? '') ? 1 : undefined
    return unit === undefined || count === undefined ? undefined : read - count * unit
  }
  if (word) return dayWord(word, zone, read)
  return date ? monthDay(date, zone, read) : undefined
}

function dayWord(word: RegExpExecArray, zone: Zone, read: number): number | undefined {
  const today = zone.toLocal(read)
  const noon = Date.UTC(today.year, today.month - 1, today.day - (DAYS_BACK[(word[1] ?? '').toLowerCase()] ?? 0), 12)
  return withClock(zone, partsOf(new Date(noon)), word[2] ?? '')
}

/** `12-31` read in January is of the year before. */
function monthDay(date: RegExpExecArray, zone: Zone, read: number): number | undefined {
  const { year }: LocalTime = zone.toLocal(read)
  const inYear = (of: number) => withClock(zone, [String(of), date[1], date[2]], date[3] ?? '')
  const at = inYear(year)
  return at !== undefined && at > read + DAY ? inYear(year - 1) : (at ?? inYear(year - 1))
}

function partsOf(date: Date): string[] {
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()].map(String)
}
