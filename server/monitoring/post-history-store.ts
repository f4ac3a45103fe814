import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { arrayLiteral, plainLiteral, timesLiteral } from './array-literal.ts'
import type { Matched, Post, Verdict } from './batch.ts'
import { postOfRow } from './card-store.ts'
import type { Counts, Known } from './post-history.ts'
import type { CheckedPost } from './post-input.ts'

/** A stored post with all that an edit, a correction or a deletion needs of it. */
export type StoredPost = Known & {
  readonly id: string
  readonly postedAt: Date
  readonly receivedAt: Date
  readonly batchId: string
  readonly platform: number
  readonly kind: number
  readonly authorId: string
  readonly parentId: string | null
  readonly rootId: string | null
  readonly sentiment: number | null
  readonly negative: number
  readonly neutral: number
  readonly positive: number
  readonly emotion: number
  readonly language: number
  readonly model: number
  readonly tracks: readonly Matched[]
  /** since when its counts are kept */
  readonly observedFrom: Date | null
  /** texts that are kept beside the present one, the first one included */
  readonly versions: number
}

/** Of everything that was sent of a post, as a signed 64-bit number in digits. */
export function digestOf({
  title,
  text,
  given,
  reposts,
  comments,
  likes,
  stars,
  edits,
  isDeleted,
}: CheckedPost): string {
  const counts = given === 0 && edits === null && !isDeleted ? '' : [given, reposts, comments, likes, edits, isDeleted]
  const said = stars === null ? counts : `${counts}*${stars}`
  return hash('sha256', `${said}\n${title}\n${text}`, 'buffer').readBigInt64BE().toString()
}

/** Those that are stored and were sent just so the last time: nothing is to be done about them. */
export async function findSame(db: Db, orgId: string, posts: readonly Post[]): Promise<ReadonlySet<string>> {
  if (posts.length === 0) return new Set()
  const found = await sql<{ id: string }>`
    select u.id from ${digestsOf(posts)} cross join lateral (
      select k.digest from post_keys k where k.org_id = ${orgId} and k.post_id = u.id limit 1) k
    where k.digest = u.digest`.execute(db)
  return new Set(found.rows.map(({ id }) => id))
}

function digestsOf(posts: readonly Pick<Post, 'id' | 'digest'>[]) {
  return sql`unnest(${plainLiteral(posts.map(({ id }) => id))}::uuid[],
    ${plainLiteral(posts.map(({ digest }) => digest))}::bigint[]) as u (id, digest)`
}

/**
 * Of posts that are stored those that were sent otherwise the last time, locked until the transaction ends and with the new digest from
 * now on. Ordinary duplicates cost one look at their key: by `limit 1`, or the planner would rather read the whole table.
 */
export async function claimChanged(trx: Trx, orgId: string, posts: readonly Post[]): Promise<ReadonlySet<string>> {
  const found = await sql<{ id: string; digest: string }>`
    select u.id, u.digest::text from ${digestsOf(posts)}
    cross join lateral (
      select k.digest from post_keys k where k.org_id = ${orgId} and k.post_id = u.id limit 1) k
    where k.digest is distinct from u.digest`.execute(trx)
  const others = found.rows
  if (others.length === 0) return new Set()
  const changed = await sql<{ id: string }>`
    with mine as (
      select k.ctid, k.post_id from post_keys k
      where k.org_id = ${orgId} and k.post_id = any(${plainLiteral(others.map(({ id }) => id))}::uuid[])
      order by k.post_id for update
    )
    update post_keys k set digest = u.digest
    from mine join ${digestsOf(others)} on u.id = mine.post_id
    where k.ctid = mine.ctid and k.digest is distinct from u.digest
    returning k.post_id as id`.execute(trx)
  return new Set(changed.rows.map(({ id }) => id))
}

/** One at a time changes a post: edits, corrections and deletions wait here for each other. @returns whether there is one */
export async function lockPost(trx: Trx, orgId: string, id: string): Promise<boolean> {
  const found = await sql`
    select 1 from post_keys where org_id = ${orgId} and post_id = ${id} for update`.execute(trx)
  return found.rows.length === 1
}

