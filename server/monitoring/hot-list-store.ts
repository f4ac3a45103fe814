import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { derivedId } from '../base/ids.ts'
import { arrayLiteral, plainLiteral, timesLiteral } from './array-literal.ts'
import { type RankedEntry, topicKey } from './hot-list-entry.ts'

/** PostgreSQL's int. */
const MOST_RANK = 100_000
/** It stands in addresses of pages. */
const MOST_LIST = 80
const KEPT_DAYS = 400

/**
 * Stores where entries stood, in the transaction that stores their posts; again it changes nothing. Looks may come in any order: an
 * import brings last week after today.
 * @param at when we took them in; each rank has the time of its own look
 * @param ranks `rankedEntries(rows)` of server/monitoring/hot-list-entry.ts
 */
export async function storeRanks(
  trx: Trx,
  orgId: string,
  source: string,
  at: Date,
  ranks: readonly RankedEntry[],
): Promise<void> {
  const rows = readable(orgId, source, ranks)
  if (rows.length === 0) return
  const ids = plainLiteral(rows.map(({ entryId }) => entryId))
  const lists = arrayLiteral(rows.map(({ list }) => list))
  const times = timesLiteral(rows.map(({ seenAt }) => seenAt))
  const places = plainLiteral(rows.map(({ rank }) => rank))
  await storeLooks(trx, orgId, source, at, { lists, times, places })
  await sql`
    insert into hot_list_ranks as r (org_id, list, entry_id, at, rank)
    select ${orgId}::uuid, u.list, u.entry, u.at, min(u.rank)
    from unnest(${lists}::text[], ${ids}::uuid[], ${times}::timestamptz[], ${places}::int[]) as u (list, entry, at, rank)
    group by u.list, u.entry, u.at order by u.list, u.entry, u.at
    on conflict (org_id, list, entry_id, at) do update set rank = least(r.rank, excluded.rank)`.execute(trx)
  await storeEntries(trx, orgId, rows, { ids, lists, times, places })
}

type Row = RankedEntry & { readonly entryId: string; readonly postId: string; readonly seenAt: Date }
type Columns = { readonly lists: string; readonly times: string; readonly places: string }

/** What cannot be a place is left out: a list may give its advertisements rank 0. */
function readable(orgId: string, source: string, ranks: readonly RankedEntry[]): Row[] {
  return ranks.flatMap((each) => {
    const seenAt = new Date(each.at)
    const isPlace = Number.isSafeInteger(each.rank) && each.rank > 0 && each.rank <= MOST_RANK
    if (!isPlace || Number.isNaN(seenAt.getTime())) return []
    const list = each.list.trim().slice(0, MOST_LIST).toWellFormed()
    const entryId = derivedId(orgId, 'hot list', list, topicKey(each.topic))
    return [{ ...each, list, entryId, seenAt, postId: derivedId(orgId, source, each.externalId) }]
  })
}

async function storeLooks(trx: Trx, orgId: string, source: string, at: Date, columns: Columns): Promise<void> {
  await sql`
    insert into hot_list_looks as l (org_id, list, at, source, received_at, depth)
    select ${orgId}::uuid, u.list, u.at, ${source}, ${at}::timestamptz, max(u.rank)
    from unnest(${columns.lists}::text[], ${columns.times}::timestamptz[], ${columns.places}::int[]) as u (list, at, rank)
    group by u.list, u.at order by u.list, u.at
    on conflict (org_id, list, at) do update set depth = greatest(l.depth, excluded.depth)`.execute(trx)
}

async function storeEntries(
  trx: Trx,
  orgId: string,
  rows: readonly Row[],
  columns: Columns & { readonly ids: string },
): Promise<void> {
  await sql`
    insert into hot_list_entries as e (org_id, list, entry_id, topic, url, first_at, last_at, last_rank, best_rank, best_at, post_id)
    select ${orgId}::uuid, u.list, u.entry,
      (array_agg(u.topic order by u.at desc, u.rank))[1], (array_agg(u.url order by u.at desc, u.rank))[1],
      min(u.at), max(u.at), (array_agg(u.rank order by u.at desc, u.rank))[1],
      min(u.rank), (array_agg(u.at order by u.rank, u.at))[1], (array_agg(u.post order by u.at desc, u.rank))[1]
    from unnest(${columns.lists}::text[], ${columns.ids}::uuid[], ${columns.times}::timestamptz[], ${columns.places}::int[],
      ${arrayLiteral(rows.map(({ topic }) => topic))}::text[], ${arrayLiteral(rows.map(({ url }) => url))}::text[],
      ${plainLiteral(rows.map(({ postId }) => postId))}::uuid[]) as u (list, entry, at, rank, topic, url, post)
    group by u.list, u.entry order by u.list, u.entry
    on conflict (org_id, list, entry_id) do update set
      topic = case when excluded.last_at >= e.last_at then excluded.topic else e.topic end,
      url = case when excluded.last_at >= e.last_at then excluded.url else e.url end,
      post_id = case when excluded.last_at >= e.last_at then excluded.post_id else e.post_id end,
      last_rank = case when excluded.last_at >= e.last_at then excluded.last_rank else e.last_rank end,
      best_at = case when (excluded.best_rank, excluded.best_at) < (e.best_rank, e.best_at) then excluded.best_at else e.best_at end,
      best_rank = least(e.best_rank, excluded.best_rank),
      first_at = least(e.first_at, excluded.first_at),
      last_at = greatest(e.last_at, excluded.last_at)`.execute(trx)
}

/** Old ranks go; entries stay as they are, with their best place. */
export async function removeOldRanks(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_DAYS * 86_400_000)
  await sql`delete from hot_list_ranks where at < ${before}`.execute(db)
  await sql`delete from hot_list_looks where at < ${before}`.execute(db)
}
