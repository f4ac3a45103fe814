import { createHmac } from 'node:crypto'
import type { App } from '../app.ts'
import { DAY, MINUTE, SECOND } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import type { Outgoing } from '../base/outbox.ts'
import type { Channel } from '../base/outbox-sender.ts'
import { fetchOutside, type OutsideAnswer, OutsideError, type OutsideRequest } from '../base/outside.ts'
import { noteOutsideClock } from '../base/outside-clock.ts'
import { openSecret } from '../base/secrets.ts'
import { systemActor } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { getOrganisation } from './reads.ts'
import { deleteDeliveriesBefore, resumeSetAside, type Telling, WEBHOOK_CHANNEL } from './webhook-delivery-store.ts'
import { SECRET_PREFIX, signatureHeaders, signedText } from './webhook-signature.ts'
import { lockWebhook, updateWebhookState } from './webhook-store.ts'
import { noteArrived, noteRefused, type Try, takeTry } from './webhook-try-store.ts'

/** After so long without anything arriving, we stop and say so. */
export const DISABLE_DAYS = 5
/** What could not be delivered is taken up again for so long; afterwards only by hand. */
export const RESUME_DAYS = 3
export const KEPT_DAYS = 30
/** A receiver that has been failing for the first of these is asked only once in the second. */
const PATIENCE_MS = 10 * MINUTE
const PROBE_MS = 4 * MINUTE
/** Less than an attempt of the outbox may take, so that the reason is ours to note. */
const TIMEOUT_MS = 10 * SECOND
const MOST_BYTES = 1024 * 1024
const SHOWN_CHARACTERS = 300
const GONE = 410

/** The way out: a signed POST for each row, the same id at every attempt (https://www.standardwebhooks.com). */
export function webhookChannel(app: App, more: Pick<OutsideRequest, 'resolve'> = {}): Channel {
  return {
    name: WEBHOOK_CHANNEL,
    isSandbox: false,
    send: (outgoing, _key, signal) => deliver(app, outgoing, { ...more, signal }),
  }
}

/** Takes up again what was set aside while a receiver was away. @returns how many */
export function resumeWebhooks(app: App): Promise<number> {
  const now = app.clock.now()
  return resumeSetAside(app.db, now, new Date(now.getTime() - RESUME_DAYS * DAY))
}

export function sweepDeliveries(app: App): Promise<number> {
  return deleteDeliveriesBefore(app.db, new Date(app.clock.now().getTime() - KEPT_DAYS * DAY))
}

/** The context in which a secret is sealed. */
export function secretContext(orgId: string, webhookId: string): string {
  return `${orgId} webhook ${webhookId}`
}

async function deliver(
  app: App,
  { orgId, body: told }: Outgoing,
  more: Pick<OutsideRequest, 'resolve' | 'signal'>,
): Promise<unknown> {
  const telling = told as Telling
  const { webhookId, isTest = false } = telling
  const now = app.clock.now()
  const failingBefore = new Date(now.getTime() - PATIENCE_MS)
  const triedBefore = new Date(now.getTime() - PROBE_MS)
  const attempt = await takeTry(app.db, orgId, webhookId, now, { failingBefore, triedBefore, isTest })
  if (!attempt) return { dropped: 'deleted' }
  if (attempt.isHeldBack) throw new Refusal('not-ready', { reason: heldBack(attempt) })
  const body = await bodyOf(app, orgId, telling)
  const headers = signed(app, secretContext(orgId, webhookId), attempt, telling.id, now, body)
  const answer = await ask(app, orgId, webhookId, { ...more, url: attempt.url, headers, body })
  if (answer.status >= 200 && answer.status < 300) {
    await noteArrived(app.db, orgId, webhookId, app.clock.now(), answer.status)
    return { status: answer.status, answer: shown(answer.body) }
  }
  await refused(app, orgId, webhookId, answer.status, `answered ${answer.status}: ${shown(answer.body)}`)
  if (answer.status !== GONE) throw new Error(`answered ${answer.status}: ${shown(answer.body)}`)
  await disable(app, orgId, webhookId, 'gone')
  throw new Refusal('wrong-state', { reason: 'answered 410: it wants no more of these' })
}

function heldBack({ state }: Try): string {
  return state === 'on' ? 'held back until the receiver answers again' : `held back: the webhook is ${state}`
}

async function bodyOf(app: App, orgId: string, { id, kind, at, data }: Telling): Promise<string> {
  const organisation = await getOrganisation(app.db, orgId)
  return JSON.stringify({ id, kind, at, organisation: { id: organisation.id, name: organisation.name }, data })
}

function signed(app: App, context: string, attempt: Try, id: string, now: Date, body: string): Record<string, string> {
  const seconds = Math.floor(now.getTime() / SECOND)
  const text = signedText(id, seconds, body)
  const sealed = attempt.oldSecret === null ? [attempt.secret] : [attempt.secret, attempt.oldSecret]
  const signatures = sealed.map((each) => {
    const secret = openSecret(app.config.secretKey, context, each)
    return createHmac('sha256', Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64'))
      .update(text)
      .digest('base64')
  })
  return { 'content-type': 'application/json; charset=utf-8', ...signatureHeaders(id, seconds, signatures) }
}

async function ask(
  app: App,
  orgId: string,
  webhookId: string,
  request: Omit<OutsideRequest, 'privateHosts'>,
): Promise<OutsideAnswer> {
  const sentAt = app.clock.now()
  try {
    const { privateHosts } = app.config
    const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MOST_BYTES, privateHosts }
    const answer = await fetchOutside({ ...request, ...limits, method: 'POST' })
    await noteOutsideClock(app.db, answer, sentAt, app.clock.now())
    return answer
  } catch (error) {
    if (error instanceof OutsideError) await refused(app, orgId, webhookId, null, `${error.code}: ${error.message}`)
    throw error
  }
}

async function refused(
  app: App,
  orgId: string,
  webhookId: string,
  status: number | null,
  error: string,
): Promise<void> {
  const now = app.clock.now()
  const since = await noteRefused(app.db, orgId, webhookId, now, { status, error })
  if (since && now.getTime() - since.getTime() > DISABLE_DAYS * DAY) await disable(app, orgId, webhookId, 'failing')
}

async function disable(app: App, orgId: string, webhookId: string, reason: 'gone' | 'failing'): Promise<void> {
  await inTransaction(app.db, async (trx) => {
    const webhook = await lockWebhook(trx, orgId, webhookId)
    if (webhook?.state !== 'on') return
    await updateWebhookState(trx, orgId, webhookId, 'disabled', reason)
    const act = { verb: 'disableWebhook', objectKind: 'webhook', objectId: webhookId }
    await recordAct(trx, app.clock.now(), systemActor(orgId, 'webhooks'), {
      ...act,
      detail: { name: webhook.name, reason },
    })
  })
}

/** For people to read, and for columns that hold no NUL. */
function shown(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, 4 * SHOWN_CHARACTERS))
  const clean = text.replaceAll(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim()
  return [...clean].slice(0, SHOWN_CHARACTERS).join('')
}
