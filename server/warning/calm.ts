import { HOUR } from '../base/clock.ts'

/** So long everything must have been as usual before an alert is resolved by itself. */
export const HOLD_HOURS = 2
/** A share of fewer judged posts than this says nothing, neither alarm nor calm: 1 of 1 is not 100 %. */
const LEAST_JUDGED = 10

export type SeenPoint = {
  /** beginning of the point */
  readonly at: Date
  readonly value: number
  readonly of: number
  readonly high: number
  readonly score: number
}

export type Speaker = {
  readonly isShare: boolean
  readonly stepMinutes: number
  /** the lowest score at which this detector spoke for the alert: it never speaks below its own threshold */
  readonly spokeAt: number
  /** what it saw around the moment that is asked about, each point once */
  readonly points: readonly SeenPoint[]
}

/**
 * Whether an alert may be resolved by itself at `end` (time of the posts): for two hours every detector that spoke has stayed below
 * the score at which it did, and the counts inside their band. A detector that stands still proves nothing: then it stays.
 */
export function isCalm(end: Date, lastAlarmAt: Date, speakers: readonly Speaker[]): boolean {
  if (end.getTime() < lastAlarmAt.getTime() + HOLD_HOURS * HOUR) return false
  return speakers.length > 0 && speakers.every((speaker) => wasQuiet(speaker, end))
}

function wasQuiet(speaker: Speaker, end: Date): boolean {
  const first = end.getTime() - HOLD_HOURS * HOUR
  const held = speaker.points.filter(({ at }) => at.getTime() >= first && at < end)
  return held.length === (HOLD_HOURS * 60) / speaker.stepMinutes && held.every((point) => isQuiet(speaker, point))
}

function isQuiet({ isShare, spokeAt }: Speaker, { value, of, high, score }: SeenPoint): boolean {
  return score < spokeAt && (value <= high || (isShare && of < LEAST_JUDGED))
}
