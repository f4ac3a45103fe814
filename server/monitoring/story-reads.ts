import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { postOfRow } from './card-store.ts'
import type { Span } from './series.ts'

/** So many posts tell what a track speaks of; more would only make an alert late. */
const COMPARED = 2000

export type Story = { readonly postId: string; readonly text: string; readonly posts: number; readonly authors: number }

/** What is said most often in the same words or passed on in one thread: of a thread the post it began with, else the first; at least two posts. */
export async function listStories(db: Db, orgId: string, trackId: string, span: Span, limit: number): Promise<Story[]> {
  const found = await sql<Story>`
    with recent as (
      select p.post_id, p.root_id, p.fingerprint, p.posted_at, p.text, m.author_key
      from post_tracks m ${postOfRow('m')} where ${within(orgId, trackId, span)}
      order by m.posted_at desc limit ${COMPARED}),
    told as (
      select *, coalesce(root_id::text, case when post_id in (select root_id from recent where root_id is not null) then post_id::text end,
        nullif(fingerprint, 0)::text) as story from recent)
    select (array_agg(post_id order by root_id is not null, posted_at, post_id))[1] as "postId",
      (array_agg(text order by root_id is not null, posted_at, post_id))[1] as text,
      count(*) as posts, count(distinct nullif(author_key, 0)) as authors
    from told where story is not null group by story having count(*) > 1 order by 3 desc, 1 limit ${limit}`.execute(db)
  return found.rows
}

/** How much of what one track says another one says too. */
export async function overlapOf(
  db: Db,
  orgId: string,
  trackId: string,
  otherId: string,
  span: Span,
): Promise<{ posts: number; shared: number; authors: number; sharedAuthors: number }> {
  const posts = (id: string) => sql`
    select p.post_id, p.root_id, p.fingerprint, m.author_key from post_tracks m ${postOfRow('m')}
    where ${within(orgId, id, span)} order by m.posted_at desc limit ${COMPARED}`
  const found = await sql<{ posts: number; shared: number; authors: number; sharedAuthors: number }>`
    with one as (${posts(trackId)}), other as (${posts(otherId)})
    select (select count(*) from one) as posts,
      (select count(*) from one where post_id in (select post_id from other)
        or (root_id is not null and root_id in (select root_id from other where root_id is not null union select post_id from other))
        or (fingerprint <> 0 and fingerprint in (select fingerprint from other))) as shared,
      (select count(distinct author_key) from one where author_key <> 0) as authors,
      (select count(distinct author_key) from one where author_key <> 0 and author_key in (select author_key from other))
        as "sharedAuthors"`.execute(db)
  return found.rows[0] ?? { posts: 0, shared: 0, authors: 0, sharedAuthors: 0 }
}

function within(orgId: string, trackId: string, span: Span) {
  return sql`m.org_id = ${orgId} and m.track_id = ${trackId} and m.posted_at >= ${span.from} and m.posted_at < ${span.to}`
}
