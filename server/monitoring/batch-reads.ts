import { sql } from 'kysely'
import type { Db } from '../base/db.ts'

/** How far somebody has read what was stored: everything up to this batch. */
export type BatchCursor = { readonly xid: string; readonly batchId: string }
export type PendingBatch = BatchCursor & { readonly accepted: number; readonly receivedAt: Date }

/** Batches behind the cursor that nothing which still runs can come before, in their order. */
export async function listSettled(db: Db, orgId: string, after: BatchCursor, limit: number): Promise<PendingBatch[]> {
  const found = await sql<PendingBatch>`
    select xid::text as xid, batch_id as "batchId", accepted, received_at as "receivedAt" from ingest_batches b
    where b.org_id = ${orgId} and (b.xid, b.batch_id) > (${after.xid}::text::xid8, ${after.batchId}::uuid)
      and b.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by b.xid, b.batch_id limit ${limit}`.execute(db)
  return found.rows
}

/** As many of them as hold at most so many posts, but at least one. */
export function firstBatches(batches: readonly PendingBatch[], most: number): PendingBatch[] {
  let posts = 0
  const end = batches.findIndex(({ accepted }) => {
    posts += accepted
    return posts > most
  })
  return end < 0 ? [...batches] : batches.slice(0, Math.max(1, end))
}
