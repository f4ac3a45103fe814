import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { WebhookKind } from './webhook-schema.ts'
import type { PostNote } from './webhook-summary.ts'

/** One statement, because it is made with every batch of posts: a row for each webhook that wants summaries, mostly none. */
export async function insertNotes(
  trx: Trx | Db,
  orgId: string,
  kind: WebhookKind,
  at: Date,
  note: PostNote,
): Promise<void> {
  await sql`
    insert into webhook_notes (org_id, webhook_id, note_id, at, body)
    select org_id, webhook_id, ${newId(at.getTime())}, ${at}, ${JSON.stringify(note)}::jsonb from webhooks
    where org_id = ${orgId} and state = 'on' and ${kind} = any(kinds)`.execute(trx)
}

export type Noted = { readonly orgId: string; readonly webhookId: string; readonly trackIds: readonly string[] }

export async function listNoted(db: Db): Promise<Noted[]> {
  const found = await sql<Noted>`
    select w.org_id as "orgId", w.webhook_id as "webhookId", w.track_ids as "trackIds" from webhooks w
    where exists (select 1 from webhook_notes n where n.org_id = w.org_id and n.webhook_id = w.webhook_id)`.execute(db)
  return found.rows
}

/** Oldest first. Whoever takes them tells them in the same transaction. */
export async function takeNotes(trx: Trx, { orgId, webhookId }: Noted): Promise<{ at: Date; note: PostNote }[]> {
  const found = await sql<{ id: string; at: Date; note: PostNote }>`
    delete from webhook_notes where org_id = ${orgId} and webhook_id = ${webhookId}
    returning note_id as id, at, body as note`.execute(trx)
  return found.rows.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
}
