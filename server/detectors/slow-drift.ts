/**
 * Slow worsening (WARN-1): what grows for weeks and shows in no burst, because every habit of hours and days grows along. Days are
 * compared with what they were half a month and more ago (daily.ts), and what they exceed it by is added up: a Page test, in which one
 * day adds at most one, however loud it was. So neither a burst nor a week of holidays speaks, and a rise that stays does.
 * `docs/decisions/0028-slow-and-silent.md` has the figures.
 *
 * Points of an hour; `value` of `of` for a share, `value` alone for counts.
 */
import { type Speaking, speakNow } from './contract/speaking.ts'
import { type Detector, type Point, packState, type Reading, unpackState } from './contract.ts'
import {
  type Daily,
  type DailySettings,
  driftOf,
  emptyDaily,
  endDay,
  type Measure,
  scoreOf,
  usualOf,
} from './slow-drift/daily.ts'

export type DriftSettings = DailySettings & {
  /** days added up at which it speaks */
  readonly threshold: number
  /** days of silence after an alarm, unless the drift has grown by `louder` (logarithm of odds or counts) */
  readonly restDays: number
  readonly louder: number
}

const settings: DriftSettings = {
  threshold: 10,
  restDays: 56,
  louder: 0.4,
  lagDays: 14,
  ableDays: 28,
  levelMemory: 42,
  knownFrom: 10,
  knownMemory: 14,
  clip: 2,
  slack: 0.5,
  most: 1.5,
  least: -3,
  cap: 16,
  priorDays: 14,
  priorInflation: 2,
  priorWeeks: 4,
}

const DAY = 24

export type DriftState = {
  readonly daily: Daily
  readonly numbers: Float64Array
}
const SEEN = 0
const LAST_ALARM = 1
const ALARM_LOUDNESS = 2
const VALUE = 3
const OF = 4

type About = Pick<Detector<DriftState>, 'id' | 'names' | 'input'> & { readonly measure: Measure }

function createDrift({ measure, ...about }: About, given: DriftSettings, version: string): Detector<DriftState> {
  const header = `${about.id} ${version}`
  const speaking = { threshold: given.threshold, restPoints: given.restDays * DAY, louder: given.louder }
  return {
    ...about,
    version,
    stepMinutes: 60,
    hasCurve: false,
    learnDays: 90,
    speaking,
    start: () => start(given),
    step: (state, point, threshold = speaking.threshold) =>
      step(measure, given, { ...speaking, threshold }, state, point),
    save: (state) => packState(header, arraysOf(state)),
    load: (bytes) => {
      const state = start(given)
      unpackState(header, bytes, arraysOf(state))
      return state
    },
  }
}

const SHARE: About = {
  id: 'slow-drift',
  names: { 'zh-Hant': '負面緩升', 'zh-Hans': '负面缓升', en: 'Slow worsening' },
  input: 'share-days',
  measure: 'share',
}
const COUNTS: About = {
  id: 'volume-drift',
  names: { 'zh-Hant': '聲量緩升', 'zh-Hans': '声量缓升', en: 'Slow rise of volume' },
  input: 'posts-days',
  measure: 'count',
}
export const slowDrift: Detector<DriftState> = createDrift(SHARE, settings, '1')
export const volumeDrift: Detector<DriftState> = createDrift(COUNTS, settings, '1')

function start(given: DriftSettings): DriftState {
  const numbers = new Float64Array(5)
  numbers[LAST_ALARM] = Number.NEGATIVE_INFINITY
  return { daily: emptyDaily(given), numbers }
}

const arraysOf = ({ daily, numbers }: DriftState): Float64Array[] => [...Object.values(daily), numbers]

function step(
  measure: Measure,
  given: DriftSettings,
  speaking: Speaking,
  { daily, numbers }: DriftState,
  point: Point,
): Reading {
  const seen = numbers[SEEN] ?? 0
  numbers[SEEN] = seen + 1
  numbers[VALUE] = (numbers[VALUE] ?? 0) + Math.max(0, Math.min(1e12, point.value))
  numbers[OF] = (numbers[OF] ?? 0) + Math.max(0, Math.min(1e12, point.of ?? point.value))
  if ((seen + 1) % DAY === 0) {
    endDay(measure, given, daily, { value: numbers[VALUE] ?? 0, of: numbers[OF] ?? 0 })
    numbers.fill(0, VALUE)
  }
  const drift = driftOf(measure, given, daily)
  const voice = { score: scoreOf(daily), isAble: drift.isWorth, loudness: drift.rise }
  const alarm = speakNow(speaking, seen, voice, numbers, { row: LAST_ALARM, loudness: ALARM_LOUDNESS })
  const { usual, low, high } = usualOf(measure, daily)
  const unit = measure === 'count' ? DAY : 1
  return {
    ...voice,
    alarm,
    baseline: usual / unit,
    low: low / unit,
    high: high / unit,
    phase: seen < given.ableDays * DAY ? 'warming' : 'watching',
    window: DAY,
    observed: drift.now,
    expected: usual,
  }
}
