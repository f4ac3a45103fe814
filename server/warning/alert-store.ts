import { sql } from 'kysely'
import { HOUR } from '../base/clock.ts'
import type { Db, Trx } from '../base/db.ts'
import type { Mode } from '../base/outbox.ts'
import { keptName } from './actor-name.ts'
import type { AlarmSubject, AlertScope, AlertState } from './schema.ts'
import { subjectKey } from './subject.ts'
import { LIVE_STATES } from './transition.ts'

/** A row of `alerts`, as SQL names it. */
export type AlertRow = {
  readonly org_id: string
  readonly id: string
  readonly number: number
  readonly track_id: string
  readonly mode: Mode
  readonly state: AlertState
  readonly level: number
  readonly from_at: Date
  readonly detected_at: Date
  readonly last_alarm_at: Date
  readonly ended_at: Date | null
  readonly raised_at: Date
  readonly ack_due_at: Date
  readonly acknowledged_by: string | null
  /** of a program only: names of people are read by their ids */
  readonly acknowledged_by_name: string | null
  readonly acknowledged_at: Date | null
  readonly recurrence: number
  readonly observed: number
  readonly expected: number
  readonly window_minutes: number
  readonly negative_share: number | null
  readonly usual_negative_share: number | null
  readonly top_words: string[]
  readonly told_size: number
  readonly told_platforms: string[]
  readonly crisis_id: string | null
  readonly merged_into: string | null
  /** empty, or what makes a split-off alert one of its own */
  readonly part: string
  readonly scope: AlertScope | null
  readonly split_from: string | null
  readonly group_id: string | null
  /** whom it was handed to, and since when he has it */
  readonly holder_id: string | null
  readonly holder_taken_at: Date | null
}

/** Columns that a new alert need not name. */
type Later = 'merged_into' | 'part' | 'scope' | 'split_from' | 'group_id' | 'holder_id' | 'holder_taken_at'
export type NewAlert = Omit<AlertRow, 'number' | Later> & Partial<Pick<AlertRow, Later>>

type Key = { readonly org_id: string; readonly id: string }
export type AlertChange = Partial<
  Omit<AlertRow, keyof Key | 'number' | 'track_id' | 'mode' | 'from_at' | 'detected_at'>
>
type Tables = { alerts: AlertRow }

export async function insertAlert(trx: Trx, row: NewAlert): Promise<AlertRow> {
  const counted = await sql<{ number: number }>`
    insert into alert_counters (org_id, last_number) values (${row.org_id}, 1)
    on conflict (org_id) do update set last_number = alert_counters.last_number + 1
    returning last_number as number`.execute(trx)
  const whole = { ...NOTHING_YET, ...row, number: counted.rows[0]?.number ?? 0 }
  return trx.withTables<Tables>().insertInto('alerts').values(whole).returningAll().executeTakeFirstOrThrow()
}

const NOTHING_YET: Pick<AlertRow, Later> = {
  merged_into: null,
  part: '',
  scope: null,
  split_from: null,
  group_id: null,
  holder_id: null,
  holder_taken_at: null,
}

