import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { plainLiteral } from './array-literal.ts'
import { deleteParts } from './search-parts-store.ts'

export type SegmentRow = { readonly segmentId: number; readonly docs: number; readonly dead: number }
export type DeadRow = { readonly segmentId: number; readonly doc: number; readonly bySegment: number }
export type Sealed = {
  readonly docs: number
  readonly bytes: number
  readonly firstAt: Date | null
  readonly lastAt: Date | null
}

export async function insertSegment(db: Db, orgId: string, at: Date): Promise<number> {
  const made = await sql<{ id: number }>`
    insert into search_segments (org_id, state, changed_at, docs, dead, bytes)
    values (${orgId}, 'building', ${at}, 0, 0, 0) returning segment_id as id`.execute(db)
  const [row] = made.rows
  if (!row) throw new Error('a segment was not made')
  return row.id
}

export async function setLive(trx: Trx, orgId: string, segmentId: number, at: Date, sealed: Sealed): Promise<void> {
  await sql`
    update search_segments set state = 'live', changed_at = ${at}, docs = ${sealed.docs}, bytes = ${sealed.bytes},
      first_at = ${sealed.firstAt}, last_at = ${sealed.lastAt}
    where org_id = ${orgId} and segment_id = ${segmentId}`.execute(trx)
}

/** @returns how many of them were live until now */
export async function supersede(trx: Trx, orgId: string, segmentIds: readonly number[], at: Date): Promise<number> {
  const done = await sql`
    update search_segments set state = 'superseded', changed_at = ${at}
    where org_id = ${orgId} and segment_id = any(${plainLiteral(segmentIds)}::bigint[]) and state = 'live'`.execute(trx)
  return Number(done.numAffectedRows ?? 0)
}

/** Largest last, and of a size in the order of their making. */
export async function listLive(db: Db, orgId: string): Promise<(SegmentRow & { firstAt: Date; lastAt: Date })[]> {
  const found = await sql<SegmentRow & { firstAt: Date; lastAt: Date }>`
    select segment_id as "segmentId", docs, dead, first_at as "firstAt", last_at as "lastAt" from search_segments
    where org_id = ${orgId} and state = 'live' and docs > 0 order by docs, segment_id`.execute(db)
  return found.rows
}

/** What all organisations search in, those of the newest posts first. */
export async function listNewestLive(db: Db): Promise<(Pick<SegmentRow, 'segmentId' | 'docs'> & { orgId: string })[]> {
  const found = await sql<Pick<SegmentRow, 'segmentId' | 'docs'> & { orgId: string }>`
    select org_id as "orgId", segment_id as "segmentId", docs from search_segments
    where state = 'live' and docs > 0 order by last_at desc, segment_id`.execute(db)
  return found.rows
}

export async function listDead(db: Db, orgId: string, segmentIds: readonly number[]): Promise<DeadRow[]> {
  const found = await sql<DeadRow>`
    select segment_id as "segmentId", doc, by_segment as "bySegment" from search_dead
    where org_id = ${orgId} and segment_id = any(${plainLiteral(segmentIds)}::bigint[])`.execute(db)
  return found.rows
}

export async function insertDead(trx: Trx, orgId: string, rows: readonly DeadRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    with added as (
      insert into search_dead (org_id, segment_id, doc, by_segment)
      select ${orgId}::uuid, u.* from unnest(
        ${plainLiteral(rows.map(({ segmentId }) => segmentId))}::bigint[],
        ${plainLiteral(rows.map(({ doc }) => doc))}::int[],
        ${plainLiteral(rows.map(({ bySegment }) => bySegment))}::bigint[]) as u
      on conflict do nothing returning segment_id
    )
    update search_segments s set dead = s.dead + more.count
    from (select segment_id, count(*)::int as count from added group by segment_id) more
    where s.org_id = ${orgId} and s.segment_id = more.segment_id`.execute(trx)
}

/** Organisations that have enough segments for a merge to be thought about. */
export async function listMergeable(db: Db, least: number): Promise<string[]> {
  const found = await sql<{ orgId: string }>`
    select org_id as "orgId" from search_segments where state = 'live'
    group by org_id having count(*) >= ${least}`.execute(db)
  return found.rows.map(({ orgId }) => orgId)
}

/** Takes away what was superseded before `superseded`, and what was begun before `begun` and never became live. */
export async function sweepSegments(db: Db, superseded: Date, begun: Date): Promise<void> {
  const found = await sql<{ orgId: string; segmentId: number }>`
    select org_id as "orgId", segment_id as "segmentId" from search_segments
    where (state = 'superseded' and changed_at < ${superseded})
      or (state = 'building' and changed_at < ${begun})`.execute(db)
  for (const { orgId, segmentId } of found.rows) await deleteSegment(db, orgId, segmentId)
}

export async function deleteSegment(db: Db, orgId: string, segmentId: number): Promise<void> {
  await deleteParts(db, orgId, segmentId)
  await sql`delete from search_dead where org_id = ${orgId} and segment_id = ${segmentId}`.execute(db)
  await sql`delete from search_segments where org_id = ${orgId} and segment_id = ${segmentId}`.execute(db)
}

/** Everything of the index of an organisation at once: it is made anew from the posts. */
export async function forgetIndex(trx: Trx, orgId: string, at: Date): Promise<void> {
  await sql`
    update search_segments set state = 'superseded', changed_at = ${at}
    where org_id = ${orgId} and state = 'live'`.execute(trx)
  await sql`
    update search_state set cursor_xid = '0', cursor_batch = '00000000-0000-0000-0000-000000000000', cursor_at = 'epoch'
    where org_id = ${orgId}`.execute(trx)
}
