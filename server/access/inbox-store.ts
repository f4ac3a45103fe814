import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Mode } from '../base/outbox.ts'
import type { Topic } from './notice-topics.ts'

export type KeptNotice = {
  readonly id: string
  readonly topic: Topic
  readonly level: 1 | 2 | 3 | null
  readonly mode: Mode
  readonly subject: string
  readonly lines: string[]
  readonly url: string | null
  readonly acknowledgeUrl: string | null
  readonly createdAt: Date
  readonly readAt: Date | null
}

/** Newest first. */
export async function listKept(
  db: Db,
  orgId: string,
  personId: string,
  { before, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<KeptNotice[]> {
  const found = await sql<KeptNotice>`
    select n.id, n.topic, n.level, n.mode, n.subject, n.lines, n.url, n.acknowledge_url as "acknowledgeUrl",
      n.created_at as "createdAt", n.read_at as "readAt"
    from notices n
    where n.org_id = ${orgId} and n.person_id = ${personId} and n.state = 'kept'
      and (${before ?? null}::uuid is null or (n.created_at, n.id) <
        (select b.created_at, b.id from notices b where b.org_id = ${orgId} and b.id = ${before ?? null} and b.person_id = ${personId}))
    order by n.created_at desc, n.id desc limit ${limit}`.execute(db)
  return found.rows
}

/** By person; who has nothing unread is not among them. */
export async function countUnread(db: Db, orgId: string, personIds: readonly string[]): Promise<Map<string, number>> {
  if (personIds.length === 0) return new Map()
  const found = await sql<{ personId: string; count: number }>`
    select person_id as "personId", count(*) as count from notices
    where org_id = ${orgId} and person_id = any(${[...personIds]}::uuid[]) and state = 'kept' and read_at is null
    group by 1`.execute(db)
  return new Map(found.rows.map(({ personId, count }) => [personId, count]))
}

/** The receipt: when it was first seen. @param ids of those; 'all': everything @returns how many */
export async function markRead(
  trx: Trx,
  at: Date,
  orgId: string,
  personId: string,
  ids: readonly string[] | 'all',
): Promise<number> {
  const wanted = ids === 'all' ? null : [...ids]
  const done = await sql`
    update notices set read_at = ${at}
    where org_id = ${orgId} and person_id = ${personId} and state = 'kept' and read_at is null
      and (${wanted}::uuid[] is null or id = any(${wanted}::uuid[]))`.execute(trx)
  return Number(done.numAffectedRows ?? 0)
}
