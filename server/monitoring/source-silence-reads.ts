import { sql } from 'kysely'
import { DAY, MINUTE, SECOND } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { HABIT_DAYS, SENDING } from './source-habit-store.ts'
import { lagWithin } from './source-lag.ts'
import { silenceScore } from './source-silence.ts'

/** Nobody is told of so short a silence (blindness.ts), and everybody asks all the time. */
const SHORT_MS = 5 * MINUTE
const LAG_DAYS = 3
/** Nearly all posts have come by then; whoever waits for the last one never speaks. */
const LAG_SHARE = 0.95

/** How long all sending sources together have been silent, and how rare that is (0 of a short one); undefined where nothing sends by itself. */
export async function arrivalSilence(
  db: Db,
  orgId: string,
  now: Date,
): Promise<{ readonly lastAt: Date; readonly score: number } | undefined> {
  const found = await sql<{ lastAt: Date | null }>`
    select max(found_at) as "lastAt" from sources where org_id = ${orgId} and ${SENDING}`.execute(db)
  const lastAt = found.rows[0]?.lastAt
  if (!lastAt) return undefined
  if (now.getTime() - lastAt.getTime() <= SHORT_MS) return { lastAt, score: 0 }
  const { rows } = await sql<{ hour: Date; posts: number }>`
    select hour, sum(posts)::int as posts from source_hours
    where org_id = ${orgId} and posts > 0 and hour > ${new Date(now.getTime() - HABIT_DAYS * DAY)}
      and source in (select name from sources where org_id = ${orgId} and ${SENDING})
    group by hour`.execute(db)
  return { lastAt, score: silenceScore({ hours: rows, lastAt }, now) }
}

/** Milliseconds after which 95 of 100 posts of the last days had come, of sources that send by themselves; 0 where none do. */
export async function arrivalLag(db: Db, orgId: string, until: Date): Promise<number> {
  const { rows } = await sql<{ posts: number }>`
    select sum(u.posts)::bigint as posts from source_hours h, unnest(h.lags) with ordinality as u (posts, n)
    where h.org_id = ${orgId} and h.hour > ${new Date(until.getTime() - LAG_DAYS * DAY)} and h.hour <= ${until}
      and h.source in (select name from sources where org_id = ${orgId} and ${SENDING})
    group by u.n order by u.n`.execute(db)
  const seconds = lagWithin(
    rows.map(({ posts }) => Number(posts)),
    LAG_SHARE,
  )
  return (seconds ?? 0) * SECOND
}
