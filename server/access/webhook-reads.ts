import { sql } from 'kysely'
import type { Db } from '../base/db.ts'

export type FailingWebhook = { readonly name: string; readonly failingSince: Date }

/** At which nothing arrives, also those that we turned off because of it; paused ones are nobody's trouble. */
export async function failingWebhooks(db: Db, orgId: string): Promise<FailingWebhook[]> {
  const found = await sql<FailingWebhook>`
    select name, failing_since as "failingSince" from webhooks
    where org_id = ${orgId} and failing_since is not null and state <> 'paused' order by failing_since, webhook_id`.execute(
    db,
  )
  return found.rows
}
