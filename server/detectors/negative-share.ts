/**
 * Abnormal negative share (WARN-1): points of 5 minutes, `value` negative posts of `of` judged ones, watched over half an hour,
 * three and six hours at once. Small numbers are known for what they are: a window is asked how unlikely so many of so many are,
 * given the brand's slowly learnt share and how much that share wanders by itself.
 * `docs/decisions/0006-negative-share.md` has the figures.
 *
 * Points must be evenly spaced; a point with `of: 0` is welcome and means that nobody spoke.
 */
import { type Speaking, speakNow } from './contract/speaking.ts'
import { type Detector, type Point, packState, type Reading, unpackState } from './contract.ts'
import { betaTail } from './negative-share/beta-tail.ts'

export type NegativeShareSettings = {
  /** window lengths in points, ascending */
  readonly scales: readonly number[]
  /** posts, and negative ones among them, below which a window says nothing: 3 of 4 is not 75 % */
  readonly leastPosts: number
  readonly leastNegative: number
  /** rise over the habit below which nobody is woken, however certain it is */
  readonly leastRise: number
  /** -log10 of the chance at which it speaks */
  readonly threshold: number
  /** exponent of the mean over scales: above 1 one loud scale outweighs several quiet ones */
  readonly power: number
  /** points of silence after an alarm, unless the rise grows by `escalation` */
  readonly rest: number
  readonly escalation: number
  /** the level learns each point so many points late, so that a burst's beginning is judged by what was before it */
  readonly lag: number
  /** memories in points: of the level, of the spread */
  readonly levelMemory: number
  readonly spreadMemory: number
  /** a point further out than this many spreads teaches only this much: a burst must not become the habit */
  readonly clip: number
  /** while a window stands at this share of the threshold or above, the habit is learnt at `loudPace` only, for so many points */
  readonly loudFrom: number
  readonly loudPace: number
  readonly loudLimit: number
  /** starting assumption: this share, known as well as if so many independent posts had been read */
  readonly priorShare: number
  readonly priorPosts: number
  /** starting assumption: how much a share wanders, known as well as if so many windows of each length had been read */
  readonly priorSpread: number
  readonly priorWindows: number
}

export const settings: NegativeShareSettings = {
  scales: [6, 36, 72],
  leastPosts: 10,
  leastNegative: 5,
  leastRise: 0.1,
  threshold: 2.3,
  power: 2,
  rest: 144,
  escalation: 0.15,
  lag: 12,
  levelMemory: 2016,
  spreadMemory: 4032,
  clip: 2.5,
  loudFrom: 0.7,
  loudPace: 0.1,
  loudLimit: 864,
  priorShare: 0.15,
  priorPosts: 20,
  priorSpread: 0.05,
  priorWindows: 20,
}

/** The series' own habit is trusted after a day in which enough was read; until then the starting assumption weighs in. */
const WARM = { points: 288, posts: 100 } as const
/** bounds of what is believed of a level: a chance of exactly 0 or 1 would make the first exception a miracle */
const EDGE = 0.005
const SPREAD_BOUNDS = [0.002, 0.5] as const

export type NegativeShareState = {
  /** negative and judged posts of the last points, rings as long as the largest scale */
  readonly negative: Float64Array
  readonly judged: Float64Array
  /** per scale: what its spread is made of, a weighted sum and its weight */
  readonly spreadSum: Float64Array
  readonly spreadWeight: Float64Array
  /** see the indices below */
  readonly numbers: Float64Array
}
const SEEN = 0
const LEVEL_SUM = 1
const LEVEL_WEIGHT = 2
const POSTS = 3
const LAST_ALARM = 4
const ALARM_RISE = 5
const LOUD_POINTS = 6

/** A detector with other settings than the shipped ones, for measuring only; its states are not interchangeable. */
export function createNegativeShare(given: NegativeShareSettings, version: string): Detector<NegativeShareState> {
  const speaking = { threshold: given.threshold, restPoints: given.rest, louder: given.escalation }
  return {
    id: 'negative-share',
    version,
    names: { 'zh-Hant': '負面佔比', 'zh-Hans': '负面占比', en: 'Negative share' },
    stepMinutes: 5,
    input: 'negative-share',
    speaking,
    start: () => start(given),
    step: (state, point, threshold = speaking.threshold) => step(given, { ...speaking, threshold }, state, point),
    save: (state) => packState(`negative-share ${version}`, arraysOf(state)),
    load: (bytes) => {
      const state = start(given)
      unpackState(`negative-share ${version}`, bytes, arraysOf(state))
      return state
    },
  }
}

