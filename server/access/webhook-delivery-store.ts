import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { MOST_ATTEMPTS } from '../base/outbox-sender.ts'
import type { Delivery, DeliveryState } from './webhook-schema.ts'

export const WEBHOOK_CHANNEL = 'webhook'

/** The body of an outbox row of a webhook. */
export type Telling = {
  readonly webhookId: string
  /** the header webhook-id: the same at every attempt */
  readonly id: string
  readonly kind: string
  readonly at: string
  readonly data: unknown
  /** sent also while the webhook is paused */
  readonly isTest?: boolean
}

type OutboxRow = {
  id: string
  message_id: string
  kind: string
  state: 'waiting' | 'sending' | 'sent' | 'failed' | 'set_aside'
  attempts: number
  created_at: Date
  sent_at: Date | null
  next_at: Date
  receipt: { status?: number; answer?: string } | null
  error: string | null
}

export async function selectDeliveries(
  db: Db,
  orgId: string,
  webhookId: string,
  limit: number,
  deliveryId?: string,
): Promise<Delivery[]> {
  const { rows } = await sql<OutboxRow>`
    select id, body ->> 'id' as message_id, body ->> 'kind' as kind, state, attempts, created_at, sent_at, next_at, receipt, error
    from outbox
    where org_id = ${orgId} and channel = ${WEBHOOK_CHANNEL} and body ->> 'webhookId' = ${webhookId}
      and (${deliveryId ?? null}::uuid is null or id = ${deliveryId ?? null}::uuid)
    order by created_at desc, id desc limit ${limit}`.execute(db)
  return rows.map(deliveryOf)
}

/** With the same id and all its tries. @returns false where it is not there, or waits already */
export async function resendDelivery(
  trx: Trx,
  orgId: string,
  webhookId: string,
  deliveryId: string,
  now: Date,
): Promise<boolean> {
  const done = await sql`
    update outbox set state = 'waiting', attempts = 0, next_at = ${now}, sent_at = null, receipt = null, error = null
    where org_id = ${orgId} and id = ${deliveryId} and channel = ${WEBHOOK_CHANNEL} and body ->> 'webhookId' = ${webhookId}
      and state in ('sent', 'set_aside', 'failed')`.execute(trx)
  return done.numAffectedRows === 1n
}

/** A receiver that is failing is asked with one of them, a hundred go out once it answers again. */
const AT_ONCE = 100

/**
 * Takes up again what was set aside for webhooks that are on, longest untried first.
 * @returns how many
 */
export async function resumeSetAside(db: Db, now: Date, since: Date): Promise<number> {
  const done = await sql`
    update outbox o set state = 'waiting', next_at = ${now},
      attempts = case when due.failing then ${MOST_ATTEMPTS - 1}::int else 0 end
    from (
      select o.org_id, o.id, w.failing_since is not null as failing,
        row_number() over (partition by w.org_id, w.webhook_id order by o.next_at, o.id) as place
      from webhooks w join outbox o on o.org_id = w.org_id and o.body ->> 'webhookId' = w.webhook_id::text
        and o.channel = ${WEBHOOK_CHANNEL}
      where w.state = 'on' and o.state = 'set_aside' and o.created_at > ${since}
    ) due
    where o.org_id = due.org_id and o.id = due.id and o.state = 'set_aside'
      and due.place <= case when due.failing then 1 else ${AT_ONCE}::int end`.execute(db)
  return Number(done.numAffectedRows ?? 0n)
}

/** @returns how many */
export async function deleteDeliveriesBefore(db: Db, before: Date): Promise<number> {
  const done = await sql`
    delete from outbox where channel = ${WEBHOOK_CHANNEL} and state in ('sent', 'set_aside') and created_at < ${before}`.execute(
    db,
  )
  return Number(done.numAffectedRows ?? 0n)
}

function deliveryOf(row: OutboxRow): Delivery {
  const state: DeliveryState = row.state === 'set_aside' ? 'set-aside' : row.state
  const isToCome = row.state === 'waiting' || row.state === 'failed'
  return {
    id: row.id,
    messageId: row.message_id,
    kind: row.kind,
    at: row.created_at.toISOString(),
    state,
    attempts: row.attempts,
    sentAt: row.sent_at?.toISOString() ?? null,
    nextAt: isToCome ? row.next_at.toISOString() : null,
    status: row.receipt?.status ?? null,
    answer: row.receipt?.answer ?? null,
    error: row.error,
  }
}
