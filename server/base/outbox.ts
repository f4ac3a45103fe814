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
}

export type Outbox = { put(trx: Trx | Db, outgoing: Outgoing): Promise<void> }

export function makeOutbox(clock: Clock): Outbox {
  return {
    put: async (trx, { orgId, channel, body, key, mode }) => {
      const now = clock.now()
      await sql`
        insert into outbox (org_id, id, channel, body, key, mode, next_at, created_at)
        values (${orgId}, ${newId(now.getTime())}, ${channel}, ${JSON.stringify(body)}::jsonb, ${key}, ${mode}, ${now}, ${now})
        on conflict (org_id, key) do nothing`.execute(trx)
    },
  }
}
