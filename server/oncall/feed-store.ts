import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Revision } from './calendar-text.ts'

export type FeedRow = {
  readonly orgId: string
  readonly id: string
  readonly personId: string
  /** null: the person's own shifts, of all rosters */
  readonly rosterId: string | null
  readonly madeAt: Date
  readonly readAt: Date | null
}

const FEED = sql`
  org_id as "orgId", id, person_id as "personId", roster_id as "rosterId", made_at as "madeAt", read_at as "readAt"`

export async function listFeedRows(db: Db, orgId: string, personId: string): Promise<FeedRow[]> {
  const found = await sql<FeedRow>`
    select ${FEED} from oncall_feeds where org_id = ${orgId} and person_id = ${personId} order by made_at, id`.execute(
    db,
  )
  return found.rows
}

/** By the digest of its secret alone: whoever asks is not signed in anywhere. */
export async function findFeedRow(db: Db, secretHash: Buffer): Promise<FeedRow | undefined> {
  const found = await sql<FeedRow>`select ${FEED} from oncall_feeds where secret_hash = ${secretHash}`.execute(db)
  return found.rows[0]
}

/** @returns false where the person has one of this kind */
export async function insertFeed(
  trx: Trx,
  at: Date,
  given: Omit<FeedRow, 'madeAt' | 'readAt'> & { readonly secretHash: Buffer },
): Promise<boolean> {
  const { orgId, id, personId, rosterId, secretHash } = given
  const done = await sql`
    insert into oncall_feeds (org_id, id, person_id, roster_id, secret_hash, made_at, changed_at)
    values (${orgId}, ${id}, ${personId}, ${rosterId}, ${secretHash}, ${at}, ${at})
    on conflict (org_id, person_id, roster_id) do nothing`.execute(trx)
  return done.numAffectedRows === 1n
}

/** The earlier secret opens nothing from then on. @returns undefined where it is not this person's */
export async function renewFeedRow(
  trx: Trx,
  at: Date,
  { orgId, id, personId, secretHash }: Pick<FeedRow, 'orgId' | 'id' | 'personId'> & { readonly secretHash: Buffer },
): Promise<FeedRow | undefined> {
  const found = await sql<FeedRow>`
    update oncall_feeds set secret_hash = ${secretHash}, made_at = ${at}, read_at = null
    where org_id = ${orgId} and id = ${id} and person_id = ${personId} returning ${FEED}`.execute(trx)
  return found.rows[0]
}

/** @returns undefined where it is not this person's */
export async function deleteFeedRow(
  trx: Trx,
  { orgId, id, personId }: Pick<FeedRow, 'orgId' | 'id' | 'personId'>,
): Promise<FeedRow | undefined> {
  const found = await sql<FeedRow>`
    delete from oncall_feeds where org_id = ${orgId} and id = ${id} and person_id = ${personId} returning ${FEED}`.execute(
    trx,
  )
  return found.rows[0]
}

/** Notes that it was asked for, and, where it says something else than last time, since when. */
export async function noteFeedRead(
  db: Db,
  at: Date,
  { orgId, id }: Pick<FeedRow, 'orgId' | 'id'>,
  contentHash: Buffer,
): Promise<Revision> {
  await sql`
    update oncall_feeds set read_at = ${at}
    where org_id = ${orgId} and id = ${id} and (read_at is null or read_at <= ${at}::timestamptz - interval '1 hour')`.execute(
    db,
  )
  await sql`
    update oncall_feeds set content_hash = ${contentHash}, changed_at = greatest(changed_at, ${at}),
      sequence = sequence + case when content_hash is null then 0 else 1 end
    where org_id = ${orgId} and id = ${id} and content_hash is distinct from ${contentHash}`.execute(db)
  const found = await sql<Revision>`
    select sequence, changed_at as "changedAt" from oncall_feeds where org_id = ${orgId} and id = ${id}`.execute(db)
  return found.rows[0] ?? { sequence: 0, changedAt: at }
}