export const negativeShare: Detector<NegativeShareState> = createNegativeShare(settings, '1')

function start(given: NegativeShareSettings): NegativeShareState {
  const numbers = new Float64Array(7)
  numbers[LAST_ALARM] = Number.NEGATIVE_INFINITY
  numbers[LEVEL_SUM] = given.priorShare * given.priorPosts
  numbers[LEVEL_WEIGHT] = given.priorPosts
  const longest = given.scales.at(-1) ?? 1
  const weights = given.scales.map((length) => given.priorWindows * length)
  return {
    negative: new Float64Array(longest),
    judged: new Float64Array(longest),
    spreadSum: Float64Array.from(weights, (weight) => weight * given.priorSpread),
    spreadWeight: Float64Array.from(weights),
    numbers,
  }
}

const arraysOf = (state: NegativeShareState): Float64Array[] => [
  state.negative,
  state.judged,
  state.spreadSum,
  state.spreadWeight,
  state.numbers,
]

/** The verdict over all windows; window and shares are those of the loudest one. */
type Heard = { score: number; window: number; observed: number; expected: number }

function step(given: NegativeShareSettings, speaking: Speaking, state: NegativeShareState, point: Point): Reading {
  const { numbers } = state
  const judged = Math.max(0, point.of ?? Number.NaN)
  if (Number.isNaN(judged)) throw new Error('negative-share: a point needs `of`, the judged posts')
  const negative = Math.min(judged, Math.max(0, point.value))
  const seen = numbers[SEEN] ?? 0
  const at = seen % state.judged.length
  state.negative[at] = negative
  state.judged[at] = judged
  numbers[SEEN] = seen + 1
  numbers[POSTS] = Math.min(1e9, (numbers[POSTS] ?? 0) + judged)
  const level = levelOf(state)
  const windows = readWindows(given, state, seen)
  const heard = loudest(given, state, level, windows)
  const band = bandOf(given, state, level, windows)
  const warming = seen < WARM.points || (numbers[POSTS] ?? 0) < WARM.posts
  learn(given, state, level, windows, heard.score, warming)
  // more certainty about the same rise is no news inside the rest, a higher share is
  const voice = { score: heard.score, isAble: true, loudness: heard.observed - heard.expected }
  const alarm = speakNow(speaking, seen, voice, numbers, { row: LAST_ALARM, loudness: ALARM_RISE })
  return { ...heard, ...voice, alarm, ...band, phase: warming ? 'warming' : 'watching' }
}

type Window = { readonly negative: number; readonly judged: number; readonly length: number }

/** The windows that end at this point. Summed anew each time: 72 additions, and no rounding that piles up over years. */
function readWindows(given: NegativeShareSettings, state: NegativeShareState, seen: number): Window[] {
  let negative = 0
  let judged = 0
  let back = 0
  return given.scales.map((scale) => {
    const length = Math.min(scale, seen + 1)
    for (; back < length; back++) {
      const at = (seen - back) % state.judged.length
      negative += state.negative[at] ?? 0
      judged += state.judged[at] ?? 0
    }
    return { negative, judged, length }
  })
}

function loudest(given: NegativeShareSettings, state: NegativeShareState, level: number, windows: Window[]): Heard {
  const last = windows[0] ?? { negative: 0, judged: 0, length: 1 }
  const observed = last.judged > 0 ? last.negative / last.judged : level
  const heard: Heard = { score: 0, window: last.length, observed, expected: level }
  let total = 0
  windows.forEach(({ negative, judged, length }, scale) => {
    if (judged < given.leastPosts || negative < given.leastNegative) return
    const share = negative / judged
    if (share < level + given.leastRise) return
    const score = betaTail(negative, judged, level, spreadOf(state, scale) + doubtOf(state))
    total += score ** given.power
    if (score > heard.score) Object.assign(heard, { score, window: length, observed: share })
  })
  heard.score = (total / windows.length) ** (1 / given.power)
  return heard
}

const levelOf = ({ numbers }: NegativeShareState): number =>
  Math.max(EDGE, Math.min(1 - EDGE, (numbers[LEVEL_SUM] ?? 0) / (numbers[LEVEL_WEIGHT] ?? 1)))

/** How much the share of a window of this scale wanders by itself: intra-class correlation, 0..1. */
const spreadOf = (state: NegativeShareState, scale: number): number =>
  Math.max(
    SPREAD_BOUNDS[0],
    Math.min(SPREAD_BOUNDS[1], (state.spreadSum[scale] ?? 0) / (state.spreadWeight[scale] ?? 1)),
  )

