import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { derivedId } from '../base/ids.ts'
import type { TrackSource } from '../text/contract.ts'
import { arrayLiteral, plainLiteral, timesLiteral } from './array-literal.ts'
import type { Batch, Matched, Post } from './batch.ts'
import { postOfRow } from './card-store.ts'
import { markLate } from './change-store.ts'
import { changedOnce, type MinuteCount, sumLate } from './counting.ts'
import type { Await, Threaded } from './inheritance.ts'

/** The tracks that are watched, and a key that names this very list: threads keep lists compiled by it. */
export type TrackSet = { readonly key: string; readonly tracks: readonly TrackSource[] }

export async function readTrackSet(db: Db, orgId: string): Promise<TrackSet> {
  const found = await sql<TrackSource & { version: number }>`
    select t.track_id as id, v.expression, t.version
    from tracks t join track_versions v on v.org_id = t.org_id and v.track_id = t.track_id and v.version = t.version
    where t.org_id = ${orgId} and t.retired_at is null order by t.track_id`.execute(db)
  const key = found.rows.map(({ id, version }) => `${id}.${version}`).join(' ')
  return { key: `${orgId} ${key}`, tracks: found.rows.map(({ id, expression }) => ({ id, expression })) }
}

/** The number that stands for a version of the trained model in rows. */
export async function modelNumber(db: Db, version: string): Promise<number> {
  const known = await sql<{ model: number }>`select model from text_models where version = ${version}`.execute(db)
  const [row] = known.rows
  if (row) return row.model
  // `do update` so that the row of somebody who was faster is returned as well.
  const made = await sql<{ model: number }>`
    insert into text_models (version) values (${version})
    on conflict (version) do update set version = excluded.version returning model`.execute(db)
  return made.rows[0]?.model ?? 0
}

/**
 * Claims the ids of posts. One that another transaction is just claiming waits for it to end.
 * @returns those that are new, and whether answers wait for any of them
 */
export async function claimKeys(
  db: Db,
  orgId: string,
  posts: readonly Post[],
): Promise<{ fresh: ReadonlySet<string>; isAwaited: boolean }> {
  const ids = plainLiteral(posts.map(({ id }) => id))
  const times = timesLiteral(posts.map(({ postedAt }) => postedAt))
  const digests = plainLiteral(posts.map(({ digest }) => digest))
  const found = await sql<{ id: string; awaited: boolean }>`
    with fresh as (
      insert into post_keys (org_id, post_id, posted_at, digest)
      select ${orgId}::uuid, u.id, u.at, u.digest
      from unnest(${ids}::uuid[], ${times}::timestamptz[], ${digests}::bigint[]) as u (id, at, digest) order by u.id
      on conflict do nothing returning post_id
    )
    select post_id as id, exists (
      select 1 from post_awaits a where a.org_id = ${orgId} and a.awaited_id = post_id) as awaited
    from fresh`.execute(db)
  return { fresh: new Set(found.rows.map(({ id }) => id)), isAwaited: found.rows.some(({ awaited }) => awaited) }
}

/** Whoever stores answers holds it shared, adoption alone: so no answer can slip between a root's coming and its adoption. */
export async function lockThreads(db: Db, orgId: string, how: 'shared' | 'alone'): Promise<void> {
  const key = sql`hashtextextended('weiji threads ' || ${orgId}, 0)`
  if (how === 'shared') await sql`select pg_advisory_xact_lock_shared(${key})`.execute(db)
  else await sql`select pg_advisory_xact_lock(${key})`.execute(db)
}

/** Stored posts as inheritance needs them; ids that nobody stored are absent. */
export async function readThreaded(db: Db, orgId: string, ids: readonly string[]): Promise<Map<string, Threaded>> {
  const found = await sql<Threaded & { tracks: Matched[] }>`
    select k.post_id as id, p.parent_id as "parentId", p.root_id as "rootId",
      (select coalesce(json_agg(json_build_object('trackId', t.track_id, 'weight', t.weight, 'isInherited', t.is_inherited)), '[]')
        from post_tracks t where t.org_id = k.org_id and t.posted_at = k.posted_at and t.post_id = k.post_id) as tracks
    from post_keys k ${postOfRow('k')}
    where k.org_id = ${orgId} and k.post_id = any(${plainLiteral(ids)}::uuid[])`.execute(db)
  return new Map(found.rows.map((row) => [row.id, row]))
}

