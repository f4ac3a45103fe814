import { sql } from 'kysely'
import type { Db } from '../base/db.ts'

export type SearchLag = {
  /** posts that are stored but in no segment yet; searches read them one by one while they are few */
  readonly posts: number
  /** since the oldest of them came */
  readonly seconds: number
}

/** How far the search index is behind. */
export async function searchLag(db: Db, orgId: string, now: Date): Promise<SearchLag> {
  const found = await sql<{ posts: number; oldest: Date | null }>`
    select coalesce(sum(b.accepted), 0) as posts, min(b.received_at) as oldest
    from ingest_batches b left join search_state s on s.org_id = b.org_id
    where b.org_id = ${orgId} and b.accepted > 0
      and (b.xid, b.batch_id) > (coalesce(s.cursor_xid, '0'),
        coalesce(s.cursor_batch, '00000000-0000-0000-0000-000000000000'))`.execute(db)
  const [row] = found.rows
  if (!row?.oldest) return { posts: 0, seconds: 0 }
  return { posts: row.posts, seconds: Math.max(0, (now.getTime() - row.oldest.getTime()) / 1000) }
}
