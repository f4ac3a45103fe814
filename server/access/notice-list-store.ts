import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { NoticeState } from './mail-schema.ts'
import type { Topic } from './notice-topics.ts'

export type ListedNotice = {
  readonly id: string
  readonly to: string
  readonly topic: Topic | 'gathered'
  readonly level: number | null
  readonly subject: string
  readonly createdAt: Date
  readonly state: NoticeState
  readonly attempts: number
  readonly sentAt: Date | null
  readonly nextAt: Date | null
  readonly error: string | null
  readonly receipt: { readonly said?: unknown } | null
  readonly failureId: string | null
}

/** A notice of which the outbox knows nothing any more was given up by a person. */
const STATE = sql`case
  when n.state in ('held', 'gathered') then n.state
  when n.state = 'unsent' then case n.mode when 'drill' then 'drill' else 'unsent' end
  when o.state is null then 'dropped'
  when o.state = 'failed' then 'retrying'
  when o.state = 'set_aside' then 'set-aside'
  else o.state end`
/** Notices lead to their rows of the outbox by its key (notice-actions.ts). */
const FROM = sql`
  notices n join people p on p.org_id = n.org_id and p.id = n.person_id
  left join outbox o on n.state = 'put' and o.org_id = n.org_id and o.key = 'notice ' || n.id`

export type NoticeListQuery = {
  readonly state?: NoticeState | undefined
  readonly before?: string | undefined
  readonly limit: number
}

/** Newest first. */
export async function listNoticeRows(
  db: Db,
  orgId: string,
  { state, before, limit }: NoticeListQuery,
): Promise<ListedNotice[]> {
  const found = await sql<ListedNotice>`
    select n.id, p.name as to, n.topic, n.level, n.subject, n.created_at as "createdAt", ${STATE} as state,
      coalesce(o.attempts, 0) as attempts, o.sent_at as "sentAt", o.error, o.receipt,
      case when o.state in ('waiting', 'failed') then o.next_at end as "nextAt",
      case when o.state = 'set_aside' then o.id end as "failureId"
    from ${FROM}
    where n.org_id = ${orgId} and (${state ?? null}::text is null or ${STATE} = ${state ?? null})
      and (${before ?? null}::uuid is null or (n.created_at, n.id) <
        (select b.created_at, b.id from notices b where b.org_id = ${orgId} and b.id = ${before ?? null}))
    order by n.created_at desc, n.id desc limit ${limit}`.execute(db)
  return found.rows
}

export type StateCount = { readonly state: NoticeState; readonly count: number }

/** @param personId only of this person */
export async function countNoticeStates(
  db: Db,
  orgId: string,
  since: Date,
  personId: string | null = null,
): Promise<StateCount[]> {
  const found = await sql<StateCount>`
    select ${STATE} as state, count(*) as count from ${FROM}
    where n.org_id = ${orgId} and n.created_at > ${since} and (${personId}::uuid is null or n.person_id = ${personId})
    group by 1`.execute(db)
  return found.rows
}

/** Everything of these channels that was set aside is tried again from the start. @returns ids of the outbox */
export async function retryAllSetAside(
  trx: Trx,
  orgId: string,
  channels: readonly string[],
  now: Date,
): Promise<string[]> {
  const done = await sql<{ id: string }>`
    update outbox set state = 'waiting', attempts = 0, next_at = ${now}
    where org_id = ${orgId} and state = 'set_aside' and channel = any(${channels})
    returning id`.execute(trx)
  return done.rows.map(({ id }) => id).sort()
}
