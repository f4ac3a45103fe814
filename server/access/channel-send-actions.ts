import type { App } from '../app.ts'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { type Channel, Deferred, Passed } from '../base/outbox-sender.ts'
import { type Message, type Notifier, NotifyError, type Receipt } from '../notifiers/contract.ts'
import { notifiers } from '../notifiers/index.ts'
import { restMs } from './channel-budget.ts'
import { type Ask, carryMessage } from './channel-carry-actions.ts'
import { switchOffGone } from './channel-gone-actions.ts'
import { findAddress, mentionsOf } from './channel-reads.ts'
import { type ChannelRow, findChannel, listChannels, takeBudget } from './channel-store.ts'
import { isCarried } from './notice-chain-store.ts'
import { failOver, rootOf, type Trouble } from './notice-failover-actions.ts'
import { messageOf } from './notice-message.ts'
import { outboxChannel } from './notice-placing-actions.ts'
import { bySpare, isUrgent } from './notice-route.ts'
import { clearFailure, findNotice, type SendableNotice, saveChannel } from './notice-row-store.ts'
import { noteSubscriptionRefused, noteSubscriptionTaken } from './push-store.ts'
import { getOrganisation } from './reads.ts'

/** After so many failed attempts another channel takes over, and this one is tried on. */
const OFTEN = 3
/** Who waits longer in line for a place among those on their way goes back: what is begun must end within the outbox's lease. */
const MOST_IN_LINE_MS = 10 * SECOND
/** A channel that rests for longer (an account that has had its share of the day) is not waited for where there is another. */
const MOST_REST_MS = 2 * MINUTE
/** A channel that refuses for its rate is asked again for so long without counting; afterwards each refusal is a failed attempt. */
const PATIENCE_MS = 2 * HOUR

/** For the outbox: one way out for each kind of channel. @param ask how others are asked by HTTP, where it is not by ours */
export function noticeChannels(app: App, ask?: Ask): Channel[] {
  return notifiers.map((notifier) => noticeChannel(app, notifier, ask))
}

/** Carries a notice by its id: what it says is in its row; where it goes, and by which channel of the kind, is found when it is sent. */
function noticeChannel(app: App, notifier: Notifier, ask: Ask | undefined): Channel {
  const places = new Map<string, Places>()
  return {
    name: outboxChannel(notifier.id),
    isSandbox: notifier.isSandbox,
    mostAttempts: notifier.limits.tries,
    send: async ({ orgId, lane, body }, key, signal, attempt) => {
      const place = `${orgId} ${lane}`
      const own = places.get(place) ?? makePlaces(notifier.limits.parallel)
      places.set(place, own)
      // Before anything is asked of the database: in the order in which they come.
      await enterSoon(app, own)
      try {
        const notice = await noticeOf(app, orgId, body)
        // Unique in the installation: the keys of two organisations may be the same.
        return await sendNow(app, notifier, notice, { key: `${orgId} ${key}`, signal, attempt, ask })
      } finally {
        own.leave()
      }
    },
  }
}

/** What it is about. @throws Refusal, or Passed where nothing is to be sent any more */
async function noticeOf(app: App, orgId: string, body: unknown): Promise<SendableNotice> {
  const id = String((body as { noticeId?: unknown } | null)?.noticeId)
  const notice = await findNotice(app.db, orgId, id)
  if (!notice) throw new Refusal('not-found', { reason: 'the notice is gone' })
  if (notice.isDisabled) throw new Refusal('wrong-state', { reason: 'the person is disabled' })
  await passIfCarried(app, notice)
  return notice
}

async function sendNow(
  app: App,
  notifier: Notifier,
  notice: SendableNotice,
  { key, signal, attempt, ask }: Attempt,
): Promise<Receipt> {
  const aim: Aim = {}
  try {
    aim.channel = await channelFor(app, notifier, notice, attempt)
    const message = await write(app, notifier, notice, aim)
    const receipt = await carryMessage(app, aim.channel, message, { key, signal, ask })
    await noteArrival(app, notice)
    return receipt
  } catch (error) {
    if (!(error instanceof NotifyError)) throw error
    const isLast = error.isFinal || attempt >= notifier.limits.tries
    if (error.code === 'throttled' && !isLast) return await giveWay(app, notice, error, restMs(notifier.limits, error))
    await noteRefusal(app, notice, error, aim, isLast)
    const trouble = isLast ? 'final' : attempt >= OFTEN ? 'often' : undefined
    throw trouble ? await afterFailure(app, notice, error, trouble, aim.address) : new Error(reasonOf(error))
  }
}

type Attempt = {
  readonly key: string
  readonly signal: AbortSignal
  readonly attempt: number
  readonly ask: Ask | undefined
}
/** By what and where it was to go, as far as that was found. */
type Aim = { channel?: ChannelRow; address?: string }

/** A room's robot that is no more is switched off; a browser's owner sees since when it hears nothing. */
async function noteRefusal(
  app: App,
  { orgId, room, subscriptionId }: SendableNotice,
  error: NotifyError,
  { channel, address }: Aim,
  isLast: boolean,
): Promise<void> {
  if (room !== null && channel && error.code === 'gone' && isLast) await switchOffGone(app, channel, error)
  if (subscriptionId !== null && address !== undefined)
    await noteSubscriptionRefused(app.db, orgId, subscriptionId, app.clock.now(), error.code)
}

/** What was thought lost came through; and a browser's owner sees when it was last told. */
async function noteArrival({ db, clock }: App, { orgId, id, failedAt, subscriptionId }: SendableNotice): Promise<void> {
  if (failedAt !== null) await clearFailure(db, orgId, id)
  if (subscriptionId !== null) await noteSubscriptionTaken(db, orgId, subscriptionId, clock.now())
}

