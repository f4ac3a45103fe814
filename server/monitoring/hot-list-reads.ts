import { sql } from 'kysely'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import type { Fold } from '../text/fold.ts'
import { compileTracks } from '../text/match.ts'
import { arrayLiteral, plainLiteral, timesLiteral } from './array-literal.ts'
import { curveOf, lookBefore, type Rhythm, rhythmOf, seenMs } from './hot-list-looks.ts'
import type { HotCurve, HotEntry, HotList } from './hot-list-schema.ts'
import { listTracks } from './reads.ts'

const CLIMB_MS = HOUR
const MOST_LISTS = 60
/** Of a list; the longest public ones have 50, and a curve must stay readable. */
const MOST_ENTRIES = 100
const MOST_POINTS = 5000
const USUAL_DAYS = 7

/** Every list as it stood at its newest look. Entries that match a track of today come first, as do lists that hold such. */
export async function listHotLists(db: Db, fold: Fold, orgId: string, now: Date): Promise<HotList[]> {
  const lists = await readLists(db, orgId)
  if (lists.length === 0) return []
  const [entries, tracksOf] = await Promise.all([readEntries(db, orgId, lists), makeTracksOf(db, fold, orgId)])
  const read = lists.map((each) => listOf(each, entries.get(each.list) ?? [], tracksOf, now))
  const ours = ({ entries }: HotList): number => entries.filter(({ tracks }) => tracks.length > 0).length
  return read.sort((a, b) => Number(ours(b) > 0) - Number(ours(a) > 0) || a.list.localeCompare(b.list))
}

type Looked = {
  readonly list: string
  readonly source: string
  readonly depth: number
  readonly looks: readonly Date[]
  readonly rhythm: Rhythm
}
type EntryRow = Omit<HotEntry, 'bestAt' | 'firstAt' | 'tracks' | 'minutesSeen'> & {
  readonly list: string
  readonly bestAt: Date
  readonly firstAt: Date
  readonly seconds: number
}
type TracksOf = (topic: string) => HotEntry['tracks']

/** Lists by a loose scan of the index: one step for each list, however many looks it has. */
async function readLists(db: Db, orgId: string): Promise<Looked[]> {
  const found = await sql<{ list: string; source: string; depth: number; looks: Date[] }>`
    with recursive lists as (
      (select list from hot_list_looks where org_id = ${orgId} order by list limit 1)
      union all
      select (select l.list from hot_list_looks l where l.org_id = ${orgId} and l.list > lists.list order by l.list limit 1)
      from lists where lists.list is not null
    )
    select lists.list, newest.source, newest.depth, (
      select array_agg(l.at order by l.at) from hot_list_looks l
      where l.org_id = ${orgId} and l.list = lists.list and l.at > newest.at - ${DAY / MINUTE} * interval '1 minute') as looks
    from lists cross join lateral (
      select l.source, l.depth, l.at from hot_list_looks l
      where l.org_id = ${orgId} and l.list = lists.list order by l.at desc limit 1) newest
    where lists.list is not null order by newest.at desc limit ${MOST_LISTS}`.execute(db)
  return found.rows.map((row) => ({ ...row, rhythm: rhythmOf(row.looks) }))
}

async function readEntries(db: Db, orgId: string, lists: readonly Looked[]): Promise<Map<string, EntryRow[]>> {
  const newest = lists.map(({ looks }) => looks.at(-1) ?? new Date(0))
  const before = lists.map(({ looks }, i) => lookBefore(looks, CLIMB_MS) ?? newest[i] ?? new Date(0))
  const found = await sql<EntryRow>`
    with asked as (
      select u.list, u.at, u.before, u.gap_ms * interval '1 millisecond' as gap
      from unnest(${arrayLiteral(lists.map(({ list }) => list))}::text[], ${timesLiteral(newest)}::timestamptz[],
        ${timesLiteral(before)}::timestamptz[], ${plainLiteral(lists.map(({ rhythm }) => rhythm.gapMs))}::float8[])
        as u (list, at, before, gap_ms)
    ), current as (
      select a.*, r.entry_id, r.rank from asked a join hot_list_ranks r
        on r.org_id = ${orgId} and r.list = a.list and r.at = a.at and r.rank <= ${MOST_ENTRIES}
    ), looks as (
      select l.list, l.at, lag(l.at) over (partition by l.list order by l.at) as last_look
      from asked a join hot_list_looks l on l.org_id = ${orgId} and l.list = a.list and l.at > a.at - interval '1 day'
    ), seen as (
      -- An entry's id is of one list only; to sort by names of lists as well would take most of the time.
      select c.entry_id, c.gap, r.at, looks.last_look, lag(r.at) over (partition by c.entry_id order by r.at) as last_seen
      from current c
      cross join lateral (
        select r.at from hot_list_ranks r
        where r.org_id = ${orgId} and r.list = c.list and r.entry_id = c.entry_id and r.at > c.at - interval '1 day' offset 0) r
      join looks on looks.list = c.list and looks.at = r.at
    ), spent as (
      select entry_id, sum(at - last_seen) filter (where last_seen = last_look and at - last_seen <= gap) as spent
      from seen group by entry_id
    )
    select c.list, c.entry_id as id, e.topic, e.url, c.rank, b.rank as "rankBefore", e.best_rank as "bestRank",
      e.best_at as "bestAt", e.first_at as "firstAt", e.post_id as "postId", coalesce(extract(epoch from s.spent), 0)::float8 as seconds
    from current c
    join hot_list_entries e on e.org_id = ${orgId} and e.list = c.list and e.entry_id = c.entry_id
    left join hot_list_ranks b on b.org_id = ${orgId} and b.list = c.list and b.entry_id = c.entry_id and b.at = c.before
    left join spent s on s.entry_id = c.entry_id
    order by c.list, c.rank`.execute(db)
  return Map.groupBy(found.rows, ({ list }) => list)
}

