import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { plainLiteral } from './array-literal.ts'
import type { Post } from './batch.ts'

/** Which edges of posts are conclusions. Most posts have none, and then nothing is written. */
export async function insertInferences(db: Db, orgId: string, posts: readonly Post[]): Promise<void> {
  const rows = posts.flatMap(({ id, inferences }) => inferences.map(({ field, how }) => ({ id, field, how })))
  if (rows.length === 0) return
  await sql`
    insert into post_inferences (org_id, post_id, field, how)
    select ${orgId}::uuid, u.* from unnest(
      ${plainLiteral(rows.map(({ id }) => id))}::uuid[],
      ${plainLiteral(rows.map(({ field }) => field))}::text[],
      ${plainLiteral(rows.map(({ how }) => how))}::text[]
    ) as u on conflict do nothing`.execute(db)
}