/** Another channel may have carried it meanwhile, where one took over from the other. */
async function passIfCarried({ db }: App, notice: SendableNotice): Promise<void> {
  const { orgId, id, insteadOf, replacedBy } = notice
  if (insteadOf === null && replacedBy === null) return
  if (await isCarried(db, orgId, rootOf(notice), id)) throw new Passed('another channel carried it')
}

/** @returns what the outbox is to know of it */
async function afterFailure(
  app: App,
  notice: SendableNotice,
  error: NotifyError,
  trouble: Trouble,
  address: string | undefined,
): Promise<Error> {
  const reason = reasonOf(error)
  const isGone = error.code === 'gone' && trouble === 'final'
  const outcome = await failOver(app, notice, trouble, isGone ? address : undefined)
  if (trouble === 'often') return new Error(reason)
  return outcome === 'moved' ? new Passed(reason) : new Refusal('invalid', { reason })
}

/** It may not be called now: another one takes over, or it waits. @throws always */
async function giveWay(app: App, notice: SendableNotice, error: NotifyError, rest: number): Promise<never> {
  const reason = reasonOf(error)
  if ((await failOver(app, notice, 'busy')) === 'moved') throw new Passed(reason)
  const now = app.clock.now().getTime()
  if (now - notice.createdAt.getTime() > PATIENCE_MS) throw new Error(reason)
  throw new Deferred(new Date(now + rest), reason)
}

/**
 * The channel that carries it, with the place of one message taken in its budget: of a room the robot that may still say most, at a repeated
 * attempt the same one as before where it may.
 * @throws NotifyError `settings` where there is none any more; Deferred or Passed where none may be called now
 */
async function channelFor(app: App, notifier: Notifier, notice: SendableNotice, attempt: number): Promise<ChannelRow> {
  const { orgId, id, room } = notice
  const level = isUrgent(notice) ? 1 : (notice.level ?? undefined)
  const waits: Date[] = []
  for (const channel of await candidates(app, notifier, notice, level, attempt)) {
    const taken = await takeBudget(app.db, orgId, channel.id, notifier.limits.room, level, app.clock.now())
    if (taken.ok) {
      if (channel.id !== notice.channelId) await saveChannel(app.db, orgId, id, channel.id)
      return channel
    }
    waits.push(taken.freeAt)
  }
  if (waits.length === 0) throw new NotifyError('settings', `${notifier.id} is not set up`, { isFinal: true })
  const reason = 'throttled: nothing more may be sent now'
  const freeAt = Math.min(...waits.map((at) => at.getTime()))
  const mayMove = room !== null || isUrgent(notice) || freeAt - app.clock.now().getTime() > MOST_REST_MS
  if (mayMove && (await failOver(app, notice, 'busy')) === 'moved') throw new Passed(reason)
  throw new Deferred(new Date(freeAt), reason)
}

async function candidates(
  { db, clock }: App,
  { id: kind, limits }: Notifier,
  { orgId, room, channelId }: SendableNotice,
  level: number | undefined,
  attempt: number,
): Promise<ChannelRow[]> {
  if (room === null) {
    const channel = channelId === null ? undefined : await findChannel(db, orgId, channelId)
    return channel?.isOn && !channel.removedAt ? [channel] : []
  }
  const robots = (await listChannels(db, orgId)).filter(
    (each) => each.room === room && each.notifier === kind && each.isOn,
  )
  const spread = bySpare(robots, limits.room, level, clock.now()).sort((one, other) => trouble(one) - trouble(other))
  const before = attempt > 1 ? spread.filter(({ id }) => id === channelId) : []
  return [...new Set([...before, ...spread])]
}

/** One that hangs is not asked first, as long as another of its room speaks. What was said too often is over when its rest is. */
function trouble({ sentAt, failedAt, failureCode }: ChannelRow): number {
  return failedAt !== null && failureCode !== 'throttled' && (sentAt === null || sentAt < failedAt) ? 1 : 0
}

async function write(app: App, notifier: Notifier, notice: SendableNotice, aim: Aim): Promise<Message> {
  const { orgId, name, personId, subscriptionId } = notice
  const { zone } = await getOrganisation(app.db, orgId)
  const around = { zone, publicUrl: app.config.publicUrl }
  if (personId === null) {
    const mentions = await mentionsOf(app.db, orgId, notifier.id, notice.mentions)
    return messageOf(notice, { ...around, to: { name, address: '' }, mentions })
  }
  const address = await findAddress(app.db, orgId, { personId, notifier: notifier.id, subscriptionId })
  if (address === undefined)
    throw new NotifyError('settings', 'the person has no address there any more', { isFinal: true })
  aim.address = address
  return messageOf(notice, { ...around, to: { name, address } })
}

/** `code: words`, which pages tell apart. */
function reasonOf({ code, message }: NotifyError): string {
  return `${code}: ${message}`
}

type Places = { enter(): Promise<void>; leave(): void }

/** @throws Deferred where the line was too long */
async function enterSoon({ clock }: App, places: Places): Promise<void> {
  const since = performance.now()
  await places.enter()
  if (performance.now() - since < MOST_IN_LINE_MS) return
  places.leave()
  throw new Deferred(clock.now(), 'too many were on their way')
}

/** So many at the same time; the others wait in line. */
function makePlaces(most: number): Places {
  let free = most
  const line: (() => void)[] = []
  return {
    enter: async () => {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => line.push(resolve))
    },
    leave: () => {
      const next = line.shift()
      if (next) next()
      else free += 1
    },
  }
}