/** One statement over arrays: a third of the work of a multi-row insert with a parameter per value. */
export async function insertPosts(db: Db, batch: Batch): Promise<void> {
  const { posts } = batch
  if (posts.length === 0) return
  const of = (value: (post: Post) => string | number | boolean | null): string => plainLiteral(posts.map(value))
  const texts = (value: (post: Post) => string): string => arrayLiteral(posts.map(value))
  await sql`
    insert into posts (org_id, received_at, batch_id, model, mode, source,
      posted_at, seen_at, post_id, parent_id, root_id, fingerprint, author_followers, reposts, comments, likes, platform, kind,
      sentiment, p_negative, p_neutral, p_positive, emotion, language, author_verified, external_id, author_id,
      author_name, author_region, url, title, text)
    select ${batch.actor.orgId}::uuid, ${batch.receivedAt}::timestamptz, ${batch.id}::uuid, ${batch.model}::smallint,
      ${batch.mode}, ${batch.source}, u.*
    from unnest(
      ${timesLiteral(posts.map(({ postedAt }) => postedAt))}::timestamptz[],
      ${of(({ seenAt }) => seenAt?.toISOString() ?? null)}::timestamptz[],
      ${of(({ id }) => id)}::uuid[],
      ${of(({ parentId }) => parentId)}::uuid[],
      ${of(({ rootId }) => rootId)}::uuid[],
      ${of(({ verdict }) => verdict.fingerprint)}::bigint[],
      ${of(({ followers }) => followers)}::int[],
      ${of(({ reposts }) => reposts)}::int[],
      ${of(({ comments }) => comments)}::int[],
      ${of(({ likes }) => likes)}::int[],
      ${of(({ platform }) => platform)}::smallint[],
      ${of(({ kind }) => kind)}::smallint[],
      ${of(({ verdict }) => verdict.sentiment)}::smallint[],
      ${of(({ verdict }) => verdict.probabilities[0])}::smallint[],
      ${of(({ verdict }) => verdict.probabilities[1])}::smallint[],
      ${of(({ verdict }) => verdict.probabilities[2])}::smallint[],
      ${of(({ verdict }) => verdict.emotion)}::smallint[],
      ${of(({ verdict }) => verdict.language)}::smallint[],
      ${of(({ isVerified }) => isVerified)}::boolean[],
      ${texts(({ externalId }) => externalId)}::text[],
      ${texts(({ authorId }) => authorId)}::text[],
      ${texts(({ authorName }) => authorName)}::text[],
      ${texts(({ region }) => region)}::text[],
      ${texts(({ url }) => url)}::text[],
      ${texts(({ title }) => title)}::text[],
      ${texts(({ text }) => text)}::text[]
    ) as u`.execute(db)
}

export async function insertPostTracks(db: Db, orgId: string, rows: readonly PostTrackRow[]): Promise<void> {
  if (rows.length === 0) return
  const of = (value: (row: PostTrackRow) => string | number | boolean | null): string => plainLiteral(rows.map(value))
  await sql`
    insert into post_tracks (org_id, track_id, posted_at, post_id, author_key, weight, platform, kind, sentiment, emotion,
      is_inherited)
    select ${orgId}::uuid, u.*
    from unnest(
      ${of(({ matched }) => matched.trackId)}::uuid[],
      ${timesLiteral(rows.map(({ post }) => post.postedAt))}::timestamptz[],
      ${of(({ post }) => post.id)}::uuid[],
      ${of(({ post }) => authorKey(post))}::bigint[],
      ${of(({ matched }) => matched.weight)}::real[],
      ${of(({ post }) => post.platform)}::smallint[],
      ${of(({ post }) => post.kind)}::smallint[],
      ${of(({ post }) => post.sentiment)}::smallint[],
      ${of(({ post }) => post.emotion)}::smallint[],
      ${of(({ matched }) => matched.isInherited)}::boolean[]
    ) as u`.execute(db)
}

export type PostTrackRow = {
  readonly matched: Matched
  readonly post: {
    readonly id: string
    readonly postedAt: Date
    readonly platform: number
    readonly kind: number
    readonly authorId: string
    readonly sentiment: number | null
    readonly emotion: number
  }
}

