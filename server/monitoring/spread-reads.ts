import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { postOfRow } from './card-store.ts'
import { platformName } from './codes.ts'
import type { Span } from './series.ts'

export type KeyAccount = {
  readonly authorId: string
  readonly name: string
  readonly platform: string
  readonly followers: number
  readonly isVerified: boolean
  readonly posts: number
  /** the newest of them */
  readonly postId: string
}

/** Where a track's posts of a span went, read in one pass over them: a page that asked one thing after another would read them five times. */
export type Spread = {
  /** by what is known of reposts, comments and likes, then by stored answers; largest first */
  readonly biggestIds: readonly string[]
  /** posts by how many followers those have together who wrote them, passed them on or answered them */
  readonly reached: readonly { readonly postId: string; readonly followers: number; readonly authors: number }[]
  /** who has most followers, of the authors of whom they are known */
  readonly accounts: readonly KeyAccount[]
  readonly regions: readonly { readonly name: string; readonly posts: number }[]
}

export type SpreadLimits = { readonly posts: number; readonly accounts: number; readonly regions: number }

type Row = {
  readonly biggest: readonly { id: string }[] | null
  readonly reached: Spread['reached'] | null
  readonly accounts: readonly (Omit<KeyAccount, 'platform'> & { code: number })[] | null
  readonly regions: Spread['regions'] | null
}

/** Without a join of one part to another: how many rows they have the planner cannot tell, and would look each up in all. */
export async function spreadOf(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
  { posts, accounts, regions }: SpreadLimits,
): Promise<Spread> {
  const found = await sql<Row>`
    with told as materialized (
      select p.post_id, coalesce(p.root_id, p.post_id) as head, p.platform, p.posted_at, p.author_id, p.author_name,
        p.author_followers as followers, p.author_verified, p.author_region as region,
        p.reposts::bigint + p.comments + p.likes as engagement, m.author_key
      from post_tracks m ${postOfRow('m')}
      where m.org_id = ${orgId} and m.track_id = ${trackId} and m.posted_at >= ${span.from} and m.posted_at < ${span.to}),
    readers as (
      select head, author_key, max(case when author_key <> 0 then followers end) as followers, bool_or(post_id = head) as is_here
      from told group by 1, 2)
    select
      (select json_agg(b) from (
        select post_id as id from (
          select *, case when post_id = head then count(*) over (partition by head) else 0 end as answers from told) t
        order by engagement desc, answers desc, posted_at, post_id limit ${posts}) b) as biggest,
      (select json_agg(r) from (
        select head as "postId", sum(followers)::bigint as followers, count(*) filter (where followers > 0) as authors from readers
        group by 1 having bool_or(is_here) and sum(followers) > 0 order by 2 desc, 1 limit ${posts}) r) as reached,
      (select json_agg(k) from (
        select max(author_id) as "authorId", max(author_name) as name, min(platform) as code, max(followers) as followers,
          bool_or(author_verified) as "isVerified", count(*) as posts,
          (array_agg(post_id order by posted_at desc, post_id))[1] as "postId"
        from told where author_key <> 0 and followers > 0
        group by author_key order by 4 desc, 1 limit ${accounts}) k) as accounts,
      (select json_agg(g) from (
        select region as name, count(*) as posts from told
        where region <> '' group by 1 order by 2 desc, 1 limit ${regions}) g) as regions`.execute(db)
  const [row] = found.rows
  return {
    biggestIds: row?.biggest?.map(({ id }) => id) ?? [],
    reached: row?.reached ?? [],
    accounts: row?.accounts?.map(({ code, ...account }) => ({ ...account, platform: platformName(code) })) ?? [],
    regions: row?.regions ?? [],
  }
}
