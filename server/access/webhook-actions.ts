import { randomBytes } from 'node:crypto'
import type { Actor, App } from '../app.ts'
import { DAY } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { OutsideError } from '../base/outside.ts'
import { outsideUrl } from '../base/outside-address.ts'
import { sealSecret } from '../base/secrets.ts'
import { actorKey } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { permit } from './permit.ts'
import { secretContext } from './webhook-delivery-actions.ts'
import { resendDelivery, selectDeliveries } from './webhook-delivery-store.ts'
import { putTelling } from './webhook-event-actions.ts'
import type { Delivery, NewWebhook, Webhook } from './webhook-schema.ts'
import { SECRET_PREFIX } from './webhook-signature.ts'
import {
  deleteWebhook,
  insertWebhook,
  lockWebhook,
  replaceSecret,
  selectWebhook,
  selectWebhooks,
  updateWebhook,
  updateWebhookState,
} from './webhook-store.ts'

/** Each event is a row a webhook; nobody has so many receivers. */
const MOST_WEBHOOKS = 50
const SHOWN_DELIVERIES = 50
const SECRET_BYTES = 32

export async function listWebhooks(app: App, actor: Actor): Promise<Webhook[]> {
  permit(actor, 'work.manage')
  return selectWebhooks(app.db, actor.orgId)
}

/**
 * @returns the secret, which cannot be shown again
 * @throws Refusal `invalid` with the field
 */
export async function makeWebhook(
  app: App,
  actor: Actor,
  given: NewWebhook,
): Promise<{ webhook: Webhook; secret: string }> {
  permit(actor, 'work.manage')
  const input = checked(app, given)
  const { orgId } = actor
  const id = newId(app.clock.now().getTime())
  const secret = newSecret()
  return inTransaction(app.db, async (trx) => {
    if ((await selectWebhooks(trx, orgId)).length >= MOST_WEBHOOKS)
      throw new Refusal('wrong-state', { reason: `there are ${MOST_WEBHOOKS} already` })
    const sealed = sealSecret(app.config.secretKey, secretContext(orgId, id), secret)
    await insertWebhook(trx, app.clock.now(), { orgId, id, secret: sealed, by: actorKey(actor) }, input)
    await note(app, trx, actor, 'makeWebhook', id, described(input))
    return { webhook: await getWebhook(trx, orgId, id), secret }
  })
}

/** @throws Refusal `not-found`, `invalid` */
export async function changeWebhook(app: App, actor: Actor, id: string, given: NewWebhook): Promise<Webhook> {
  permit(actor, 'work.manage')
  return withWebhook(app, actor, id, async (trx) => {
    const input = checked(app, given)
    await updateWebhook(trx, actor.orgId, id, input)
    await note(app, trx, actor, 'changeWebhook', id, described(input))
  })
}

/** What happens while it is paused is not told later. @throws Refusal `not-found`, `already-done` */
export async function pauseWebhook(app: App, actor: Actor, id: string, reason: string): Promise<Webhook> {
  permit(actor, 'work.manage')
  return withWebhook(app, actor, id, async (trx, { state, name }) => {
    if (state === 'paused') throw new Refusal('already-done')
    await updateWebhookState(trx, actor.orgId, id, 'paused', reason)
    await note(app, trx, actor, 'pauseWebhook', id, { name, reason })
  })
}

/** Also one that we turned off ourselves. @throws Refusal `not-found`, `already-done` */
export async function resumeWebhook(app: App, actor: Actor, id: string): Promise<Webhook> {
  permit(actor, 'work.manage')
  return withWebhook(app, actor, id, async (trx, { state, name }) => {
    if (state === 'on') throw new Refusal('already-done')
    await updateWebhookState(trx, actor.orgId, id, 'on', null)
    await note(app, trx, actor, 'resumeWebhook', id, { name })
  })
}

/** A new secret; the present one signs too for a day, so that the receiver can change over. */
export async function renewWebhookSecret(app: App, actor: Actor, id: string): Promise<{ secret: string }> {
  permit(actor, 'work.manage')
  const secret = newSecret()
  await withWebhook(app, actor, id, async (trx, { name }) => {
    const sealed = sealSecret(app.config.secretKey, secretContext(actor.orgId, id), secret)
    await replaceSecret(trx, actor.orgId, id, sealed, new Date(app.clock.now().getTime() + DAY))
    await note(app, trx, actor, 'renewWebhookSecret', id, { name })
  })
  return { secret }
}

