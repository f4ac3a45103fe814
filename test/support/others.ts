import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../../server/base/db.ts'

const POLL_MS = 5

/**
 * Waits until every transaction that runs now has ended, those of other tests' databases in the same cluster too: transaction numbers
 * are the cluster's, so until then nothing written meanwhile may be sealed or told. Call it while you hold none open yourself.
 */
export async function untilOthersEnd(db: Db): Promise<void> {
  const { rows } = await sql<{ mark: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as mark`.execute(db)
  const mark = BigInt(rows[0]?.mark ?? 0)
  for (;;) {
    const now = await sql<{ xmin: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(db)
    if (BigInt(now.rows[0]?.xmin ?? 0) >= mark) return
    await sleep(POLL_MS)
  }
}
