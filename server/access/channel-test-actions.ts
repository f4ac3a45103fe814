import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { type Message, NotifyError } from '../notifiers/contract.ts'
import { addressKeyOf, findNotifier } from '../notifiers/index.ts'
import { recordAct } from './audit-actions.ts'
import { carryMessage } from './channel-carry-actions.ts'
import type { Reach } from './channel-reach.ts'
import { listReaches } from './channel-reads.ts'
import type { TestResult } from './channel-schema.ts'
import { type ChannelRow, findChannel, takeBudget } from './channel-store.ts'
import { testLines, testSubject } from './channel-test-words.ts'
import { messageOf } from './notice-message.ts'
import { formatTime } from './notice-time.ts'
import { localeOf } from './notice-words.ts'
import { permit, permitPerson } from './permit.ts'
import { forgetAddress } from './person-address-actions.ts'
import { noteTested } from './person-address-store.ts'
import { noteSubscriptionRefused, noteSubscriptionTaken } from './push-store.ts'
import { findPerson, getOrganisation } from './reads.ts'

const TEST_MS = 30_000

/**
 * Sends a message to the room, or to whoever asks, at once, and tells what the other side said, whatever it was. It counts against the
 * channel's budget like any other.
 * @throws Refusal `not-found`; `forbidden` for programs, which have no address; `invalid` naming what must be known of the person first
 */
export async function testChannel(app: App, actor: Actor, channelId: string): Promise<TestResult> {
  permit(actor, 'work.manage')
  return test(app, actor, await getChannel(app, actor, channelId))
}

/** The same for whoever may not keep settings, of channels that reach people. @throws as above */
export async function testOwnChannel(app: App, actor: Actor, channelId: string): Promise<TestResult> {
  permitPerson(actor)
  const channel = await getChannel(app, actor, channelId)
  if (channel.room !== null || !channel.isOn) throw new Refusal('not-found')
  return test(app, actor, channel)
}

async function test(app: App, actor: Actor, channel: ChannelRow): Promise<TestResult> {
  const { room } = channel
  const result = room === null ? await testPerson(app, actor, channel) : await testRoom(app, channel, room)
  await inTransaction(app.db, async (trx) => {
    const detail = { name: channel.name, isSent: result.isSent, code: result.code }
    const act = { verb: 'testChannel', objectKind: 'channel', objectId: channel.id, detail }
    await recordAct(trx, app.clock.now(), actor, act)
  })
  return result
}

async function testRoom(app: App, channel: ChannelRow, room: string): Promise<TestResult> {
  return tryOnce(app, channel, await testMessage(app, channel, { name: room, address: '' }, channel.locale))
}

/** To each of a person's devices; one that took it is enough. */
async function testPerson(app: App, actor: Actor, channel: ChannelRow): Promise<TestResult> {
  const { orgId, id: personId } = actor
  const person = actor.kind === 'person' ? await findPerson(app.db, orgId, personId) : undefined
  if (!person) throw new Refusal('forbidden', { reason: 'for people' })
  const ways = (await listReaches(app.db, orgId, [personId], [channel])).get(personId) ?? []
  if (ways.length === 0) throw missing(channel)
  const results: TestResult[] = []
  for (const way of ways) {
    const message = await testMessage(app, channel, { name: person.name, address: way.address }, person.locale)
    const result = await tryOnce(app, channel, message)
    await remember(app, actor, way, result)
    results.push(result)
  }
  const [first] = results
  return results.find(({ isSent }) => isSent) ?? (first as TestResult)
}

/** Only what a test has reached can be confirmed; what does not exist any more is asked for anew. */
async function remember(app: App, { orgId, id: personId }: Actor, way: Reach, result: TestResult): Promise<void> {
  const { notifier, address, subscriptionId } = way
  const field = addressKeyOf(notifier)
  await inTransaction(app.db, async (trx) => {
    if (result.code === 'gone') await forgetAddress(trx, orgId, { personId, notifier, subscriptionId }, address)
    const now = app.clock.now()
    const { isSent, code } = result
    // Where it was not called there is nothing to note.
    if (!isSent && code !== null && code !== 'throttled' && subscriptionId !== undefined)
      await noteSubscriptionRefused(trx, orgId, subscriptionId, now, code)
    if (!isSent) return
    if (field !== undefined) await noteTested(trx, now, { orgId, personId, field }, address)
    if (subscriptionId !== undefined) await noteSubscriptionTaken(trx, orgId, subscriptionId, now)
  })
}

async function testMessage(
  app: App,
  { orgId, name }: ChannelRow,
  to: Message['to'],
  chosen: ChannelRow['locale'],
): Promise<Message> {
  const now = app.clock.now()
  const organisation = await getOrganisation(app.db, orgId)
  const { zone } = organisation
  const locale = localeOf(chosen, zone)
  const lines = testLines(organisation.name, name, formatTime(now, locale, zone)).map((said) => said(locale))
  const words = { locale, level: null, mode: 'live', subject: testSubject(locale), lines } as const
  const told = { ...words, url: null, acknowledgeUrl: null, thread: null, createdAt: now }
  return messageOf(told, { to, zone, publicUrl: app.config.publicUrl })
}

async function tryOnce(app: App, channel: ChannelRow, message: Message): Promise<TestResult> {
  const limit = findNotifier(channel.notifier)?.limits.room
  const taken = await takeBudget(app.db, channel.orgId, channel.id, limit, undefined, app.clock.now())
  if (!taken.ok) {
    const freeAt = taken.freeAt.toISOString()
    return { isSent: false, code: 'throttled', said: `nothing was sent: the channel is full until ${freeAt}`, freeAt }
  }
  try {
    const carrying = { key: `test ${newId()}`, signal: AbortSignal.timeout(TEST_MS) }
    const { said } = await carryMessage(app, channel, message, carrying)
    return { isSent: true, code: null, said, freeAt: null }
  } catch (error) {
    if (!(error instanceof NotifyError)) throw error
    return { isSent: false, code: error.code, said: error.said ?? error.message, freeAt: null }
  }
}

function missing({ notifier }: ChannelRow): Refusal {
  if (findNotifier(notifier)?.devices)
    return new Refusal('invalid', { field: 'devices', reason: 'no browser is registered' })
  const key = addressKeyOf(notifier) ?? 'email'
  return new Refusal('invalid', { field: `addresses/${key}`, reason: 'is needed to send a test there' })
}

async function getChannel(app: App, { orgId }: Actor, id: string): Promise<ChannelRow> {
  const channel = await findChannel(app.db, orgId, id)
  if (!channel || channel.removedAt) throw new Refusal('not-found')
  return channel
}
