/**
 * Silence (WARN-1): how improbable is it that nothing has come for so long, given when something usually comes? "Nothing happens" must
 * not be mistaken for "we are blind". Each step asks how often such a step is empty at this hour of the week; the hours of a gap add up to
 * a length in the series' own time, in which a gap of a lively hour counts more than one of the night. Gaps that ended before tell how
 * far gaps go by themselves, and what came of late how lively it is at the moment (silence/pace.ts). `docs/decisions/0028-slow-and-silent.md` has the figures.
 *
 * A point with a value below 0 is one of which nobody knows yet: what is posted now may come minutes later. It is no silence.
 */
import { type Speaking, speakNow } from './contract/speaking.ts'
import { type Detector, type Point, packState, type Reading, unpackState } from './contract.ts'
import { emptyGaps, endGap, fadeGaps, type Gaps, passGaps, rareGap } from './silence/gaps.ts'
import { emptyPace, hearClump, type Pace, passGap, timesUsual } from './silence/pace.ts'
import { emptyRhythm, endPart, learnStep, postsOf, type Rhythm, stepHazard } from './silence/rhythm.ts'

/** −log10 of how often such a gap comes in a day: 3 is once in a thousand days. */
const THRESHOLD = 3
/** Told once; what goes on is told by the trouble that it has become. */
const REST_DAYS = 3
const NEVER_LOUDER = 1e6
/** Before that nobody can speak of a habit; each day of the week has been seen once after eight. */
const [ABLE_DAYS, WARM_DAYS] = [2, 8] as const
/** Points at which something came: fewer are no habit. */
const LEAST_LOUD = 5
/** After so many hours of silence a third of a mood is left. */
const MOOD_HOURS = 6
/** While a gap is as rare as this it teaches little, lest it explain itself; after so many days it is the new habit. */
const [LOUD_SCORE, LOUD_PACE, LOUD_DAYS] = [0.5, 0.5, 3] as const

export type SilenceState = {
  readonly rhythm: Rhythm
  readonly gaps: Gaps
  readonly pace: Pace
  readonly numbers: Float64Array
}
const SEEN = 0
const LAST_ALARM = 1
const ALARM_LOUDNESS = 2
/** the gap so far: its length in the series' own time, in points, in posts that were to be expected, and its score */
const GAP = 3
const GAP_POINTS = 4
const GAP_POSTS = 5
const SCORE = 6
const LOUD_TOTAL = 7
/** clumps that were to be expected in the gap, by the rhythm alone */
const GAP_USUAL = 8

/** @param perHour steps in an hour */
export function createSilence(perHour: number): Detector<SilenceState> {
  const header = `silence 2 ${perHour}`
  const speaking = { threshold: THRESHOLD, restPoints: REST_DAYS * 24 * perHour, louder: NEVER_LOUDER }
  return {
    id: 'silence',
    version: '2',
    names: { 'zh-Hant': '突然無聲', 'zh-Hans': '突然无声', en: 'Silence' },
    stepMinutes: 60 / perHour,
    input: 'arrivals',
    tells: 'silence',
    hasCurve: false,
    speaking,
    start,
    step: (state, point, threshold = speaking.threshold) => step(perHour, { ...speaking, threshold }, state, point),
    save: (state) => packState(header, arraysOf(state)),
    load: (bytes) => {
      const state = start()
      unpackState(header, bytes, arraysOf(state))
      return state
    },
  }
}

export const silence: Detector<SilenceState> = createSilence(12)
const hourly: Detector<SilenceState> = createSilence(1)

/**
 * The same question about something that is counted by the hour, at any moment.
 * @param hours what came in each hour, evenly, up to the one in which something came last
 * @param from @param until of the silence, in hours since that last hour began
 * @returns −log10 of how often such a gap comes in a day; 0 where there is no habit yet
 */
export function silentFor(hours: readonly number[], { from, until }: { from: number; until: number }): number {
  const state = hourly.start()
  for (const value of hours) hourly.step(state, { value })
  const last = hours.length - 1
  let gap = 0
  for (let hour = 0; hour < until; hour++) {
    const part = Math.max(0, Math.min(hour + 1, until) - Math.max(hour, from))
    gap += part * stepHazard(state.rhythm, 1, last + hour) * timesAt(state, hour)
  }
  return isAble(1, state) ? rareGap(state.gaps, gap) : 0
}

