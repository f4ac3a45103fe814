import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { postOfRow } from './card-store.ts'
import { COMMENT, emotionName, NEGATIVE, NEUTRAL, POSITIVE, platformName, REPOST } from './codes.ts'
import type { Span } from './series.ts'

export type PostCounts = {
  readonly posts: number
  readonly originals: number
  readonly reposts: number
  readonly comments: number
  readonly judged: number
  readonly negative: number
  readonly neutral: number
  readonly positive: number
  /** how many different known authors */
  readonly authors: number
}
export type Share = { readonly name: string; readonly posts: number; readonly negative: number }

/** Exact to the second, unlike the minutes of trackSeries: every number shown must agree with the list of posts behind it. */
export async function countPosts(db: Db, orgId: string, trackId: string, span: Span): Promise<PostCounts> {
  const found = await sql<PostCounts>`
    select count(*) as posts, count(*) filter (where kind not in (${COMMENT}, ${REPOST})) as originals,
      count(*) filter (where kind = ${REPOST}) as reposts, count(*) filter (where kind = ${COMMENT}) as comments,
      count(sentiment) as judged, count(*) filter (where sentiment = ${NEGATIVE}) as negative,
      count(*) filter (where sentiment = ${NEUTRAL}) as neutral,
      count(*) filter (where sentiment = ${POSITIVE}) as positive,
      count(distinct author_key) filter (where author_key <> 0) as authors
    from post_tracks m where ${within(orgId, trackId, span)}`.execute(db)
  const [counts] = found.rows
  if (!counts) throw new Error('an aggregate gave no row')
  return counts
}

/** Most posts first. */
export async function platformsOf(db: Db, orgId: string, trackId: string, span: Span): Promise<Share[]> {
  const found = await sql<{ code: number; posts: number; negative: number }>`
    select platform as code, count(*) as posts, count(*) filter (where sentiment = ${NEGATIVE}) as negative
    from post_tracks m where ${within(orgId, trackId, span)} group by 1 order by 2 desc, 1`.execute(db)
  return found.rows.map(({ code, posts, negative }) => ({ name: platformName(code), posts, negative }))
}

/** Of posts with text, `none` among them; most posts first. */
export async function emotionsOf(db: Db, orgId: string, trackId: string, span: Span): Promise<Share[]> {
  const found = await sql<{ code: number; posts: number; negative: number }>`
    select emotion as code, count(*) as posts, count(*) filter (where sentiment = ${NEGATIVE}) as negative
    from post_tracks m where ${within(orgId, trackId, span)} and sentiment is not null
    group by 1 order by 2 desc, 1`.execute(db)
  return found.rows.map(({ code, posts, negative }) => ({ name: emotionName(code), posts, negative }))
}

/** As the platforms named them, of the authors whose region is known; most posts first, at most 50. */
export async function regionsOf(db: Db, orgId: string, trackId: string, span: Span): Promise<Share[]> {
  const found = await sql<Share>`
    select p.author_region as name, count(*) as posts, count(*) filter (where p.sentiment = ${NEGATIVE}) as negative
    from post_tracks m ${postOfRow('m')}
    where ${within(orgId, trackId, span)} and p.author_region <> ''
    group by 1 order by 2 desc, 1 limit 50`.execute(db)
  return found.rows
}

/** How many authors, of how many the followers are known, and the sum of those: an upper bound of who could have seen it. */
export async function authorReach(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
): Promise<{ authors: number; knownAuthors: number; followers: number }> {
  const found = await sql<{ authors: number; knownAuthors: number; followers: number }>`
    select count(*) as authors, count(followers) as "knownAuthors", coalesce(sum(followers), 0)::bigint as followers
    from (
      select m.author_key, max(p.author_followers) as followers
      from post_tracks m ${postOfRow('m')}
      where ${within(orgId, trackId, span)} and m.author_key <> 0
      group by 1
    ) each_author`.execute(db)
  return found.rows[0] ?? { authors: 0, knownAuthors: 0, followers: 0 }
}

function within(orgId: string, trackId: string, span: Span) {
  return sql`m.org_id = ${orgId} and m.track_id = ${trackId} and m.posted_at >= ${span.from} and m.posted_at < ${span.to}`
}
