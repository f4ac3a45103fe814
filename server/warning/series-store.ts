import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { detectors } from '../detectors/index.ts'
import type { SeenPoint } from './calm.ts'
import type { ReplaySpan } from './plan.ts'
import type { PointReading } from './stepping.ts'

/** One detector's memory of one series of a track; `subject` names the series, '' the whole track. */
export type SeriesRow = {
  readonly detector: string
  readonly subject: string
  readonly version: string
  readonly state: Buffer | null
  readonly settledAt: Date
  readonly uptoAt: Date
  readonly silentUntilAt: Date | null
  readonly revisedUntilAt: Date | null
  readonly revisedAt: Date | null
  readonly replays: Readonly<Record<string, string>>
  readonly failure: string | null
}

/** One worker at a time watches a track; another one passes on to the next. Ends with the transaction. */
export async function lockSeries(trx: Trx, orgId: string, trackId: string): Promise<boolean> {
  const found = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`watch ${orgId} ${trackId}`}, 0)) as locked`.execute(trx)
  return found.rows[0]?.locked ?? false
}

export async function listSeries(db: Db, orgId: string, trackId: string): Promise<SeriesRow[]> {
  const found = await sql<SeriesRow>`
    select detector, subject, version, state, settled_at as "settledAt", upto_at as "uptoAt", silent_until_at as "silentUntilAt",
      revised_until_at as "revisedUntilAt", revised_at as "revisedAt", replays, failure
    from series_states where org_id = ${orgId} and track_id = ${trackId}`.execute(db)
  return found.rows
}

export type SeriesKey = { readonly detector: string; readonly subject: string }

export type SeriesHead = {
  readonly trackId: string
  readonly detector: string
  readonly subject: string
  readonly version: string
  readonly settledAt: Date
  readonly uptoAt: Date
  readonly revisedAt: Date | null
  readonly replays: Readonly<Record<string, string>>
  readonly failure: string | null
}

/** How far every series of the organisation is, without the states: one query decides whether there is anything to do. */
export async function listHeads(db: Db, orgId: string): Promise<SeriesHead[]> {
  const found = await sql<SeriesHead>`
    select track_id as "trackId", detector, subject, version, settled_at as "settledAt", upto_at as "uptoAt", revised_at as "revisedAt",
      replays, failure
    from series_states where org_id = ${orgId}`.execute(db)
  return found.rows
}

export async function listReplaySpans(db: Db, orgId: string): Promise<ReplaySpan[]> {
  const found = await sql<ReplaySpan>`
    select replay_id as id, lead_from as "from", up_to as "upTo", heard_at as "heardAt" from replays
    where org_id = ${orgId} order by started_at, replay_id`.execute(db)
  return found.rows
}

/** The memory of series that a track has no more (a category was deleted); what they saw stays. */
export async function dropSeries(
  trx: Trx,
  orgId: string,
  trackId: string,
  { detector, subject }: SeriesKey,
): Promise<void> {
  await sql`delete from series_states where org_id = ${orgId} and track_id = ${trackId} and detector = ${detector}
    and subject = ${subject}`.execute(trx)
}

export type SeriesSave = Omit<SeriesRow, 'state' | 'failure'> & { readonly state: Uint8Array }

export async function saveSeries(trx: Trx, orgId: string, trackId: string, series: SeriesSave): Promise<void> {
  const { detector, subject, version, state, settledAt, uptoAt, silentUntilAt, revisedUntilAt, revisedAt, replays } =
    series
  await sql`
    insert into series_states (org_id, track_id, detector, subject, version, state, settled_at, upto_at, silent_until_at, revised_until_at,
      revised_at, replays)
    values (${orgId}, ${trackId}, ${detector}, ${subject}, ${version}, ${Buffer.from(state)}, ${settledAt}, ${uptoAt}, ${silentUntilAt},
      ${revisedUntilAt}, ${revisedAt}, ${JSON.stringify(replays)}::jsonb)
    on conflict (org_id, track_id, detector, subject) do update set version = excluded.version, state = excluded.state,
      settled_at = excluded.settled_at, upto_at = excluded.upto_at, silent_until_at = excluded.silent_until_at,
      revised_until_at = excluded.revised_until_at, revised_at = excluded.revised_at, replays = excluded.replays,
      failure = null, failed_at = null`.execute(trx)
}

export type SeriesFailure = {
  readonly detector: string
  readonly subject: string
  readonly version: string
  /** for a series that never ran: where it would have begun */
  readonly from: Date
  readonly failure: string
  readonly at: Date
}

/** The series stays where it was; the next watch tries the same points again. */
export async function saveFailure(trx: Trx, orgId: string, trackId: string, failed: SeriesFailure): Promise<void> {
  const { detector, subject, version, from, failure, at } = failed
  await sql`
    insert into series_states (org_id, track_id, detector, subject, version, settled_at, upto_at, failure, failed_at)
    values (${orgId}, ${trackId}, ${detector}, ${subject}, ${version}, ${from}, ${from}, ${failure}, ${at})
    on conflict (org_id, track_id, detector, subject) do update set failure = excluded.failure, failed_at = excluded.failed_at`.execute(
    trx,
  )
}

export async function insertReadings(
  trx: Trx,
  orgId: string,
  trackId: string,
  { detector, subject, version }: SeriesKey & { readonly version: string },
  readings: readonly PointReading[],
): Promise<void> {
  if (readings.length === 0) return
  const column = <K extends keyof PointReading>(key: K) => readings.map((reading) => reading[key])
  await sql`
    insert into readings (org_id, track_id, detector, subject, version, at, value, "of", baseline, low, high, score, able, loudness, alarm,
      phase)
    select ${orgId}::uuid, ${trackId}::uuid, ${detector}, ${subject}, ${version}, r.*
    from unnest(${column('at')}::timestamptz[], ${column('value')}::real[], ${column('of')}::real[],
      ${column('baseline')}::real[], ${column('low')}::real[], ${column('high')}::real[], ${column('score')}::real[],
      ${column('able')}::boolean[], ${column('loudness')}::real[],
      ${column('alarm')}::boolean[], ${column('phase')}::text[]) as r
    on conflict (org_id, track_id, detector, subject, at) do update set version = excluded.version, value = excluded.value,
      "of" = excluded."of", baseline = excluded.baseline, low = excluded.low, high = excluded.high, score = excluded.score,
      able = excluded.able, loudness = excluded.loudness,
      alarm = excluded.alarm, phase = excluded.phase`.execute(trx)
}

/** A series that begins anew reads these points again. */
export async function dropReadings(
  trx: Trx,
  orgId: string,
  trackId: string,
  { detector, subject }: SeriesKey,
  from: Date,
): Promise<void> {
  await sql`
    delete from readings
    where org_id = ${orgId} and track_id = ${trackId} and detector = ${detector} and subject = ${subject}
      and at >= ${from}`.execute(trx)
}

export type ReadingRow = SeenPoint & {
  readonly trackId: string
  readonly detector: string
  readonly subject: string
  readonly version: string
  readonly baseline: number
  readonly low: number
  readonly able: boolean
  readonly loudness: number
  readonly alarm: boolean
  readonly phase: 'warming' | 'watching'
}

const READING = sql`track_id as "trackId", detector, subject, version, at, value, "of", baseline, low, high, score, able,
  coalesce(loudness, score) as loudness, alarm, phase`

const CURVELESS: readonly string[] = detectors.filter(({ hasCurve }) => hasCurve === false).map(({ id }) => id)

/**
 * Of one track or of several; [from, to), by track, detector, series and time.
 * @param stepMinutes above 5: of each step only the point that says most, an alarm before all others; of the last one all, for the newest
 *   point is what stands beside a curve as "now"
 * @param series of all series of a track, or only those that are curves of the whole
 */
export async function listReadings(
  db: Db,
  orgId: string,
  tracks: string | readonly string[],
  { from, to }: { readonly from: Date; readonly to: Date },
  stepMinutes: number = 5,
  series: 'whole' | 'all' = 'whole',
): Promise<ReadingRow[]> {
  // Written out, not a parameter: the two places where it stands must be seen to be the same.
  const step = sql`${sql.lit(stepMinutes)} * interval '1 minute'`
  const late = sql`${sql.lit(to.toISOString())}::timestamptz - ${step}`
  const bin = sql`case when at >= ${late} then at else date_bin(${step}, at, 'epoch') end`
  const isThin = stepMinutes > 5
  const found = await sql<ReadingRow>`
    select ${isThin ? sql`distinct on (track_id, detector, subject, ${bin})` : sql``} ${READING}
    from readings
    where org_id = ${orgId} and track_id = any(${[tracks].flat()}::uuid[]) and at >= ${from} and at < ${to}
      and ${series === 'all' ? sql`true` : sql`subject = '' and detector <> all(${[...CURVELESS]})`}
    order by track_id, detector, subject, ${isThin ? sql`${bin}, alarm desc, score desc,` : sql``} at`.execute(db)
  return found.rows
}

/** Of one series, or of all that a detector reads of the track (subject undefined), [from, to), by series and time. */
export async function listSeriesReadings(
  db: Db,
  orgId: string,
  trackId: string,
  { detector, subject }: { readonly detector: string; readonly subject: string | undefined },
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<ReadingRow[]> {
  const found = await sql<ReadingRow>`
    select ${READING}
    from readings
    where org_id = ${orgId} and track_id = ${trackId} and detector = ${detector} and at >= ${from} and at < ${to}
      and (${subject ?? null}::text is null or subject = ${subject ?? null})
    order by subject, at`.execute(db)
  return found.rows
}

/** What each detector took for usual of the whole track at its last point before `end`. */
export async function baselinesAt(db: Db, orgId: string, trackId: string, end: Date): Promise<Map<string, number>> {
  const found = await sql<{ detector: string; baseline: number }>`
    select s.detector, r.baseline from series_states s, lateral (
      select baseline from readings
      where org_id = s.org_id and track_id = s.track_id and detector = s.detector and subject = '' and at < ${end}
      order by at desc limit 1) r
    where s.org_id = ${orgId} and s.track_id = ${trackId} and s.subject = ''`.execute(db)
  return new Map(found.rows.map(({ detector, baseline }) => [detector, baseline]))
}

/**
 * Forgets old readings, but not the curve of an alert that was raised since: a replay raises alerts about what is long past.
 * @returns how many
 */
export async function deleteReadingsBefore(db: Db, before: Date): Promise<number> {
  const done = await sql`
    delete from readings r where r.at < ${before} and not exists (
      select 1 from alerts a where a.org_id = r.org_id and a.track_id = r.track_id and a.raised_at >= ${before}
        and r.at between a.detected_at - interval '1 day' and a.last_alarm_at + interval '2 hours')`.execute(db)
  return Number(done.numAffectedRows ?? 0n)
}
