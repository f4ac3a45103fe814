import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import type { Message } from '../notifiers/contract.ts'
import { addressKeyOf, findNotifier } from '../notifiers/index.ts'
import { type Reach, reachesOf } from './channel-reach.ts'
import { type ChannelRow, listChannels } from './channel-store.ts'
import { listAddresses, listEmails, listPersonChoices } from './person-address-store.ts'
import { listSubscriptions } from './push-store.ts'

/**
 * By what each of these people is reached outside of the product, in the order in which it is tried; also what is switched off. The
 * number of queries does not depend on that of the people.
 * @param channels of the organisation, where they are known already
 */
export async function listReaches(
  db: Db,
  orgId: string,
  personIds: readonly string[],
  channels?: readonly ChannelRow[],
): Promise<Map<string, Reach[]>> {
  const known = channels ?? (await listChannels(db, orgId))
  const emails = await listEmails(db, orgId, personIds)
  const addresses = byPerson(await listAddresses(db, orgId, personIds))
  const devices = byPerson(await listSubscriptions(db, orgId, personIds))
  const choices = byPerson(await listPersonChoices(db, orgId, personIds))
  return new Map(
    personIds.map((id) => {
      const person = {
        email: emails.get(id),
        addresses: addresses.get(id) ?? [],
        devices: devices.get(id) ?? [],
        choices: choices.get(id) ?? [],
      }
      return [id, reachesOf(known, findNotifier, person)]
    }),
  )
}

export type Addressee = {
  readonly personId: string
  readonly notifier: string
  /** of a browser */
  readonly subscriptionId?: string | null | undefined
}

/** Where a person is reached by a notifier now; undefined: there is no such address any more. */
export async function findAddress(
  db: Db,
  orgId: string,
  { personId, notifier, subscriptionId }: Addressee,
): Promise<string | undefined> {
  // As if there were one channel of the kind: which one it is changes no address.
  const channel = { id: '', notifier, isOn: true }
  const reaches = reachesOf([channel], findNotifier, {
    email: (await listEmails(db, orgId, [personId])).get(personId),
    addresses: await listAddresses(db, orgId, [personId]),
    devices: await listSubscriptions(db, orgId, [personId]),
    choices: [],
  })
  const found = reaches.find((reach) => !subscriptionId || reach.subscriptionId === subscriptionId)
  return found?.address
}

/** By what these people are called by name in a room of this kind, in their order; who has no such address has '', and is named in words. */
export async function mentionsOf(
  db: Db,
  orgId: string,
  notifier: string,
  personIds: readonly string[],
): Promise<NonNullable<Message['mentions']>> {
  if (personIds.length === 0) return []
  const field = addressKeyOf(notifier) ?? null
  const found = await sql<{ name: string; address: string }>`
    select p.name, coalesce(a.address, '') as address
    from people p left join person_addresses a on a.org_id = p.org_id and a.person_id = p.id and a.field = ${field}::text
    where p.org_id = ${orgId} and p.id = any(${[...personIds]}::uuid[])
    order by array_position(${[...personIds]}::uuid[], p.id)`.execute(db)
  return found.rows
}

/** Kinds of channels that reach people and are in use, in the order in which they are tried. */
export async function listKindsInUse(db: Db, orgId: string): Promise<string[]> {
  const channels = await listChannels(db, orgId)
  const kinds = channels.filter(({ isOn, room }) => isOn && room === null).map(({ notifier }) => notifier)
  return [...new Set(kinds)]
}

/** Everybody who could read a notice: joined, not disabled. Ids in their order. */
export async function listSignedUp(db: Db, orgId: string): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from people where org_id = ${orgId} and joined_at is not null and disabled_at is null order by id`.execute(
    db,
  )
  return found.rows.map(({ id }) => id)
}

function byPerson<R extends { readonly personId: string }>(rows: readonly R[]): Map<string, R[]> {
  return Map.groupBy(rows, ({ personId }) => personId)
}
