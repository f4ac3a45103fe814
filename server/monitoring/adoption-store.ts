import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import type { Matched } from './batch.ts'
import { postOfRow } from './card-store.ts'
import type { Threaded } from './inheritance.ts'

/** A post of a thread with all that its counts need. */
export type ThreadPost = Threaded & {
  readonly postedAt: Date
  readonly platform: number
  readonly kind: number
  readonly sentiment: number | null
  readonly emotion: number
  readonly authorId: string
}

/** Organisations in which something that was awaited may have come unseen, because both came at the same moment. */
export async function listExpectant(db: Db, since: Date): Promise<string[]> {
  const found = await sql<{ orgId: string }>`
    select distinct a.org_id as "orgId"
    from post_awaits a join post_keys k on k.org_id = a.org_id and k.post_id = a.awaited_id
    where a.since >= ${since}`.execute(db)
  return found.rows.map(({ orgId }) => orgId)
}

/** What was awaited and is here, oldest first. */
export async function listArrived(db: Db, orgId: string, limit: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select a.awaited_id as id
    from post_awaits a join post_keys k on k.org_id = a.org_id and k.post_id = a.awaited_id
    where a.org_id = ${orgId}
    group by a.awaited_id, k.posted_at order by k.posted_at, a.awaited_id limit ${limit}`.execute(db)
  return found.rows.map(({ id }) => id)
}

/** @returns the roots of the threads in which something waited for it */
export async function endAwaiting(db: Db, orgId: string, awaitedId: string): Promise<string[]> {
  const found = await sql<{ rootId: string }>`
    with ended as (
      delete from post_awaits where org_id = ${orgId} and awaited_id = ${awaitedId} returning post_id, posted_at
    )
    select distinct coalesce(p.root_id, p.post_id) as "rootId"
    from ended e join lateral (
      select root_id, post_id from posts q
      where q.org_id = ${orgId} and q.posted_at = e.posted_at and q.post_id = e.post_id limit 1) p on true
    order by 1`.execute(db)
  return found.rows.map(({ rootId }) => rootId)
}

/**
 * What hung on `from` because nothing above it was known hangs on `to` from now on, and waits for it where it has not come either.
 * @returns the posts that were moved
 */
export async function moveThread(db: Db, orgId: string, from: string, to: string, since: Date): Promise<string[]> {
  const found = await sql<{ id: string }>`
    with moved as (
      update posts set root_id = ${to} where org_id = ${orgId} and root_id = ${from} and post_id <> ${to}
      returning post_id, posted_at
    ), waiting as (
    insert into post_awaits (org_id, awaited_id, post_id, posted_at, since)
    select ${orgId}::uuid, ${to}::uuid, post_id, posted_at, ${since}::timestamptz from moved
    where not exists (select 1 from post_keys k where k.org_id = ${orgId} and k.post_id = ${to})
    on conflict do nothing
    )
    select post_id as id from moved`.execute(db)
  return found.rows.map(({ id }) => id)
}

/** The root, where it is stored, and everything below it. */
export async function readThread(db: Db, orgId: string, rootId: string): Promise<ThreadPost[]> {
  const found = await sql<ThreadPost & { tracks: Matched[] }>`
    select p.post_id as id, p.parent_id as "parentId", p.root_id as "rootId", p.posted_at as "postedAt", p.platform, p.kind,
      p.sentiment, p.emotion, p.author_id as "authorId",
      (select coalesce(json_agg(json_build_object('trackId', t.track_id, 'weight', t.weight, 'isInherited', t.is_inherited)), '[]')
        from post_tracks t where t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id) as tracks
    from (
      select below.* from posts below where below.org_id = ${orgId} and below.root_id = ${rootId}
      union all
      select p.* from post_keys k ${postOfRow('k')}
      where k.org_id = ${orgId} and k.post_id = ${rootId} and p.root_id is distinct from ${rootId}
    ) p
    order by p.posted_at, p.post_id`.execute(db)
  return found.rows
}

/** Awaits that are so old have been given up: what they waited for was never sent. */
export async function forgetAwaits(db: Db, before: Date): Promise<void> {
  await sql`delete from post_awaits where since < ${before}`.execute(db)
}