function listOf(each: Looked, rows: readonly EntryRow[], tracksOf: TracksOf, now: Date): HotList {
  const { list, source, depth, looks, rhythm } = each
  const newest = looks.at(-1) ?? new Date(0)
  const entries = rows.map(({ list: _, seconds, bestAt, firstAt, ...row }) => ({
    ...row,
    bestAt: bestAt.toISOString(),
    firstAt: firstAt.toISOString(),
    minutesSeen: Math.round(seconds / 60),
    tracks: tracksOf(row.topic),
  }))
  return {
    list,
    source,
    depth,
    lookedAt: newest.toISOString(),
    comparedAt: lookBefore(looks, CLIMB_MS)?.toISOString() ?? null,
    everyMinutes: minutesOf(rhythm),
    isStale: now.getTime() - newest.getTime() > rhythm.gapMs,
    looks: looks.length,
    gaps: spansOf(rhythm),
    entries: entries.sort((a, b) => Number(b.tracks.length > 0) - Number(a.tracks.length > 0) || a.rank - b.rank),
  }
}

/** By the tracks of today: an entry of this morning shows the track that was made at noon. */
async function makeTracksOf(db: Db, fold: Fold, orgId: string): Promise<TracksOf> {
  const tracks = await listTracks(db, orgId)
  const { matcher } = compileTracks(fold, tracks)
  return (topic) =>
    [...matcher.explain(topic).keys()].flatMap((index) => {
      const track = tracks[index]
      return track ? [{ id: track.id, name: track.name }] : []
    })
}

/** undefined: no such entry on that list. @param days before the last time it was seen or looked for */
export async function findHotCurve(
  db: Db,
  fold: Fold,
  orgId: string,
  { list, entryId, days = USUAL_DAYS }: { list: string; entryId: string; days?: number },
): Promise<HotCurve | undefined> {
  const found = await sql<EntryRow & { lastAt: Date; lastRank: number }>`
    select entry_id as id, topic, url, first_at as "firstAt", last_at as "lastAt", last_rank as "lastRank",
      best_rank as "bestRank", best_at as "bestAt", post_id as "postId"
    from hot_list_entries where org_id = ${orgId} and list = ${list} and entry_id = ${entryId}`.execute(db)
  const [entry] = found.rows
  if (!entry) return undefined
  const from = new Date(entry.lastAt.getTime() - days * DAY)
  const [looks, ranks, tracksOf] = await Promise.all([
    readLooks(db, orgId, list, from),
    readRanks(db, orgId, list, entryId, from),
    makeTracksOf(db, fold, orgId),
  ])
  const points = curveOf(looks, ranks)
  const rhythm = rhythmOf(points.map(({ at }) => at))
  return {
    id: entry.id,
    list,
    topic: entry.topic,
    url: entry.url,
    firstAt: entry.firstAt.toISOString(),
    lastAt: entry.lastAt.toISOString(),
    lastRank: entry.lastRank,
    bestRank: entry.bestRank,
    bestAt: entry.bestAt.toISOString(),
    lookedAt: (looks.at(-1) ?? entry.lastAt).toISOString(),
    minutesSeen: Math.round(seenMs(points, rhythm.gapMs) / MINUTE),
    everyMinutes: minutesOf(rhythm),
    points: points.map(({ at, rank }) => ({ at: at.toISOString(), rank })),
    gaps: spansOf(rhythm),
    tracks: tracksOf(entry.topic),
    postId: entry.postId,
  }
}

async function readLooks(db: Db, orgId: string, list: string, from: Date): Promise<Date[]> {
  const found = await sql<{ at: Date }>`
    select at from hot_list_looks where org_id = ${orgId} and list = ${list} and at > ${from}
    order by at limit ${MOST_POINTS}`.execute(db)
  return found.rows.map(({ at }) => at)
}

async function readRanks(
  db: Db,
  orgId: string,
  list: string,
  entryId: string,
  from: Date,
): Promise<Map<number, number>> {
  const found = await sql<{ at: Date; rank: number }>`
    select at, rank from hot_list_ranks
    where org_id = ${orgId} and list = ${list} and entry_id = ${entryId} and at > ${from}`.execute(db)
  return new Map(found.rows.map(({ at, rank }) => [at.getTime(), rank]))
}

function minutesOf({ everyMs }: Rhythm): number | null {
  return everyMs === undefined ? null : Math.round((everyMs / MINUTE) * 10) / 10
}

function spansOf({ gaps }: Rhythm): { from: string; to: string }[] {
  return gaps.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() }))
}
