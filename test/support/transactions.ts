import { sql } from 'kysely'
import type { Db } from '../../server/base/db.ts'

const MOST_TRIES = 400

/**
 * Tests beside this one write to other databases of the same server, and what they have not ended holds cursors back here as well. Waits until
 * whatever was stored here lies below every running transaction.
 */
export async function othersHaveEnded(db: Db): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const found = await sql<{ isPast: boolean }>`
      select coalesce(greatest((select max(xid) from ingest_batches), (select max(xid) from hot_list_looks)), '0')
        < pg_snapshot_xmin(pg_current_snapshot()) as "isPast"`.execute(db)
    if (found.rows[0]?.isPast) return
    await sql`select pg_sleep(0.02)`.execute(db)
  }
  throw new Error('a transaction of another test goes on and on')
}
