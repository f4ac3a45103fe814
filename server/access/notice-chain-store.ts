import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'

/** One try of telling the same thing to the same person or room outside. */
export type Link = {
  readonly id: string
  readonly channelId: string | null
  readonly subscriptionId: string | null
  readonly replacedBy: string | null
  readonly failedAt: Date | null
  readonly givenUpAt: Date | null
}

/** Whoever decides what comes after a failure does so after the other: two channels that fail at once each see what the other did. */
export async function lockChain(trx: Trx, orgId: string, rootId: string): Promise<Link[]> {
  await sql`select 1 from notices where org_id = ${orgId} and id = ${rootId} for update`.execute(trx)
  const found = await sql<Link>`
    select id, channel_id as "channelId", subscription_id as "subscriptionId", replaced_by as "replacedBy",
      failed_at as "failedAt", given_up_at as "givenUpAt"
    from notices
    where org_id = ${orgId} and (id = ${rootId} or root_id = ${rootId}) and state in ('put', 'held', 'gathered')
    order by created_at, id`.execute(trx)
  return found.rows
}

/** @param isForGood nothing more is tried with it */
export async function noteFailure(trx: Trx, at: Date, orgId: string, id: string, isForGood: boolean): Promise<void> {
  await sql`
    update notices set failed_at = coalesce(failed_at, ${at}),
      given_up_at = case when ${isForGood} then coalesce(given_up_at, ${at}) else given_up_at end
    where org_id = ${orgId} and id = ${id}`.execute(trx)
}

/** @returns false where another one goes out instead already */
export async function markReplaced(trx: Trx, orgId: string, id: string, by: string): Promise<boolean> {
  const done = await sql`
    update notices set replaced_by = ${by} where org_id = ${orgId} and id = ${id} and replaced_by is null`.execute(trx)
  return done.numAffectedRows === 1n
}

/** Whether another channel has carried the same thing to the same person or room. */
export async function isCarried(db: Db, orgId: string, rootId: string, id: string): Promise<boolean> {
  const found = await sql`
    select 1 from notices n join outbox o on o.org_id = n.org_id and o.key = 'notice ' || n.id
    where n.org_id = ${orgId} and (n.id = ${rootId} or n.root_id = ${rootId}) and n.id <> ${id} and n.state = 'put'
      and o.state = 'sent' limit 1`.execute(db)
  return found.rows.length > 0
}
