import { sql } from 'kysely'
import { type Db, inTransaction } from '../base/db.ts'

export type DemonstrationRow = {
  readonly orgId: string
  readonly crisisAt: Date
  readonly toldUpTo: Date
  readonly replayId: string | null
}

/** @returns false when there is one already */
export async function insertDemonstration(db: Db, startedAt: Date, row: DemonstrationRow): Promise<boolean> {
  const made = await sql`
    insert into demonstrations (org_id, started_at, crisis_at, told_up_to, replay_id)
    values (${row.orgId}, ${startedAt}, ${row.crisisAt}, ${row.toldUpTo}, ${row.replayId})
    on conflict do nothing`.execute(db)
  return made.numAffectedRows === 1n
}

export async function hasDemonstration(db: Db, orgId: string): Promise<boolean> {
  const found = await sql`select 1 from demonstrations where org_id = ${orgId}`.execute(db)
  return found.rows.length > 0
}

/** Those that have something to tell at `now`, or only one organisation's. */
export async function listDemonstrations(db: Db, now: Date, orgId?: string): Promise<DemonstrationRow[]> {
  const found = await sql<DemonstrationRow>`
    select org_id as "orgId", crisis_at as "crisisAt", told_up_to as "toldUpTo", replay_id as "replayId"
    from demonstrations
    where (told_up_to < ${now} or replay_id is not null) and (${orgId ?? null}::uuid is null or org_id = ${orgId ?? null})
    order by org_id`.execute(db)
  return found.rows
}

/** Everything up to `toldUpTo` is in. Never backwards. */
export async function moveDemonstration(db: Db, orgId: string, toldUpTo: Date): Promise<void> {
  await sql`
    update demonstrations set told_up_to = greatest(told_up_to, ${toldUpTo}) where org_id = ${orgId}`.execute(db)
}

export async function setCatchUp(db: Db, orgId: string, replayId: string | null): Promise<void> {
  await sql`update demonstrations set replay_id = ${replayId} where org_id = ${orgId}`.execute(db)
}

/**
 * Runs `work` unless another worker is at the same organisation's. The lock is all that its transaction holds: it takes no number of a
 * transaction, which would keep open pages from hearing what `work` tells them meanwhile.
 */
export async function aloneWith(db: Db, orgId: string, work: () => Promise<void>): Promise<void> {
  await inTransaction(db, async (trx) => {
    const key = sql`hashtextextended('weiji demonstration ' || ${orgId}, 0)`
    const got = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${key}) as got`.execute(trx)
    if (got.rows[0]?.got) await work()
  })
}