/** Lock them before. */
export async function readStored(db: Db, orgId: string, ids: readonly string[]): Promise<StoredPost[]> {
  if (ids.length === 0) return []
  const found = await sql<StoredPost & { observed: (Counts & { seenAt: string }) | null }>`
    select p.post_id as id, p.posted_at as "postedAt", p.received_at as "receivedAt", p.batch_id as "batchId", p.platform, p.kind,
      p.author_id as "authorId", p.parent_id as "parentId", p.root_id as "rootId", p.title, p.text, p.reposts, p.comments, p.likes,
      p.sentiment, p.p_negative as negative, p.p_neutral as neutral, p.p_positive as positive, p.emotion, p.language, p.model,
      p.marks, coalesce(p.seen_at, p.received_at) as "seenAt",
      (select min(o.seen_at) from post_observations o where o.org_id = p.org_id and o.post_id = p.post_id) as "observedFrom",
      (select coalesce(json_agg(json_build_object('trackId', t.track_id, 'weight', t.weight, 'isInherited', t.is_inherited)), '[]')
        from post_tracks t where t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id) as tracks,
      (select max(v.edits) from post_versions v where v.org_id = p.org_id and v.post_id = p.post_id) as edits,
      (select count(*) from post_versions v where v.org_id = p.org_id and v.post_id = p.post_id) as versions,
      (select json_build_object('seenAt', o.seen_at, 'reposts', o.reposts, 'comments', o.comments, 'likes', o.likes)
        from post_observations o where o.org_id = p.org_id and o.post_id = p.post_id order by o.seen_at desc limit 1) as observed
    from post_keys k ${postOfRow('k')}
    where k.org_id = ${orgId} and k.post_id = any(${plainLiteral(ids)}::uuid[]) order by k.post_id`.execute(db)
  return found.rows.map((row) => ({
    ...row,
    observed: row.observed && { ...row.observed, seenAt: new Date(row.observed.seenAt) },
  }))
}

export type CountsRow = Counts & { readonly id: string; readonly postedAt: Date; readonly seenAt: Date }

export async function updateCounts(db: Db, orgId: string, rows: readonly CountsRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update posts p set reposts = u.reposts, comments = u.comments, likes = u.likes, seen_at = u.seen_at
    from ${countsOf(rows)} where p.org_id = ${orgId} and p.posted_at = u.posted_at and p.post_id = u.id`.execute(db)
}

/** One of the same moment stays as it was. */
export async function insertObservations(db: Db, orgId: string, rows: readonly CountsRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into post_observations (org_id, post_id, seen_at, reposts, comments, likes)
    select ${orgId}::uuid, u.id, u.seen_at, u.reposts, u.comments, u.likes from ${countsOf(rows)}
    on conflict do nothing`.execute(db)
}

function countsOf(rows: readonly CountsRow[]) {
  const of = (value: (row: CountsRow) => number | string) => plainLiteral(rows.map(value))
  return sql`unnest(${of(({ id }) => id)}::uuid[], ${timesLiteral(rows.map(({ postedAt }) => postedAt))}::timestamptz[],
    ${timesLiteral(rows.map(({ seenAt }) => seenAt))}::timestamptz[], ${of(({ reposts }) => reposts)}::int[],
    ${of(({ comments }) => comments)}::int[], ${of(({ likes }) => likes)}::int[])
    as u (id, posted_at, seen_at, reposts, comments, likes)`
}

export type VersionRow = {
  readonly postId: string
  readonly seenAt: Date
  readonly receivedAt: Date
  readonly batchId: string
  readonly title: string
  readonly text: string
  readonly verdict: Omit<Verdict, 'fingerprint'>
  readonly model: number
  readonly tracks: readonly Matched[]
  readonly edits: number | null
}

/** One of the same moment stays as it was. */
export async function insertVersions(db: Db, orgId: string, rows: readonly VersionRow[]): Promise<void> {
  if (rows.length === 0) return
  const flat = rows.map(({ verdict, ...row }) => ({ ...row, ...verdict, ...splitOf(verdict) }))
  await sql`
    insert into post_versions (org_id, post_id, seen_at, received_at, batch_id, title, text, sentiment, p_negative, p_neutral,
      p_positive, emotion, language, model, tracks, edits)
    select ${orgId}::uuid, u."postId", u."seenAt", u."receivedAt", u."batchId", u.title, u.text, u.sentiment, u.negative, u.neutral,
      u.positive, u.emotion, u.language, u.model, u.tracks, u.edits
    from json_to_recordset(${JSON.stringify(flat)}::json) as u ("postId" uuid, "seenAt" timestamptz, "receivedAt" timestamptz,
      "batchId" uuid, title text, text text, sentiment smallint, negative smallint, neutral smallint, positive smallint,
      emotion smallint, language smallint, model smallint, tracks jsonb, edits int)
    on conflict do nothing`.execute(db)
}

type KeptText = { readonly seenAt: Date; readonly title: string; readonly text: string }

/** Texts that are kept of these posts, each in the order in which they were seen. */
export async function listTexts(db: Db, orgId: string, ids: readonly string[]): Promise<Map<string, KeptText[]>> {
  if (ids.length === 0) return new Map()
  const found = await sql<KeptText & { id: string }>`
    select post_id as id, seen_at as "seenAt", title, text from post_versions
    where org_id = ${orgId} and post_id = any(${plainLiteral(ids)}::uuid[]) order by post_id, seen_at`.execute(db)
  return Map.groupBy(found.rows, ({ id }) => id)
}

