import type { App } from '../app.ts'
import { type Db, inTransaction, type Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { Live } from '../base/live.ts'
import { type Telling, WEBHOOK_CHANNEL } from './webhook-delivery-store.ts'
import { insertNotes, listNoted, type Noted, takeNotes } from './webhook-note-store.ts'
import { WEBHOOK_KINDS, type WebhookKind } from './webhook-schema.ts'
import { selectListeners } from './webhook-store.ts'
import { noteOf, summarise, type ToldPosts } from './webhook-summary.ts'

const POSTS: WebhookKind = 'monitoring.posts'

/** What open pages are told goes to webhooks too, in the same transaction: nobody who publishes need know of them. */
export function withWebhooks(app: Pick<App, 'live' | 'outbox' | 'clock'>): Live {
  const { live } = app
  return {
    subscribe: (...given) => live.subscribe(...given),
    publish: async (trx, orgId, kind, body) => {
      await live.publish(trx, orgId, kind, body)
      if (isWebhookKind(kind) && !isDrill(body)) await tellWebhooks(app, trx, orgId, kind, body)
    },
  }
}

/** Makes of what came since the last time one call for each webhook. @returns how many calls */
export async function tellPostSummaries(app: Pick<App, 'db' | 'outbox' | 'clock'>): Promise<number> {
  const noted = await listNoted(app.db)
  let told = 0
  for (const each of noted) if (await inTransaction(app.db, (trx) => tellSummary(app, trx, each))) told += 1
  return told
}

async function tellWebhooks(
  app: Pick<App, 'outbox' | 'clock'>,
  trx: Trx | Db,
  orgId: string,
  kind: WebhookKind,
  body: unknown,
): Promise<void> {
  const at = app.clock.now()
  // Shaped by server/monitoring/schema.ts, which this feature, being earlier, does not know.
  if (kind === POSTS) return insertNotes(trx, orgId, kind, at, noteOf(body as ToldPosts))
  const id = newId(at.getTime())
  for (const webhookId of await selectListeners(trx, orgId, kind))
    await putTelling(app, trx, orgId, { webhookId, id, kind, at: at.toISOString(), data: body })
}

async function tellSummary(app: Pick<App, 'outbox' | 'clock'>, trx: Trx, noted: Noted): Promise<boolean> {
  const summary = summarise(await takeNotes(trx, noted), noted.trackIds)
  if (!summary) return false
  const at = app.clock.now()
  const { orgId, webhookId } = noted
  const id = newId(at.getTime())
  await putTelling(app, trx, orgId, { webhookId, id, kind: POSTS, at: at.toISOString(), data: summary })
  return true
}

export async function putTelling(
  app: Pick<App, 'outbox'>,
  trx: Trx | Db,
  orgId: string,
  telling: Telling,
): Promise<void> {
  const key = `webhook ${telling.webhookId} ${telling.id}`
  await app.outbox.put(trx, { orgId, channel: WEBHOOK_CHANNEL, body: telling, key, mode: 'live' })
}

function isWebhookKind(kind: string): kind is WebhookKind {
  return WEBHOOK_KINDS.some((each) => each === kind)
}

/** What belongs to a drill stays in the house. */
function isDrill(body: unknown): boolean {
  const { mode, alert } = (body ?? {}) as { mode?: unknown; alert?: { mode?: unknown } }
  return mode === 'drill' || alert?.mode === 'drill'
}
