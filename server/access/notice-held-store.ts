import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { NewNotice, Place } from './notice-row-store.ts'

/** For whom something is held. Of a room the channel does not matter: any of its robots may say it. */
export type HeldFor = { readonly orgId: string } & Place

/** Whose time has come: held to be gathered since before then, or in quiet hours until now. */
export async function listHeldFor(db: Db, before: Date, now: Date): Promise<HeldFor[]> {
  const found = await sql<HeldFor>`
    select distinct org_id as "orgId", person_id as "personId", room, case when room is null then channel_id end as "channelId",
      subscription_id as "subscriptionId"
    from notices
    where state = 'held' and case when held_until is null then created_at <= ${before} else held_until <= ${now} end
    order by 1, 2, 3, 4, 5`.execute(db)
  return found.rows
}

export type HeldNotice = Pick<
  NewNotice,
  'id' | 'locale' | 'level' | 'subject' | 'url' | 'notifier' | 'channelId' | 'mentions'
> & {
  readonly createdAt: Date
  readonly heldUntil: Date | null
}

const WHOSE = ({ orgId, personId, room, channelId, subscriptionId }: HeldFor) => sql`
  org_id = ${orgId} and state = 'held' and person_id is not distinct from ${personId}::uuid
  and room is not distinct from ${room}::text and (room is not null or channel_id is not distinct from ${channelId}::uuid)
  and subscription_id is not distinct from ${subscriptionId}::uuid`

/** Takes all that is held for one into hand; whoever comes second waits, and finds what is left. Oldest first. */
export async function lockHeld(trx: Trx, whose: HeldFor): Promise<HeldNotice[]> {
  const found = await sql<HeldNotice>`
    select id, locale, level, subject, url, notifier, mentions, channel_id as "channelId", created_at as "createdAt", held_until as "heldUntil"
    from notices where ${WHOSE(whose)} order by created_at, id for update`.execute(trx)
  return found.rows
}

export async function holdUntil(trx: Trx, orgId: string, ids: readonly string[], until: Date): Promise<void> {
  await sql`
    update notices set held_until = ${until} where org_id = ${orgId} and id = any(${[...ids]}::uuid[])`.execute(trx)
}

/** They are parts of another one from now on. */
export async function gatherInto(trx: Trx, orgId: string, ids: readonly string[], into: string): Promise<void> {
  await sql`
    update notices set state = 'gathered', gathered_in = ${into}
    where org_id = ${orgId} and id = any(${[...ids]}::uuid[])`.execute(trx)
}

/** One alone goes as it is. */
export async function release(trx: Trx, orgId: string, id: string): Promise<void> {
  await sql`
    update notices set state = 'put', held_until = null where org_id = ${orgId} and id = ${id}`.execute(trx)
}
