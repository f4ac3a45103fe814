import type { App } from '../app.ts'
import { HOUR } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { restOf } from './channel-budget.ts'
import { listReaches } from './channel-reads.ts'
import { type ChannelRow, listChannels } from './channel-store.ts'
import { sendNotice } from './notice-actions.ts'
import { type Link, lockChain, markReplaced, noteFailure } from './notice-chain-store.ts'
import { placeNotices } from './notice-placing-actions.ts'
import { isUrgent, nextWay } from './notice-route.ts'
import type { SendableNotice } from './notice-row-store.ts'
import { undeliveredNote, undeliveredSubject } from './notice-words.ts'
import { forgetAddress } from './person-address-actions.ts'

/**
 * final: nothing more is tried with this one; often: it failed several times, and is tried on; busy: the channel takes nothing now, or not
 * from us.
 */
export type Trouble = 'final' | 'often' | 'busy'

/**
 * moved: another one goes out instead, now or since before; others: something else is on its way to the same person or room; none: there is
 * no other channel
 */
export type Outcome = 'moved' | 'others' | 'none'

/**
 * Another channel takes over where one fails, once, in one transaction, whoever else finds the same failure. Where nothing can reach the
 * person or room any more, whoever keeps the channels is told in-app.
 * @param gone the address that the other side says does not exist any more: it is forgotten
 */
export async function failOver(app: App, notice: SendableNotice, trouble: Trouble, gone?: string): Promise<Outcome> {
  const { orgId, id, personId, notifier, subscriptionId } = notice
  return inTransaction(app.db, async (trx) => {
    const chain = await lockChain(trx, orgId, rootOf(notice))
    if (gone !== undefined && personId !== null)
      await forgetAddress(trx, orgId, { personId, notifier, subscriptionId }, gone)
    const own = chain.find((each) => each.id === id)
    if (trouble !== 'busy') await noteFailure(trx, app.clock.now(), orgId, id, trouble === 'final')
    if (own?.replacedBy) return 'moved'
    const others = chain.filter((each) => each.id !== id)
    if (others.some(({ failedAt }) => failedAt === null)) return 'others'
    if (await replace(app, trx, notice, chain, trouble)) return 'moved'
    if (trouble === 'final' && others.every(({ givenUpAt }) => givenUpAt !== null))
      await tellUndelivered(app, trx, notice)
    return 'none'
  })
}

/** What belongs together: the in-app notice, or the first in a room. */
export function rootOf({ id, rootId }: Pick<SendableNotice, 'id' | 'rootId'>): string {
  return rootId ?? id
}

async function replace(
  app: App,
  trx: Trx,
  notice: SendableNotice,
  chain: readonly Link[],
  trouble: Trouble,
): Promise<boolean> {
  const { orgId, id } = notice
  const channels = await listChannels(trx, orgId)
  const next =
    notice.room === null ? await nextOfPerson(trx, notice, chain, channels) : nextOfRoom(app, notice, chain, channels)
  if (!next) return false
  const newer = newId(app.clock.now().getTime())
  if (!(await markReplaced(trx, orgId, id, newer))) return true
  // The one that could not be handed over is done with; that it fails often leaves it trying.
  if (trouble === 'busy') await noteFailure(trx, app.clock.now(), orgId, id, true)
  const { channelId, notifier, subscriptionId = null } = next
  const draft = { ...notice, id: newer, channelId, notifier, subscriptionId, rootId: rootOf(notice), insteadOf: id }
  await placeNotices(app, trx, orgId, [draft], channels)
  return true
}

async function nextOfPerson(
  trx: Trx,
  { orgId, personId }: SendableNotice,
  chain: readonly Link[],
  channels: readonly ChannelRow[],
) {
  if (personId === null) return undefined
  const reaches = await listReaches(trx, orgId, [personId], channels)
  return nextWay(reaches.get(personId) ?? [], chain)
}

/** Another robot of the room that does not rest. */
function nextOfRoom(
  { clock }: App,
  { room }: SendableNotice,
  chain: readonly Link[],
  channels: readonly ChannelRow[],
): { channelId: string; notifier: string; subscriptionId?: string } | undefined {
  const now = clock.now()
  const isFree = (channel: ChannelRow): boolean =>
    channel.room === room &&
    channel.isOn &&
    !restOf(channel, now) &&
    !chain.some(({ channelId }) => channelId === channel.id)
  const robot = channels.find(isFree)
  return robot && { channelId: robot.id, notifier: robot.notifier }
}

/** What is urgent is told each time; of the rest one an hour says enough: the page lists them all. */
async function tellUndelivered(app: App, trx: Trx, notice: SendableNotice): Promise<void> {
  const { orgId, name, subject, mode } = notice
  const hour = Math.floor(app.clock.now().getTime() / HOUR)
  await sendNotice(app, trx, {
    orgId,
    to: { permission: 'work.manage' },
    key: isUrgent(notice) ? `undelivered ${rootOf(notice)}` : `undelivered hour ${hour}`,
    topic: 'blind',
    mode,
    isInAppOnly: true,
    words: (locale) => ({
      subject: undeliveredSubject(name)(locale),
      lines: [subject, undeliveredNote(locale)],
      url: '/administration/channels',
    }),
  })
}
