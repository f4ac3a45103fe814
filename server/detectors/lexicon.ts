/**
 * Sensitive words (WARN-1; handbook 2.1.1: a lexicon of sensitive words triggers the warning): points of 5 minutes of one category,
 * `value` the weights of the posts that hold its words, `of` how many of them hold one of weight 5, -1 where nobody looked for these
 * words then. Watched over half an hour, an hour and three hours at once: how unlikely are so many, given how many are usual and in
 * what clumps they come? `docs/decisions/0024-lexicons.md` has the figures.
 *
 * A stated rule beside it: one post of the heaviest weight speaks at once, where such posts are rare for this brand.
 */
import { type Speaking, speakNow } from './contract/speaking.ts'
import { type Detector, type Point, packState, type Reading, unpackState } from './contract.ts'
import { countTail } from './lexicon/count-tail.ts'

export type LexiconSettings = {
  /** window lengths in points, ascending */
  readonly scales: readonly number[]
  /** below this a window says nothing: more than one post can weigh, so that it takes two */
  readonly leastWeight: number
  /** mean -log10 of the chance at which it speaks */
  readonly threshold: number
  /** exponent of the mean over scales */
  readonly power: number
  /** points of silence after an alarm, unless doublings of what was heard grow by `louder` */
  readonly rest: number
  readonly louder: number
  /** one post of weight 5 speaks where fewer than so many are usual in a week */
  readonly graveWeekly: number
  /** memory in points of the usual, and of how it clumps */
  readonly memory: number
  /** a point teaches at most so many deviations beyond the usual, and while a window stands near the threshold at `loudPace` only */
  readonly clip: number
  readonly loudFrom: number
  readonly loudPace: number
  readonly loudLimit: number
  /** starting assumption: weights per point, known as if so many points had been read */
  readonly priorLevel: number
  readonly priorPoints: number
  /** starting assumption of variance over mean, known as if so much weight had been read */
  readonly priorClump: number
  readonly priorWeight: number
}

export const settings: LexiconSettings = {
  scales: [6, 12, 36],
  leastWeight: 6,
  threshold: 3.5,
  power: 2,
  rest: 144,
  louder: 2,
  graveWeekly: 2,
  memory: 4032,
  clip: 4,
  loudFrom: 0.7,
  loudPace: 0.1,
  loudLimit: 864,
  priorLevel: 1 / 12,
  priorPoints: 144,
  priorClump: 5,
  priorWeight: 20,
}

/** What one post of the heaviest weight scores: above what anybody would set as a threshold. */
const GRAVE_SCORE = 6
/** Weight of the posts that `of` counts: fewer weights than that cannot be what it says. */
const GRAVEST = 5
/** Shown for such a post, which speaks for itself: the last hour. */
const GRAVE_WINDOW = 12
/** Two days of points: until then the starting assumption weighs in. */
const WARM_POINTS = 576
const WEEK = 2016
/** A brand has so many posts of weight 5 in a week until more is known, as if for three days. */
const GRAVE_PRIOR = { level: 0.5 / WEEK, points: 864 } as const
const LEAST_LEVEL = 1e-4

export type LexiconState = {
  /** weights of the last points, -1 where nobody looked; a ring as long as the largest scale */
  readonly weights: Float64Array
  /** per scale: squared deviations and expected weights, of which the quotient tells how it clumps */
  readonly squares: Float64Array
  readonly expected: Float64Array
  readonly numbers: Float64Array
}
const SEEN = 0
const KNOWN = 1
const LEVEL = 2
const GRAVE = 3
const LAST_ALARM = 4
const ALARM_LOUDNESS = 5
const LOUD_POINTS = 6

/** A detector with other settings than the shipped ones, for measuring only; its states are not interchangeable. */
export function createLexicon(given: LexiconSettings, version: string): Detector<LexiconState> {
  const speaking = { threshold: given.threshold, restPoints: given.rest, louder: given.louder }
  return {
    id: 'lexicon',
    version,
    names: { 'zh-Hant': '敏感詞', 'zh-Hans': '敏感词', en: 'Sensitive words' },
    stepMinutes: 5,
    input: 'lexicon',
    speaking,
    start: () => start(given),
    step: (state, point, threshold = speaking.threshold) => step(given, { ...speaking, threshold }, state, point),
    save: (state) => packState(`lexicon ${version}`, arraysOf(state)),
    load: (bytes) => {
      const state = start(given)
      unpackState(`lexicon ${version}`, bytes, arraysOf(state))
      return state
    },
  }
}

export const lexicon: Detector<LexiconState> = createLexicon(settings, '1')

function start(given: LexiconSettings): LexiconState {
  const numbers = new Float64Array(7)
  numbers[LEVEL] = given.priorLevel
  numbers[GRAVE] = GRAVE_PRIOR.level
  numbers[LAST_ALARM] = Number.NEGATIVE_INFINITY
  return {
    weights: new Float64Array(given.scales.at(-1) ?? 1).fill(-1),
    squares: Float64Array.from(given.scales, () => given.priorWeight * given.priorClump),
    expected: Float64Array.from(given.scales, () => given.priorWeight),
    numbers,
  }
}

const arraysOf = ({ weights, squares, expected, numbers }: LexiconState): Float64Array[] => [
  weights,
  squares,
  expected,
  numbers,
]

type Window = { readonly weight: number; readonly known: number; readonly length: number }
type Heard = { score: number; window: number; observed: number; expected: number }

