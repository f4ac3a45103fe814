import { sql } from 'kysely'
import { MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { NEGATIVE, platformName } from './codes.ts'
import { minuteOf, type Span } from './series.ts'

export type PlatformCount = {
  readonly name: string
  readonly posts: number
  readonly judged: number
  readonly negative: number
}

/**
 * Posts of one track by platform, most first, exact to the second: as countTracks, whole minutes are counted already, and only of the first
 * and the last one posts are read. So it costs the same whatever was said.
 */
export async function countPlatforms(
  db: Db,
  orgId: string,
  trackId: string,
  { from, to }: Span,
): Promise<PlatformCount[]> {
  const first = new Date(Math.ceil(from.getTime() / MINUTE) * MINUTE)
  const last = new Date(Math.max(first.getTime(), minuteOf(to).getTime()))
  const edge = (since: Date, until: Date) => sql`
    select platform, 1 as posts, (sentiment is not null)::int as judged, coalesce((sentiment = ${NEGATIVE})::int, 0) as negative
    from post_tracks where org_id = ${orgId} and track_id = ${trackId} and posted_at >= ${since} and posted_at < ${until}`
  const found = await sql<Omit<PlatformCount, 'name'> & { code: number }>`
    select platform as code, sum(posts)::bigint as posts, sum(judged)::bigint as judged, sum(negative)::bigint as negative
    from (
      select platform, posts, judged, negative from counts_minute
      where org_id = ${orgId} and track_id = ${trackId} and minute >= ${first} and minute < ${last}
      union all ${edge(from, first < to ? first : to)}
      union all ${edge(last, to)}
    ) each group by 1 having sum(posts) > 0 order by 2 desc, 1`.execute(db)
  return found.rows.map(({ code, ...counts }) => ({ name: platformName(code), ...counts }))
}
