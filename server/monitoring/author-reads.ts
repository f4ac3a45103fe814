import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { selectCards } from './card-store.ts'
import { kindName, NEGATIVE, NEUTRAL, POSITIVE, platformCode } from './codes.ts'
import type { AuthorPage } from './post-history-schema.ts'
import { PLATFORMS } from './schema.ts'
import { fromPosts } from './search-document-store.ts'
import type { Watching } from './watching.ts'

/** Of very busy authors only the newest posts are looked at; the page says so. */
const MOST_LOOKED = 5000
/** Each is compared with each. */
const MOST_COMPARED = 500
const NEAR_BITS = 3
const MOST_FOLLOWERS = 500
const SHOWN = 20

/**
 * What stored posts tell of who wrote them. Nothing is asked of platforms. Which posts are theirs says the index of the search: one of the
 * database's own was asked by nobody else, and touched a page at random for each post that came in.
 * @throws Refusal not-found, invalid, busy
 */
export async function getAuthorPage(
  { db, search }: Pick<Watching, 'db' | 'search'>,
  orgId: string,
  platform: string,
  authorId: string,
): Promise<AuthorPage> {
  const known = PLATFORMS.find((name) => name === platform)
  if (known === undefined) throw new Refusal('invalid', { field: 'platform' })
  const sought = { authorId, platforms: [platformCode(known)] }
  const { refs } = await search.page({ orgId, sought, limit: MOST_LOOKED })
  const theirs = sql`(select p.* ${fromPosts(orgId, refs)})`
  const [sums, names, regions, kinds, followers, tracks, copies, newest] = await Promise.all([
    readSums(db, theirs),
    listNames(db, theirs),
    listRegions(db, theirs),
    listKinds(db, theirs),
    listFollowers(db, theirs),
    listTracks(db, orgId, theirs),
    countCopies(db, theirs),
    selectCards(db, sql`from ${theirs} p order by p.posted_at desc, p.post_id desc limit ${SHOWN}`),
  ])
  if (sums === undefined) throw new Refusal('not-found')
  const { firstAt, lastAt, ...counts } = sums
  return {
    platform,
    authorId,
    names,
    regions,
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    ...counts,
    isCut: counts.posts === MOST_LOOKED,
    kinds,
    followers,
    tracks,
    ...copies,
    newest,
  }
}

type Sums = Pick<AuthorPage, 'posts' | 'judged' | 'negative' | 'neutral' | 'positive' | 'isVerified'> & {
  readonly firstAt: Date
  readonly lastAt: Date
}

async function readSums(db: Db, theirs: RawBuilder<unknown>): Promise<Sums | undefined> {
  const found = await sql<Sums>`
    select count(*) as posts, count(sentiment) as judged, count(*) filter (where sentiment = ${NEGATIVE}) as negative,
      count(*) filter (where sentiment = ${NEUTRAL}) as neutral, count(*) filter (where sentiment = ${POSITIVE}) as positive,
      coalesce((array_agg(author_verified order by posted_at desc))[1], false) as "isVerified",
      min(posted_at) as "firstAt", max(posted_at) as "lastAt"
    from ${theirs} p having count(*) > 0`.execute(db)
  return found.rows[0]
}

async function listNames(db: Db, theirs: RawBuilder<unknown>): Promise<AuthorPage['names']> {
  const found = await sql<{ name: string; from: Date; to: Date; posts: number }>`
    select author_name as name, min(posted_at) as "from", max(posted_at) as "to", count(*) as posts
    from ${theirs} p where author_name <> '' group by 1 order by 3 desc, 1 limit 50`.execute(db)
  return found.rows.map((row) => ({ ...row, from: row.from.toISOString(), to: row.to.toISOString() }))
}

async function listRegions(db: Db, theirs: RawBuilder<unknown>): Promise<AuthorPage['regions']> {
  const found = await sql<{ name: string; posts: number }>`
    select author_region as name, count(*) as posts from ${theirs} p
    where author_region <> '' group by 1 order by 2 desc, 1 limit 20`.execute(db)
  return found.rows
}

async function listKinds(db: Db, theirs: RawBuilder<unknown>): Promise<AuthorPage['kinds']> {
  const found = await sql<{ kind: number; posts: number }>`
    select kind, count(*) as posts from ${theirs} p group by 1 order by 2 desc, 1`.execute(db)
  return found.rows.map(({ kind, posts }) => ({ name: kindName(kind), posts }))
}

/** Where the number changed from one post to the next that tells one. */
async function listFollowers(db: Db, theirs: RawBuilder<unknown>): Promise<AuthorPage['followers']> {
  const found = await sql<{ at: Date; followers: number }>`
    select at, followers from (
      select posted_at as at, author_followers as followers, lag(author_followers) over (order by posted_at) as before,
        row_number() over (order by posted_at desc) as place
      from ${theirs} p where author_followers is not null) each
    where before is distinct from followers or place = 1 order by at desc limit ${MOST_FOLLOWERS}`.execute(db)
  return found.rows.reverse().map(({ at, followers }) => ({ at: at.toISOString(), followers }))
}

async function listTracks(db: Db, orgId: string, theirs: RawBuilder<unknown>): Promise<AuthorPage['tracks']> {
  const found = await sql<AuthorPage['tracks'][number]>`
    select t.track_id as id, v.name, count(*) as posts, count(t.sentiment) as judged,
      count(*) filter (where t.sentiment = ${NEGATIVE}) as negative
    from ${theirs} p
    join post_tracks t on t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id
    join tracks r on r.org_id = t.org_id and r.track_id = t.track_id
    join track_versions v on v.org_id = r.org_id and v.track_id = r.track_id and v.version = r.version
    where p.org_id = ${orgId} group by 1, 2 order by 3 desc, 2`.execute(db)
  return found.rows
}

/** How many of the newest posts say nearly what another of them says: a habit of bots and of the angry. */
async function countCopies(db: Db, theirs: RawBuilder<unknown>): Promise<{ nearCopies: number; compared: number }> {
  const found = await sql<{ nearCopies: number; compared: number }>`
    with each as materialized (
      select post_id, fingerprint from ${theirs} p where fingerprint <> 0 order by posted_at desc limit ${MOST_COMPARED})
    select count(*) as compared, count(*) filter (where exists (
      select 1 from each other where other.post_id <> each.post_id
        and bit_count((other.fingerprint # each.fingerprint)::bit(64)) <= ${NEAR_BITS})) as "nearCopies"
    from each`.execute(db)
  return found.rows[0] ?? { nearCopies: 0, compared: 0 }
}
