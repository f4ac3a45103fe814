import type { Trx } from '../base/db.ts'
import { type CountChange, deleteSeen } from './change-store.ts'

/**
 * These changes have been read, in the reader's own transaction: they are forgotten with its effects or not at all. What was added to
 * one of them meanwhile keeps it for the next time. Call it last: batches wait for these rows.
 */
export async function takeCountChanges(trx: Trx, orgId: string, seen: readonly CountChange[]): Promise<void> {
  for (const change of seen) await deleteSeen(trx, orgId, change)
}
