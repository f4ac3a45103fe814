import type { Db } from '../base/db.ts'
import { findRun } from './replay-run-store.ts'
import type { Span } from './series.ts'

/** Where a run plays, and the stretch of time that it has told there so far; undefined: no such run of this organisation. */
export async function findRunTarget(
  db: Db,
  orgId: string,
  runId: string,
): Promise<{ targetOrgId: string; told: Span } | undefined> {
  const run = await findRun(db, orgId, runId)
  if (!run) return undefined
  const to = new Date(run.baseAt.getTime() + Math.min(run.positionMs, run.spanMs) + 1)
  return { targetOrgId: run.targetOrgId, told: { from: run.baseAt, to } }
}
