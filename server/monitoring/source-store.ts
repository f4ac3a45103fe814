import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import type { Source } from './schema.ts'

/** The last to send first. An error that is older than a day is no longer shown. */
export async function listSources(db: Db, orgId: string, now: Date): Promise<Source[]> {
  const found = await sql<Omit<Source, 'lastReceivedAt' | 'lastPostedAt'> & { received: Date; posted: Date | null }>`
    select s.name, s.last_received_at as received, s.last_posted_at as posted,
      coalesce(b.posts, 0) as "posts24h", coalesce(b.refused, 0) as "refused24h",
      case when s.last_error_at > ${now}::timestamptz - interval '24 hours' then s.last_error end as "lastError"
    from sources s left join (
      select source, sum(accepted) as posts, sum(refused) as refused from ingest_batches
      where org_id = ${orgId} and received_at > ${now}::timestamptz - interval '24 hours'
      group by source
    ) b on b.source = s.name
    where s.org_id = ${orgId} order by s.last_received_at desc, s.name`.execute(db)
  return found.rows.map(({ received, posted, ...row }) => ({
    ...row,
    lastReceivedAt: received.toISOString(),
    lastPostedAt: posted?.toISOString() ?? null,
  }))
}