/** A post's new words and what was made of them. */
export type Wording = Pick<VersionRow, 'title' | 'text' | 'model' | 'seenAt'> & {
  readonly id: string
  readonly postedAt: Date
  readonly verdict: Verdict
  readonly marks: number
}

export async function updateWordings(db: Db, orgId: string, rows: readonly Wording[]): Promise<void> {
  if (rows.length === 0) return
  const flat = rows.map(({ verdict, ...row }) => ({ ...row, ...verdict, ...splitOf(verdict) }))
  await sql`
    with u as materialized (
      select * from json_to_recordset(${JSON.stringify(flat)}::json) as u (id uuid, "postedAt" timestamptz, "seenAt" timestamptz,
        title text, text text, sentiment smallint, negative smallint, neutral smallint, positive smallint, emotion smallint,
        language smallint, model smallint, fingerprint bigint, marks smallint)
    ), tracks as (
      update post_tracks t set sentiment = u.sentiment, emotion = u.emotion from u
      where t.org_id = ${orgId} and t.posted_at = u."postedAt" and t.post_id = u.id
        and (t.sentiment, t.emotion) is distinct from (u.sentiment, u.emotion)
    )
    update posts p set title = u.title, text = u.text, sentiment = u.sentiment, p_negative = u.negative, p_neutral = u.neutral,
      p_positive = u.positive, emotion = u.emotion, language = u.language, model = u.model, fingerprint = u.fingerprint,
      marks = u.marks, seen_at = u."seenAt"
    from u where p.org_id = ${orgId} and p.posted_at = u."postedAt" and p.post_id = u.id`.execute(db)
}

function splitOf({ probabilities: [negative, neutral, positive] }: Pick<Verdict, 'probabilities'>) {
  return { negative, neutral, positive }
}

export async function setMarks(db: Db, orgId: string, post: Pick<StoredPost, 'id' | 'postedAt'>, marks: number) {
  await sql`
    update posts set marks = ${marks}
    where org_id = ${orgId} and posted_at = ${post.postedAt} and post_id = ${post.id}`.execute(db)
}

/** The verdict in force, wherever it is counted by. */
export async function setVerdict(
  db: Db,
  orgId: string,
  post: Pick<StoredPost, 'id' | 'postedAt'>,
  { sentiment, emotion, marks }: { sentiment: number | null; emotion: number; marks: number },
): Promise<void> {
  await sql`
    update posts set sentiment = ${sentiment}, emotion = ${emotion}, marks = ${marks}
    where org_id = ${orgId} and posted_at = ${post.postedAt} and post_id = ${post.id}`.execute(db)
  await sql`
    update post_tracks set sentiment = ${sentiment}, emotion = ${emotion}
    where org_id = ${orgId} and posted_at = ${post.postedAt} and post_id = ${post.id}`.execute(db)
}

export async function deleteTracks(
  db: Db,
  orgId: string,
  { id, postedAt }: Pick<StoredPost, 'id' | 'postedAt'>,
  trackIds: readonly string[],
): Promise<void> {
  if (trackIds.length === 0) return
  await sql`
    delete from post_tracks where org_id = ${orgId} and posted_at = ${postedAt} and post_id = ${id}
      and track_id = any(${arrayLiteral(trackIds)}::uuid[])`.execute(db)
}

/** Weight, and whether it is its own, of tracks that it keeps. */
export async function updateTrack(db: Db, orgId: string, post: Pick<StoredPost, 'id' | 'postedAt'>, of: Matched) {
  await sql`
    update post_tracks set weight = ${of.weight}, is_inherited = ${of.isInherited}
    where org_id = ${orgId} and track_id = ${of.trackId} and posted_at = ${post.postedAt} and post_id = ${post.id}`.execute(
    db,
  )
}

export type DeletionRow = {
  readonly id: string
  readonly postId: string
  readonly isDeleted: boolean
  readonly seenAt: Date
  readonly knownBy: string
  readonly recordedAt: Date
  readonly recordedBy: string
  readonly recordedByName: string
}

export async function insertDeletion(db: Db, orgId: string, row: DeletionRow): Promise<void> {
  await sql`
    insert into post_deletions (org_id, deletion_id, post_id, is_deleted, seen_at, known_by, recorded_at, recorded_by,
      recorded_by_name)
    values (${orgId}, ${row.id}, ${row.postId}, ${row.isDeleted}, ${row.seenAt}, ${row.knownBy}, ${row.recordedAt},
      ${row.recordedBy}, ${row.recordedByName})`.execute(db)
}
