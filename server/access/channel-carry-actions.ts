import type { App } from '../app.ts'
import { fetchOutside, type OutsideRequest, resolveOutside } from '../base/outside.ts'
import {
  type Message,
  type Notifier,
  NotifyError,
  type OutsideCall,
  type OutsideReply,
  type Receipt,
  type SendContext,
} from '../notifiers/contract.ts'
import { findNotifier } from '../notifiers/index.ts'
import { restMs } from './channel-budget.ts'
import { openChannel } from './channel-secret-actions.ts'
import { type ChannelRow, noteRefused, noteTaken, restChannel } from './channel-store.ts'

/** How others are asked by HTTP. */
export type Ask = (call: OutsideCall & Pick<OutsideRequest, 'signal' | 'privateHosts'>) => Promise<OutsideReply>

type Carrying = {
  /** the same at every attempt, unique in the installation */
  readonly key: string
  readonly signal: AbortSignal
  readonly ask?: Ask | undefined
}

/**
 * Hands one message over by a channel, once, and keeps beside the channel how it went. Whoever calls has taken the channel's budget.
 * @throws NotifyError
 */
export async function carryMessage(
  app: App,
  channel: ChannelRow,
  message: Message,
  { key, signal, ask = fetchOutside }: Carrying,
): Promise<Receipt> {
  const notifier = findNotifier(channel.notifier)
  // A drill never leaves the house, whatever a caller has forgotten; nor is that a failure of the channel.
  if (message.mode === 'drill' && notifier?.isSandbox !== true)
    throw new NotifyError('refused', `${channel.notifier} carries no drills`, { isFinal: true })
  try {
    if (!notifier) throw new NotifyError('settings', `there is no ${channel.notifier} any more`, { isFinal: true })
    const receipt = await notifier.send(message, key, contextOf(app, channel, signal, ask))
    await noteTaken(app.db, channel.orgId, channel.id, app.clock.now())
    return receipt
  } catch (error) {
    if (error instanceof NotifyError) await note(app, channel, notifier, error)
    throw error
  }
}

function contextOf(app: App, channel: ChannelRow, signal: AbortSignal, ask: Ask): SendContext {
  const { privateHosts, publicUrl } = app.config
  return {
    settings: openChannel(app, channel),
    ownHost: new URL(publicUrl).hostname,
    signal,
    clock: app.clock,
    resolve: (host) => resolveOutside(host, privateHosts),
    fetch: (call) => ask({ ...call, signal, privateHosts }),
  }
}

async function note(
  { db, clock }: App,
  { orgId, id, room }: ChannelRow,
  notifier: Notifier | undefined,
  error: NotifyError,
): Promise<void> {
  const { code, said, message } = error
  const at = clock.now()
  // That one person's address does not exist any more says nothing about the channel.
  if (code !== 'gone' || room !== null) await noteRefused(db, orgId, id, { at, code, said: said ?? message })
  if (code === 'throttled' && notifier)
    await restChannel(db, orgId, id, new Date(at.getTime() + restMs(notifier.limits, error)))
}
