import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { NoticeState } from './notice-schema.ts'
import type { Topic } from './notice-topics.ts'

/** Of `n`: nothing of what belongs together with it is on its way, arrived or waits. */
const IS_CHAIN_LOST = sql`(n.given_up_at is not null and not exists (
  select from notices s
  where s.org_id = n.org_id and (s.root_id = coalesce(n.root_id, n.id) or s.id = coalesce(n.root_id, n.id)) and s.id <> n.id
    and s.state in ('put', 'held', 'gathered') and s.given_up_at is null))`

/** The last of them: nothing went out instead. */
const IS_LOST = sql`(n.replaced_by is null and ${IS_CHAIN_LOST})`

export type ListedNotice = {
  readonly id: string
  readonly to: string
  readonly room: string | null
  readonly notifier: string | null
  readonly channelName: string | null
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
export const NOTICE_STATE = sql`case
  when n.state = 'kept' then case when n.mode = 'drill' then 'drill' when n.read_at is null then 'kept' else 'seen' end
  when n.state = 'held' and n.held_until is not null then 'quiet'
  when n.state in ('held', 'gathered') then n.state
  when n.state = 'unsent' then case n.mode when 'drill' then 'drill' else 'unsent' end
  when o.state is null then 'dropped'
  when o.state = 'passed' or (o.state in ('failed', 'set_aside') and n.replaced_by is not null) then 'failed-over'
  when o.state = 'failed' then 'retrying'
  when o.state = 'set_aside' then case when ${IS_LOST} then 'undelivered' else 'set-aside' end
  else o.state end`
/** Notices lead to their rows of the outbox by its key (notice-placing-actions.ts). */
export const NOTICE_ROWS = sql`
  notices n left join people p on p.org_id = n.org_id and p.id = n.person_id
  left join channels c on c.org_id = n.org_id and c.id = n.channel_id
  left join outbox o on n.state = 'put' and o.org_id = n.org_id and o.key = 'notice ' || n.id`
/** In-app they are read where they are, and are no work of channels; those of drills went nowhere else. */
const IS_OUTWARD = sql`(n.state <> 'kept' or n.mode = 'drill')`

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
    select n.id, coalesce(p.name, n.room) as to, n.room, n.notifier, c.name as "channelName", n.topic, n.level, n.subject, n.created_at as "createdAt", ${NOTICE_STATE} as state,
      coalesce(o.attempts, 0) as attempts, o.sent_at as "sentAt", o.error, o.receipt,
      case when o.state in ('waiting', 'failed') then o.next_at end as "nextAt",
      case when o.state = 'set_aside' then o.id end as "failureId"
    from ${NOTICE_ROWS}
    where n.org_id = ${orgId}
      and case when ${state ?? null}::text is null then ${IS_OUTWARD} else ${NOTICE_STATE} = ${state ?? null} end
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
    select ${NOTICE_STATE} as state, count(*) as count from ${NOTICE_ROWS}
    where n.org_id = ${orgId} and n.created_at > ${since} and ${IS_OUTWARD} and (${personId}::uuid is null or n.person_id = ${personId})
    group by 1`.execute(db)
  return found.rows
}

/** By channel: what it was to carry last since then, where neither it nor another could. */
export async function countUndelivered(db: Db, orgId: string, since: Date): Promise<Map<string, number>> {
  const found = await sql<{ channelId: string; count: number }>`
    select n.channel_id as "channelId", count(*) as count from ${NOTICE_ROWS}
    where n.org_id = ${orgId} and n.created_at > ${since} and n.given_up_at is not null and n.channel_id is not null
      and o.state = 'set_aside' and ${IS_LOST}
    group by 1`.execute(db)
  return new Map(found.rows.map(({ channelId, count }) => [channelId, count]))
}

/**
 * Everything of these channels that was set aside is tried again from the start; where nothing reached somebody, by every channel that had
 * failed: whichever was mended carries it, and the others then leave it (channel-send-actions.ts). @returns ids of the outbox
 */
export async function retryAllSetAside(
  trx: Trx,
  orgId: string,
  channels: readonly string[],
  now: Date,
): Promise<string[]> {
  const done = await sql<{ id: string }>`
    update outbox set state = 'waiting', attempts = 0, next_at = ${now}
    where org_id = ${orgId} and channel = any(${[...channels]}) and (state = 'set_aside' or state = 'passed' and key in (
      select 'notice ' || n.id from notices n where n.org_id = ${orgId} and ${IS_CHAIN_LOST}))
    returning id`.execute(trx)
  return done.rows.map(({ id }) => id).sort()
}
