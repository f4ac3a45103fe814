import type { App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import { markChanged } from './search-store.ts'

/** A live event holds 64 KiB; whoever misses one sees the post as it is at the next look. */
const MOST_TOLD = 500

/**
 * Posts that are stored became other than they were (text, verdict, tracks, marks): search looks at them anew, and pages that show one
 * of them ask again. Call it in the transaction of the change.
 */
export async function tellChanged(app: App, trx: Trx, orgId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await markChanged(trx, orgId, ids)
  await app.live.publish(trx, orgId, 'monitoring.changes', { postIds: ids.slice(0, MOST_TOLD) })
}
