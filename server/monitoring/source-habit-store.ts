import { type RawBuilder, sql } from 'kysely'
import { DAY } from '../base/clock.ts'
import type { Db } from '../base/db.ts'

export type Quiet = {
  readonly orgId: string
  readonly id: string
  readonly name: string
  readonly foundAt: Date
}

export const HABIT_DAYS = 28
/** Sources that come when a person wants it have no habit. */
export const SENDING: RawBuilder<unknown> = sql`kind not in ('file', 'replay') and state = 'on'`
const KEPT_DAYS = 100
const RUN_DAYS = 14
const COVERED_DAYS = 7
/** Of the newest posts with a stated number of comments; with more in a week, the span is shorter, and says so. */
const MOST_COVERED = 20_000

/** Sources that bring things as they happen, of which nothing new has come for a while, and nobody has said so yet. */
export async function quietSources(db: Db, now: Date): Promise<Quiet[]> {
  const found = await sql<Quiet>`
    select org_id as "orgId", source_id as id, name, found_at as "foundAt" from sources
    where ${SENDING} and found_at <= ${now}::timestamptz - interval '10 minutes'
      and found_at > ${new Date(now.getTime() - HABIT_DAYS * DAY)}
      and (silent_since is null or silent_since < found_at)
    order by org_id`.execute(db)
  return found.rows
}

/** Hours in which something new came, and how much. */
export async function loudHours(
  db: Db,
  orgId: string,
  name: string,
  now: Date,
): Promise<{ hour: Date; posts: number }[]> {
  const found = await sql<{ hour: Date; posts: number }>`
    select hour, posts from source_hours where org_id = ${orgId} and source = ${name} and posts > 0
      and hour > ${new Date(now.getTime() - HABIT_DAYS * DAY)}`.execute(db)
  return found.rows
}

/** Unless something came meanwhile. */
export async function markSilent(db: Db, { orgId, id, foundAt }: Quiet): Promise<void> {
  await sql`
    update sources set silent_since = found_at
    where org_id = ${orgId} and source_id = ${id} and found_at = ${foundAt}`.execute(db)
}

/**
 * How many of the comments that posts say they have are stored, by source, over the last days. A post's statement is that of when it was
 * stored or last changed; answers count from whatever time.
 */
export async function measureCoverage(db: Db, orgId: string, now: Date): Promise<void> {
  await sql`
    with stating as (
      select source, post_id, posted_at, comments from posts
      where org_id = ${orgId} and posted_at > ${new Date(now.getTime() - COVERED_DAYS * DAY)} and posted_at <= ${now}
        and comments > 0 and kind <> 1
      order by posted_at desc limit ${MOST_COVERED}
    ), stored as (
      select p.source, p.post_id, p.posted_at, p.comments, (
        select count(*) from posts a where a.org_id = ${orgId} and a.root_id = p.post_id and a.kind = 1) as answers
      from stating p
    ), sums as (
      select source, json_build_object('stated', sum(comments), 'stored', sum(least(answers, comments)),
        'posts', count(*), 'since', to_char(min(posted_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as coverage
      from stored group by source
    )
    update sources s set coverage = (select coverage from sums where sums.source = s.name)
    where s.org_id = ${orgId}`.execute(db)
}

export async function removeOldRuns(db: Db, now: Date): Promise<void> {
  await sql`delete from source_runs where at < ${new Date(now.getTime() - RUN_DAYS * DAY)}`.execute(db)
  await sql`delete from source_hours where hour < ${new Date(now.getTime() - KEPT_DAYS * DAY)}`.execute(db)
  await sql`delete from source_gaps where to_at < ${new Date(now.getTime() - KEPT_DAYS * DAY)}`.execute(db)
}

/** Those that have any source. */
export async function organisationsWithSources(db: Db): Promise<string[]> {
  const found = await sql<{ id: string }>`select distinct org_id as id from sources`.execute(db)
  return found.rows.map(({ id }) => id)
}
