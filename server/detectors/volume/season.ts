/**
 * The hour of the day: whoever talks at noon and sleeps at four has a wave that is no news. Counts of each of the 24 hours are learnt
 * (a burst teaches little), and the level is multiplied by the hour's factor. Only after three weeks, fully after five, and only where
 * the wave has explained a good part of the counts of hours it had not seen yet: a season learnt from days, or from noise, costs more
 * alarms than it saves. Positions are counted in points, so the series need not know its time zone.
 */
export type SeasonSettings = {
  /** days of history from which it is used at all, and in full */
  readonly seasonFrom: number
  readonly seasonFull: number
  /** share of the squared error of hourly counts that the wave must explain to be used at all, and so much more for full use */
  readonly gainFrom: number
  readonly gainWidth: number
}

export type Season = {
  /** clipped mean count of a point, per hour of the day */
  readonly hours: Float64Array
  /** how often each was visited */
  readonly visits: Float64Array
  /** see the indices below */
  readonly sums: Float64Array
}
const COUNTED = 0
const BY_LEVEL = 1
const BY_WAVE = 2
const LEVEL_ERROR = 3
const WAVE_ERROR = 4

const POINTS_PER_HOUR = 12
const HOURS = 24
const DAY: number = POINTS_PER_HOUR * HOURS
/** the wave of the last three weeks, the errors of the last two */
const MEMORY: number = POINTS_PER_HOUR * 21
const ERROR_MEMORY: number = HOURS * 14
/** the first week only teaches: what it says of itself would be praise */
const JUDGED_FROM: number = 7 * DAY
const [LEAST, MOST] = [0.1, 5] as const

export function emptySeason(): Season {
  return { hours: new Float64Array(HOURS), visits: new Float64Array(HOURS), sums: new Float64Array(5) }
}

/** How much is said at this point of the day, 1 = as on average: as learnt, and how far that is to be believed. */
export function factorAt(given: SeasonSettings, season: Season, seen: number): { learnt: number; used: number } {
  const at = (seen % DAY) / POINTS_PER_HOUR - 0.5
  const hour = Math.floor(at)
  const here = smooth(season, hour) * (hour + 1 - at) + smooth(season, hour + 1) * (at - hour)
  const mean = season.hours.reduce((sum, value) => sum + value, 0) / HOURS
  // A tenth of the mean is added to both: an hour that held nothing so far says "little", not "never".
  const learnt = mean > 0 ? Math.max(LEAST, Math.min(MOST, (here + 0.1 * mean) / (1.1 * mean))) : 1
  const age = ramp(seen / DAY, given.seasonFrom, given.seasonFull)
  return { learnt, used: 1 + age * strength(given, season) * (learnt - 1) }
}

/** @param learnt the factor that was expected of this point  @param level mean count of a point, whatever the hour */
export function learnSeason(season: Season, seen: number, value: number, learnt: number, level: number): void {
  const counted = Math.min(value, 3 * level + 3)
  const { hours, visits, sums } = season
  const hour = Math.floor((seen % DAY) / POINTS_PER_HOUR)
  add(sums, COUNTED, counted)
  add(sums, BY_LEVEL, level)
  add(sums, BY_WAVE, learnt * level)
  if (seen % POINTS_PER_HOUR === POINTS_PER_HOUR - 1) compare(sums, seen)
  add(visits, hour, 1)
  add(hours, hour, Math.max(1 / MEMORY, 1 / (visits[hour] ?? 1)) * (counted - (hours[hour] ?? 0)))
}

/** An hour is over: was the wave or the bare level nearer? Relative to the level, so that a busy week does not outvote a quiet one. */
function compare(sums: Float64Array, seen: number): void {
  const [counted = 0, byLevel = 0, byWave = 0] = sums
  if (seen > JUDGED_FROM) {
    const pace = Math.max(1 / ERROR_MEMORY, 1 / ((seen - JUDGED_FROM) / POINTS_PER_HOUR + 1))
    const unit = byLevel ** 2 + 1
    add(sums, LEVEL_ERROR, pace * ((counted - byLevel) ** 2 / unit - (sums[LEVEL_ERROR] ?? 0)))
    add(sums, WAVE_ERROR, pace * ((counted - byWave) ** 2 / unit - (sums[WAVE_ERROR] ?? 0)))
  }
  sums.fill(0, COUNTED, BY_WAVE + 1)
}

function strength({ gainFrom, gainWidth }: SeasonSettings, { sums }: Season): number {
  const flat = sums[LEVEL_ERROR] ?? 0
  return flat > 0 ? ramp(1 - (sums[WAVE_ERROR] ?? 0) / flat, gainFrom, gainFrom + gainWidth) : 0
}

function smooth({ hours }: Season, hour: number): number {
  const of = (one: number): number => hours[(one + HOURS) % HOURS] ?? 0
  return 0.5 * of(hour) + 0.25 * (of(hour - 1) + of(hour + 1))
}

const ramp = (value: number, from: number, full: number): number =>
  Math.max(0, Math.min(1, (value - from) / (full - from)))

function add(array: Float64Array, at: number, value: number): void {
  array[at] = (array[at] ?? 0) + value
}
