import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { platformName } from './codes.ts'
import { minuteOf, type Span } from './series.ts'

/** Posts by platform from the counts of whole minutes, most first. Cheap: it reads counts, not posts. */
export async function platformTotals(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
): Promise<{ readonly name: string; readonly posts: number }[]> {
  const found = await sql<{ code: number; posts: number }>`
    select platform as code, sum(posts)::bigint as posts from counts_minute
    where org_id = ${orgId} and track_id = ${trackId} and minute >= ${minuteOf(span.from)} and minute < ${span.to}
    group by 1 order by 2 desc, 1`.execute(db)
  return found.rows.map(({ code, posts }) => ({ name: platformName(code), posts }))
}

export type PlatformStep = {
  readonly at: Date
  readonly platform: string
  readonly posts: number
  readonly judged: number
  readonly negative: number
}

/** Counts of each platform by steps from the minute of `span.from` on, [from, to); steps without posts are left out. */
export async function platformSteps(
  db: Db,
  orgId: string,
  trackId: string,
  span: Span,
  stepMinutes: number,
): Promise<PlatformStep[]> {
  const from = minuteOf(span.from)
  const found = await sql<Omit<PlatformStep, 'platform'> & { code: number }>`
    select date_bin(${stepMinutes} * interval '1 minute', minute, ${from}::timestamptz) as at, platform as code, sum(posts)::bigint as posts,
      sum(judged)::bigint as judged, sum(negative)::bigint as negative
    from counts_minute
    where org_id = ${orgId} and track_id = ${trackId} and minute >= ${from} and minute < ${span.to}
    group by 1, 2`.execute(db)
  return found.rows.map(({ code, ...step }) => ({ ...step, platform: platformName(code) }))
}
