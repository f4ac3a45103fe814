import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Db, Trx } from './db.ts'
import { newId } from './ids.ts'

export type Mode = 'live' | 'drill'

/** One thing to be done outside, exactly once: the row is written in the transaction of its cause. */
export type Outgoing = {
  readonly orgId: string
  /** who delivers it, such as `email` */
  readonly channel: string
  readonly body: unknown
  /** same key = same effect: a second one is dropped */
  readonly key: string
  readonly mode: Mode
  /** within its channel: what keeps its order there and must not wait for the rest, such as one robot's; absent: all together */
  readonly lane?: string
}

/** Several in one statement, so that a message to many costs no more than one to few. */
export type Outbox = { put(trx: Trx | Db, outgoing: Outgoing | readonly Outgoing[]): Promise<void> }

export function makeOutbox(clock: Clock): Outbox {
  return {
    put: async (trx, outgoing) => {
      const now = clock.now()
      const rows = [outgoing].flat().map((each) => ({ ...each, id: newId(now.getTime()) }))
      if (rows.length === 0) return
      await sql`
        insert into outbox (org_id, id, channel, lane, body, key, mode, next_at, created_at)
        select "orgId", id, channel, coalesce(lane, ''), coalesce(body, 'null'), key, mode, ${now}, ${now}
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as given ("orgId" uuid, id uuid, channel text, lane text, body jsonb, key text, mode text)
        on conflict (org_id, key) do nothing`.execute(trx)
    },
  }
}
