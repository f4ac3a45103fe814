/**
 * When something usually comes: how many steps of each hour of the week hold anything at all. What a single hour of the week has not
 * shown yet is taken from its hour of the day and its part of the week; a day of the week that was never seen may be a quiet one.
 * Positions are counted in steps, so the series need not know its time zone.
 */
export type Rhythm = {
  /** per hour of the week: steps that held something, and all steps; likewise per hour of the day, with posts and their squares */
  readonly weekLoud: Float64Array
  readonly weekSeen: Float64Array
  readonly dayLoud: Float64Array
  readonly daySeen: Float64Array
  readonly dayPosts: Float64Array
  readonly daySquares: Float64Array
  /** per part of the week, of three hours: steps that held something, and as many as its hours usually have */
  readonly partLoud: Float64Array
  readonly partUsual: Float64Array
  /** likewise of the part and of the day that are not over, which must not speak for themselves where the weekday is known */
  readonly now: Float64Array
  readonly today: Float64Array
}

const HOURS = 24
const WEEKDAYS = 7
const WEEK_HOURS: number = HOURS * WEEKDAYS
const PART = 3
const PARTS: number = WEEK_HOURS / PART
/** Memory in visits. */
const WEEKS = 8
const DAYS = 28
/** What the hour of the day and the part of the week say weighs as many visits of the hour of the week, and less the more it was visited. */
const PRIOR_VISITS = 2.5
/** Of a day of the week that was never seen so much of the usual is expected, until the day itself has shown how it is. */
const UNSEEN = 0.02
const MOST_FACTOR = 1.5
/** Nearly every step of such an hour and weekday holds something; in all those that are remembered hardly one was empty. */
const ALWAYS = 0.97
const ALMOST_NONE = 0.5
/** One step alone never says everything. */
const MOST_HAZARD = 12

export function emptyRhythm(): Rhythm {
  return {
    weekLoud: new Float64Array(WEEK_HOURS),
    weekSeen: new Float64Array(WEEK_HOURS),
    dayLoud: new Float64Array(HOURS),
    daySeen: new Float64Array(HOURS),
    dayPosts: new Float64Array(HOURS),
    daySquares: new Float64Array(HOURS),
    partLoud: new Float64Array(PARTS),
    partUsual: new Float64Array(PARTS),
    now: new Float64Array(2),
    today: new Float64Array(2),
  }
}

/** −ln of the chance that a step is empty; @param at its position in steps */
export function stepHazard(rhythm: Rhythm, perHour: number, at: number): number {
  const hour = Math.floor(at / perHour)
  const cell = hour % WEEK_HOURS
  const prior = loudAt(rhythm, hour % HOURS) * factorOf(rhythm, Math.floor(cell / PART))
  const seen = rhythm.weekSeen[cell] ?? 0
  const weight = (PRIOR_VISITS * perHour) / (1 + seen / (2 * perHour))
  const loud = (rhythm.weekLoud[cell] ?? 0) + weight * Math.min(0.999, prior)
  const counted = -Math.log1p(-loud / (seen + weight + 0.5))
  return Math.max(counted, prior > ALWAYS ? neverEmpty(rhythm, hour % HOURS) : 0)
}

/**
 * Where no step of this hour was ever empty, counting empty ones says no more than "seldom": then it is asked how far from nothing they
 * were. A negative binomial of their mean and variance, so that restless hours promise less.
 */
function neverEmpty({ dayPosts, daySquares, daySeen, dayLoud }: Rhythm, hour: number): number {
  const seen = daySeen[hour] ?? 0
  if (seen < 1 || seen - (dayLoud[hour] ?? 0) > ALMOST_NONE) return 0
  const mean = (dayPosts[hour] ?? 0) / seen
  const over = Math.max(1.01, ((daySquares[hour] ?? 0) / seen - mean * mean) / mean)
  return Math.min(MOST_HAZARD, (mean / (over - 1)) * Math.log(over))
}

/** Posts of a step at this hour, for people to compare. */
export function postsOf({ dayPosts, daySeen }: Rhythm, perHour: number, at: number): number {
  const hour = Math.floor(at / perHour) % HOURS
  return (dayPosts[hour] ?? 0) / Math.max(1, daySeen[hour] ?? 0)
}

/** @param pace below 1: it counts for less than a step, and only for its hour of the week: one outage is no habit of that hour */
export function learnStep(rhythm: Rhythm, perHour: number, at: number, value: number, pace: number): void {
  const hour = Math.floor(at / perHour)
  const isLoud = value > 0 ? 1 : 0
  const own = hour % HOURS
  for (const part of [rhythm.now, rhythm.today]) {
    part[0] = (part[0] ?? 0) + pace * isLoud
    part[1] = (part[1] ?? 0) + pace * loudAt(rhythm, own)
  }
  fadeIn(rhythm.weekLoud, hour % WEEK_HOURS, WEEKS * perHour, pace, isLoud)
  fadeIn(rhythm.weekSeen, hour % WEEK_HOURS, WEEKS * perHour, pace, 1)
  if (pace < 1) return
  const posts = Math.max(0, Math.min(1e12, value))
  fadeIn(rhythm.dayLoud, own, DAYS * perHour, 1, isLoud)
  fadeIn(rhythm.daySeen, own, DAYS * perHour, 1, 1)
  fadeIn(rhythm.dayPosts, own, DAYS * perHour, 1, posts)
  fadeIn(rhythm.daySquares, own, DAYS * perHour, 1, posts * posts)
}

/** A part of the week may be over. @param at the step after the one that was learnt */
export function endPart(rhythm: Rhythm, perHour: number, at: number): void {
  if (at % (PART * perHour) !== 0) return
  const part = (at / (PART * perHour) + PARTS - 1) % PARTS
  fadeIn(rhythm.partLoud, part, WEEKS, 1, rhythm.now[0] ?? 0)
  fadeIn(rhythm.partUsual, part, WEEKS, 1, rhythm.now[1] ?? 0)
  rhythm.now.fill(0)
  if (at % (HOURS * perHour) === 0) rhythm.today.fill(0)
}

/** How many of the steps of an hour of the day hold something, 0..1. */
function loudAt({ dayLoud, daySeen }: Rhythm, hour: number): number {
  return ((dayLoud[hour] ?? 0) + 0.05) / ((daySeen[hour] ?? 0) + 0.1)
}

function factorOf({ partLoud, partUsual, today }: Rhythm, part: number): number {
  const isSeen = (partUsual[part] ?? 0) > 0
  const [loud = 0, usual = 0] = isSeen ? [partLoud[part], partUsual[part]] : today
  return Math.min(MOST_FACTOR, (loud + UNSEEN) / (usual + 1))
}

function fadeIn(array: Float64Array, at: number, memory: number, pace: number, value: number): void {
  array[at] = (array[at] ?? 0) * (1 - pace / memory) + pace * value
}