/** How badly the level itself is known, in the same unit: large on a fresh series, next to nothing later. */
const doubtOf = ({ numbers }: NegativeShareState): number => 1 / ((numbers[LEVEL_WEIGHT] ?? 0) + 1)

/** Learns one point, after it was judged. */
function learn(
  given: NegativeShareSettings,
  state: NegativeShareState,
  level: number,
  windows: readonly Window[],
  score: number,
  warming: boolean,
): void {
  const { numbers, judged } = state
  const loud = score >= given.loudFrom * given.threshold
  const points = numbers[LOUD_POINTS] ?? 0
  numbers[LOUD_POINTS] = loud ? Math.min(2 * given.loudLimit, points + 1) : Math.max(0, points - 1)
  // a series without a habit has none to protect
  const pace = loud && !warming && points < given.loudLimit ? given.loudPace : 1
  const late = (numbers[SEEN] ?? 0) - 1 - given.lag
  if (late >= 0) learnLevel(given, state, level, late % judged.length, pace)
  windows.forEach((window, scale) => {
    learnSpread(given, state, level, window, scale, pace)
  })
}

/** The level is a mean over posts, but 500 posts of one burst share one mood: they count as the few independent ones they are. */
function learnLevel(
  given: NegativeShareSettings,
  state: NegativeShareState,
  level: number,
  at: number,
  pace: number,
): void {
  const { numbers } = state
  const judged = state.judged[at] ?? 0
  const negative = state.negative[at] ?? 0
  const keep = 1 - 1 / given.levelMemory
  numbers[LEVEL_SUM] = (numbers[LEVEL_SUM] ?? 0) * keep
  numbers[LEVEL_WEIGHT] = (numbers[LEVEL_WEIGHT] ?? 0) * keep
  // a series that falls silent for months keeps its last level, but no longer for certain
  const lost = Math.max(0, 1 - (numbers[LEVEL_WEIGHT] ?? 0))
  numbers[LEVEL_SUM] = (numbers[LEVEL_SUM] ?? 0) + lost * level
  numbers[LEVEL_WEIGHT] = (numbers[LEVEL_WEIGHT] ?? 0) + lost
  if (judged <= 0) return
  const variance = spreadOf(state, 0) + 1 / judged
  const limit = given.clip * Math.sqrt(level * (1 - level) * (variance + 1 / ((numbers[LEVEL_WEIGHT] ?? 0) + 1)))
  const share = level + Math.max(-limit, Math.min(limit, negative / judged - level))
  const weight = pace / variance
  numbers[LEVEL_SUM] = (numbers[LEVEL_SUM] ?? 0) + weight * Math.max(0, Math.min(1, share))
  numbers[LEVEL_WEIGHT] = (numbers[LEVEL_WEIGHT] ?? 0) + weight
}

/** Method of moments: what the squared deviation holds beyond the chance of so few posts, weighted by how much it can tell. */
function learnSpread(
  given: NegativeShareSettings,
  state: NegativeShareState,
  level: number,
  { negative, judged, length }: Window,
  scale: number,
  pace: number,
): void {
  if (judged < 2 || length < (given.scales[scale] ?? 1)) return
  const spread = spreadOf(state, scale)
  const variance = 1 / judged + spread * (1 - 1 / judged)
  const squared = (negative / judged - level) ** 2 / (level * (1 - level))
  const clipped = Math.min(squared, given.clip ** 2 * variance)
  const found = (clipped - 1 / judged) / (1 - 1 / judged)
  const weight = pace * (spread / variance) ** 2
  const keep = 1 - 1 / given.spreadMemory
  state.spreadSum[scale] = (state.spreadSum[scale] ?? 0) * keep + weight * found
  state.spreadWeight[scale] = (state.spreadWeight[scale] ?? 0) * keep + weight
}

/** Where about 99 % of ordinary half hours (the shortest window) lie, for as many posts as this one has. */
function bandOf(
  given: NegativeShareSettings,
  state: NegativeShareState,
  level: number,
  windows: readonly Window[],
): Pick<Reading, 'baseline' | 'low' | 'high'> {
  const posts = Math.max(given.leastPosts, windows[0]?.judged ?? 0)
  const spread = Math.min(0.9, spreadOf(state, 0) + doubtOf(state))
  const wide = 2.6 * Math.sqrt(level * (1 - level) * (1 / posts + spread))
  return { baseline: level, low: Math.max(0, level - wide), high: Math.min(1, level + wide) }
}
