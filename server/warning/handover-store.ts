import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { keptName } from './actor-name.ts'

export type HandoverRow = {
  readonly at: Date
  readonly byKey: string
  /** kept of programs only; see actor-name.ts */
  readonly byName: string
  readonly toId: string
  readonly reason: string
}

/** Oldest first. */
export async function listHandovers(db: Db, orgId: string, alertId: string): Promise<HandoverRow[]> {
  const found = await sql<HandoverRow>`
    select at, by_key as "byKey", by_name as "byName", to_id as "toId", reason from alert_handovers
    where org_id = ${orgId} and alert_id = ${alertId} order by seq`.execute(db)
  return found.rows
}

/** Call it with the alert's row locked: `seq` counts on. */
export async function insertHandover(
  trx: Trx,
  orgId: string,
  alertId: string,
  { at, byKey, byName, toId, reason }: HandoverRow,
): Promise<void> {
  await sql`
    insert into alert_handovers (org_id, alert_id, seq, at, by_key, by_name, to_id, reason)
    values (${orgId}, ${alertId},
      (select coalesce(max(seq), 0) + 1 from alert_handovers where org_id = ${orgId} and alert_id = ${alertId}),
      ${at}, ${byKey}, ${keptName(byKey, byName)}, ${toId}, ${reason})`.execute(trx)
}
