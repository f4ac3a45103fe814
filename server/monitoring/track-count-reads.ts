import { type RawBuilder, sql } from 'kysely'
import { MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { NEGATIVE, platformName } from './codes.ts'
import { minuteOf, type Span } from './series.ts'

export type TrackCount = { readonly posts: number; readonly judged: number; readonly negative: number }

/**
 * Posts of every track at once, exact to the second as countPosts is. Tracks without posts are left out. Track by track, since the minutes of one
 * lie together: asked for all of them, the counts of everything that comes in are walked through as well, which are many times as many.
 */
export async function countTracks(db: Db, orgId: string, span: Span): Promise<Map<string, TrackCount>> {
  const found = await sql<TrackCount & { trackId: string }>`
    select t.track_id as "trackId", c.posts, c.judged, c.negative from tracks t cross join lateral (
      select sum(posts)::bigint as posts, sum(judged)::bigint as judged, sum(negative)::bigint as negative
      from (${exactCounts(sql`t.org_id`, sql`t.track_id`, span)}) each) c
    where t.org_id = ${orgId} and c.posts > 0`.execute(db)
  return new Map(found.rows.map(({ trackId, ...count }) => [trackId, count]))
}

export type PlatformCount = TrackCount & { readonly name: string }

/** Posts of one track by platform, most first, exact to the second. It costs the same whatever was said. */
export async function countPlatforms(db: Db, orgId: string, trackId: string, span: Span): Promise<PlatformCount[]> {
  const found = await sql<TrackCount & { code: number }>`
    select platform as code, sum(posts)::bigint as posts, sum(judged)::bigint as judged, sum(negative)::bigint as negative
    from (${exactCounts(sql`${orgId}`, sql`${trackId}`, span)}) each
    group by 1 having sum(posts) > 0 order by 2 desc, 1`.execute(db)
  return found.rows.map(({ code, ...counts }) => ({ name: platformName(code), ...counts }))
}

/** Rows that add up to what was said of a track: whole minutes are counted already, and only of the first and the last one posts are read. */
function exactCounts(
  orgId: RawBuilder<unknown>,
  trackId: RawBuilder<unknown>,
  { from, to }: Span,
): RawBuilder<unknown> {
  const first = new Date(Math.ceil(from.getTime() / MINUTE) * MINUTE)
  const last = new Date(Math.max(first.getTime(), minuteOf(to).getTime()))
  const edge = (since: Date, until: Date) => sql`
    select platform, 1 as posts, (sentiment is not null)::int as judged, coalesce((sentiment = ${NEGATIVE})::int, 0) as negative
    from post_tracks where org_id = ${orgId} and track_id = ${trackId} and posted_at >= ${since} and posted_at < ${until}`
  return sql`
    select platform, posts, judged, negative from counts_minute
    where org_id = ${orgId} and track_id = ${trackId} and minute >= ${first} and minute < ${last}
    union all ${edge(from, first < to ? first : to)}
    union all ${edge(last, to)}`
}
