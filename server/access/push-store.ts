import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { NotifyCode } from '../notifiers/contract.ts'

/** A browser that a person asked to be told by. */
export type SubscriptionRow = {
  readonly id: string
  readonly personId: string
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
  readonly device: string
  readonly createdAt: Date
  readonly sentAt: Date | null
  /** since when nothing reached it, and why; null: the last message was taken on */
  readonly failedAt: Date | null
  readonly failureCode: NotifyCode | null
}

/** Oldest first. */
export async function listSubscriptions(
  db: Db,
  orgId: string,
  personIds: readonly string[],
): Promise<SubscriptionRow[]> {
  const found = await sql<SubscriptionRow>`
    select id, person_id as "personId", endpoint, p256dh, auth, device, created_at as "createdAt", sent_at as "sentAt",
      failed_at as "failedAt", failure_code as "failureCode"
    from push_subscriptions where org_id = ${orgId} and person_id = any(${[...personIds]}::uuid[])
    order by created_at, id`.execute(db)
  return found.rows
}

/** @param endpoint as the browser gave it @returns the device's name, of this person's only */
export async function takeReplaced(
  trx: Trx,
  orgId: string,
  personId: string,
  endpoint: string,
): Promise<string | undefined> {
  const found = await sql<{ device: string }>`
    delete from push_subscriptions where org_id = ${orgId} and person_id = ${personId} and md5(endpoint) = md5(${endpoint})
    returning device`.execute(trx)
  return found.rows[0]?.device
}

type NewSubscriptionRow = Omit<SubscriptionRow, 'sentAt' | 'failedAt' | 'failureCode'>

/** Whoever signs in at a browser that somebody else used before has it from then on: it must not go on telling what is not theirs. */
export async function saveSubscription(trx: Trx, orgId: string, row: NewSubscriptionRow): Promise<string> {
  const { id, personId, endpoint, p256dh, auth, device, createdAt } = row
  const found = await sql<{ id: string }>`
    insert into push_subscriptions (org_id, id, person_id, endpoint, p256dh, auth, device, created_at)
    values (${orgId}, ${id}, ${personId}, ${endpoint}, ${p256dh}, ${auth}, ${device}, ${createdAt})
    on conflict (org_id, md5(endpoint)) do update
      set person_id = excluded.person_id, p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device,
        created_at = excluded.created_at, sent_at = null, failed_at = null, failure_code = null
    returning id`.execute(trx)
  return found.rows[0]?.id ?? id
}

/** @param personId only where it is theirs @returns false where there is none */
export async function deleteSubscription(
  trx: Trx,
  orgId: string,
  id: string,
  personId: string | null = null,
): Promise<boolean> {
  const done = await sql`
    delete from push_subscriptions
    where org_id = ${orgId} and id = ${id} and (${personId}::uuid is null or person_id = ${personId})`.execute(trx)
  return done.numAffectedRows === 1n
}

/** Of everybody. */
export async function deleteSubscriptions(trx: Trx, orgId: string): Promise<void> {
  await sql`delete from push_subscriptions where org_id = ${orgId}`.execute(trx)
}

export async function noteSubscriptionTaken(db: Db, orgId: string, id: string, at: Date): Promise<void> {
  await sql`
    update push_subscriptions set sent_at = ${at}, failed_at = null, failure_code = null
    where org_id = ${orgId} and id = ${id}`.execute(db)
}

/** The first of several failures tells since when. */
export async function noteSubscriptionRefused(
  db: Db,
  orgId: string,
  id: string,
  at: Date,
  code: NotifyCode,
): Promise<void> {
  await sql`
    update push_subscriptions set failed_at = coalesce(failed_at, ${at}), failure_code = ${code}
    where org_id = ${orgId} and id = ${id}`.execute(db)
}
