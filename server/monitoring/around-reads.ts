import { sql } from 'kysely'
import { MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { EVERYTHING, platformName } from './codes.ts'
import type { Span } from './series.ts'

export type DayCount = {
  readonly trackId: string
  readonly platform: string
  /** so many days before */
  readonly days: number
  /** beginning of the 5-minute point, moved to the days of the span */
  readonly at: Date
  readonly posts: number
}

/** Counts of 5 minutes in a span and at the same times of so many days before it, of some tracks and of all posts (EVERYTHING). */
export async function countsAround(
  db: Db,
  orgId: string,
  trackIds: readonly string[],
  { from, to }: Span,
  daysBefore: number,
): Promise<DayCount[]> {
  const found = await sql<Omit<DayCount, 'platform'> & { platform: number }>`
    select c.track_id as "trackId", c.platform, d.days, date_bin('5 minutes', c.minute + d.back, 'epoch') as at,
      sum(c.posts)::int as posts
    from (select n as days, n * interval '24 hours' as back from generate_series(0, ${daysBefore}::int) n) d
      join counts_minute c on c.org_id = ${orgId} and c.track_id = any(${[EVERYTHING, ...trackIds]}::uuid[])
        and c.minute >= ${from}::timestamptz - d.back and c.minute < ${to}::timestamptz - d.back
    group by 1, 2, 3, 4`.execute(db)
  return found.rows.map((row) => ({ ...row, platform: platformName(row.platform) }))
}

/** How many posts of an hour pairs of tracks have in common. @param until its end */
export async function sharedPosts(
  db: Db,
  orgId: string,
  until: Date,
): Promise<{ readonly one: string; readonly other: string; readonly posts: number }[]> {
  const from = new Date(until.getTime() - 60 * MINUTE)
  const found = await sql<{ one: string; other: string; posts: number }>`
    select a.track_id as one, b.track_id as other, count(*)::int as posts
    from post_tracks a join post_tracks b on b.org_id = a.org_id and b.posted_at = a.posted_at and b.post_id = a.post_id
      and b.track_id > a.track_id
    where a.org_id = ${orgId} and a.posted_at >= ${from} and a.posted_at < ${until}
      and b.posted_at >= ${from} and b.posted_at < ${until}
    group by 1, 2`.execute(db)
  return found.rows
}
