import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { postOfRow } from './card-store.ts'
import { emotionName, NEGATIVE, platformName } from './codes.ts'
import type { Span } from './series.ts'
import type { Share } from './share-reads.ts'

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

/** Where a track's posts of a span went, read in one pass over them: a page that asked one thing after another would read them six times. */
export type Spread = {
  /** how many different known authors */
  readonly authors: number
  /** by what is known of reposts, comments and likes, then by stored answers; largest first */
  readonly biggestIds: readonly string[]
  /** posts by how many followers those have together who wrote them, passed them on or answered them */
  readonly reached: readonly { readonly postId: string; readonly followers: number; readonly authors: number }[]
  /** who has most followers, of the authors of whom they are known */
  readonly accounts: readonly KeyAccount[]
  readonly regions: readonly { readonly name: string; readonly posts: number }[]
  /** of posts with text, `none` among them; most posts first */
  readonly emotions: readonly Share[]
}

export type SpreadLimits = { readonly posts: number; readonly accounts: number; readonly regions: number }

type Sql = RawBuilder<unknown>

type Row = {
  readonly authors: number
  readonly biggest: readonly { id: string }[] | null
  readonly reached: Spread['reached'] | null
  readonly accounts: readonly (Omit<KeyAccount, 'platform'> & { code: number })[] | null
  readonly regions: Spread['regions'] | null
  readonly emotions: readonly (Omit<Share, 'name'> & { code: number })[] | null
}

/**
 * The posts of a track and those of all tracks lie in the order of their times, so both are read along it and meet: less than half of what looking
 * each up takes (`bench -- alert-page`); where a track has few of many, the planner still looks them up. What is kept of them is narrow, so
 * that it stays in memory. How many rows a part has the planner cannot tell, so no part is joined to another: `in` under `or`, `not` or
 * `is true` is looked up in a hash.
 */
export async function spreadOf(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
  limits: SpreadLimits,
): Promise<Spread> {
  const found = await sql<Row>`
    with ${toldIn(orgId, trackId, span)}, ${THREADS}, ${peopleOf(limits.accounts)}
    select (select count(*) from people) as authors, (${biggest(limits.posts)}) as biggest, (${reached(limits.posts)}) as reached,
      (${accounts(orgId, limits.accounts)}) as accounts, (${regions(limits.regions)}) as regions, (${EMOTIONS}) as emotions`.execute(
    db,
  )
  const [row] = found.rows
  if (!row) throw new Error('an aggregate gave no row')
  return {
    authors: row.authors,
    biggestIds: row.biggest?.map(({ id }) => id) ?? [],
    reached: row.reached ?? [],
    accounts: row.accounts?.map(({ code, ...account }) => ({ ...account, platform: platformName(code) })) ?? [],
    regions: row.regions ?? [],
    emotions: row.emotions?.map(({ code, ...share }) => ({ name: emotionName(code), ...share })) ?? [],
  }
}

const toldIn = (orgId: string, trackId: string, { from, to }: Span): Sql => sql`
  told as materialized (
    select p.post_id, p.root_id, p.posted_at, m.author_key, p.author_followers as followers, p.author_region as region,
      p.reposts::bigint + p.comments + p.likes as engagement, m.emotion, m.sentiment
    from post_tracks m join posts p on p.org_id = m.org_id and p.posted_at = m.posted_at and p.post_id = m.post_id
    where m.org_id = ${orgId} and m.track_id = ${trackId} and m.posted_at >= ${from} and m.posted_at < ${to}
      and p.org_id = ${orgId} and p.posted_at >= ${from} and p.posted_at < ${to})`

/** Threads by who has part in them and what their first post is, where it is here; and posts that are no thread, which need no grouping. */
const THREADS = sql`
  roots as materialized (select root_id from told where root_id is not null group by 1),
  alone as materialized (
    select post_id, author_key, followers, engagement, posted_at from told
    where root_id is null and post_id not in (select root_id from roots)),
  readers as materialized (
    select coalesce(root_id, post_id) as head, author_key, max(followers) as followers, count(*) as posts,
      max(engagement) filter (where coalesce(root_id, post_id) = post_id) as engagement,
      min(posted_at) filter (where coalesce(root_id, post_id) = post_id) as at
    from told where root_id is not null or post_id in (select root_id from roots) group by 1, 2),
  heads as materialized (
    select head, sum(followers) filter (where author_key <> 0)::bigint as followers,
      count(*) filter (where author_key <> 0 and followers > 0) as authors, sum(posts) as answers, max(engagement) as engagement,
      min(at) as at
    from readers group by 1 having count(at) > 0)`

const peopleOf = (most: number): Sql => sql`
  people as materialized (select author_key, max(followers) as followers from told where author_key <> 0 group by 1),
  leaders as (
    select author_key from people where followers > 0 order by followers desc fetch first ${most} rows with ties)`

const biggest = (most: number): Sql => sql`
  select json_agg(b) from (
    select id from (
      (select head as id, engagement, answers, at from heads order by 2 desc, 3 desc, 4, 1 limit ${most})
      union all
      (select post_id, engagement, 1, posted_at from alone order by 2 desc, 4, 1 limit ${most})
      union all
      (select post_id, engagement, 0, posted_at from told where root_id <> post_id order by 2 desc, 4, 1 limit ${most})) each
    order by engagement desc, answers desc, at, id limit ${most}) b`

const reached = (most: number): Sql => sql`
  select json_agg(r) from (
    select id as "postId", followers, authors from (
      (select head as id, followers, authors from heads where followers > 0 order by 2 desc, 1 limit ${most})
      union all
      (select post_id, followers, 1 from alone where author_key <> 0 and followers > 0 order by 2 desc, 1 limit ${most})) each
    order by 2 desc, 1 limit ${most}) r`

const accounts = (orgId: string, most: number): Sql => sql`
  select json_agg(k) from (
    select max(p.author_id) as "authorId", max(p.author_name) as name, min(p.platform) as code, max(p.author_followers) as followers,
      bool_or(p.author_verified) as "isVerified", count(*) as posts,
      (array_agg(p.post_id order by p.posted_at desc, p.post_id))[1] as "postId"
    from (select ${orgId}::uuid as org_id, posted_at, post_id, author_key from told
      where (author_key in (select author_key from leaders)) is true and followers > 0) m ${postOfRow('m')}
    group by m.author_key order by 4 desc, 1 limit ${most}) k`

const regions = (most: number): Sql => sql`
  select json_agg(g) from (
    select region as name, count(*) as posts from told where region <> '' group by 1 order by 2 desc, 1 limit ${most}) g`

const EMOTIONS = sql`
  select json_agg(e) from (
    select emotion as code, count(*) as posts, count(*) filter (where sentiment = ${NEGATIVE}) as negative from told
    where sentiment is not null group by 1 order by 2 desc, 1) e`