export async function updateAlert(trx: Trx, { org_id, id }: Key, change: AlertChange): Promise<AlertRow> {
  return trx
    .withTables<Tables>()
    .updateTable('alerts')
    .set(change)
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** @param lock hold the row until the transaction ends: verbs of two people pass one after the other */
export async function findAlert(db: Db, orgId: string, id: string, lock = false): Promise<AlertRow | undefined> {
  const found = await sql<AlertRow>`
    select * from alerts where org_id = ${orgId} and id = ${id} ${lock ? sql`for update` : sql``}`.execute(db)
  return found.rows[0]
}

/** The alert of the track that lives, else the one of the latest alarm; not what was split off or merged. Locked. */
export async function findGroup(trx: Trx, orgId: string, trackId: string, mode: Mode): Promise<AlertRow | undefined> {
  const found = await sql<AlertRow>`
    select * from alerts where org_id = ${orgId} and track_id = ${trackId} and mode = ${mode} and part = '' and state <> 'merged'
    order by state = any(${LIVE_STATES}) desc, last_alarm_at desc, number desc limit 1 for update`.execute(trx)
  return found.rows[0]
}

/** Everything that lives on the track, what was split off first; locked. */
export async function listLive(trx: Trx, orgId: string, trackId: string, mode: Mode): Promise<AlertRow[]> {
  const found = await sql<AlertRow>`
    select * from alerts where org_id = ${orgId} and track_id = ${trackId} and mode = ${mode} and state = any(${LIVE_STATES})
    order by part desc, number desc for update`.execute(trx)
  return found.rows
}

/** The living alert into which the track's own one was merged, through others where it must be; locked. */
export async function findMergedHome(
  trx: Trx,
  orgId: string,
  trackId: string,
  mode: Mode,
): Promise<AlertRow | undefined> {
  const found = await sql<AlertRow>`
    with recursive way as (
      select id, merged_into, last_alarm_at from alerts
      where org_id = ${orgId} and track_id = ${trackId} and mode = ${mode} and state = 'merged'
      union
      select a.id, a.merged_into, a.last_alarm_at from way w join alerts a on a.org_id = ${orgId} and a.id = w.merged_into)
    select * from alerts where org_id = ${orgId} and state = any(${LIVE_STATES}) and id in (select id from way)
    order by last_alarm_at desc limit 1 for update`.execute(trx)
  return found.rows[0]
}

/** What was merged into an alert, what was split off it, and what tells the same story; oldest first. */
export async function listRelated(db: Db, { org_id, id, group_id }: AlertRow): Promise<AlertRow[]> {
  const found = await sql<AlertRow>`
    select * from alerts where org_id = ${org_id} and id <> ${id}
      and (merged_into = ${id} or split_from = ${id} or group_id = ${group_id}) order by number`.execute(db)
  return found.rows
}

/** Others that live, of other tracks, detected within so many hours. */
export async function listNeighbours(db: Db, alert: AlertRow, hours: number): Promise<AlertRow[]> {
  const { org_id, track_id, mode, detected_at } = alert
  const [from, to] = [detected_at.getTime() - hours * HOUR, detected_at.getTime() + hours * HOUR]
  const found = await sql<AlertRow>`
    select * from alerts where org_id = ${org_id} and track_id <> ${track_id} and mode = ${mode} and state = any(${LIVE_STATES})
      and last_alarm_at >= ${new Date(from)} and detected_at <= ${new Date(to)} order by number limit 20`.execute(db)
  return found.rows
}

export type AlertQuery = {
  readonly states?: readonly AlertState[]
  readonly trackId?: string
  readonly mode: Mode
  readonly limit: number
}

/** Newest first. */
export async function selectAlerts(
  db: Db,
  orgId: string,
  { states, trackId, mode, limit }: AlertQuery,
): Promise<AlertRow[]> {
  const found = await sql<AlertRow>`
    select * from alerts
    where org_id = ${orgId} and mode = ${mode} and (${states ?? null}::text[] is null or state = any(${states ?? null}))
      and (${trackId ?? null}::uuid is null or track_id = ${trackId ?? null})
    order by raised_at desc, number desc limit ${limit}`.execute(db)
  return found.rows
}

/** Ids of the tracks that have an alert which lives. */
export async function listLiveTracks(db: Db, orgId: string): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select distinct track_id as id from alerts where org_id = ${orgId} and state = any(${LIVE_STATES})`.execute(db)
  return found.rows.map(({ id }) => id)
}

export type AlarmRow = {
  readonly detector: string
  readonly version: string
  readonly at: Date
  readonly score: number
  readonly observed: number
  readonly expected: number
  readonly windowMinutes: number
  /** what it is about beyond the track: a post, a platform, a topic */
  readonly subject?: AlarmSubject | undefined
}

/** True where this detector has spoken at this point before: a series that was begun anew reads it twice. */
export async function hasAlarm(
  db: Db,
  alert: { orgId: string; trackId: string; mode: Mode },
  alarm: AlarmRow,
): Promise<boolean> {
  const found = await sql`
    select 1 from alert_alarms m join alerts a on a.org_id = m.org_id and a.id = m.alert_id
    where m.org_id = ${alert.orgId} and m.track_id = ${alert.trackId} and m.detector = ${alarm.detector}
      and m.subject_key = ${subjectKey(alarm.subject)} and m.at = ${alarm.at} and a.mode = ${alert.mode}`.execute(db)
  return found.rows.length > 0
}

/** True where this detector has spoken within so many hours before or after. */
export async function hasAlarmNear(
  db: Db,
  { orgId, trackId, mode }: { orgId: string; trackId: string; mode: Mode },
  { detector, at, subject }: Pick<AlarmRow, 'detector' | 'at' | 'subject'>,
  hours: number,
): Promise<boolean> {
  const [from, to] = [at.getTime() - hours * HOUR, at.getTime() + hours * HOUR]
  const found = await sql`
    select 1 from alert_alarms m join alerts a on a.org_id = m.org_id and a.id = m.alert_id
    where m.org_id = ${orgId} and m.track_id = ${trackId} and m.detector = ${detector}
      and m.subject_key = ${subjectKey(subject)} and m.at between ${new Date(from)} and ${new Date(to)} and a.mode = ${mode} limit 1`.execute(
    db,
  )
  return found.rows.length > 0
}

/** @param trackId of the alarm: one that was merged hears for the tracks of the others too */
export async function insertAlarm(trx: Trx, alert: AlertRow, trackId: string, alarm: AlarmRow): Promise<void> {
  const { detector, version, at, score, observed, expected, windowMinutes, subject } = alarm
  await sql`
    insert into alert_alarms (org_id, alert_id, track_id, detector, version, at, score, observed, expected, window_minutes,
      subject, subject_key)
    values (${alert.org_id}, ${alert.id}, ${trackId}, ${detector}, ${version}, ${at}, ${score}, ${observed}, ${expected},
      ${windowMinutes}, ${subject ? JSON.stringify(subject) : null}::jsonb, ${subjectKey(subject)})`.execute(trx)
}

/** Alarms belong to another alert: of one track, or these. */
export async function moveAlarms(
  trx: Trx,
  from: Key,
  to: Key,
  which: { readonly trackId: string } | { readonly alarms: readonly AlarmRow[] },
): Promise<void> {
  if ('trackId' in which) {
    await sql`
      update alert_alarms set alert_id = ${to.id}
      where org_id = ${from.org_id} and alert_id = ${from.id} and track_id = ${which.trackId}`.execute(trx)
    return
  }
  for (const { detector, at, subject } of which.alarms) {
    await sql`
      update alert_alarms set alert_id = ${to.id} where org_id = ${from.org_id} and alert_id = ${from.id}
        and detector = ${detector} and subject_key = ${subjectKey(subject)} and at = ${at}`.execute(trx)
  }
}

export async function listAlarms(db: Db, orgId: string, alertId: string): Promise<AlarmRow[]> {
  const found = await sql<AlarmRow>`
    select detector, version, at, score, observed, expected, window_minutes as "windowMinutes", subject from alert_alarms
    where org_id = ${orgId} and alert_id = ${alertId} order by at, detector, subject_key`.execute(db)
  return found.rows.map(({ subject, ...alarm }) => ({ ...alarm, ...(subject ? { subject } : {}) }))
}

/** Which detectors spoke in each of these alerts, the first one first. */
export async function listSpeakers(db: Db, orgId: string, alertIds: readonly string[]): Promise<Map<string, string[]>> {
  const found = await sql<{ alertId: string; detector: string }>`
    select alert_id as "alertId", detector from alert_alarms where org_id = ${orgId} and alert_id = any(${alertIds}::uuid[])
    group by 1, 2 order by min(at), 2`.execute(db)
  const speakers = new Map<string, string[]>()
  for (const { alertId, detector } of found.rows) speakers.set(alertId, [...(speakers.get(alertId) ?? []), detector])
  return speakers
}

export type TransitionRow = {
  /** kept of programs only; see actor-name.ts */
  readonly byName: string
  readonly at: Date
  readonly verb: string
  readonly from: AlertState | null
  readonly to: AlertState
  readonly reasonCode: string | null
  readonly reason: string
}

/** Call it with the alert's row locked or new: `seq` counts on. */
export async function insertTransition(
  trx: Trx,
  { org_id, id }: Key,
  { at, verb, from, to, byName, reasonCode, reason }: TransitionRow,
  byKey: string,
): Promise<void> {
  await sql`
    insert into alert_transitions (org_id, alert_id, seq, at, verb, from_state, to_state, by_key, by_name, reason_code, reason)
    values (${org_id}, ${id},
      (select coalesce(max(seq), 0) + 1 from alert_transitions where org_id = ${org_id} and alert_id = ${id}),
      ${at}, ${verb}, ${from}, ${to}, ${byKey}, ${keptName(byKey, byName)}, ${reasonCode}, ${reason})`.execute(trx)
}

export async function listTransitions(
  db: Db,
  orgId: string,
  alertId: string,
): Promise<(TransitionRow & { byKey: string })[]> {
  const found = await sql<TransitionRow & { byKey: string }>`
    select at, verb, from_state as "from", to_state as "to", by_key as "byKey", by_name as "byName", reason_code as "reasonCode", reason
    from alert_transitions where org_id = ${orgId} and alert_id = ${alertId} order by seq`.execute(db)
  return found.rows
}
