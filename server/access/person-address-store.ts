import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'

/** By what a person is reached, beside the account's own e-mail. */
export type AddressRow = {
  readonly personId: string
  /** key of a notifier's `address.field`; several may share one */
  readonly field: string
  readonly address: string
  readonly changedAt: Date
  readonly testedAt: Date | null
  readonly confirmedAt: Date | null
}

/** What a person chose of a channel. */
export type ChoiceRow = {
  readonly personId: string
  readonly channelId: string
  readonly isOn: boolean
  readonly position: number
}

export async function listAddresses(db: Db, orgId: string, personIds: readonly string[]): Promise<AddressRow[]> {
  const found = await sql<AddressRow>`
    select person_id as "personId", field, address, changed_at as "changedAt", tested_at as "testedAt", confirmed_at as "confirmedAt"
    from person_addresses where org_id = ${orgId} and person_id = any(${[...personIds]}::uuid[])`.execute(db)
  return found.rows
}

export async function listPersonChoices(db: Db, orgId: string, personIds: readonly string[]): Promise<ChoiceRow[]> {
  const found = await sql<ChoiceRow>`
    select person_id as "personId", channel_id as "channelId", is_on as "isOn", position
    from person_channels where org_id = ${orgId} and person_id = any(${[...personIds]}::uuid[])`.execute(db)
  return found.rows
}

export async function listEmails(db: Db, orgId: string, personIds: readonly string[]): Promise<Map<string, string>> {
  const found = await sql<{ id: string; email: string }>`
    select id, email from people where org_id = ${orgId} and id = any(${[...personIds]}::uuid[])`.execute(db)
  return new Map(found.rows.map(({ id, email }) => [id, email]))
}

type Place = { readonly orgId: string; readonly personId: string; readonly field: string }

/** Another address has not been tried yet; the same one stays what it was. @returns false where it was that already */
export async function saveAddress(trx: Trx, at: Date, by: string, place: Place, address: string): Promise<boolean> {
  const { orgId, personId, field } = place
  const done = await sql`
    insert into person_addresses (org_id, person_id, field, address, changed_at, changed_by)
    values (${orgId}, ${personId}, ${field}, ${address}, ${at}, ${by})
    on conflict (org_id, person_id, field) do update
      set address = excluded.address, changed_at = excluded.changed_at, changed_by = excluded.changed_by, tested_at = null,
        confirmed_at = null
      where person_addresses.address <> excluded.address`.execute(trx)
  return done.numAffectedRows === 1n
}

/** @returns false where there was none */
export async function deleteAddress(trx: Trx, { orgId, personId, field }: Place): Promise<boolean> {
  const done = await sql`
    delete from person_addresses where org_id = ${orgId} and person_id = ${personId} and field = ${field}`.execute(trx)
  return done.numAffectedRows === 1n
}

/** By its words: whoever changed it meanwhile has a new one that nobody has tried. */
export async function noteTested(
  trx: Trx,
  at: Date,
  { orgId, personId, field }: Place,
  address: string,
): Promise<void> {
  await sql`
    update person_addresses set tested_at = ${at}
    where org_id = ${orgId} and person_id = ${personId} and field = ${field} and address = ${address}`.execute(trx)
}

/** @returns false where no test was taken on yet */
export async function confirmAddressRow(trx: Trx, at: Date, { orgId, personId, field }: Place): Promise<boolean> {
  const done = await sql`
    update person_addresses set confirmed_at = coalesce(confirmed_at, ${at})
    where org_id = ${orgId} and person_id = ${personId} and field = ${field} and tested_at is not null`.execute(trx)
  return done.numAffectedRows === 1n
}

/** The first is tried first; what was chosen before and is not named stays behind them. */
export async function savePersonChoices(
  trx: Trx,
  at: Date,
  { orgId, personId }: { readonly orgId: string; readonly personId: string },
  order: readonly { readonly id: string; readonly isOn: boolean }[],
): Promise<void> {
  const ids = order.map(({ id }) => id)
  await sql`
    update person_channels set position = position + ${ids.length}
    where org_id = ${orgId} and person_id = ${personId} and channel_id <> all(${ids}::uuid[])`.execute(trx)
  await sql`
    insert into person_channels (org_id, person_id, channel_id, is_on, position, changed_at)
    select ${orgId}, ${personId}, w.id, w.is_on, w.position - 1, ${at}
    from unnest(${ids}::uuid[], ${order.map(({ isOn }) => isOn)}::boolean[])
      with ordinality as w (id, is_on, position)
    on conflict (org_id, person_id, channel_id) do update
      set is_on = excluded.is_on, position = excluded.position, changed_at = excluded.changed_at`.execute(trx)
}

/** That it does not exist any more was told by whoever was to reach it. By its words, as above. */
export async function deleteGoneAddress(trx: Trx, { orgId, personId, field }: Place, address: string): Promise<void> {
  await sql`
    delete from person_addresses
    where org_id = ${orgId} and person_id = ${personId} and field = ${field} and address = ${address}`.execute(trx)
}
