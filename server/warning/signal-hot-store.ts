import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import type { SignalCursor } from './signal-store.ts'

export type NewLook = { readonly xid: string; readonly list: string; readonly at: Date; readonly depth: number }

/** Looks behind the cursor that nothing which still runs can come before, in their order. */
export async function listNewLooks(
  db: Db,
  orgId: string,
  { lookXid, lookList, lookAt }: SignalCursor,
  limit: number,
): Promise<NewLook[]> {
  const found = await sql<NewLook>`
    select xid::text as xid, list, at, depth from hot_list_looks l
    where l.org_id = ${orgId} and (l.xid, l.list, l.at) > (${lookXid}::text::xid8, ${lookList}, ${lookAt}::timestamptz)
      and l.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by l.xid, l.list, l.at limit ${limit}`.execute(db)
  return found.rows
}

/** Whether a topic of which an alert was told stood on its list within this time. */
export async function isListed(
  db: Db,
  orgId: string,
  alertId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<boolean> {
  const found = await sql`
    select 1 from alert_alarms m
    join hot_list_entries e on e.org_id = m.org_id and e.list = m.subject ->> 'board' and e.topic = m.subject ->> 'topic'
    join hot_list_ranks r on r.org_id = e.org_id and r.list = e.list and r.entry_id = e.entry_id
    where m.org_id = ${orgId} and m.alert_id = ${alertId} and m.detector = 'hot-topic' and r.at > ${from} and r.at <= ${to} limit 1`.execute(
    db,
  )
  return found.rows.length > 0
}

export type RankedTopic = {
  readonly list: string
  readonly at: Date
  readonly rank: number
  readonly entryId: string
  readonly topic: string
  readonly postId: string
  readonly sentiment: number | null
}

/** What stood on lists at these looks, each with the verdict of the post that it is stored as. */
export async function listRanked(db: Db, orgId: string, looks: readonly NewLook[]): Promise<RankedTopic[]> {
  if (looks.length === 0) return []
  const found = await sql<RankedTopic>`
    select r.list, r.at, r.rank, r.entry_id as "entryId", e.topic, e.post_id as "postId", p.sentiment
    from unnest(${looks.map(({ list }) => list)}::text[], ${looks.map(({ at }) => at)}::timestamptz[]) as u (list, at)
    join hot_list_ranks r on r.org_id = ${orgId} and r.list = u.list and r.at = u.at
    join hot_list_entries e on e.org_id = r.org_id and e.list = r.list and e.entry_id = r.entry_id
    left join post_keys k on k.org_id = r.org_id and k.post_id = e.post_id
    left join lateral (
      select q.sentiment from posts q where q.org_id = k.org_id and q.posted_at = k.posted_at and q.post_id = k.post_id limit 1) p on true
    order by r.at, r.list, r.rank`.execute(db)
  return found.rows
}