/** With what has not arrived yet. */
export async function removeWebhook(app: App, actor: Actor, id: string, reason: string): Promise<void> {
  permit(actor, 'work.manage')
  await inTransaction(app.db, async (trx) => {
    const webhook = await lockWebhook(trx, actor.orgId, id)
    if (!webhook) throw new Refusal('not-found')
    await deleteWebhook(trx, actor.orgId, id)
    await note(app, trx, actor, 'removeWebhook', id, { name: webhook.name, reason })
  })
}

/** Puts one event of the kind `test` out by the way that all take, also where the webhook is paused. */
export async function testWebhook(app: App, actor: Actor, id: string): Promise<Delivery> {
  permit(actor, 'work.manage')
  const { orgId } = actor
  await withWebhook(app, actor, id, async (trx, { name }) => {
    const at = app.clock.now()
    const telling = { webhookId: id, id: newId(at.getTime()), kind: 'test', at: at.toISOString(), isTest: true }
    await putTelling(app, trx, orgId, { ...telling, data: { askedBy: actor.name } })
    await note(app, trx, actor, 'testWebhook', id, { name })
  })
  const [newest] = await selectDeliveries(app.db, orgId, id, 1)
  if (!newest) throw new Error('the test is not there')
  return newest
}

/** @throws Refusal `not-found` */
export async function listDeliveries(app: App, actor: Actor, id: string): Promise<Delivery[]> {
  permit(actor, 'work.manage')
  await getWebhook(app.db, actor.orgId, id)
  return selectDeliveries(app.db, actor.orgId, id, SHOWN_DELIVERIES)
}

/** Once more with the same id: a receiver that knows it does nothing. @throws Refusal `not-found`, `wrong-state` where it waits already */
export async function sendAgain(app: App, actor: Actor, id: string, deliveryId: string): Promise<Delivery> {
  permit(actor, 'work.manage')
  const { orgId } = actor
  await withWebhook(app, actor, id, async (trx, { name }) => {
    const [delivery] = await selectDeliveries(trx, orgId, id, 1, deliveryId)
    if (!delivery) throw new Refusal('not-found', { field: 'deliveryId' })
    if (!(await resendDelivery(trx, orgId, id, deliveryId, app.clock.now())))
      throw new Refusal('wrong-state', { reason: 'it is waiting to be sent already' })
    await note(app, trx, actor, 'resendDelivery', id, { name, messageId: delivery.messageId })
  })
  const [delivery] = await selectDeliveries(app.db, orgId, id, 1, deliveryId)
  if (!delivery) throw new Refusal('not-found', { field: 'deliveryId' })
  return delivery
}

async function getWebhook(db: App['db'], orgId: string, id: string): Promise<Webhook> {
  const webhook = await selectWebhook(db, orgId, id)
  if (!webhook) throw new Refusal('not-found')
  return webhook
}

async function withWebhook(
  app: App,
  actor: Actor,
  id: string,
  change: (trx: Trx, webhook: Webhook) => Promise<void>,
): Promise<Webhook> {
  return inTransaction(app.db, async (trx) => {
    const webhook = await lockWebhook(trx, actor.orgId, id)
    if (!webhook) throw new Refusal('not-found')
    await change(trx, webhook)
    return getWebhook(trx, actor.orgId, id)
  })
}

function checked(app: App, given: NewWebhook): NewWebhook {
  const name = given.name.trim()
  if (name === '') throw new Refusal('invalid', { field: 'name', reason: 'is empty' })
  try {
    const { href } = outsideUrl(given.url.trim(), app.config.privateHosts)
    return { ...given, name, url: href, kinds: [...new Set(given.kinds)] }
  } catch (error) {
    if (error instanceof OutsideError) throw new Refusal('invalid', { field: 'url', reason: error.message })
    throw error
  }
}

/** Without path and query, which may hold keys. */
function described({ name, url, kinds }: NewWebhook): Record<string, unknown> {
  return { name, host: new URL(url).host, kinds }
}

function newSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`
}

function note(
  app: App,
  trx: Trx,
  actor: Actor,
  verb: (typeof ACT_VERBS)[number],
  objectId: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return recordAct(trx, app.clock.now(), actor, { verb, objectKind: 'webhook', objectId, detail })
}

const ACT_VERBS = [
  'makeWebhook',
  'changeWebhook',
  'pauseWebhook',
  'resumeWebhook',
  'renewWebhookSecret',
  'removeWebhook',
  'testWebhook',
  'resendDelivery',
] as const
