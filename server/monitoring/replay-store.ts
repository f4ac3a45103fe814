import { sql } from 'kysely'
import { MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import type { ReplayMark } from './batch.ts'
import type { Replay } from './schema.ts'

export type ReplayRun = {
  readonly id: string
  readonly runKey: string
  readonly name: string
  readonly startedAt: Date
  readonly leadFrom: Date
  readonly firstAt: Date
  readonly upTo: Date
  readonly lastAt: Date
  /** null = as fast as possible */
  readonly speed: number | null
  readonly total: number
}

/** A running one that was not heard of for so long was killed: another process may go on with it. */
const SILENCE_MS = 2 * MINUTE

/** The unfinished run of the same recording and selection, if any. */
export async function findUnfinished(
  db: Db,
  orgId: string,
  runKey: string,
  now: Date,
): Promise<(ReplayRun & { readonly isAlive: boolean }) | undefined> {
  const heard = new Date(now.getTime() - SILENCE_MS)
  const found = await sql<ReplayRun & { isAlive: boolean }>`
    select replay_id as id, run_key as "runKey", name, started_at as "startedAt", lead_from as "leadFrom",
      first_at as "firstAt", up_to as "upTo", last_at as "lastAt", speed, total,
      state = 'running' and heard_at > ${heard} as "isAlive"
    from replays where org_id = ${orgId} and run_key = ${runKey} and state <> 'done'
    order by started_at desc limit 1`.execute(db)
  return found.rows[0]
}

export async function insertReplay(db: Db, orgId: string, run: ReplayRun): Promise<void> {
  await sql`
    insert into replays (org_id, replay_id, run_key, name, state, started_at, heard_at, lead_from, first_at, up_to, last_at,
      speed, posts, total)
    values (${orgId}, ${run.id}, ${run.runKey}, ${run.name}, 'running', ${run.startedAt}, ${run.startedAt}, ${run.leadFrom},
      ${run.firstAt}, ${run.upTo}, ${run.lastAt}, ${run.speed}, 0, ${run.total})`.execute(db)
}

/** Everything up to `mark.upTo` is in, `added` of it now. Never backwards. */
export async function moveReplay(db: Db, orgId: string, mark: ReplayMark, added: number, now: Date): Promise<void> {
  await sql`
    update replays set up_to = greatest(up_to, ${mark.upTo}), posts = posts + ${added}, heard_at = ${now}
    where org_id = ${orgId} and replay_id = ${mark.id}`.execute(db)
}

export async function markReplay(
  db: Db,
  orgId: string,
  id: string,
  state: 'running' | 'done' | 'stopped',
  now: Date,
): Promise<void> {
  await sql`
    update replays set state = ${state}, heard_at = ${now}, ended_at = ${state === 'running' ? null : now}
    where org_id = ${orgId} and replay_id = ${id}`.execute(db)
}

/** Newest first. One that was killed is shown as stopped: it can be gone on with. */
export async function listReplays(db: Db, orgId: string, now: Date): Promise<Replay[]> {
  const heard = new Date(now.getTime() - SILENCE_MS)
  const found = await sql<Omit<Replay, 'startedAt' | 'upTo'> & { startedAt: Date; upTo: Date }>`
    select replay_id as id, name, case when state = 'running' and heard_at <= ${heard} then 'stopped' else state end as state,
      started_at as "startedAt", up_to as "upTo", posts, total
    from replays where org_id = ${orgId} order by started_at desc, replay_id desc limit 100`.execute(db)
  return found.rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString(), upTo: row.upTo.toISOString() }))
}
