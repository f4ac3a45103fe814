/**
 * Days against the days of half a month and more ago: a level that follows slowly and late, a pattern of the week, and how much a day
 * differs by itself, from day to day and from week to week (moods last: seven days of one week are not seven witnesses).
 * Shares as logarithms of odds, counts as logarithms, so that doubling is the same step on any level.
 */
export type Measure = 'share' | 'count'

export type DailySettings = {
  /** the level learns each day so many days late, lest it grow along with what it is the measure of */
  readonly lagDays: number
  /** no word before so many days */
  readonly ableDays: number
  /** memory of the level in days; and once the sum stands so high, which is told: what stays is the new usual */
  readonly levelMemory: number
  readonly knownFrom: number
  readonly knownMemory: number
  /** a day teaches at most so many deviations */
  readonly clip: number
  /** deviations that a day may exceed the usual by for nothing; more, up to `most`, is added up, less taken off, down to `least` */
  readonly slack: number
  readonly most: number
  readonly least: number
  /** the sum never stands higher, so that it comes down in time */
  readonly cap: number
  /** starting assumption of the spread, known as if for so many days; and of what weeks have in common, as if for so many weeks */
  readonly priorDays: number
  readonly priorInflation: number
  readonly priorWeeks: number
}

export type Daily = {
  /** rings of `lagDays`: the days as logarithms, their variance by chance, and what they were against the usual then */
  readonly days: Float64Array
  readonly chance: Float64Array
  readonly over: Float64Array
  readonly weekdays: Float64Array
  readonly visits: Float64Array
  readonly numbers: Float64Array
}
/** days ended, of which taught; the level; variance beyond chance and its weight; the same of weeks; this week's sum; the Page sum */
const [DAYS, TAUGHT, LEVEL, SPREAD, WEEK_SPREAD, WEEKS, WEEK_SUM, WEEK_DAYS, SUM] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const

/** What is believed of the spread at first and never less, as a deviation of logarithms. */
const START: Readonly<Record<Measure, { readonly prior: number; readonly floor: number }>> = {
  share: { prior: 0.25, floor: 0.1 },
  count: { prior: 0.3, floor: 0.12 },
}
/** A rise worth saying: a quarter more posts; five points more of a hundred. */
const WORTH = { times: 1.25, points: 0.05 } as const
/** Judged posts below which a day has no share. */
const LEAST_JUDGED = 5
const MOST_INFLATION = 7
const WEEK = 7

export function emptyDaily({ lagDays }: DailySettings): Daily {
  return {
    days: new Float64Array(lagDays),
    chance: new Float64Array(lagDays),
    over: new Float64Array(lagDays),
    weekdays: new Float64Array(WEEK),
    visits: new Float64Array(WEEK),
    numbers: new Float64Array(9),
  }
}

export const scoreOf = ({ numbers }: Daily): number => numbers[SUM] ?? 0

/** A day is over: judged by what is known, then the day of `lagDays` ago is learnt. */
export function endDay(
  measure: Measure,
  given: DailySettings,
  daily: Daily,
  { value, of }: { readonly value: number; readonly of: number },
): void {
  const { numbers, days, chance, over } = daily
  const day = numbers[DAYS] ?? 0
  const place = day % days.length
  if (day >= days.length) learn(measure, given, daily, day - days.length, place)
  const isCounted = measure === 'count' || of >= LEAST_JUDGED
  days[place] = isCounted ? logOf(measure, value, of) : Number.NaN
  chance[place] = isCounted ? chanceOf(measure, value, of) : 0
  over[place] = isCounted ? overUsual(daily, day, place) : 0
  numbers[DAYS] = day + 1
  if (day + 1 < given.ableDays || !isCounted) return
  const spread = Math.sqrt(varianceOf(measure, given, daily) + (chance[place] ?? 0))
  const z = Math.max(given.least, Math.min(given.most, (over[place] ?? 0) / spread))
  numbers[SUM] = Math.max(0, Math.min(given.cap, (numbers[SUM] ?? 0) + z - given.slack))
}

/** How far the last week lies above the usual. */
export function driftOf(
  measure: Measure,
  given: DailySettings,
  daily: Daily,
): { readonly rise: number; readonly now: number; readonly isWorth: boolean } {
  const { numbers, days, over } = daily
  const day = numbers[DAYS] ?? 0
  let sum = 0
  let counted = 0
  for (let back = 1; back <= Math.min(WEEK, day); back++) {
    const place = (day - back) % days.length
    if (Number.isNaN(days[place])) continue
    sum += over[place] ?? 0
    counted++
  }
  const rise = counted > 0 ? sum / counted : 0
  const level = numbers[LEVEL] ?? 0
  const [now, usual] = [unlog(measure, level + rise), unlog(measure, level)]
  const isWorth = measure === 'count' ? now >= WORTH.times * usual : now - usual >= WORTH.points
  return { rise: Math.max(0, rise), now, isWorth: isWorth && day >= given.ableDays }
}

