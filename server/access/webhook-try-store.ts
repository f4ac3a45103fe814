import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import type { WebhookState } from './webhook-schema.ts'

/** What one attempt needs; secrets are sealed. */
export type Try = {
  readonly url: string
  readonly state: WebhookState
  readonly secret: string
  readonly oldSecret: string | null
  /** another attempt lately has shown that nobody answers there: this one would only cost time */
  readonly isHeldBack: boolean
}

/**
 * Takes leave for one attempt. A receiver that has been failing since before `held.failingBefore` is asked once since
 * `held.triedBefore`, by whichever process comes first, so that a dead one neither costs us all our time nor is forgotten.
 * @returns undefined where the webhook is gone
 */
export async function takeTry(
  db: Db,
  orgId: string,
  webhookId: string,
  now: Date,
  held: { readonly failingBefore: Date; readonly triedBefore: Date; readonly isTest: boolean },
): Promise<Try | undefined> {
  const found = await sql<Omit<Try, 'isHeldBack'>>`
    update webhooks set last_tried_at = ${now}
    where org_id = ${orgId} and webhook_id = ${webhookId} and (${held.isTest} or (state = 'on' and (
      failing_since is null or failing_since > ${held.failingBefore} or last_tried_at is null or last_tried_at < ${held.triedBefore})))
    returning ${columns(now)}`.execute(db)
  if (found.rows[0]) return { ...found.rows[0], isHeldBack: false }
  const there = await sql<Omit<Try, 'isHeldBack'>>`
    select ${columns(now)} from webhooks where org_id = ${orgId} and webhook_id = ${webhookId}`.execute(db)
  return there.rows[0] && { ...there.rows[0], isHeldBack: true }
}

const columns = (now: Date) =>
  sql`url, state, secret, case when old_secret_until > ${now} then old_secret end as "oldSecret"`

export async function noteArrived(db: Db, orgId: string, webhookId: string, now: Date, status: number): Promise<void> {
  await sql`
    update webhooks set failing_since = null, last_ok_at = ${now}, last_status = ${status}, last_error = null
    where org_id = ${orgId} and webhook_id = ${webhookId}`.execute(db)
}

/** @returns since when it has been failing; undefined where the webhook is gone */
export async function noteRefused(
  db: Db,
  orgId: string,
  webhookId: string,
  now: Date,
  failed: { readonly status: number | null; readonly error: string },
): Promise<Date | undefined> {
  const found = await sql<{ since: Date }>`
    update webhooks set failing_since = coalesce(failing_since, ${now}), last_status = ${failed.status}, last_error = ${failed.error}
    where org_id = ${orgId} and webhook_id = ${webhookId} returning failing_since as since`.execute(db)
  return found.rows[0]?.since
}
