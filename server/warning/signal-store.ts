import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Owner, SignalStateRow } from './signal-memory.ts'

/** Up to where posts and looks at hot lists have been judged. */
export type SignalCursor = {
  readonly batchXid: string
  readonly batchId: string
  readonly lookXid: string
  readonly lookList: string
  readonly lookAt: Date
  /** nothing was judged yet although there were posts */
  readonly isPartial?: boolean
}

/** One worker at a time; ends with the transaction. */
export async function lockSignals(trx: Trx, orgId: string): Promise<boolean> {
  const found = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`signals ${orgId}`}, 0)) as locked`.execute(trx)
  return found.rows[0]?.locked ?? false
}

/**
 * Waits for whoever watches the series of these tracks (lockSeries of series-store.ts): of one track only one at a time may raise alerts. All
 * are taken before any alert is touched, in one order, so that nobody waits in a circle.
 */
export async function lockTracks(trx: Trx, orgId: string, trackIds: readonly string[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended('watch ' || ${orgId}::text || ' ' || id, 0))
    from (select id from unnest(${[...new Set(trackIds)].sort()}::text[]) as u (id) order by id offset 0) t`.execute(
    trx,
  )
}

/**
 * Where nothing has been judged yet it begins with what came in the last hours: a history of years teaches little that the next hours do not.
 * @param since in our time
 */
export async function findCursor(db: Db, orgId: string, since: Date): Promise<SignalCursor> {
  const found = await sql<SignalCursor>`
    select batch_xid::text as "batchXid", batch_id as "batchId", look_xid::text as "lookXid", look_list as "lookList", look_at as "lookAt",
      false as "isPartial"
    from signal_cursors where org_id = ${orgId}
    union all
    select coalesce(b.xid, '0')::text, coalesce(b.batch_id, '00000000-0000-0000-0000-000000000000'), coalesce(l.xid, '0')::text,
      coalesce(l.list, ''), coalesce(l.at, 'epoch'), b.xid is not null
    from (select 1) one
    left join lateral (
      select xid, batch_id from ingest_batches
      where org_id = ${orgId} and received_at < ${since} order by xid desc, batch_id desc limit 1) b on true
    left join lateral (
      select xid, list, at from hot_list_looks
      where org_id = ${orgId} and received_at < ${since} order by xid desc, list desc, at desc limit 1) l on true
    where not exists (select 1 from signal_cursors where org_id = ${orgId})`.execute(db)
  const [cursor] = found.rows
  if (!cursor) throw new Error('a query that always gives a row gave none')
  return cursor
}

export async function saveCursor(trx: Trx, orgId: string, cursor: SignalCursor): Promise<void> {
  const { batchXid, batchId, lookXid, lookList, lookAt } = cursor
  await sql`
    insert into signal_cursors (org_id, batch_xid, batch_id, look_xid, look_list, look_at)
    values (${orgId}, ${batchXid}::text::xid8, ${batchId}, ${lookXid}::text::xid8, ${lookList}, ${lookAt})
    on conflict (org_id) do update set batch_xid = excluded.batch_xid, batch_id = excluded.batch_id, look_xid = excluded.look_xid,
      look_list = excluded.look_list, look_at = excluded.look_at`.execute(trx)
}

export async function listStates(db: Db, orgId: string, owners: readonly Owner[]): Promise<SignalStateRow[]> {
  if (owners.length === 0) return []
  const found = await sql<SignalStateRow>`
    select s.track_id as "trackId", s.mode, s.detector, s.version, s.state, s.failure
    from unnest(${owners.map(({ trackId }) => trackId)}::uuid[], ${owners.map(({ mode }) => mode)}::text[]) as u (track_id, mode)
    join signal_states s on s.org_id = ${orgId} and s.track_id = u.track_id and s.mode = u.mode`.execute(db)
  return found.rows
}

/**
 * @param at of the failures among them, and since when another version notes what it sees
 * @param isPartial the first look of an organisation that has older posts, which nobody looks at
 */
export async function saveStates(
  trx: Trx,
  orgId: string,
  rows: readonly SignalStateRow[],
  at: Date,
  isPartial: boolean,
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into signal_states (org_id, track_id, mode, detector, version, state, failure, failed_at, since_at)
    select ${orgId}::uuid, u.track_id, u.mode, u.detector, u.version, u.state, u.failure,
      case when u.failure is not null then ${at}::timestamptz end, case when ${isPartial} then ${at}::timestamptz else 'epoch' end
    from unnest(${rows.map(({ trackId }) => trackId)}::uuid[], ${rows.map(({ mode }) => mode)}::text[],
      ${rows.map(({ detector }) => detector)}::text[], ${rows.map(({ version }) => version)}::text[],
      ${rows.map(({ state }) => state)}::bytea[], ${rows.map(({ failure }) => failure)}::text[])
      as u (track_id, mode, detector, version, state, failure)
    on conflict (org_id, track_id, mode, detector) do update set version = excluded.version, state = excluded.state,
      failure = excluded.failure, failed_at = excluded.failed_at,
      since_at = case when signal_states.version = excluded.version then signal_states.since_at else ${at} end`.execute(
    trx,
  )
}

export type Telling = Owner & {
  readonly detector: string
  readonly subject: string
  readonly at: Date
  readonly score: number
  readonly isLoud: boolean
}

/** What is known to have been told of these. */
export async function listTellings(
  db: Db,
  orgId: string,
  asked: readonly (Owner & Pick<Telling, 'detector' | 'subject'>)[],
): Promise<Telling[]> {
  if (asked.length === 0) return []
  const found = await sql<Telling>`
    select t.track_id as "trackId", t.mode, t.detector, t.subject, t.at, t.score, t.is_loud as "isLoud"
    from unnest(${asked.map(({ trackId }) => trackId)}::uuid[], ${asked.map(({ mode }) => mode)}::text[],
      ${asked.map(({ detector }) => detector)}::text[], ${asked.map(({ subject }) => subject)}::text[])
      as u (track_id, mode, detector, subject)
    join signal_tellings t on t.org_id = ${orgId} and t.track_id = u.track_id and t.mode = u.mode and t.detector = u.detector
      and t.subject = u.subject`.execute(db)
  return found.rows
}

/** @param rows of each subject at most one */
export async function saveTellings(trx: Trx, orgId: string, rows: readonly Telling[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into signal_tellings (org_id, track_id, mode, detector, subject, at, score, is_loud)
    select ${orgId}::uuid, u.*
    from unnest(${rows.map(({ trackId }) => trackId)}::uuid[], ${rows.map(({ mode }) => mode)}::text[],
      ${rows.map(({ detector }) => detector)}::text[], ${rows.map(({ subject }) => subject)}::text[],
      ${rows.map(({ at }) => at)}::timestamptz[], ${rows.map(({ score }) => score)}::real[], ${rows.map(({ isLoud }) => isLoud)}::boolean[]) as u
    on conflict (org_id, track_id, mode, detector, subject) do update set at = excluded.at, score = excluded.score,
      is_loud = excluded.is_loud`.execute(trx)
}

/** Forgets what nobody asks for any more. @param before in the time of the posts */
export async function forgetSignals(
  db: Db,
  before: { readonly tellings: Date; readonly authors: Date },
): Promise<void> {
  await sql`delete from signal_tellings where at < ${before.tellings}`.execute(db)
  await sql`delete from signal_authors where last_at < ${before.authors}`.execute(db)
}
