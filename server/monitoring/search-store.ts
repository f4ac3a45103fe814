import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { plainLiteral } from './array-literal.ts'
import type { BatchCursor } from './batch-reads.ts'

/** How far the index is: everything up to this batch is in live segments. */
export type IndexCursor = BatchCursor
const NOTHING: IndexCursor = { xid: '0', batchId: '00000000-0000-0000-0000-000000000000' }

/**
 * To be called in the transaction that changes posts which are stored already (their text, verdict, thread or tracks) or takes them
 * away: search takes it in within seconds. Posts that are unknown are left out.
 */
export async function markChanged(trx: Trx | Db, orgId: string, postIds: readonly string[]): Promise<void> {
  if (postIds.length === 0) return
  // In one order, so that two who change the same posts do not wait for each other in a circle.
  await sql`
    insert into search_changes (org_id, post_id, posted_at, xid)
    select k.org_id, k.post_id, k.posted_at, pg_current_xact_id()
    from post_keys k where k.org_id = ${orgId} and k.post_id = any(${plainLiteral(postIds)}::uuid[])
    order by k.post_id
    on conflict (org_id, post_id) do update set xid = excluded.xid`.execute(trx)
}

/** Organisations of whose posts or changes the index lacks some. */
export async function listUnindexed(db: Db): Promise<string[]> {
  const found = await sql<{ orgId: string }>`
    with recursive org (id) as (
      (select org_id from ingest_batches order by org_id limit 1)
      union all
      select (select b.org_id from ingest_batches b where b.org_id > org.id order by b.org_id limit 1) from org
      where org.id is not null
    )
    select id as "orgId" from org left join search_state s on s.org_id = org.id
    where id is not null and (
      exists (select 1 from ingest_batches b where b.org_id = id
        and (b.xid, b.batch_id) > (coalesce(s.cursor_xid, '0'), coalesce(s.cursor_batch, ${NOTHING.batchId})))
      or exists (select 1 from search_changes c where c.org_id = id))`.execute(db)
  return found.rows.map(({ orgId }) => orgId)
}

export async function findCursor(db: Db, orgId: string): Promise<IndexCursor> {
  const found = await sql<IndexCursor>`
    select cursor_xid::text as xid, cursor_batch as "batchId" from search_state where org_id = ${orgId}`.execute(db)
  return found.rows[0] ?? NOTHING
}

export type Change = { readonly id: string; readonly at: number; readonly xid: string }

export async function listChanges(db: Db, orgId: string, limit: number): Promise<Change[]> {
  const found = await sql<Change>`
    select post_id as id, (extract(epoch from posted_at) * 1000)::bigint as at, xid::text as xid from search_changes c
    where c.org_id = ${orgId} and c.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by c.xid, c.post_id limit ${limit}`.execute(db)
  return found.rows
}

/** Changes that came again meanwhile stay. */
export async function deleteChanges(trx: Trx, orgId: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  await sql`
    delete from search_changes c using unnest(
      ${plainLiteral(changes.map(({ id }) => id))}::uuid[], ${plainLiteral(changes.map(({ xid }) => xid))}::text[]) as seen (id, xid)
    where c.org_id = ${orgId} and c.post_id = seen.id and c.xid = seen.xid::xid8`.execute(trx)
}

/** Whoever seals or merges flips what is live under this lock. @returns the cursor, undefined before the first seal */
export async function lockState(trx: Trx, orgId: string): Promise<IndexCursor | undefined> {
  const found = await sql<IndexCursor>`
    select cursor_xid::text as xid, cursor_batch as "batchId" from search_state
    where org_id = ${orgId} for update`.execute(trx)
  return found.rows[0]
}

/** Before the first seal there is no row to lock: one is made. */
export async function ensureState(db: Db, orgId: string): Promise<void> {
  await sql`
    insert into search_state (org_id, cursor_xid, cursor_batch, cursor_at, last_seal)
    values (${orgId}, '0', ${NOTHING.batchId}, 'epoch', 0) on conflict do nothing`.execute(db)
}

/** @param receivedAt of the last batch; null where no batch was taken in */
export async function moveCursor(
  trx: Trx,
  orgId: string,
  { xid, batchId }: IndexCursor,
  receivedAt: Date | null,
  seal: number,
): Promise<void> {
  await sql`
    update search_state set cursor_xid = ${xid}::text::xid8, cursor_batch = ${batchId}, last_seal = ${seal},
      cursor_at = greatest(cursor_at, ${receivedAt}::timestamptz)
    where org_id = ${orgId}`.execute(trx)
}

/** One at a time in all processes, as long as `work` runs. @returns undefined where somebody else is at it */
export async function alone<T>(db: Db, what: string, work: (db: Db) => Promise<T>): Promise<T | undefined> {
  return db.connection().execute(async (connection) => {
    // A lock of the session, not of a transaction: one that lasts as long as a merge would hold up all who wait for the oldest to end.
    const key = sql`hashtextextended(${`weiji search ${what}`}, 0)`
    const got = await sql<{ got: boolean }>`select pg_try_advisory_lock(${key}) as got`.execute(connection)
    if (!got.rows[0]?.got) return undefined
    try {
      return await work(connection)
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(connection)
    }
  })
}
