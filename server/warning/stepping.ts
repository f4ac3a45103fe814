import { MINUTE } from '../base/clock.ts'
import type { Detector, Point } from '../detectors/contract.ts'

/** `at` is its beginning. */
export type SeriesPoint = Point & { readonly at: Date }

/** What a detector saw at one point, as people see it on the curve, and what it would say of it. */
export type PointReading = {
  readonly at: Date
  readonly value: number
  readonly of: number
  readonly baseline: number
  readonly low: number
  readonly high: number
  readonly score: number
  readonly able: boolean
  readonly loudness: number
  readonly alarm: boolean
  readonly phase: 'warming' | 'watching'
  readonly windowMinutes: number
  readonly observed: number
  readonly expected: number
  /** of an alarm by a rule of the track's own */
  readonly rule?: SpokenBy
}

/** Which version of a rule spoke, at which threshold, and whether the score or a fixed condition made it. */
export type SpokenBy = {
  readonly version: number
  readonly threshold: number
  readonly cause: 'score' | 'fixed'
  readonly leastLevel: 1 | 2 | 3
}

/** What one detector made of the points of one transaction. */
export type Stepped = {
  readonly detector: Detector<unknown>
  /** of which series of the track; '' is the whole */
  readonly subject: string
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
 * @param isShare the value is a part of `of`
 * @param thresholdAt the score at which it speaks at the point that begins there; undefined: its default
 * @throws whatever the detector throws
 */
export function stepThrough(
  detector: Detector<unknown>,
  bytes: Uint8Array | null,
  lead: readonly SeriesPoint[],
  points: readonly SeriesPoint[],
  { isShare = false, thresholdAt = noThreshold }: Stepping = {},
): { state: Uint8Array; readings: PointReading[] } {
  const state = bytes === null ? detector.start() : detector.load(bytes)
  const hour = lead.slice(-(SHARE_POINTS - 1))
  const readings = points.map((point) => {
    hour.push(point)
    if (hour.length > SHARE_POINTS) hour.shift()
    const seen = detector.step(state, point, thresholdAt(point.at))
    const { window, isAble: able, ...read } = seen
    const windowMinutes = window * detector.stepMinutes
    const shown = isShare
      ? shareOf(hour)
      : { value: Math.max(0, point.value), of: point.of ?? Math.max(0, point.value) }
    return { at: point.at, ...shown, ...read, able, windowMinutes }
  })
  return { state: detector.save(state), readings }
}

export type Stepping = {
  readonly isShare?: boolean
  readonly thresholdAt?: (at: Date) => number | undefined
}

const noThreshold = (): undefined => undefined

/** A reading as it is kept: without what only its alarm tells. */
export type KeptReading = Omit<PointReading, 'windowMinutes' | 'observed' | 'expected' | 'rule'>

/** Whether a reading says what is kept already, in the precision in which it is kept. */
export function isKept(reading: KeptReading, kept: KeptReading | undefined): boolean {
  if (!kept || reading.alarm !== kept.alarm || reading.phase !== kept.phase || reading.able !== kept.able) return false
  const numbers = ['value', 'of', 'baseline', 'low', 'high', 'score', 'loudness'] as const
  return numbers.every((key) => Math.fround(reading[key]) === Math.fround(kept[key]))
}

/** When what a point says could first be known. */
export function endOf(at: Date, stepMinutes: number): Date {
  return new Date(at.getTime() + stepMinutes * MINUTE)
}

function shareOf(hour: readonly SeriesPoint[]): { value: number; of: number } {
  const judged = hour.reduce((total, point) => total + (point.of ?? 0), 0)
  const negative = hour.reduce((total, point) => total + point.value, 0)
  return { value: judged > 0 ? negative / judged : 0, of: judged }
}
