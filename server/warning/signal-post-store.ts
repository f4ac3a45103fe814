import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { ACCOUNT_BINS, BINS_A_DECADE } from '../detectors/contract/post-signal.ts'
import { COMMENT, NEGATIVE, REPOST } from '../monitoring/codes.ts'
import type { Owner } from './signal-memory.ts'

/** Posts summed in the database: of each only a few numbers are read, and of those that are copies of each other one text. */
export type PostSums = {
  /** by followers of their author; `minutes`: their times in minutes since 1970, summed */
  readonly followers: readonly (Owner & {
    readonly bin: number
    readonly posts: number
    readonly minutes: number
    readonly newest: number
  })[]
  readonly loud: readonly LoudPost[]
  readonly threads: readonly NewAnswers[]
  readonly stories: readonly StoryGroup[]
}

/** A post of an author with many followers, or whose earlier posts were answered a lot. */
export type LoudPost = Owner & {
  readonly postId: string
  readonly postedAt: string
  readonly author: string
  readonly authorName: string
  readonly platform: number
  readonly kind: number
  readonly sentiment: number | null
  readonly followers: number | null
  readonly isVerified: boolean
  readonly largest: number
}

/** Answers to one post, [minutes since 1970, how many]. */
export type NewAnswers = Owner & {
  readonly rootId: string
  readonly platform: number
  readonly minutes: readonly (readonly [number, number])[]
}

/** Posts with one fingerprint on one platform. */
export type StoryGroup = Owner & {
  readonly high: number
  readonly low: number
  readonly platform: number
  readonly posts: number
  readonly negative: number
  readonly one: number
  readonly other: number
  /** minutes since 1970 */
  readonly first: number
  readonly last: number
  readonly postId: string
  /** the beginning of the first one */
  readonly text: string
}

const MOST_LOUD = 5
const MOST_STORIES = 200
/** As much as terms are taken from. */
const MOST_LETTERS = 400

/**
 * What the posts of these batches add up to, by track. One statement, so that each post is looked up once.
 * @param least followers and answers below which an author is nobody special
 */
export async function sumPosts(
  db: Db,
  orgId: string,
  batchIds: readonly string[],
  least: { readonly followers: number; readonly answers: number },
): Promise<PostSums> {
  if (batchIds.length === 0) return { followers: [], loud: [], threads: [], stories: [] }
  const found = await sql<PostSums>`
    with fresh as materialized (
      select t.track_id, p.mode, p.posted_at, p.post_id, p.root_id, t.author_key, p.author_name, p.author_followers, p.author_verified,
        p.platform, p.kind, p.sentiment, p.fingerprint, floor(extract(epoch from p.posted_at) / 60)::int as minute
      from posts p cross join lateral (
        -- By its key, row by row: see postOfRow of monitoring/card-store.ts.
        select m.track_id, m.author_key from post_tracks m
        where m.org_id = p.org_id and m.posted_at = p.posted_at and m.post_id = p.post_id offset 0) t
      where p.org_id = ${orgId} and p.batch_id = any(${batchIds}::uuid[])
    ), followers as (
      select track_id, mode, least(${ACCOUNT_BINS - 1}, floor(${BINS_A_DECADE} * log(1 + author_followers::float8) + 1e-9)::int) as bin,
        count(*) as posts, sum(minute::bigint) as minutes, max(minute) as newest
      from fresh where author_followers >= 0 group by 1, 2, 3
    ), loud as (
      select f.*, coalesce(a.largest, 0) as largest, row_number() over (partition by f.track_id, f.mode
        order by greatest(coalesce(f.author_followers, 0), 100 * coalesce(a.largest, 0)::bigint) desc, f.posted_at, f.post_id) as place
      from fresh f left join signal_authors a on a.org_id = ${orgId} and a.track_id = f.track_id and a.mode = f.mode
        and a.author_key = f.author_key and f.author_key <> 0
      where f.author_followers >= ${least.followers} or a.largest >= ${least.answers}
    ), minutes as (
      select track_id, mode, root_id, minute, min(platform) as platform, count(*) as answers
      from fresh where root_id is not null and root_id <> post_id and kind in (${COMMENT}, ${REPOST}) group by 1, 2, 3, 4
    ), threads as (
      select track_id, mode, root_id, min(platform) as platform, json_agg(json_build_array(minute, answers)) as minutes
      from minutes group by 1, 2, 3
    ), copies as (
      select track_id, mode, fingerprint, platform, count(*) as posts, count(*) filter (where sentiment = ${NEGATIVE}) as negative,
        coalesce(min(author_key & 4503599627370495) filter (where author_key <> 0), 0) as one,
        coalesce(max(author_key & 4503599627370495) filter (where author_key <> 0), 0) as other,
        min(minute) as first, max(minute) as last, min(posted_at) as posted_at, (array_agg(post_id order by posted_at, post_id))[1] as post_id
      from fresh where fingerprint <> 0 group by 1, 2, 3, 4
    ), stories as (
      select *, row_number() over (partition by track_id, mode order by posts desc, first, post_id) as place from copies
    )
    select
      (select coalesce(json_agg(json_build_object('trackId', track_id, 'mode', mode, 'bin', bin, 'posts', posts, 'minutes', minutes, 'newest', newest)), '[]') from followers) as followers,
      (select coalesce(json_agg(json_build_object('trackId', track_id, 'mode', mode, 'postId', post_id, 'postedAt', posted_at,
        'author', author_key::text, 'authorName', author_name, 'platform', platform, 'kind', kind, 'sentiment', sentiment,
        'followers', author_followers, 'isVerified', author_verified, 'largest', largest) order by posted_at, post_id), '[]')
        from loud where place <= ${MOST_LOUD}) as loud,
      (select coalesce(json_agg(json_build_object('trackId', track_id, 'mode', mode, 'rootId', root_id, 'platform', platform,
        'minutes', minutes)), '[]') from threads) as threads,
      (select coalesce(json_agg(json_build_object('trackId', track_id, 'mode', mode, 'high', (fingerprint >> 32) & 4294967295,
        'low', fingerprint & 4294967295, 'platform', platform, 'posts', posts, 'negative', negative, 'one', one, 'other', other,
        'first', first, 'last', last, 'postId', post_id, 'text', w.words) order by first, last, post_id), '[]')
        from stories s cross join lateral (
          select left(concat_ws(' ', nullif(title, ''), text), ${MOST_LETTERS}) as words from posts
          where org_id = ${orgId} and posted_at = s.posted_at and post_id = s.post_id offset 0) w
        where place <= ${MOST_STORIES}) as stories`.execute(db)
  return found.rows[0] ?? { followers: [], loud: [], threads: [], stories: [] }
}
