import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { NEAR_BITS } from '../text/near-copy.ts'
import { plainLiteral } from './array-literal.ts'
import { postOfRow } from './card-store.ts'
import type { StoryPost } from './rumour-reasons.ts'
import type { RumourReason } from './rumour-schema.ts'
import type { ClaimState, RumourVerdict } from './rumour-states.ts'

/** A post that stands by itself, as grouping needs it. `fingerprint` is a signed number; 0: too short to tell copies. */
export type Head = { readonly id: string; readonly at: Date; readonly authorId: string; readonly fingerprint: bigint }
export type KnownHead = { readonly storyId: string; readonly postId: string; readonly fingerprint: bigint }

const MOST_TOUCHED = 20_000
const MOST_HEADS = 4_000
const MOST_KNOWN = 4_000
/** Of a story's posts so many, the oldest, are read to score it. */
export const MOST_OF_STORY = 2_000
const MOST_OTHERS = 5_000

export async function orgsWithTracks(db: Db): Promise<string[]> {
  const found = await sql<{ id: string }>`select distinct org_id as id from tracks where retired_at is null`.execute(db)
  return found.rows.map(({ id }) => id)
}

export async function readCursor(db: Db, orgId: string): Promise<Date | undefined> {
  const found = await sql<{ to: Date }>`
    select received_to as to from rumour_cursors where org_id = ${orgId}`.execute(db)
  return found.rows[0]?.to
}

export async function moveCursor(db: Db, orgId: string, to: Date): Promise<void> {
  await sql`
    insert into rumour_cursors (org_id, received_to) values (${orgId}, ${to})
    on conflict (org_id) do update set received_to = excluded.received_to`.execute(db)
}

/** Beginnings of the threads to which tracked posts came, with how many came. Those with most first. */
export async function touchedThreads(
  db: Db,
  orgId: string,
  span: { readonly postedFrom: Date; readonly receivedFrom: Date; readonly to: Date },
): Promise<{ id: string; came: number }[]> {
  const found = await sql<{ id: string; came: number }>`
    select id, count(*) as came from (
      select coalesce(p.root_id, p.post_id) as id from posts p
      where p.org_id = ${orgId} and p.posted_at >= ${span.postedFrom} and p.posted_at <= ${span.to}
        and p.received_at > ${span.receivedFrom}
        and exists (select 1 from post_tracks t
          where t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id)
      order by p.posted_at desc limit ${MOST_TOUCHED}) touched
    group by 1 order by 2 desc, 1 limit ${MOST_HEADS}`.execute(db)
  return found.rows
}

type HeadRow = Omit<Head, 'fingerprint'> & { readonly fingerprint: string }
const HEAD = sql`p.post_id as id, p.posted_at as at, p.author_id as "authorId", p.fingerprint::text as fingerprint`

/** Tracked posts that stand by themselves, newest first. */
export async function recentHeads(db: Db, orgId: string, from: Date, to: Date): Promise<Head[]> {
  const found = await sql<HeadRow>`
    select ${HEAD} from posts p
    where p.org_id = ${orgId} and p.posted_at >= ${from} and p.posted_at <= ${to} and p.root_id is null and p.fingerprint <> 0
      and exists (select 1 from post_tracks t
        where t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id)
    order by p.posted_at desc limit ${MOST_HEADS}`.execute(db)
  return found.rows.map(headOf)
}

export async function headsByIds(db: Db, orgId: string, ids: readonly string[]): Promise<Head[]> {
  const found = await sql<HeadRow>`
    select ${HEAD} from post_keys k ${postOfRow('k')}
    where k.org_id = ${orgId} and k.post_id = any(${plainLiteral(ids)}::uuid[])`.execute(db)
  return found.rows.map(headOf)
}

function headOf(row: HeadRow): Head {
  return { ...row, fingerprint: BigInt(row.fingerprint) }
}

export async function threadSizes(db: Db, orgId: string, ids: readonly string[]): Promise<Map<string, number>> {
  const found = await sql<{ id: string; size: number }>`
    select root_id as id, count(*) as size from posts
    where org_id = ${orgId} and root_id = any(${plainLiteral(ids)}::uuid[]) and post_id <> root_id group by 1`.execute(
    db,
  )
  return new Map(found.rows.map(({ id, size }) => [id, size]))
}