function step(given: LexiconSettings, speaking: Speaking, state: LexiconState, point: Point): Reading {
  const { numbers, weights } = state
  const seen = numbers[SEEN] ?? 0
  const isCounted = (point.of ?? 0) >= 0
  weights[seen % weights.length] = isCounted ? Math.max(0, point.value) : -1
  numbers[SEEN] = seen + 1
  const level = numbers[LEVEL] ?? 0
  const windows = readWindows(given, state, seen)
  const heard = hear(given, state, level, windows)
  const grave = graveIn(point)
  const isGrave = grave > 0 && (numbers[GRAVE] ?? 0) * WEEK < given.graveWeekly
  if (isGrave && heard.score < GRAVE_SCORE) Object.assign(heard, graveOf(windows, level))
  const phase = (numbers[KNOWN] ?? 0) < WARM_POINTS ? 'warming' : 'watching'
  const clump = clumpOf(state, 0)
  if (isCounted) learn(given, state, point, windows, heard.score >= given.loudFrom * given.threshold && !isGrave)
  const voice = { score: heard.score, isAble: heard.score > 0, loudness: Math.log2(1 + heard.observed) }
  const alarm = speakNow(speaking, seen, voice, numbers, { row: LAST_ALARM, loudness: ALARM_LOUDNESS })
  const high = level + 3 * Math.sqrt(clump * level)
  return { ...heard, ...voice, alarm, baseline: level, low: 0, high, phase }
}

function graveIn({ value, of = 0 }: Point): number {
  return of > 0 && value >= of * GRAVEST ? of : 0
}

/** The windows that end at this point; points at which nobody looked do not count into their length. */
function readWindows(given: LexiconSettings, { weights }: LexiconState, seen: number): Window[] {
  let weight = 0
  let known = 0
  let back = 0
  return given.scales.map((scale) => {
    const length = Math.min(scale, seen + 1)
    for (; back < length; back++) {
      const at = weights[(seen - back) % weights.length] ?? -1
      if (at < 0) continue
      weight += at
      known++
    }
    return { weight, known, length }
  })
}

function hear(given: LexiconSettings, state: LexiconState, level: number, windows: readonly Window[]): Heard {
  const hour = windows[1] ?? windows[0] ?? { weight: 0, known: 1, length: 1 }
  const heard: Heard = { score: 0, window: hour.length, observed: hour.weight, expected: level * hour.known }
  let [total, loudest] = [0, 0]
  windows.forEach(({ weight, known, length }, scale) => {
    if (weight < given.leastWeight) return
    const mean = Math.max(LEAST_LEVEL, level) * known
    const score = countTail(weight, mean, varianceOf(given, state, scale, mean))
    total += score ** given.power
    if (score > loudest) {
      loudest = score
      Object.assign(heard, { window: length, observed: weight, expected: mean })
    }
  })
  heard.score = (total / windows.length) ** (1 / given.power)
  return heard
}

/** How much a window's weight varies: by clumps, and because the usual itself is only so well known. */
function varianceOf(given: LexiconSettings, state: LexiconState, scale: number, mean: number): number {
  const clump = clumpOf(state, scale)
  const known = Math.min(given.memory, (state.numbers[KNOWN] ?? 0) + given.priorPoints)
  const learnt = Math.max(LEAST_LEVEL, state.numbers[LEVEL] ?? 0) * known
  return clump * mean + (mean * mean * clump) / (learnt + 1)
}

const clumpOf = ({ squares, expected }: LexiconState, scale: number): number =>
  Math.max(1, (squares[scale] ?? 0) / Math.max(1e-9, expected[scale] ?? 0))

function graveOf(windows: readonly Window[], level: number): Heard {
  const hour = windows.find(({ length }) => length >= GRAVE_WINDOW) ?? windows.at(-1)
  const { weight, known, length } = hour ?? { weight: 0, known: 1, length: 1 }
  return { score: GRAVE_SCORE, window: length, observed: weight, expected: level * known }
}

/** Learns one point, after it was judged. A burst must not become the habit, but a change that stays does. */
function learn(
  given: LexiconSettings,
  state: LexiconState,
  point: Point,
  windows: readonly Window[],
  isLoud: boolean,
): void {
  const { numbers, squares, expected } = state
  const known = numbers[KNOWN] ?? 0
  const loudPoints = numbers[LOUD_POINTS] ?? 0
  numbers[LOUD_POINTS] = isLoud ? Math.min(2 * given.loudLimit, loudPoints + 1) : Math.max(0, loudPoints - 1)
  const isProtected = isLoud && known >= WARM_POINTS && loudPoints < given.loudLimit
  const pace = isProtected ? given.loudPace : 1
  const level = numbers[LEVEL] ?? 0
  const limit = level + given.clip * Math.sqrt(clumpOf(state, 0) * Math.max(level, given.priorLevel)) + 5
  const rate = pace / Math.min(given.memory, known + given.priorPoints + 1)
  windows.forEach(({ weight, known: counted }, scale) => {
    const mean = level * counted
    const most = given.clip * Math.sqrt(clumpOf(state, scale) * Math.max(mean, 1))
    const off = Math.max(-mean, Math.min(most, weight - mean))
    // Windows overlap: each of their points tells its part.
    const part = pace / Math.max(1, counted)
    const keep = 1 - part / given.memory
    squares[scale] = (squares[scale] ?? 0) * keep + part * off * off
    expected[scale] = (expected[scale] ?? 0) * keep + part * mean
  })
  numbers[LEVEL] = level + rate * (Math.min(Math.max(0, point.value), limit) - level)
  const graveRate = 1 / Math.min(2 * given.memory, known + GRAVE_PRIOR.points)
  numbers[GRAVE] = (numbers[GRAVE] ?? 0) + graveRate * (Math.min(1, graveIn(point)) - (numbers[GRAVE] ?? 0))
  numbers[KNOWN] = Math.min(1e9, known + 1)
}
