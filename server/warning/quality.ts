import { MINUTE } from '../base/clock.ts'
import type { Mark } from './rule-mark.ts'

/** How good alerts were, from what people said of them and from crises that were declared. */

/** Of fewer nothing can be said. */
export const LEAST_TO_SAY = 5

export type JudgedAlert = {
  readonly mark: Mark
  /** resolved by a person, not by itself: somebody found it worth looking at */
  readonly isByPerson: boolean
  readonly raisedAt: Date
  readonly acknowledgedAt: Date | null
}
export type DeclaredCrisis = { readonly alertId: string | null }

export type Quality = {
  readonly alerts: number
  readonly falseAlarms: number
  readonly crises: number
  readonly resolved: number
  /** right of those that people judged; null: fewer than five */
  readonly precision: number | null
  readonly judged: number
  /** crises that an alert had told of before, of all that were declared; null: fewer than five */
  readonly recall: number | null
  readonly declared: number
  readonly missed: number
  readonly medianAcknowledgeMinutes: number | null
  readonly acknowledged: number
  /** null: watched for less than a week */
  readonly alertsPerWeek: number | null
}

/** @param weeks so long it was watched */
export function qualityOf(alerts: readonly JudgedAlert[], declared: readonly DeclaredCrisis[], weeks: number): Quality {
  const falseAlarms = alerts.filter(({ mark }) => mark === 'false').length
  const crises = alerts.filter(({ mark }) => mark === 'crisis').length
  const resolved = alerts.filter(({ mark, isByPerson }) => mark === 'resolved' && isByPerson).length
  const judged = falseAlarms + crises + resolved
  const missed = declared.filter(({ alertId }) => alertId === null).length
  const minutes = alerts.flatMap(({ raisedAt, acknowledgedAt }) =>
    acknowledgedAt ? [(acknowledgedAt.getTime() - raisedAt.getTime()) / MINUTE] : [],
  )
  return {
    alerts: alerts.length,
    falseAlarms,
    crises,
    resolved,
    precision: shareOf(crises + resolved, judged),
    judged,
    recall: shareOf(declared.length - missed, declared.length),
    declared: declared.length,
    missed,
    medianAcknowledgeMinutes: minutes.length < LEAST_TO_SAY ? null : median(minutes),
    acknowledged: minutes.length,
    alertsPerWeek: weeks >= 1 ? alerts.length / weeks : null,
  }
}

const shareOf = (part: number, whole: number): number | null => (whole < LEAST_TO_SAY ? null : part / whole)

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return (low + high) / 2
}