/** Of stories that still grow, and of all that somebody looked into, however old. */
export async function knownHeads(db: Db, orgId: string, since: Date): Promise<KnownHead[]> {
  const found = await sql<Omit<KnownHead, 'fingerprint'> & { fingerprint: string }>`
    select h.story_id as "storyId", h.post_id as "postId", h.fingerprint::text as fingerprint
    from rumour_heads h join rumour_stories s on s.org_id = h.org_id and s.story_id = h.story_id
    left join rumour_claims c on c.org_id = h.org_id and c.story_id = h.story_id
    where h.org_id = ${orgId} and (s.last_at >= ${since} or c.story_id is not null)
    order by c.story_id is null, h.posted_at desc limit ${MOST_KNOWN}`.execute(db)
  return found.rows.map((row) => ({ ...row, fingerprint: BigInt(row.fingerprint) }))
}

export async function addHeads(
  db: Db,
  orgId: string,
  storyId: string,
  heads: readonly Head[],
  at: Date,
): Promise<void> {
  for (const head of heads)
    await sql`
      insert into rumour_heads (org_id, post_id, story_id, fingerprint, posted_at, joined_at)
      values (${orgId}, ${head.id}, ${storyId}, ${head.fingerprint.toString()}::bigint, ${head.at}, ${at})
      on conflict (org_id, post_id) do nothing`.execute(db)
}

export async function insertStory(
  db: Db,
  orgId: string,
  storyId: string,
  first: Head,
  made: { readonly at: Date; readonly by: string | null; readonly version: string },
): Promise<void> {
  await sql`
    insert into rumour_stories (org_id, story_id, first_post_id, first_at, track_ids, made_at, made_by, posts, authors, last_at,
      reasons, model_version, scored_at)
    values (${orgId}, ${storyId}, ${first.id}, ${first.at}, '{}', ${made.at}, ${made.by}, 0, 0, ${first.at}, '[]',
      ${made.version}, ${made.at})`.execute(db)
}

export type Found = {
  readonly firstPostId: string
  readonly firstAt: Date
  readonly lastAt: Date
  readonly trackIds: readonly string[]
  readonly posts: number
  readonly authors: number
  readonly score: number | null
  readonly spreadScore: number | null
  readonly hours: number | null
  readonly chance: number | null
  readonly reasons: readonly RumourReason[]
  readonly version: string
}

export async function saveFound(db: Db, orgId: string, storyId: string, found: Found, at: Date): Promise<void> {
  await sql`
    update rumour_stories set first_post_id = ${found.firstPostId}, first_at = ${found.firstAt}, last_at = ${found.lastAt},
      track_ids = ${plainLiteral(found.trackIds)}::uuid[], posts = ${found.posts}, authors = ${found.authors},
      score = ${found.score}, spread_score = ${found.spreadScore}, score_hours = ${found.hours}, chance = ${found.chance},
      reasons = ${JSON.stringify(found.reasons)}::jsonb, model_version = ${found.version}, scored_at = ${at}
    where org_id = ${orgId} and story_id = ${storyId}`.execute(db)
}

type PostRow = Omit<StoryPost, 'at'> & { readonly at: Date; readonly trackIds: string[] }

/** Heads and what answers them or passes them on, oldest first. */
export async function storyPosts(
  db: Db,
  orgId: string,
  storyId: string,
): Promise<{ posts: StoryPost[]; trackIds: string[] }> {
  const found = await sql<PostRow>`
    with h as materialized (select post_id, posted_at from rumour_heads where org_id = ${orgId} and story_id = ${storyId})
    select p.post_id as id, p.posted_at as at, p.parent_id as "parentId",
      case when p.author_id <> '' then p.author_id when p.author_name <> '' then p.author_name else p.post_id::text end as "authorId",
      p.author_followers as followers, p.author_verified as "isVerified",
      case when p.title = '' then p.text else p.title || ' ' || p.text end as text,
      p.post_id in (select post_id from h) as "isHead",
      case when p.post_id in (select post_id from h) then (select coalesce(json_agg(t.track_id), '[]') from post_tracks t
        where t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id) else '[]' end as "trackIds"
    from (
      (select p.* from h join lateral (select * from posts q
        where q.org_id = ${orgId} and q.posted_at = h.posted_at and q.post_id = h.post_id limit 1) p on true
        order by p.posted_at limit ${MOST_OF_STORY})
      union all
      (select p.* from posts p where p.org_id = ${orgId} and p.root_id = any(array(select post_id from h))
        and p.post_id <> p.root_id order by p.posted_at limit ${MOST_OF_STORY})
    ) p order by p.posted_at, p.post_id`.execute(db)
  const trackIds = [...new Set(found.rows.flatMap((row) => row.trackIds))]
  return { posts: found.rows.map(({ trackIds: _, ...row }) => ({ ...row, at: row.at.getTime() })), trackIds }
}

