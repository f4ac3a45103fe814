import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Motion, RunState } from './replay-state.ts'

export type RunRow = Motion & {
  readonly orgId: string
  readonly id: string
  readonly recordingId: string
  readonly recordingName: string
  readonly targetOrgId: string
  readonly isPractice: boolean
  readonly state: RunState
  readonly startedAt: Date
  readonly startedByName: string
  readonly endedAt: Date | null
  readonly error: string | null
  /** row of `replays` in the target */
  readonly replayId: string
  /** the recording's beginning falls on this moment, and was recorded at that one */
  readonly baseAt: Date
  readonly recordedFrom: Date
  readonly sent: number
  readonly accepted: number
  readonly total: number
  readonly pausesAfterFast: boolean
}

export type NewRunRow = Pick<
  RunRow,
  | 'orgId'
  | 'id'
  | 'recordingId'
  | 'targetOrgId'
  | 'isPractice'
  | 'speed'
  | 'startedAt'
  | 'startedByName'
  | 'replayId'
  | 'baseAt'
  | 'total'
  | 'fastUntilMs'
  | 'pausesAfterFast'
> & { readonly startedBy: string }

export async function insertRun(trx: Trx, run: NewRunRow): Promise<void> {
  await sql`
    insert into replay_runs (org_id, run_id, recording_id, target_org_id, is_practice, state, speed, started_at, started_by,
      started_by_name, replay_id, base_at, position_ms, sent, accepted, total, fast_until_ms, anchor_at, anchor_ms,
      pauses_at_end_of_fast)
    values (${run.orgId}, ${run.id}, ${run.recordingId}, ${run.targetOrgId}, ${run.isPractice}, 'running', ${run.speed},
      ${run.startedAt}, ${run.startedBy}, ${run.startedByName}, ${run.replayId}, ${run.baseAt}, 0, 0, 0, ${run.total},
      ${run.fastUntilMs}, ${run.startedAt}, 0, ${run.pausesAfterFast})`.execute(trx)
}

const RUN = sql`
  r.org_id as "orgId", r.run_id as id, r.recording_id as "recordingId", c.name as "recordingName", r.target_org_id as "targetOrgId",
  r.is_practice as "isPractice", r.state, r.speed, r.started_at as "startedAt", r.started_by_name as "startedByName",
  r.ended_at as "endedAt", r.error, r.replay_id as "replayId", r.base_at as "baseAt", c.first_at as "recordedFrom",
  r.position_ms as "positionMs", c.span_ms as "spanMs", r.fast_until_ms as "fastUntilMs", r.anchor_at as "anchorAt",
  r.anchor_ms as "anchorMs", r.sent, r.accepted, r.total, r.pauses_at_end_of_fast as "pausesAfterFast"
  from replay_runs r join recordings c on c.org_id = r.org_id and c.recording_id = r.recording_id`

export async function listRuns(db: Db, orgId: string): Promise<RunRow[]> {
  const found = await sql<RunRow>`
    select ${RUN} where r.org_id = ${orgId} order by r.started_at desc, r.run_id desc limit 100`.execute(db)
  return found.rows
}

export async function findRun(db: Db, orgId: string, id: string): Promise<RunRow | undefined> {
  const found = await sql<RunRow>`select ${RUN} where r.org_id = ${orgId} and r.run_id = ${id}`.execute(db)
  return found.rows[0]
}

/** Locks it, so that verbs of two people, and the player, come one after the other. */
export async function lockRun(trx: Trx, orgId: string, id: string): Promise<RunRow | undefined> {
  const found = await sql<RunRow>`
    select ${RUN} where r.org_id = ${orgId} and r.run_id = ${id} for update of r`.execute(trx)
  return found.rows[0]
}

export async function isPlayed(db: Db, orgId: string, recordingId: string): Promise<boolean> {
  const found = await sql`
    select 1 from replay_runs where org_id = ${orgId} and recording_id = ${recordingId} and state in ('running', 'paused')
    limit 1`.execute(db)
  return found.rows.length > 0
}

/** Running ones that no player holds. */
export async function listUnplayed(db: Db, now: Date): Promise<{ orgId: string; id: string }[]> {
  const found = await sql<{ orgId: string; id: string }>`
    select org_id as "orgId", run_id as id from replay_runs
    where state = 'running' and (lease_until is null or lease_until < ${now}) order by started_at`.execute(db)
  return found.rows
}

/** @returns whether it is ours to play until then */
export async function leaseRun(db: Db, orgId: string, id: string, now: Date, until: Date): Promise<boolean> {
  const done = await sql`
    update replay_runs set lease_until = ${until}
    where org_id = ${orgId} and run_id = ${id} and state = 'running' and (lease_until is null or lease_until < ${now})`.execute(
    db,
  )
  return done.numAffectedRows === 1n
}

export async function releaseRun(db: Db, orgId: string, id: string, until: Date | null): Promise<void> {
  await sql`update replay_runs set lease_until = ${until} where org_id = ${orgId} and run_id = ${id}`.execute(db)
}

export type Told = {
  readonly positionMs: number
  readonly sent: number
  readonly accepted: number
  readonly until: Date
}

/** Moves the cursor, in the transaction of the posts. @param from how many were sent before. @returns false: somebody else moved it */
export async function moveRun(db: Db, orgId: string, id: string, from: number, told: Told): Promise<boolean> {
  const done = await sql`
    update replay_runs set position_ms = greatest(position_ms, ${told.positionMs}), sent = sent + ${told.sent},
      accepted = accepted + ${told.accepted}, lease_until = ${told.until}
    where org_id = ${orgId} and run_id = ${id} and sent = ${from}`.execute(db)
  return done.numAffectedRows === 1n
}

export async function setRunState(
  db: Db,
  orgId: string,
  id: string,
  { state, endedAt, error }: { state: RunState; endedAt: Date | null; error?: string },
): Promise<void> {
  await sql`
    update replay_runs set state = ${state}, ended_at = ${endedAt}, error = ${error ?? null}, lease_until = null
    where org_id = ${orgId} and run_id = ${id}`.execute(db)
}

export type Moving = Pick<RunRow, 'fastUntilMs' | 'anchorAt' | 'anchorMs' | 'pausesAfterFast'>

export async function setMotion(db: Db, orgId: string, id: string, motion: Moving): Promise<void> {
  await sql`
    update replay_runs set fast_until_ms = ${motion.fastUntilMs}, anchor_at = ${motion.anchorAt}, anchor_ms = ${motion.anchorMs},
      pauses_at_end_of_fast = ${motion.pausesAfterFast}
    where org_id = ${orgId} and run_id = ${id}`.execute(db)
}

/** From now on it is told in another place of time. */
export async function setBase(db: Db, orgId: string, id: string, baseAt: Date, replayId: string): Promise<void> {
  await sql`
    update replay_runs set base_at = ${baseAt}, replay_id = ${replayId} where org_id = ${orgId} and run_id = ${id}`.execute(
    db,
  )
}

/** When the target's detectors last heard of it. */
export async function heardAt(db: Db, targetOrgId: string, replayId: string): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select heard_at as at from replays where org_id = ${targetOrgId} and replay_id = ${replayId}`.execute(db)
  return found.rows[0]?.at
}

/** Paused runs of practice organisations: their time stands still, and detectors go on waiting. */
export async function keepPaused(db: Db, now: Date): Promise<void> {
  await sql`
    update replays p set heard_at = ${now} from replay_runs r
    where r.state = 'paused' and r.is_practice and p.org_id = r.target_org_id and p.replay_id = r.replay_id
      and p.state = 'running'`.execute(db)
}
