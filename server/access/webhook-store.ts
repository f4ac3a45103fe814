import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { NewWebhook, Webhook, WebhookKind, WebhookState } from './webhook-schema.ts'

const WEBHOOK = sql`
  w.webhook_id as id, w.name, w.url, w.kinds, w.track_ids as "trackIds", w.state, w.state_reason as "stateReason",
  w.failing_since as "failingSince", w.last_tried_at as "lastTriedAt", w.last_ok_at as "lastOkAt",
  w.last_status as "lastStatus", w.last_error as "lastError", w.created_at as "createdAt",
  coalesce((select p.name from people p where p.org_id = w.org_id and 'person:' || p.id::text = w.created_by), w.created_by)
    as "createdBy"`

type Row = {
  [K in keyof Webhook]: K extends `${string}At` | 'failingSince'
    ? Date | (null extends Webhook[K] ? null : never)
    : Webhook[K]
}

export async function selectWebhooks(db: Db, orgId: string): Promise<Webhook[]> {
  const found = await sql<Row>`
    select ${WEBHOOK} from webhooks w where w.org_id = ${orgId} order by w.created_at, w.webhook_id`.execute(db)
  return found.rows.map(webhookOf)
}

export async function selectWebhook(db: Db, orgId: string, id: string): Promise<Webhook | undefined> {
  const found = await sql<Row>`
    select ${WEBHOOK} from webhooks w where w.org_id = ${orgId} and w.webhook_id = ${id}`.execute(db)
  return found.rows[0] && webhookOf(found.rows[0])
}

/** Whoever changes one takes its row first. */
export async function lockWebhook(trx: Trx, orgId: string, id: string): Promise<Webhook | undefined> {
  await sql`select 1 from webhooks where org_id = ${orgId} and webhook_id = ${id} for no key update`.execute(trx)
  return selectWebhook(trx, orgId, id)
}

export type WebhookInsert = {
  readonly orgId: string
  readonly id: string
  readonly secret: string
  readonly by: string
}

/** @param made.secret sealed */
export async function insertWebhook(trx: Trx, at: Date, made: WebhookInsert, given: NewWebhook): Promise<void> {
  const { name, url, kinds, trackIds = [] } = given
  await sql`
    insert into webhooks (org_id, webhook_id, name, url, kinds, track_ids, secret, state, created_at, created_by)
    values (${made.orgId}, ${made.id}, ${name}, ${url}, ${kinds}, ${trackIds}, ${made.secret}, 'on', ${at}, ${made.by})`.execute(
    trx,
  )
}

export async function updateWebhook(trx: Trx, orgId: string, id: string, given: NewWebhook): Promise<void> {
  const { name, url, kinds, trackIds = [] } = given
  await sql`
    update webhooks set name = ${name}, url = ${url}, kinds = ${kinds}, track_ids = ${trackIds}
    where org_id = ${orgId} and webhook_id = ${id}`.execute(trx)
}

/** Turned on again it begins anew: what failed before no longer counts. */
export async function updateWebhookState(
  trx: Trx,
  orgId: string,
  id: string,
  state: WebhookState,
  reason: string | null,
): Promise<void> {
  await sql`
    update webhooks set state = ${state}, state_reason = ${reason},
      failing_since = case when ${state} = 'on' then null else failing_since end
    where org_id = ${orgId} and webhook_id = ${id}`.execute(trx)
}

/** @param sealed the new secret; the present one signs too until `until` */
export async function replaceSecret(trx: Trx, orgId: string, id: string, sealed: string, until: Date): Promise<void> {
  await sql`
    update webhooks set old_secret = secret, old_secret_until = ${until}, secret = ${sealed}
    where org_id = ${orgId} and webhook_id = ${id}`.execute(trx)
}

/** With everything of it that has not arrived. */
export async function deleteWebhook(trx: Trx, orgId: string, id: string): Promise<void> {
  await sql`
    delete from outbox where org_id = ${orgId} and channel = 'webhook' and body ->> 'webhookId' = ${id}
      and state in ('waiting', 'failed', 'set_aside')`.execute(trx)
  await sql`delete from webhooks where org_id = ${orgId} and webhook_id = ${id}`.execute(trx)
}

export async function selectListeners(trx: Trx | Db, orgId: string, kind: WebhookKind): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select webhook_id as id from webhooks
    where org_id = ${orgId} and state = 'on' and ${kind} = any(kinds) order by webhook_id`.execute(trx)
  return found.rows.map(({ id }) => id)
}

function webhookOf(row: Row): Webhook {
  const text = (at: Date | null): string | null => at?.toISOString() ?? null
  return {
    ...row,
    failingSince: text(row.failingSince),
    lastTriedAt: text(row.lastTriedAt),
    lastOkAt: text(row.lastOkAt),
    createdAt: row.createdAt.toISOString(),
  }
}
