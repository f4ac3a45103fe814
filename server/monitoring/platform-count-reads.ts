import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { platformName } from './codes.ts'
import { trackSeries } from './reads.ts'
import { PLATFORMS } from './schema.ts'
import { fillSteps, minuteOf, type SeriesStep, type Span } from './series.ts'

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

/** As trackSeries of reads.ts, of one platform; of a name that is none nothing. */
export async function platformSeries(
  db: Db,
  orgId: string,
  { trackId, platform }: { readonly trackId: string; readonly platform: string },
  span: Span,
  stepMinutes: number,
): Promise<SeriesStep[]> {
  const known = PLATFORMS.find((each) => each === platform)
  return known === undefined
    ? fillSteps([], span, stepMinutes)
    : trackSeries(db, orgId, trackId, span, stepMinutes, known)
}
