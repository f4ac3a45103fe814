import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { NOTICE_ROWS, NOTICE_STATE } from './notice-list-store.ts'
import type { NoticeState } from './notice-schema.ts'

export type DeliveryRow = {
  /** null: a room */
  readonly personId: string | null
  readonly room: string | null
  /** kind of channel, `in-app` among them; null where there was none */
  readonly notifier: string | null
  readonly channelName: string | null
  /** of the notice, and once it is in the outbox of its row there; as NOTICE_STATES says */
  readonly state: NoticeState
  readonly createdAt: Date
  /** in-app: when the person saw it */
  readonly seenAt: Date | null
}

/** What became of the notices of one thread, oldest first. */
export async function deliveriesOf(db: Db, orgId: string, thread: string): Promise<DeliveryRow[]> {
  const found = await sql<DeliveryRow>`
    select n.person_id as "personId", n.room, n.notifier, c.name as "channelName", n.created_at as "createdAt",
      n.read_at as "seenAt", ${NOTICE_STATE} as state
    from ${NOTICE_ROWS}
    where n.org_id = ${orgId} and n.thread = ${thread} order by n.created_at, n.id`.execute(db)
  return found.rows
}
