import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Owner } from './signal-memory.ts'
import type { Thread } from './signal-threads.ts'

export type ThreadRow = Owner & Thread & { readonly rootId: string; readonly authorKey: string }

const ROW = sql`
  s.track_id as "trackId", s.mode, s.root_id as "rootId", s.root_at as "rootAt", s.platform, s.author_key::text as "authorKey",
  s.counts, s.learnt, s.due_at as "dueAt"`

export async function listThreads(
  db: Db,
  orgId: string,
  keys: readonly (Owner & { readonly rootId: string })[],
): Promise<ThreadRow[]> {
  if (keys.length === 0) return []
  const found = await sql<ThreadRow>`
    select ${ROW}
    from unnest(${keys.map(({ trackId }) => trackId)}::uuid[], ${keys.map(({ mode }) => mode)}::text[],
      ${keys.map(({ rootId }) => rootId)}::uuid[]) as u (track_id, mode, root_id)
    join signal_threads s on s.org_id = ${orgId} and s.track_id = u.track_id and s.mode = u.mode and s.root_id = u.root_id`.execute(
    db,
  )
  return found.rows
}

/** Those of which an age is to be learnt, the longest due first. */
export async function listDueThreads(db: Db, orgId: string, now: Date, limit: number): Promise<ThreadRow[]> {
  const found = await sql<ThreadRow>`
    select ${ROW} from signal_threads s where s.org_id = ${orgId} and s.due_at <= ${now}
    order by s.due_at, s.track_id, s.root_id limit ${limit}`.execute(db)
  return found.rows
}

/** The posts that threads begin with, as far as they are stored. */
export async function listRoots(
  db: Db,
  orgId: string,
  ids: readonly string[],
): Promise<{ id: string; postedAt: Date; platform: number; authorKey: string }[]> {
  if (ids.length === 0) return []
  const found = await sql<{ id: string; postedAt: Date; platform: number; authorKey: string }>`
    select k.post_id as id, k.posted_at as "postedAt", m.platform, m.author_key::text as "authorKey"
    from post_keys k cross join lateral (
      select platform, author_key from post_tracks t
      where t.org_id = k.org_id and t.posted_at = k.posted_at and t.post_id = k.post_id limit 1) m
    where k.org_id = ${orgId} and k.post_id = any(${[...new Set(ids)]}::uuid[])`.execute(db)
  return found.rows
}

export async function saveThreads(trx: Trx, orgId: string, rows: readonly ThreadRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into signal_threads (org_id, track_id, mode, root_id, root_at, platform, author_key, counts, learnt, due_at)
    select ${orgId}::uuid, u.track_id, u.mode, u.root_id, u.root_at, u.platform, u.author_key, u.counts::int[], u.learnt, u.due_at
    from unnest(${rows.map(({ trackId }) => trackId)}::uuid[], ${rows.map(({ mode }) => mode)}::text[],
      ${rows.map(({ rootId }) => rootId)}::uuid[], ${rows.map(({ rootAt }) => rootAt)}::timestamptz[],
      ${rows.map(({ platform }) => platform)}::smallint[], ${rows.map(({ authorKey }) => authorKey)}::bigint[],
      ${rows.map(({ counts }) => `{${counts.join()}}`)}::text[], ${rows.map(({ learnt }) => learnt)}::smallint[],
      ${rows.map(({ dueAt }) => dueAt)}::timestamptz[])
      as u (track_id, mode, root_id, root_at, platform, author_key, counts, learnt, due_at)
    on conflict (org_id, track_id, mode, root_id) do update set counts = excluded.counts, learnt = excluded.learnt, due_at = excluded.due_at`.execute(
    trx,
  )
}

export async function deleteThreads(trx: Trx, orgId: string, rows: readonly ThreadRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    delete from signal_threads s using unnest(${rows.map(({ trackId }) => trackId)}::uuid[], ${rows.map(({ mode }) => mode)}::text[],
      ${rows.map(({ rootId }) => rootId)}::uuid[]) as u (track_id, mode, root_id)
    where s.org_id = ${orgId} and s.track_id = u.track_id and s.mode = u.mode and s.root_id = u.root_id`.execute(trx)
}

/** Remembers whose posts were answered a lot. */
export async function noteAuthors(
  trx: Trx,
  orgId: string,
  rows: readonly (Owner & { readonly authorKey: string; readonly largest: number; readonly at: Date })[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into signal_authors as a (org_id, track_id, mode, author_key, largest, last_at)
    select ${orgId}::uuid, u.track_id, u.mode, u.author_key, max(u.largest), max(u.at)
    from unnest(${rows.map(({ trackId }) => trackId)}::uuid[], ${rows.map(({ mode }) => mode)}::text[],
      ${rows.map(({ authorKey }) => authorKey)}::bigint[], ${rows.map(({ largest }) => largest)}::int[],
      ${rows.map(({ at }) => at)}::timestamptz[]) as u (track_id, mode, author_key, largest, at)
    group by 2, 3, 4
    on conflict (org_id, track_id, mode, author_key) do update set largest = greatest(a.largest, excluded.largest),
      last_at = greatest(a.last_at, excluded.last_at)`.execute(trx)
}
