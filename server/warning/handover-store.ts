import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'

export type HandoverRow = {
  readonly at: Date
  readonly byName: string
  readonly toName: string
  readonly reason: string
}

/** Oldest first. */
export async function listHandovers(db: Db, orgId: string, alertId: string): Promise<HandoverRow[]> {
  const found = await sql<HandoverRow>`
    select at, by_name as "byName", to_name as "toName", reason from alert_handovers
    where org_id = ${orgId} and alert_id = ${alertId} order by seq`.execute(db)
  return found.rows
}

/** Call it with the alert's row locked: `seq` counts on. */
export async function insertHandover(
  trx: Trx,
  { orgId, alertId, byKey, toId }: Readonly<Record<'orgId' | 'alertId' | 'byKey' | 'toId', string>>,
  { at, byName, toName, reason }: HandoverRow,
): Promise<void> {
  await sql`
    insert into alert_handovers (org_id, alert_id, seq, at, by_key, by_name, to_id, to_name, reason)
    values (${orgId}, ${alertId},
      (select coalesce(max(seq), 0) + 1 from alert_handovers where org_id = ${orgId} and alert_id = ${alertId}),
      ${at}, ${byKey}, ${byName}, ${toId}, ${toName}, ${reason})`.execute(trx)
}
