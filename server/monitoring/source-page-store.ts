import { sql } from 'kysely'
import { HOUR } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import type { SourceGap, SourcePage, SourceRun } from './source-schema.ts'

const SHOWN_HOURS = 48
const SHOWN = 20
/** Batches have no index by source: further back nobody looks for the last of one that sends rarely. */
const BATCH_DAYS = 7

/** The last hours, oldest first, gaps as zeros. */
export async function sourceHours(db: Db, orgId: string, name: string, now: Date): Promise<SourcePage['hours']> {
  const last = Math.floor(now.getTime() / HOUR)
  const from = new Date((last - SHOWN_HOURS + 1) * HOUR)
  const found = await sql<{ hour: Date; posts: number; refused: number }>`
    select hour, posts, refused from source_hours
    where org_id = ${orgId} and source = ${name} and hour >= ${from}`.execute(db)
  const known = new Map(found.rows.map((row) => [row.hour.getTime(), row]))
  return Array.from({ length: SHOWN_HOURS }, (_, n) => {
    const at = from.getTime() + n * HOUR
    const { posts = 0, refused = 0 } = known.get(at) ?? {}
    return { at: new Date(at).toISOString(), posts, refused }
  })
}

type RunRow = Omit<SourceRun, 'at'> & { readonly at: Date }

export async function sourceRuns(db: Db, orgId: string, id: string): Promise<SourceRun[]> {
  const found = await sql<RunRow>`
    select at, result, accepted, duplicates, refused, stamped, code, reason, took_ms as "tookMs"
    from source_runs where org_id = ${orgId} and source_id = ${id}
    order by at desc, run_id desc limit ${SHOWN}`.execute(db)
  return found.rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** Of a source that sends: what came of its last batches. */
export async function sourceBatches(db: Db, orgId: string, name: string, now: Date): Promise<SourceRun[]> {
  const found = await sql<Pick<RunRow, 'at' | 'accepted' | 'duplicates' | 'refused'>>`
    select received_at as at, accepted, duplicates, refused from ingest_batches
    where org_id = ${orgId} and source = ${name} and received_at > ${now}::timestamptz - ${BATCH_DAYS} * interval '1 day'
    order by received_at desc limit ${SHOWN}`.execute(db)
  return found.rows.map(({ at, ...row }) => ({
    ...row,
    at: at.toISOString(),
    result: row.accepted > 0 ? ('new' as const) : ('nothing' as const),
    stamped: 0,
    code: null,
    reason: null,
    tookMs: null,
  }))
}

export async function sourceGaps(db: Db, orgId: string, id: string): Promise<SourceGap[]> {
  const found = await sql<Omit<SourceGap, 'from' | 'to'> & { from: Date; to: Date }>`
    select code, reason, from_at as "from", to_at as "to" from source_gaps
    where org_id = ${orgId} and source_id = ${id} order by to_at desc limit ${SHOWN}`.execute(db)
  return found.rows.map((row) => ({ ...row, from: row.from.toISOString(), to: row.to.toISOString() }))
}
