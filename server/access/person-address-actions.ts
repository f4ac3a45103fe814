import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { BadSetting, readSettings, type SettingField } from '../notifiers/contract.ts'
import { addressKeyOf, notifiers } from '../notifiers/index.ts'
import { actorKey } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { fieldCard } from './channel-card.ts'
import type { Addressee } from './channel-reads.ts'
import type { PersonAddresses } from './channel-schema.ts'
import { listChannels } from './channel-store.ts'
import { permit, permitPerson } from './permit.ts'
import {
  confirmAddressRow,
  deleteAddress,
  deleteGoneAddress,
  listAddresses,
  saveAddress,
} from './person-address-store.ts'
import { deleteSubscription } from './push-store.ts'
import { findPerson } from './reads.ts'

/**
 * By what one is reached; null takes it away. Others see that it changed, not to what.
 * @throws Refusal `forbidden` for programs; `not-found` where nothing asks for such a thing; `invalid`
 */
export async function setOwnAddress(app: App, actor: Actor, key: string, address: string | null): Promise<void> {
  permitPerson(actor)
  await inTransaction(app.db, (trx) => setAddress(app, trx, actor, actor.id, key, address))
}

/** The person says that a test arrived. @throws Refusal `not-found`; `guard-unmet` before a test was taken on */
export async function confirmAddress(app: App, actor: Actor, key: string): Promise<void> {
  permitPerson(actor)
  const { orgId, id: personId } = actor
  fieldOf(key)
  await inTransaction(app.db, async (trx) => {
    const known = (await listAddresses(trx, orgId, [personId])).some(({ field }) => field === key)
    if (!known) throw new Refusal('not-found')
    if (!(await confirmAddressRow(trx, app.clock.now(), { orgId, personId, field: key })))
      throw new Refusal('guard-unmet', { field: `addresses/${key}`, reason: 'no test has been taken on yet' })
  })
}

/** What an administrator sees of somebody else's. @throws Refusal `not-found` */
export async function getPersonAddresses(app: App, actor: Actor, personId: string): Promise<PersonAddresses> {
  permit(actor, 'people.manage')
  const { orgId } = actor
  if (!(await findPerson(app.db, orgId, personId))) throw new Refusal('not-found')
  const [rows, channels] = [await listAddresses(app.db, orgId, [personId]), await listChannels(app.db, orgId)]
  const addresses = askedFields().flatMap((field) => {
    const row = rows.find((each) => each.field === field.key)
    const kinds = channels.map(({ notifier }) => notifier).filter((id) => addressKeyOf(id) === field.key)
    if (!row && kinds.length === 0) return []
    const [address, isConfirmed] = [row?.address ?? null, Boolean(row?.confirmedAt)]
    const changedAt = row?.changedAt.toISOString() ?? null
    return [{ field: fieldCard(field), notifiers: [...new Set(kinds)], address, isConfirmed, changedAt }]
  })
  return { personId, addresses }
}

/** Fields that are not named stay. @throws Refusal `not-found`, `invalid` naming the field */
export async function setPersonAddresses(
  app: App,
  actor: Actor,
  personId: string,
  addresses: Readonly<Record<string, string | null>>,
): Promise<void> {
  permit(actor, 'people.manage')
  await inTransaction(app.db, async (trx) => {
    if (!(await findPerson(trx, actor.orgId, personId))) throw new Refusal('not-found')
    for (const [key, address] of Object.entries(addresses)) {
      if (!askedFields().some((field) => field.key === key))
        throw new Refusal('invalid', { field: `addresses/${key}`, reason: 'nothing asks for such a thing' })
      await setAddress(app, trx, actor, personId, key, address)
    }
  })
}

/** The other side says that there is no such address any more (`gone`): nothing is sent there again. */
export async function forgetAddress(
  trx: Trx,
  orgId: string,
  { personId, notifier, subscriptionId }: Addressee,
  address: string,
): Promise<void> {
  if (subscriptionId) return void (await deleteSubscription(trx, orgId, subscriptionId))
  const field = addressKeyOf(notifier)
  if (field !== undefined) await deleteGoneAddress(trx, { orgId, personId, field }, address)
}

/** The audit says whose and which, never the number itself. */
async function setAddress(
  app: App,
  trx: Trx,
  actor: Actor,
  personId: string,
  key: string,
  given: string | null,
): Promise<void> {
  const address = checked(fieldOf(key), given)
  const place = { orgId: actor.orgId, personId, field: key }
  const now = app.clock.now()
  const isChanged =
    address === null ? await deleteAddress(trx, place) : await saveAddress(trx, now, actorKey(actor), place, address)
  if (!isChanged) return
  const detail = { field: key, isRemoved: address === null }
  await recordAct(trx, now, actor, { verb: 'changeAddress', objectKind: 'person', objectId: personId, detail })
}

function checked(field: SettingField, given: string | null): string | null {
  try {
    const value = readSettings([field], { [field.key]: given })[field.key]
    return value === undefined ? null : String(value)
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error
    throw new Refusal('invalid', { field: `addresses/${field.key}`, reason: error.message })
  }
}

function fieldOf(key: string): SettingField {
  const field = askedFields().find((each) => each.key === key)
  if (!field) throw new Refusal('not-found')
  return field
}

/** What members ask of people; a phone's number, which several ask for, once. */
function askedFields(): SettingField[] {
  const all = notifiers.flatMap(({ address }) => (address ? [address.field] : []))
  return [...new Map(all.map((field) => [field.key, field])).values()]
}
