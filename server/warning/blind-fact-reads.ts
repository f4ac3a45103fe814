import { sql } from 'kysely'
import type { OrganisationRow } from '../access/reads.ts'
import { failingWebhooks } from '../access/webhook-reads.ts'
import type { App } from '../app.ts'
import { HOUR, SECOND } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { listClockReadings } from '../base/outside-clock.ts'
import { POISON } from '../base/queue-poison.ts'
import { detectors } from '../detectors/index.ts'
import { watchedUntil } from '../monitoring/reads.ts'
import { searchLag } from '../monitoring/search-reads.ts'
import { sourceTroubles } from '../monitoring/source-reads.ts'
import { arrivalSilence } from '../monitoring/source-silence-reads.ts'
import type { Facts, MachineFacts } from './blindness.ts'
import { silentTracks } from './silence-reads.ts'

/** The database's clock; tests, whose own stands still, hand in another. */
export type DatabaseClock = (db: Db) => Promise<Date>

/** Older readings of clocks say nothing of now. */
const READINGS_MS = 6 * HOUR
const MOST = 200
/** An hour is read when it is over; the others say whether anything is late. */
const BY_THE_HOUR: string[] = detectors.filter(({ stepMinutes }) => stepMinutes > 5).map(({ id }) => id)

export async function machineFacts(app: App, databaseClock: DatabaseClock = databaseNow): Promise<MachineFacts> {
  const { db, clock, load } = app
  const before = clock.now().getTime()
  const theirs = (await databaseClock(db)).getTime()
  const after = clock.now().getTime()
  return {
    disk: { isLow: load.disk.isLow(), freeBytes: load.disk.freeBytes() },
    databaseOffsetMs: offsetOf(theirs, before, after),
    readings: await listClockReadings(db, new Date(after - READINGS_MS)),
    stuckJobSince: await stuckJobSince(db, clock.now()),
  }
}

export async function factsOf(app: App, organisation: OrganisationRow, machine: MachineFacts): Promise<Facts> {
  const { db } = app
  const now = app.clock.now()
  const { id: orgId, isDemo } = organisation
  const silence = await arrivalSilence(db, orgId, now)
  return {
    ...machine,
    now,
    isSetUp: !isDemo && (await hasPosts(db, orgId)),
    silence,
    // Posts of files and replays alone have no rhythm that anybody could miss.
    silentTracks: silence ? await silentTracks(db, orgId, now) : [],
    sources: await sourceTroubles(db, orgId, now),
    dueSourceSince: await dueSourceSince(db, orgId, now),
    watch: { until: await watchedUntil(db, orgId, now), readUntil: await readUntil(db, orgId) },
    standing: await standingDetectors(db, orgId),
    indexLagMs: (await searchLag(db, orgId, now)).seconds * SECOND,
    failedJobs: (await app.queue.listPoison(MOST, orgId)).map(({ failedAt }) => failedAt),
    ...(await outgoingOf(db, orgId, now)),
    webhooks: await failingWebhooks(db, orgId),
  }
}

/** What the way there and back may have cost is not held against a clock: a busy database answers late. */
function offsetOf(theirs: number, before: number, after: number): number {
  const offset = theirs - (before + after) / 2
  return Math.sign(offset) * Math.max(0, Math.abs(offset) - (after - before) / 2)
}

async function databaseNow(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  if (!rows[0]) throw new Error('the database has no clock')
  return rows[0].now
}

/** Work that is being done is not stuck, however long the queue behind it. */
async function stuckJobSince(db: Db, now: Date): Promise<Date | undefined> {
  const { rows } = await sql<{ since: Date | null }>`
    select min(j.start_after) as since from pgboss.job j
    where j.name <> ${POISON} and j.state in ('created', 'retry') and j.start_after < ${now}
      and not exists (select 1 from pgboss.job a where a.name = j.name and a.state = 'active')`.execute(db)
  return rows[0]?.since ?? undefined
}

async function hasPosts(db: Db, orgId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from ingest_batches where org_id = ${orgId} and accepted > 0 limit 1`.execute(db)
  return rows.length > 0
}

async function dueSourceSince(db: Db, orgId: string, now: Date): Promise<Date | undefined> {
  const { rows } = await sql<{ since: Date | null }>`
    select min(next_at) as since from sources
    where org_id = ${orgId} and state = 'on' and next_at < ${now} and (lease_until is null or lease_until < ${now})`.execute(
    db,
  )
  return rows[0]?.since ?? undefined
}

/** How far the slowest detector of a live track is; a track that none has looked at yet counts from its making. */
async function readUntil(db: Db, orgId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ until: Date | null }>`
    select min(coalesce(s.upto_at, t.created_at)) as until
    from tracks t left join series_states s on s.org_id = t.org_id and s.track_id = t.track_id and s.failure is null
      and s.detector <> all(${BY_THE_HOUR})
    where t.org_id = ${orgId} and t.retired_at is null
      and not exists (select 1 from series_states f where f.org_id = t.org_id and f.track_id = t.track_id
        and f.failure is not null and s.track_id is null)`.execute(db)
  return rows[0]?.until ?? undefined
}

async function standingDetectors(db: Db, orgId: string): Promise<Facts['standing']> {
  const { rows } = await sql<{ track: string; since: Date }>`
    select v.name as track, min(s.failed_at) as since
    from series_states s join tracks t on t.org_id = s.org_id and t.track_id = s.track_id and t.retired_at is null
      join track_versions v on v.org_id = t.org_id and v.track_id = t.track_id and v.version = t.version
    where s.org_id = ${orgId} and s.failure is not null group by v.name order by since, v.name`.execute(db)
  return rows
}

async function outgoingOf(
  db: Db,
  orgId: string,
  now: Date,
): Promise<Pick<Facts, 'failedOutgoing' | 'stuckOutgoingSince'>> {
  // Webhooks have a trouble of their own, and are taken up again by themselves.
  const failed = await sql<{ at: Date }>`
    select created_at as at from outbox
    where org_id = ${orgId} and state = 'set_aside' and channel <> 'webhook' order by created_at desc limit ${MOST}`.execute(
    db,
  )
  const stuck = await sql<{ since: Date | null }>`
    select min(case when state = 'sending' then lease_until else next_at end) as since from outbox
    where org_id = ${orgId} and (state in ('waiting', 'failed') and next_at < ${now} or state = 'sending' and lease_until < ${now})`.execute(
    db,
  )
  return { failedOutgoing: failed.rows.map(({ at }) => at), stuckOutgoingSince: stuck.rows[0]?.since ?? undefined }
}
