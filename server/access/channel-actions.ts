import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { BadSetting, type Notifier, type Settings } from '../notifiers/contract.ts'
import { findNotifier } from '../notifiers/index.ts'
import { actorKey } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import type { ChannelChange, NewChannel } from './channel-schema.ts'
import { channelContext, sealSecrets, secretsOrNone } from './channel-secret-actions.ts'
import { changedKeys, settingsFrom, splitSecrets } from './channel-settings.ts'
import {
  type ChannelRow,
  insertChannel,
  listChannels,
  lockChannels,
  removeChannelRow,
  type SavedChannel,
  savePositions,
  updateChannel,
} from './channel-store.ts'
import { ROOM_TOPICS } from './notice-topics.ts'
import { permit } from './permit.ts'
import { deleteSubscriptions } from './push-store.ts'

const MOST_CHANNELS = 50

/**
 * Sets a notifier up.
 * @returns the channel's id
 * @throws Refusal `invalid` with the field, `name-taken`, `wrong-state` where there are too many, `already-done` for a second of a kind
 *   of which there can be but one
 */
export async function makeChannel(app: App, actor: Actor, given: NewChannel): Promise<string> {
  permit(actor, 'work.manage')
  const notifier = findNotifier(given.notifier)
  if (!notifier) throw new Refusal('invalid', { field: 'notifier', reason: `there is no ${given.notifier}` })
  const { orgId } = actor
  const now = app.clock.now()
  const id = newId(now.getTime())
  await inTransaction(app.db, async (trx) => {
    await lockChannels(trx, orgId)
    const others = await listChannels(trx, orgId)
    mayBeAdded(notifier, others)
    const { leastLevel = 2, isOn = true, locale = null } = given
    const channel: SavedChannel = {
      ...settled(app, orgId, id, notifier, undefined, given.values),
      orgId,
      id,
      name: freeName(others, id, given.name),
      room: roomOf(notifier, given.room, given.name),
      isOn,
      topics: notifier.reaches === 'room' ? (given.topics ?? ROOM_TOPICS) : [],
      leastLevel,
      locale,
      position: Math.max(-1, ...others.map(({ position }) => position)) + 1,
    }
    await insertChannel(trx, now, actorKey(actor), { ...channel, notifier: notifier.id })
    await note(app, trx, actor, 'makeChannel', id, { name: channel.name, notifier: notifier.id, room: channel.room })
  })
  return id
}

/**
 * Changes what is named and leaves the rest. A secret that is not named stays as it is; null or '' takes it away.
 * @throws Refusal `not-found`, `name-taken`; `invalid` with the field, also of a secret that would go to another place than it was given
 *   for
 */
export async function changeChannel(app: App, actor: Actor, id: string, given: ChannelChange): Promise<void> {
  permit(actor, 'work.manage')
  const { orgId } = actor
  await withChannel(app, actor, id, async (trx, row, others) => {
    const notifier = findNotifier(row.notifier)
    if (!notifier) throw new Refusal('not-found')
    const before = { ...row.settings, ...secretsOrNone(app, row) }
    const values = given.values && settled(app, orgId, id, notifier, before, given.values)
    const renewed: Partial<SavedChannel> = values ?? {}
    const name = given.name === undefined ? row.name : freeName(others, id, given.name)
    const room = given.room === undefined ? row.room : roomOf(notifier, given.room, name)
    const { name: _name, room: _room, values: _values, position, ...plain } = given
    const changed = values ? changedKeys(before, values.all) : []
    // Whoever gives a robot that was gone another address means it to speak.
    const isOn = given.isOn ?? (row.isOn || (row.goneAt !== null && changed.length > 0))
    const channel: SavedChannel = { ...row, ...plain, ...renewed, name, room, isOn }
    await updateChannel(trx, app.clock.now(), actorKey(actor), channel, changed.length > 0)
    if (position !== undefined) await savePositions(trx, orgId, movedTo(others, id, position))
    const named = Object.keys(given).filter((key) => key !== 'values')
    await note(app, trx, actor, 'changeChannel', id, { name, changed: [...named, ...changed] })
  })
}