/** The usual day, and where most ordinary ones lie: a share 0..1, or posts of a day. */
export function usualOf(measure: Measure, { numbers }: Daily): { usual: number; low: number; high: number } {
  const level = numbers[LEVEL] ?? 0
  const wide = 2.5 * Math.sqrt(Math.max(START[measure].floor ** 2, numbers[SPREAD] ?? 0))
  return { usual: unlog(measure, level), low: unlog(measure, level - wide), high: unlog(measure, level + wide) }
}

function learn(measure: Measure, given: DailySettings, daily: Daily, day: number, place: number): void {
  const { numbers, days, weekdays, visits } = daily
  const seen = days[place] ?? 0
  if (Number.isNaN(seen)) return
  const taught = numbers[TAUGHT] ?? 0
  const chance = daily.chance[place] ?? 0
  const weekday = day % WEEK
  if (taught === 0) numbers[LEVEL] = seen
  const spread = numbers[SPREAD] ?? 0
  const prior = START[measure].prior ** 2
  const variance = Math.max(prior / 4, taught === 0 ? prior : spread) + chance
  const off = seen - (numbers[LEVEL] ?? 0) - (weekdays[weekday] ?? 0)
  const limit = given.clip * Math.sqrt(variance)
  const lesson = taught < WEEK ? off : Math.max(-limit, Math.min(limit, off))
  const memory = scoreOf(daily) >= given.knownFrom ? given.knownMemory : given.levelMemory
  numbers[TAUGHT] = taught + 1
  numbers[LEVEL] = (numbers[LEVEL] ?? 0) + Math.max(1 / memory, 1 / (taught + 1)) * lesson
  learnWeekday(weekdays, visits, weekday, lesson)
  const pace = 1 / (Math.min(taught, 2 * given.levelMemory) + given.priorDays)
  const before = taught === 0 ? prior : spread
  numbers[SPREAD] = before + pace * (Math.max(0, lesson * lesson - chance) - before)
  learnWeek(given, daily, lesson, variance)
}

/** A quarter of what a weekday differs by at each visit, after its first ones more; its mean stays nothing. */
function learnWeekday(weekdays: Float64Array, visits: Float64Array, weekday: number, lesson: number): void {
  visits[weekday] = (visits[weekday] ?? 0) + 1
  weekdays[weekday] = (weekdays[weekday] ?? 0) + lesson / Math.min(8, (visits[weekday] ?? 1) + 1.5)
  const mean = weekdays.reduce((sum, each) => sum + each, 0) / WEEK
  for (let at = 0; at < WEEK; at++) weekdays[at] = (weekdays[at] ?? 0) - mean / 2
}

/** What seven days together differ by, against what they would if each had its own mood. */
function learnWeek(
  { priorInflation, priorWeeks }: DailySettings,
  daily: Daily,
  lesson: number,
  variance: number,
): void {
  const { numbers } = daily
  numbers[WEEK_SUM] = (numbers[WEEK_SUM] ?? 0) + lesson / Math.sqrt(variance)
  numbers[WEEK_DAYS] = (numbers[WEEK_DAYS] ?? 0) + 1
  if ((numbers[WEEK_DAYS] ?? 0) < WEEK) return
  const weeks = numbers[WEEKS] ?? 0
  const before = weeks === 0 ? priorInflation : (numbers[WEEK_SPREAD] ?? 0)
  const found = Math.min(2 * MOST_INFLATION, (numbers[WEEK_SUM] ?? 0) ** 2 / WEEK)
  numbers[WEEK_SPREAD] = before + (found - before) / (Math.min(weeks, 12) + priorWeeks)
  numbers[WEEKS] = weeks + 1
  numbers[WEEK_SUM] = 0
  numbers[WEEK_DAYS] = 0
}

function varianceOf(measure: Measure, { priorInflation }: DailySettings, { numbers }: Daily): number {
  const inflation = (numbers[WEEKS] ?? 0) > 0 ? (numbers[WEEK_SPREAD] ?? 1) : priorInflation
  const spread = Math.max(START[measure].floor ** 2, numbers[SPREAD] ?? 0)
  return Math.max(1, Math.min(MOST_INFLATION, inflation)) * spread
}

function overUsual({ numbers, days, weekdays }: Daily, day: number, place: number): number {
  if ((numbers[TAUGHT] ?? 0) === 0) return 0
  return (days[place] ?? 0) - (numbers[LEVEL] ?? 0) - (weekdays[day % WEEK] ?? 0)
}

function logOf(measure: Measure, value: number, of: number): number {
  if (measure === 'count') return Math.log(value + 1)
  const part = Math.min(value, of)
  return Math.log((part + 0.5) / (of - part + 0.5))
}

function chanceOf(measure: Measure, value: number, of: number): number {
  if (measure === 'count') return 1 / (value + 1)
  const part = Math.min(value, of)
  return 1 / (part + 0.5) + 1 / (of - part + 0.5)
}

function unlog(measure: Measure, level: number): number {
  return measure === 'count' ? Math.max(0, Math.exp(level) - 1) : 1 / (1 + Math.exp(-level))
}
