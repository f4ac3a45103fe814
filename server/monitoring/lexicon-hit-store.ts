import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { arrayLiteral, plainLiteral, timesLiteral } from './array-literal.ts'
import type { HitCount, LexiconHit } from './lexicon-hits.ts'

export type HitRow = LexiconHit & { readonly postId: string; readonly postedAt: Date }

/** A post that is told anew has its hits anew. */
export async function insertHits(db: Db, orgId: string, rows: readonly HitRow[]): Promise<void> {
  if (rows.length === 0) return
  // Lists of words in one text each: an array of arrays would have to be of one length.
  await sql`
    insert into post_lexicon_hits (org_id, posted_at, post_id, lexicon_id, version, weight, words)
    select ${orgId}::uuid, u.at, u.post, u.lexicon, u.version, u.weight, u.words::text[]
    from unnest(
      ${timesLiteral(rows.map(({ postedAt }) => postedAt))}::timestamptz[],
      ${plainLiteral(rows.map(({ postId }) => postId))}::uuid[],
      ${plainLiteral(rows.map(({ lexiconId }) => lexiconId))}::uuid[],
      ${plainLiteral(rows.map(({ version }) => version))}::int[],
      ${plainLiteral(rows.map(({ weight }) => weight))}::smallint[],
      ${arrayLiteral(rows.map(({ words }) => arrayLiteral(words)))}::text[]
    ) as u (at, post, lexicon, version, weight, words)
    on conflict (org_id, posted_at, post_id, lexicon_id) do update set version = excluded.version, weight = excluded.weight,
      words = excluded.words`.execute(db)
}

/** Of posts, by post; those without any are absent. @param lexiconId only of this one */
export async function listHits(
  db: Db,
  orgId: string,
  posts: readonly { readonly id: string; readonly postedAt: Date }[],
  lexiconId?: string,
): Promise<Map<string, HitRow[]>> {
  if (posts.length === 0) return new Map()
  const found = await sql<HitRow>`
    select h.post_id as "postId", h.posted_at as "postedAt", h.lexicon_id as "lexiconId", h.version, h.weight, h.words
    from unnest(${timesLiteral(posts.map(({ postedAt }) => postedAt))}::timestamptz[],
        ${plainLiteral(posts.map(({ id }) => id))}::uuid[]) as u (at, id)
    cross join lateral (
      select * from post_lexicon_hits q where q.org_id = ${orgId} and q.posted_at = u.at and q.post_id = u.id
        and (${lexiconId ?? null}::uuid is null or q.lexicon_id = ${lexiconId ?? null}) offset 0) h
    order by h.weight desc, h.lexicon_id`.execute(db)
  return Map.groupBy(found.rows, ({ postId }) => postId)
}

export async function deleteHits(
  trx: Trx,
  orgId: string,
  posts: readonly { readonly id: string; readonly postedAt: Date }[],
  lexiconId?: string,
): Promise<void> {
  if (posts.length === 0) return
  await sql`
    delete from post_lexicon_hits h
    using unnest(${timesLiteral(posts.map(({ postedAt }) => postedAt))}::timestamptz[],
      ${plainLiteral(posts.map(({ id }) => id))}::uuid[]) as u (at, id)
    where h.org_id = ${orgId} and h.posted_at = u.at and h.post_id = u.id
      and (${lexiconId ?? null}::uuid is null or h.lexicon_id = ${lexiconId ?? null})`.execute(trx)
}

/** @param counts in the order of sumHits. Before `addCounts`, everywhere: who counts in the same minute waits in one order */
export async function addHitCounts(db: Db, orgId: string, counts: readonly HitCount[]): Promise<void> {
  if (counts.length === 0) return
  const of = (value: (count: HitCount) => string | number): string => plainLiteral(counts.map(value))
  await sql`
    insert into counts_lexicon as c (org_id, track_id, lexicon_id, minute, posts, weight, gravest, negative)
    select ${orgId}::uuid, u.*
    from unnest(
      ${of(({ trackId }) => trackId)}::uuid[],
      ${of(({ lexiconId }) => lexiconId)}::uuid[],
      ${timesLiteral(counts.map(({ minute }) => minute))}::timestamptz[],
      ${of(({ posts }) => posts)}::int[],
      ${of(({ weight }) => weight)}::int[],
      ${of(({ gravest }) => gravest)}::int[],
      ${of(({ negative }) => negative)}::int[]
    ) as u
    on conflict (org_id, track_id, lexicon_id, minute) do update set posts = c.posts + excluded.posts,
      weight = c.weight + excluded.weight, gravest = c.gravest + excluded.gravest,
      negative = c.negative + excluded.negative`.execute(db)
}

export type HitPlace = { readonly at: Date; readonly id: string }

/** The newest posts that hold a word of the lexicon. */
export async function listHitPosts(
  db: Db,
  orgId: string,
  lexiconId: string,
  before: HitPlace | undefined,
  limit: number,
): Promise<HitPlace[]> {
  const found = await sql<HitPlace>`
    select posted_at as at, post_id as id from post_lexicon_hits
    where org_id = ${orgId} and lexicon_id = ${lexiconId}
      and (${before?.at ?? null}::timestamptz is null or (posted_at, post_id) < (${before?.at ?? null}, ${before?.id ?? null}::uuid))
    order by posted_at desc, post_id desc limit ${limit}`.execute(db)
  return found.rows
}