/** From now on nothing is sent by it; what waits goes by another. @throws Refusal `not-found` */
export async function removeChannel(app: App, actor: Actor, id: string): Promise<void> {
  permit(actor, 'work.manage')
  await withChannel(app, actor, id, async (trx, { name, notifier }) => {
    await removeChannelRow(trx, app.clock.now(), actorKey(actor), actor.orgId, id)
    // What browsers have registered is bound to the channel's keys.
    if (findNotifier(notifier)?.devices) await deleteSubscriptions(trx, actor.orgId)
    await note(app, trx, actor, 'removeChannel', id, { name, notifier })
  })
}

/** The first is tried first, by whoever has not chosen otherwise. @throws Refusal `invalid` unless all of them are named */
export async function orderChannels(app: App, actor: Actor, ids: readonly string[]): Promise<void> {
  permit(actor, 'work.manage')
  const { orgId } = actor
  await inTransaction(app.db, async (trx) => {
    await lockChannels(trx, orgId)
    const known = (await listChannels(trx, orgId)).map(({ id }) => id)
    if (ids.length !== known.length || !known.every((id) => ids.includes(id)))
      throw new Refusal('invalid', { field: 'ids', reason: 'must name every channel once' })
    await savePositions(trx, orgId, ids)
    const act = { verb: 'orderChannels', objectKind: 'organisation', objectId: orgId, detail: { ids } }
    await recordAct(trx, app.clock.now(), actor, act)
  })
}

type Settled = Pick<SavedChannel, 'settings' | 'secrets' | 'sealContext'> & { readonly all: Settings }

function settled(
  app: App,
  orgId: string,
  id: string,
  notifier: Notifier,
  before: Settings | undefined,
  values: Readonly<Record<string, unknown>>,
): Settled {
  const all = checked(notifier, before, values)
  const { open, secret } = splitSecrets(notifier.settings, all)
  const sealContext = channelContext(orgId, id)
  return { all, settings: open, secrets: sealSecrets(app, sealContext, secret), sealContext }
}

function checked(
  notifier: Notifier,
  before: Settings | undefined,
  values: Readonly<Record<string, unknown>>,
): Settings {
  try {
    return settingsFrom(notifier, before, values)
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error
    throw new Refusal('invalid', { field: `values/${error.key}`, reason: `${error.key} ${error.message}` })
  }
}

function mayBeAdded(notifier: Notifier, others: readonly ChannelRow[]): void {
  if (others.length >= MOST_CHANNELS)
    throw new Refusal('wrong-state', { reason: `there are ${MOST_CHANNELS} channels already` })
  // A browser takes messages of one key only.
  if (notifier.devices && others.some((other) => other.notifier === notifier.id))
    throw new Refusal('already-done', { field: 'notifier', reason: 'there can be but one of them' })
}

function freeName(others: readonly ChannelRow[], id: string, given: string): string {
  const name = given.trim()
  if (others.some((other) => other.id !== id && other.name.toLowerCase() === name.toLowerCase()))
    throw new Refusal('name-taken', { field: 'name' })
  return name
}

function roomOf({ reaches, id }: Notifier, given: string | undefined, name: string): string | null {
  if (reaches === 'room') return (given ?? name).trim()
  if (given !== undefined) throw new Refusal('invalid', { field: 'room', reason: `${id} reaches people, not rooms` })
  return null
}

function movedTo(channels: readonly ChannelRow[], id: string, position: number): string[] {
  const rest = channels.map((channel) => channel.id).filter((each) => each !== id)
  return rest.toSpliced(position, 0, id)
}

async function withChannel(
  app: App,
  { orgId }: Actor,
  id: string,
  work: (trx: Trx, row: ChannelRow, all: readonly ChannelRow[]) => Promise<void>,
): Promise<void> {
  await inTransaction(app.db, async (trx) => {
    await lockChannels(trx, orgId)
    const all = await listChannels(trx, orgId)
    const row = all.find((channel) => channel.id === id)
    if (!row) throw new Refusal('not-found')
    await work(trx, row, all)
  })
}

async function note(
  app: App,
  trx: Trx,
  actor: Actor,
  verb: string,
  id: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await recordAct(trx, app.clock.now(), actor, { verb, objectKind: 'channel', objectId: id, detail })
}
