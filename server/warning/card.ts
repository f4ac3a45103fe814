import { nameNow } from './actor-name.ts'
import type { AlertCard, AlertScope, AlertState, StageName } from './schema.ts'

/** The columns that an alert's card is made of. */
export type CardColumns = {
  readonly id: string
  readonly number: number
  readonly track_id: string
  readonly state: AlertState
  readonly mode: 'live' | 'drill'
  readonly level: number
  readonly from_at: Date
  readonly detected_at: Date
  readonly raised_at: Date
  readonly last_alarm_at: Date
  readonly ack_due_at: Date
  readonly recurrence: number
  readonly observed: number
  readonly expected: number
  readonly window_minutes: number
  readonly negative_share: number | null
  readonly usual_negative_share: number | null
  readonly top_words: readonly string[]
  readonly acknowledged_by: string | null
  readonly acknowledged_by_name: string | null
  readonly acknowledged_at: Date | null
  readonly crisis_id: string | null
  readonly merged_into: string | null
  readonly split_from: string | null
  readonly scope: AlertScope | null
  readonly group_id: string | null
  readonly holder_id: string | null
  readonly holder_taken_at: Date | null
}

export type CardNames = {
  readonly track: string
  /** names of people by id */
  readonly people: ReadonlyMap<string, string>
}

export function cardOf(row: CardColumns, names: CardNames, detectors: readonly string[], stage: StageName): AlertCard {
  return {
    id: row.id,
    number: row.number,
    trackId: row.track_id,
    trackName: names.track,
    state: row.state,
    mode: row.mode,
    detectors: [...detectors],
    level: row.level,
    from: row.from_at.toISOString(),
    detectedAt: row.detected_at.toISOString(),
    raisedAt: row.raised_at.toISOString(),
    lastAlarmAt: row.last_alarm_at.toISOString(),
    ackDueAt: row.ack_due_at.toISOString(),
    recurrence: row.recurrence,
    observed: row.observed,
    expected: row.expected,
    windowMinutes: row.window_minutes,
    negativeShare: row.negative_share,
    usualNegativeShare: row.usual_negative_share,
    topWords: [...row.top_words],
    acknowledgedBy:
      row.acknowledged_by === null ? null : nameNow(names.people, row.acknowledged_by, row.acknowledged_by_name),
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    crisisId: row.crisis_id,
    stage,
    holder: holderOf(row, names.people),
    mergedInto: row.merged_into,
    splitFrom: row.split_from,
    scope: row.scope,
    group: row.group_id,
  }
}

function holderOf(
  { holder_id: id, holder_taken_at }: CardColumns,
  people: ReadonlyMap<string, string>,
): AlertCard['holder'] {
  return id === null ? null : { id, name: people.get(id) ?? '', isTaken: holder_taken_at !== null }
}