function start(): SilenceState {
  const numbers = new Float64Array(9)
  numbers[LAST_ALARM] = Number.NEGATIVE_INFINITY
  return { rhythm: emptyRhythm(), gaps: emptyGaps(), pace: emptyPace(), numbers }
}

function arraysOf({ rhythm, gaps, pace, numbers }: SilenceState): Float64Array[] {
  return [...[rhythm, gaps, pace].flatMap((each) => Object.values(each)), numbers]
}

function step(perHour: number, speaking: Speaking, state: SilenceState, point: Point): Reading {
  const { numbers, rhythm } = state
  const seen = numbers[SEEN] ?? 0
  const usual = postsOf(rhythm, perHour, seen)
  const isKnown = point.value >= 0
  if (point.value > 0) hearAgain(perHour, state, seen)
  else if (isKnown) goOn(perHour, state, seen, usual)
  if (isKnown) learn(perHour, state, seen, point.value)
  numbers[SEEN] = seen + 1
  endPart(rhythm, perHour, seen + 1)
  if ((seen + 1) % (24 * perHour) === 0) fadeGaps(state.gaps)
  const voice = { score: numbers[SCORE] ?? 0, isAble: isAble(perHour, state), loudness: 0 }
  const alarm = speakNow(speaking, seen, voice, numbers, { row: LAST_ALARM, loudness: ALARM_LOUDNESS })
  return {
    ...voice,
    alarm,
    baseline: usual,
    low: 0,
    high: usual + 3 * Math.sqrt(usual + 1),
    phase: seen < WARM_DAYS * 24 * perHour ? 'warming' : 'watching',
    window: Math.max(1, numbers[GAP_POINTS] ?? 0),
    observed: Math.max(0, point.value),
    expected: numbers[GAP_POSTS] ?? 0,
  }
}

function isAble(perHour: number, { numbers }: SilenceState): boolean {
  return (numbers[SEEN] ?? 0) >= ABLE_DAYS * 24 * perHour && (numbers[LOUD_TOTAL] ?? 0) >= LEAST_LOUD
}

/** Something came: the gap is over, and tells how far gaps go. */
function hearAgain(perHour: number, { numbers, gaps, pace, rhythm }: SilenceState, seen: number): void {
  endGap(gaps, numbers[GAP] ?? 0)
  const steps = numbers[GAP_POINTS] ?? 0
  if (steps > 0) passGap(pace, perHour, numbers[GAP_USUAL] ?? 0, steps)
  hearClump(pace, perHour, stepHazard(rhythm, perHour, seen))
  numbers.fill(0, GAP, SCORE + 1)
  numbers[GAP_USUAL] = 0
  numbers[LOUD_TOTAL] = Math.min(1e9, (numbers[LOUD_TOTAL] ?? 0) + 1)
}

function goOn(perHour: number, state: SilenceState, seen: number, usual: number): void {
  const { numbers } = state
  const usualClumps = stepHazard(state.rhythm, perHour, seen)
  numbers[GAP] = (numbers[GAP] ?? 0) + usualClumps * timesAt(state, (numbers[GAP_POINTS] ?? 0) / perHour)
  numbers[GAP_USUAL] = (numbers[GAP_USUAL] ?? 0) + usualClumps
  numbers[GAP_POINTS] = Math.min(1e6, (numbers[GAP_POINTS] ?? 0) + 1)
  numbers[GAP_POSTS] = Math.min(1e15, (numbers[GAP_POSTS] ?? 0) + usual)
  if (isAble(perHour, state)) numbers[SCORE] = rareGap(state.gaps, numbers[GAP] ?? 0)
}

/** How many times the usual is to be expected after so many hours of silence: moods pass. */
function timesAt({ pace }: SilenceState, hours: number): number {
  return 1 + (timesUsual(pace) - 1) * Math.exp(-hours / MOOD_HOURS)
}

function learn(perHour: number, { rhythm, gaps, numbers }: SilenceState, seen: number, value: number): void {
  const isLoud = (numbers[SCORE] ?? 0) >= LOUD_SCORE && (numbers[GAP_POINTS] ?? 0) < LOUD_DAYS * 24 * perHour
  learnStep(rhythm, perHour, seen, value, isLoud ? LOUD_PACE : 1)
  passGaps(gaps, 1 / (24 * perHour))
}
