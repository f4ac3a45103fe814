import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { plainLiteral, timesLiteral } from './array-literal.ts'
import type { LateCount } from './counting.ts'

/** Counts of a track that changed behind whoever reads them point by point. */
export type CountChange = {
  readonly trackId: string
  /** hours old when they came */
  readonly isOld: boolean
  /** the least minute that changed */
  readonly since: Date
  readonly posts: number
  /** in our time: when the first and the last of them came */
  readonly firstAt: Date
  readonly lastAt: Date
  readonly marks: number
}

/**
 * Call it in the transaction that counts, before the counts.
 * @param late in the order of sumLate, or two batches could wait for each other in a circle
 */
export async function markLate(db: Db, orgId: string, now: Date, late: readonly LateCount[]): Promise<void> {
  if (late.length === 0) return
  await sql`
    insert into count_changes as c (org_id, track_id, is_old, since, posts, marks, first_at, last_at)
    select ${orgId}::uuid, u.*, 1, ${now}::timestamptz, ${now}::timestamptz
    from unnest(
      ${plainLiteral(late.map(({ trackId }) => trackId))}::uuid[],
      ${plainLiteral(late.map(({ isOld }) => isOld))}::boolean[],
      ${timesLiteral(late.map(({ since }) => since))}::timestamptz[],
      ${plainLiteral(late.map(({ posts }) => posts))}::int[]
    ) as u
    on conflict (org_id, track_id, is_old) do update set since = least(c.since, excluded.since),
      posts = c.posts + excluded.posts, marks = c.marks + 1, first_at = least(c.first_at, excluded.first_at),
      last_at = greatest(c.last_at, excluded.last_at)`.execute(db)
}

/** What nobody has read anew yet. Read it before the counts, or a change between the two is lost. */
export async function listCountChanges(db: Db, orgId: string, trackId?: string): Promise<CountChange[]> {
  const found = await sql<CountChange>`
    select track_id as "trackId", is_old as "isOld", since, posts, first_at as "firstAt", last_at as "lastAt", marks
    from count_changes where org_id = ${orgId} and (${trackId ?? null}::uuid is null or track_id = ${trackId ?? null})
    order by track_id, is_old`.execute(db)
  return found.rows
}

/** Only where nothing has been added since it was seen. */
export async function deleteSeen(trx: Trx, orgId: string, { trackId, isOld, marks }: CountChange): Promise<void> {
  await sql`
    delete from count_changes
    where org_id = ${orgId} and track_id = ${trackId} and is_old = ${isOld} and marks = ${marks}`.execute(trx)
}
