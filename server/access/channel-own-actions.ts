import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import type { SettingField } from '../notifiers/contract.ts'
import { addressKeyOf, findNotifier } from '../notifiers/index.ts'
import { fieldCard } from './channel-card.ts'
import { inOwnOrder } from './channel-reach.ts'
import type { OwnChannel, OwnChannels } from './channel-schema.ts'
import { type ChannelRow, listChannels } from './channel-store.ts'
import { countUnread } from './inbox-store.ts'
import { permitPerson } from './permit.ts'
import {
  type AddressRow,
  type ChoiceRow,
  listAddresses,
  listPersonChoices,
  savePersonChoices,
} from './person-address-store.ts'
import { listSubscriptions, type SubscriptionRow } from './push-store.ts'
import { quietHoursOf } from './quiet-hours-actions.ts'

/** By what one is told, in which order, and what must still be known for it. @throws Refusal `forbidden` for programs */
export async function getOwnChannels(app: App, actor: Actor): Promise<OwnChannels> {
  permitPerson(actor)
  const { db } = app
  const { orgId, id } = actor
  const channels = (await listChannels(db, orgId)).filter(({ isOn }) => isOn)
  const choices = await listPersonChoices(db, orgId, [id])
  const addresses = await listAddresses(db, orgId, [id])
  const own = { choices, addresses, devices: await listSubscriptions(db, orgId, [id]), all: channels }
  const people = inOwnOrder(channels, choices).filter(({ room }) => room === null)
  const push = people.find(({ notifier }) => findNotifier(notifier)?.devices)
  return {
    channels: people.flatMap((channel, position) => cardOf(channel, position, own)),
    mentions: mentionsOf(channels, addresses),
    quietHours: mutable(await quietHoursOf(db, orgId, id)),
    pushKey: push ? String(push.settings.publicKey ?? '') || null : null,
    inApp: { unread: (await countUnread(db, orgId, [id])).get(id) ?? 0 },
  }
}

/**
 * In which order one is told, and by what not at all; what is not named stays behind those that are.
 * @throws Refusal `forbidden` for programs; `invalid` where one of them reaches nobody
 */
export async function orderOwnChannels(
  app: App,
  actor: Actor,
  order: readonly { readonly id: string; readonly isOn: boolean }[],
): Promise<void> {
  permitPerson(actor)
  const { orgId, id: personId } = actor
  await inTransaction(app.db, async (trx) => {
    const known = (await listChannels(trx, orgId)).filter(({ room }) => room === null).map(({ id }) => id)
    const stranger = order.findIndex(({ id }) => !known.includes(id))
    if (stranger >= 0)
      throw new Refusal('invalid', { field: `order/${stranger}/id`, reason: 'there is no such channel' })
    const twice = order.findIndex(({ id }, at) => order.findIndex((other) => other.id === id) !== at)
    if (twice >= 0) throw new Refusal('invalid', { field: `order/${twice}/id`, reason: 'is named twice' })
    await savePersonChoices(trx, app.clock.now(), { orgId, personId }, order)
  })
}

type Own = {
  readonly choices: readonly ChoiceRow[]
  readonly addresses: readonly AddressRow[]
  readonly devices: readonly SubscriptionRow[]
  readonly all: readonly ChannelRow[]
}

function cardOf({ id, notifier: kind, name }: ChannelRow, position: number, own: Own): OwnChannel[] {
  const notifier = findNotifier(kind)
  if (!notifier) return []
  const field = notifier.address?.field
  const row = own.addresses.find((each) => each.field === field?.key)
  return [
    {
      id,
      notifier: kind,
      names: notifier.names,
      name,
      isOn: own.choices.find(({ channelId }) => channelId === id)?.isOn !== false,
      position,
      field: field ? fieldCard(field) : null,
      address: row?.address ?? null,
      isConfirmed: field ? Boolean(row?.confirmedAt) : true,
      isTested: field ? Boolean(row?.testedAt) : true,
      devices: notifier.devices ? own.devices.map(deviceOf) : null,
      rooms: field ? roomsBy(own.all, field.key) : [],
    },
  ]
}

function deviceOf({ id, device, createdAt, sentAt, failedAt, failureCode }: SubscriptionRow) {
  const times = { sentAt: sentAt?.toISOString() ?? null, failedAt: failedAt?.toISOString() ?? null }
  return { id, device, createdAt: createdAt.toISOString(), ...times, failureCode }
}

/** Once for each field: a phone's number serves several. */
function mentionsOf(channels: readonly ChannelRow[], addresses: readonly AddressRow[]): OwnChannels['mentions'] {
  const asked = new Set(channels.filter(({ room }) => room === null).map(({ notifier }) => addressKeyOf(notifier)))
  const rooms = channels.filter(({ room, notifier }) => room !== null && !asked.has(addressKeyOf(notifier)))
  const fields = new Map<string, SettingField>()
  for (const { notifier } of rooms) {
    const field = findNotifier(notifier)?.address?.field
    if (field) fields.set(field.key, field)
  }
  return [...fields.values()].map((field) => ({
    field: fieldCard(field),
    address: addresses.find((each) => each.field === field.key)?.address ?? null,
    rooms: roomsBy(rooms, field.key),
  }))
}

/** Rooms that call people by this address. */
function roomsBy(channels: readonly ChannelRow[], key: string): string[] {
  const rooms = channels.flatMap(({ room, notifier }) => (addressKeyOf(notifier) === key ? (room ?? []) : []))
  return [...new Set(rooms)]
}

function mutable<Q extends { readonly days: readonly number[] }>(quiet: Q) {
  return { ...quiet, days: [...quiet.days] }
}
