import { MINUTE } from '../base/clock.ts'
import type { Detector } from '../detectors/contract.ts'

/** Counts of one point; `at` is its beginning. */
export type CountPoint = {
  readonly at: Date
  readonly posts: number
  readonly judged: number
  readonly negative: number
}

/** What a detector saw at one point, as people see it on the curve, and what it would say of it. */
export type PointReading = {
  readonly at: Date
  readonly value: number
  readonly of: number
  readonly baseline: number
  readonly low: number
  readonly high: number
  readonly score: number
  readonly alarm: boolean
  readonly phase: 'warming' | 'watching'
  readonly windowMinutes: number
  readonly observed: number
  readonly expected: number
}

/** What one detector made of the points of one transaction. */
export type Stepped = {
  readonly detector: Detector<unknown>
  /** of points that nobody had judged */
  readonly readings: readonly PointReading[]
  /** of points that had been judged: where it speaks now and did not, because posts came late */
  readonly revised: readonly PointReading[]
  /** alarms up to here wake nobody */
  readonly silentUntil: Date | null
}

/** A share is shown over the last hour, which is what its band is about: one post in five minutes is no share. */
export const SHARE_POINTS = 12

/**
 * Lets a detector read the points after `lead` one by one.
 * @param bytes its state before the first of them; null: it begins
 * @param lead the points before, for the hour of a share; may be fewer than eleven at the beginning of a series
 * @throws whatever the detector throws
 */
export function stepThrough(
  detector: Detector<unknown>,
  bytes: Uint8Array | null,
  lead: readonly CountPoint[],
  points: readonly CountPoint[],
): { state: Uint8Array; readings: PointReading[] } {
  const state = bytes === null ? detector.start() : detector.load(bytes)
  const isShare = detector.input === 'negative-share'
  const hour = lead.slice(-(SHARE_POINTS - 1))
  const readings = points.map((point) => {
    hour.push(point)
    if (hour.length > SHARE_POINTS) hour.shift()
    const seen = detector.step(state, isShare ? { value: point.negative, of: point.judged } : { value: point.posts })
    const { window, observed, expected, baseline, low, high, score, alarm, phase } = seen
    const windowMinutes = window * detector.stepMinutes
    const shown = isShare ? shareOf(hour) : { value: point.posts, of: point.posts }
    return { at: point.at, ...shown, baseline, low, high, score, alarm, phase, windowMinutes, observed, expected }
  })
  return { state: detector.save(state), readings }
}

/** A reading as it is kept: without what only its alarm tells. */
export type KeptReading = Omit<PointReading, 'windowMinutes' | 'observed' | 'expected'>

/** Whether a reading says what is kept already, in the precision in which it is kept. */
export function isKept(reading: KeptReading, kept: KeptReading | undefined): boolean {
  if (!kept || reading.alarm !== kept.alarm || reading.phase !== kept.phase) return false
  const numbers = ['value', 'of', 'baseline', 'low', 'high', 'score'] as const
  return numbers.every((key) => Math.fround(reading[key]) === Math.fround(kept[key]))
}

/** When what a point says could first be known. */
export function endOf(at: Date, stepMinutes: number): Date {
  return new Date(at.getTime() + stepMinutes * MINUTE)
}

function shareOf(hour: readonly CountPoint[]): { value: number; of: number } {
  const judged = hour.reduce((total, point) => total + point.judged, 0)
  const negative = hour.reduce((total, point) => total + point.negative, 0)
  return { value: judged > 0 ? negative / judged : 0, of: judged }
}
