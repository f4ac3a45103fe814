import { sql } from 'kysely'
import { MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { NEGATIVE } from './codes.ts'
import { minuteOf, type Span } from './series.ts'

export type TrackCount = { readonly posts: number; readonly judged: number; readonly negative: number }

/**
 * Posts of every track at once, exact to the second as countPosts is: whole minutes are counted already, and only of the first and the
 * last one posts are read. Tracks without posts are left out. Track by track, since the minutes of one lie together: asked for all of them,
 * the counts of everything that comes in are walked through as well, which are many times as many.
 */
export async function countTracks(db: Db, orgId: string, { from, to }: Span): Promise<Map<string, TrackCount>> {
  const first = new Date(Math.ceil(from.getTime() / MINUTE) * MINUTE)
  const last = new Date(Math.max(first.getTime(), minuteOf(to).getTime()))
  const edge = (since: Date, until: Date) => sql`
    select 1 as posts, (sentiment is not null)::int as judged, coalesce((sentiment = ${NEGATIVE})::int, 0) as negative
    from post_tracks where org_id = t.org_id and track_id = t.track_id and posted_at >= ${since} and posted_at < ${until}`
  const found = await sql<TrackCount & { trackId: string }>`
    select t.track_id as "trackId", c.posts, c.judged, c.negative from tracks t cross join lateral (
      select sum(posts)::bigint as posts, sum(judged)::bigint as judged, sum(negative)::bigint as negative from (
        select posts, judged, negative from counts_minute
        where org_id = t.org_id and track_id = t.track_id and minute >= ${first} and minute < ${last}
        union all ${edge(from, first < to ? first : to)}
        union all ${edge(last, to)}
      ) each) c
    where t.org_id = ${orgId} and c.posts > 0`.execute(db)
  return new Map(found.rows.map(({ trackId, ...count }) => [trackId, count]))
}
