import { sql } from 'kysely'
import type { Db } from '../base/db.ts'

export type DeliveryRow = {
  readonly personId: string
  /** null where there was no channel */
  readonly notifier: string | null
  /** of the notice, and once it is in the outbox of its row there */
  readonly state: string
  readonly createdAt: Date
}

/** What became of the notices of one thread, oldest first. */
export async function deliveriesOf(db: Db, orgId: string, thread: string): Promise<DeliveryRow[]> {
  const found = await sql<DeliveryRow>`
    select n.person_id as "personId", n.notifier, n.created_at as "createdAt",
      case when n.state <> 'put' then n.state else coalesce(replace(o.state, '_', '-'), 'dropped') end as state
    from notices n left join outbox o on n.state = 'put' and o.org_id = n.org_id and o.key = 'notice ' || n.id
    where n.org_id = ${orgId} and n.thread = ${thread} order by n.created_at, n.id`.execute(db)
  return found.rows
}