export async function insertAwaits(
  db: Db,
  orgId: string,
  since: Date,
  awaits: readonly (Await & { readonly postedAt: Date })[],
): Promise<void> {
  if (awaits.length === 0) return
  await sql`
    insert into post_awaits (org_id, awaited_id, post_id, posted_at, since)
    select ${orgId}::uuid, u.awaited, u.post, u.at, ${since}::timestamptz
    from unnest(
      ${plainLiteral(awaits.map(({ awaitedId }) => awaitedId))}::uuid[],
      ${plainLiteral(awaits.map(({ postId }) => postId))}::uuid[],
      ${timesLiteral(awaits.map(({ postedAt }) => postedAt))}::timestamptz[]
    ) as u (awaited, post, at)
    on conflict do nothing`.execute(db)
}

/** @param counts in the order of sumByMinute, or two batches could wait for each other in a circle */
export async function addCounts(db: Db, orgId: string, counts: readonly MinuteCount[]): Promise<void> {
  if (counts.length === 0) return
  const of = (value: (count: MinuteCount) => string | number): string => plainLiteral(counts.map(value))
  await sql`
    insert into counts_minute as c (org_id, track_id, minute, platform, posts, originals, reposts, comments, judged, negative,
      neutral, positive)
    select ${orgId}::uuid, u.*
    from unnest(
      ${of(({ trackId }) => trackId)}::uuid[],
      ${timesLiteral(counts.map(({ minute }) => minute))}::timestamptz[],
      ${of(({ platform }) => platform)}::smallint[],
      ${of(({ posts }) => posts)}::int[],
      ${of(({ originals }) => originals)}::int[],
      ${of(({ reposts }) => reposts)}::int[],
      ${of(({ comments }) => comments)}::int[],
      ${of(({ judged }) => judged)}::int[],
      ${of(({ negative }) => negative)}::int[],
      ${of(({ neutral }) => neutral)}::int[],
      ${of(({ positive }) => positive)}::int[]
    ) as u
    on conflict (org_id, track_id, minute, platform) do update set posts = c.posts + excluded.posts,
      originals = c.originals + excluded.originals, reposts = c.reposts + excluded.reposts,
      comments = c.comments + excluded.comments, judged = c.judged + excluded.judged,
      negative = c.negative + excluded.negative, neutral = c.neutral + excluded.neutral,
      positive = c.positive + excluded.positive`.execute(db)
}

/**
 * The batch's own row, the health of its source, and what came late. A replay's posts are not late: whoever reads counts follows the
 * replay's own cursor.
 */
export async function insertBatch(db: Db, batch: Batch): Promise<void> {
  const { actor, refused, posts, receivedAt } = batch
  const newest = posts.reduce<Date | null>((at, { postedAt }) => (at === null || postedAt > at ? postedAt : at), null)
  const [first] = refused
  const error = first ? `${refused.length} refused, the first: row ${first.index}, ${first.reason}`.slice(0, 500) : null
  await sql`
    with health as (
      insert into sources as s (org_id, name, last_received_at, last_posted_at, last_error, last_error_at)
      values (${actor.orgId}, ${batch.source}, ${receivedAt}, ${newest}, ${error}, ${error === null ? null : receivedAt})
      on conflict (org_id, name) do update set
        last_received_at = greatest(s.last_received_at, excluded.last_received_at),
        last_posted_at = greatest(s.last_posted_at, excluded.last_posted_at),
        last_error = coalesce(excluded.last_error, s.last_error),
        last_error_at = coalesce(excluded.last_error_at, s.last_error_at)
    )
    insert into ingest_batches (org_id, batch_id, source, received_at, accepted, duplicates, refused, mode, sent_by_kind,
      sent_by)
    values (${actor.orgId}, ${batch.id}, ${batch.source}, ${receivedAt}, ${posts.length}, ${batch.duplicates},
      ${refused.length}, ${batch.mode}, ${actor.kind}, ${actor.id})`.execute(db)
  if (batch.replay) return
  const entries = posts.flatMap((post) => post.tracks.map(({ trackId }) => ({ trackId, of: post })))
  await markLate(db, actor.orgId, receivedAt, sumLate([...entries, ...changedOnce(batch.deltas)], receivedAt))
}

/** 64 bits, as a signed number in digits, that are the same for the same author of the same platform; 0 for nobody known. */
function authorKey({ platform, authorId }: PostTrackRow['post']): string {
  if (authorId === '') return '0'
  const digits = derivedId(String(platform), authorId).replaceAll('-', '')
  return BigInt.asIntN(64, BigInt(`0x${digits.slice(0, 16)}`)).toString()
}
