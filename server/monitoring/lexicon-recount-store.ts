import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Matched } from './batch.ts'

export type RecountRow = {
  readonly id: string
  readonly lexiconId: string
  readonly fromAt: Date
  readonly atPosted: Date | null
  readonly atPost: string | null
}

/** @returns false where one is running */
export async function insertRecount(
  trx: Trx,
  orgId: string,
  made: {
    readonly id: string
    readonly lexiconId: string
    readonly at: Date
    readonly by: string
    readonly from: Date
  },
): Promise<boolean> {
  const done = await sql`
    insert into lexicon_recounts (org_id, recount_id, lexicon_id, state, started_at, started_by, from_at, looked, hits, total)
    select ${orgId}, ${made.id}, ${made.lexiconId}, 'running', ${made.at}, ${made.by}, ${made.from}::timestamptz, 0, 0,
      (select count(*)::int from posts where org_id = ${orgId} and posted_at >= ${made.from}::timestamptz)
    on conflict do nothing`.execute(trx)
  return (done.numAffectedRows ?? 0n) > 0n
}

/** Locked: a second worker that was given the same job waits, and then goes on behind the first. */
export async function lockRecount(trx: Trx, orgId: string, id: string): Promise<RecountRow | undefined> {
  const found = await sql<RecountRow>`
    select recount_id as id, lexicon_id as "lexiconId", from_at as "fromAt", at_posted as "atPosted", at_post as "atPost"
    from lexicon_recounts where org_id = ${orgId} and recount_id = ${id} and state = 'running' for update`.execute(trx)
  return found.rows[0]
}

export async function moveRecount(
  trx: Trx,
  orgId: string,
  id: string,
  moved: {
    readonly at: { readonly postedAt: Date; readonly id: string }
    readonly looked: number
    readonly hits: number
  },
): Promise<void> {
  await sql`
    update lexicon_recounts set at_posted = ${moved.at.postedAt}, at_post = ${moved.at.id}, looked = looked + ${moved.looked},
      hits = hits + ${moved.hits}, total = greatest(total, looked + ${moved.looked})
    where org_id = ${orgId} and recount_id = ${id}`.execute(trx)
}

export async function endRecount(
  trx: Trx,
  orgId: string,
  { id, lexiconId, fromAt }: RecountRow,
  at: Date,
): Promise<void> {
  await sql`
    update lexicon_recounts set state = 'done', ended_at = ${at}, total = looked
    where org_id = ${orgId} and recount_id = ${id}`.execute(trx)
  await sql`
    update lexicons set counted_from = least(counted_from, ${fromAt}::timestamptz)
    where org_id = ${orgId} and lexicon_id = ${lexiconId}`.execute(trx)
}

export async function failRecount(db: Db, orgId: string, id: string, at: Date): Promise<void> {
  await sql`
    update lexicon_recounts set state = 'failed', ended_at = ${at}
    where org_id = ${orgId} and recount_id = ${id} and state = 'running'`.execute(db)
}

export type RecountPost = {
  readonly id: string
  readonly postedAt: Date
  readonly sentiment: number | null
  readonly title: string
  readonly text: string
  /** it may get tracks later, from what it answers */
  readonly isAnswer: boolean
  readonly tracks: readonly Pick<Matched, 'trackId'>[]
}

/** The next posts in the order of their time, with their tracks. */
export async function listRecountPosts(
  trx: Trx,
  orgId: string,
  row: RecountRow,
  limit: number,
): Promise<RecountPost[]> {
  const { fromAt, atPosted, atPost } = row
  const begin = atPosted ?? fromAt
  const found = await sql<RecountPost>`
    select p.post_id as id, p.posted_at as "postedAt", p.sentiment, p.title, p.text,
      p.parent_id is not null or p.root_id is not null as "isAnswer",
      (select coalesce(json_agg(json_build_object('trackId', t.track_id)), '[]') from post_tracks t
        where t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id) as tracks
    from posts p
    where p.org_id = ${orgId} and p.posted_at >= ${begin}
      and (${atPosted}::timestamptz is null or (p.posted_at, p.post_id) > (${atPosted}::timestamptz, ${atPost}::uuid))
    order by p.posted_at, p.post_id limit ${limit}`.execute(trx)
  return found.rows
}