/** When else was posted about the same, apart from the copies themselves. */
export async function otherTimes(
  db: Db,
  orgId: string,
  trackIds: readonly string[],
  span: { readonly from: Date; readonly to: Date },
  except: readonly string[],
): Promise<number[]> {
  const found = await sql<{ at: Date }>`
    select posted_at as at from post_tracks
    where org_id = ${orgId} and track_id = any(${plainLiteral(trackIds)}::uuid[]) and posted_at >= ${span.from}
      and posted_at <= ${span.to} and post_id <> all(${plainLiteral(except)}::uuid[])
    limit ${MOST_OTHERS}`.execute(db)
  return found.rows.map(({ at }) => at.getTime())
}

export type StorySize = { readonly id: string; readonly posts: number; readonly scoredAt: Date; readonly firstAt: Date }
export async function storySizes(db: Db, orgId: string, ids: readonly string[]): Promise<StorySize[]> {
  const found = await sql<StorySize>`
    select story_id as id, posts, scored_at as "scoredAt", first_at as "firstAt" from rumour_stories
    where org_id = ${orgId} and story_id = any(${plainLiteral(ids)}::uuid[])`.execute(db)
  return found.rows
}

/** Young stories, which become an hour, six hours, a day old while nobody adds to them. */
export async function youngStories(db: Db, orgId: string, since: Date): Promise<StorySize[]> {
  const found = await sql<StorySize>`
    select story_id as id, posts, scored_at as "scoredAt", first_at as "firstAt" from rumour_stories
    where org_id = ${orgId} and first_at >= ${since}`.execute(db)
  return found.rows
}

export type ClaimRow = { readonly state: ClaimState; readonly verdict: RumourVerdict | null }

/** How far people are with it; nobody has begun where there is no row. */
export async function claimStateOf(db: Db, orgId: string, storyId: string): Promise<ClaimState> {
  const found = await sql<{ state: ClaimState }>`
    select state from rumour_claims where org_id = ${orgId} and story_id = ${storyId}`.execute(db)
  return found.rows[0]?.state ?? 'unverified'
}

/** Locked, made where it is absent; undefined where there is no such story. */
export async function lockClaim(trx: Trx, orgId: string, storyId: string, at: Date): Promise<ClaimRow | undefined> {
  await sql`
    insert into rumour_claims (org_id, story_id, state, changed_at)
    select org_id, story_id, 'unverified', ${at} from rumour_stories where org_id = ${orgId} and story_id = ${storyId}
    on conflict do nothing`.execute(trx)
  const found = await sql<ClaimRow>`
    select state, verdict from rumour_claims where org_id = ${orgId} and story_id = ${storyId} for update`.execute(trx)
  return found.rows[0]
}

export async function setClaim(trx: Trx, orgId: string, storyId: string, claim: ClaimRow, at: Date): Promise<void> {
  await sql`
    update rumour_claims set state = ${claim.state}, verdict = ${claim.verdict}, changed_at = ${at}
    where org_id = ${orgId} and story_id = ${storyId}`.execute(trx)
}

export type StepRow = {
  readonly id: string
  readonly storyId: string
  readonly from: ClaimState
  readonly to: ClaimState
  readonly at: Date
  readonly byKey: string
  readonly byName: string
  readonly note: string
  readonly link: string
}
export async function insertStep(trx: Trx, orgId: string, step: StepRow): Promise<void> {
  await sql`
    insert into rumour_steps (org_id, step_id, story_id, from_state, to_state, at, by_key, by_name, note, link)
    values (${orgId}, ${step.id}, ${step.storyId}, ${step.from}, ${step.to}, ${step.at}, ${step.byKey}, ${step.byName},
      ${step.note}, ${step.link})`.execute(trx)
}

/** The nearest head, of another story with a verdict, of this story's beginning. */
export async function knownVerdict(
  db: Db,
  orgId: string,
  storyId: string,
): Promise<{ storyId: string; verdict: RumourVerdict; postId: string } | undefined> {
  const found = await sql<{ storyId: string; verdict: RumourVerdict; postId: string }>`
    select h.story_id as "storyId", c.verdict, h.post_id as "postId"
    from rumour_heads mine join rumour_heads h on h.org_id = mine.org_id and h.story_id <> mine.story_id
    join rumour_claims c on c.org_id = h.org_id and c.story_id = h.story_id and c.verdict is not null
    where mine.org_id = ${orgId} and mine.story_id = ${storyId} and mine.fingerprint <> 0 and h.fingerprint <> 0
      and bit_count((h.fingerprint # mine.fingerprint)::bit(64)) <= ${NEAR_BITS}
    order by bit_count((h.fingerprint # mine.fingerprint)::bit(64)), c.changed_at desc limit 1`.execute(db)
  return found.rows[0]
}
