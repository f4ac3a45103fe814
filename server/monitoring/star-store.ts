import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { plainLiteral, timesLiteral } from './array-literal.ts'

type Starred = { readonly id: string; readonly postedAt: Date; readonly stars: number | null }

/** In a table of their own: of a million posts, a few thousand are reviews. A review that comes again with others has been changed. */
export async function insertStars(db: Db, orgId: string, posts: readonly Starred[]): Promise<void> {
  const rows = posts.filter(({ stars }) => stars !== null)
  if (rows.length === 0) return
  await sql`
    insert into post_stars (org_id, post_id, posted_at, stars)
    select ${orgId}::uuid, u.* from unnest(${plainLiteral(rows.map(({ id }) => id))}::uuid[],
      ${timesLiteral(rows.map(({ postedAt }) => postedAt))}::timestamptz[],
      ${plainLiteral(rows.map(({ stars }) => stars))}::smallint[]) as u (id, at, stars)
    on conflict (org_id, post_id) do update set stars = excluded.stars`.execute(db)
}
