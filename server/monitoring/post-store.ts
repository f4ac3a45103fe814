import { type RawBuilder, sql } from 'kysely'
import { DAY } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { postOfRow, selectCards, selectCardsByIds } from './card-store.ts'
import type { PostQuery } from './post-query.ts'
import type { PostCard, PostList } from './schema.ts'

/** Words and authors are looked for by reading, so far back; then the page says "go on from here". Search by index is for later. */
const MOST_LOOKED = 20_000
const MOST_ANSWERS = 50
const MOST_COMPARED = 20_000
const MOST_COPIES = 20
const NEAR_BITS = 3
const NEAR_MS = 3 * DAY

/**
 * Newest first. With words or an author it may look at 20,000 posts without finding enough: then `next` leads on from the last one
 * looked at, and the list may be short or empty although there is a next.
 */
export async function listPosts(db: Db, orgId: string, query: PostQuery): Promise<PostList> {
  const { limit, patterns, authorId } = query
  if (patterns.length > 0 || authorId !== undefined) return lookForPosts(db, orgId, query)
  const posts = await selectCards(db, sql`${pick(orgId, query)} limit ${limit + 1}`)
  const page = posts.slice(0, limit)
  const last = page.at(-1)
  return { posts: page, next: last && posts.length > limit ? placeOf(last) : null }
}

async function lookForPosts(db: Db, orgId: string, query: PostQuery): Promise<PostList> {
  const { limit } = query
  const looked = await look(db, orgId, query)
  const found = looked.filter(({ holds }) => holds).slice(0, limit)
  const posts = await selectCardsByIds(
    db,
    orgId,
    found.map(({ id }) => id),
  )
  const last = found.length === limit ? found.at(-1) : looked.find(({ isEnd }) => isEnd)
  return { posts, next: last ? placeOf({ id: last.id, postedAt: last.at.toISOString() }) : null }
}

/** Of the newest 20,000 those that hold what is looked for, one more than fit a page at most, and the very last where there are more. */
async function look(
  db: Db,
  orgId: string,
  query: PostQuery,
): Promise<{ id: string; at: Date; holds: boolean; isEnd: boolean }[]> {
  const { patterns, authorId, limit } = query
  const holds = [
    ...patterns.map((pattern) => sql`(l.text ilike ${pattern} or l.title ilike ${pattern})`),
    ...(authorId === undefined ? [] : [sql`l.author_id = ${authorId}`]),
  ]
  const found = await sql<{ id: string; at: Date; holds: boolean; isEnd: boolean }>`
    with l as materialized (
      select p.post_id, p.posted_at, p.text, p.title, p.author_id,
        row_number() over (order by p.posted_at desc, p.post_id desc) as place
      from (select p.* ${pick(orgId, query)} limit ${MOST_LOOKED}) p
    )
    (select post_id as id, posted_at as at, true as holds, false as "isEnd" from l
      where ${sql.join(holds, sql` and `)} order by place limit ${limit})
    union all
    select post_id, posted_at, false, true from l where place = ${MOST_LOOKED}`.execute(db)
  return found.rows
}

/** FROM, WHERE and ORDER of a list. What a track's own rows can tell is asked of them, before any post is read. */
function pick(orgId: string, query: PostQuery): RawBuilder<unknown> {
  const { trackId, rootId } = query
  if (rootId === undefined && trackId !== undefined) {
    return sql`from post_tracks m ${postOfRow('m')}
      where m.track_id = ${trackId} and ${conditions('m', orgId, query)} order by m.posted_at desc, m.post_id desc`
  }
  const isOfTrack = sql`exists (select 1 from post_tracks t where t.org_id = p.org_id and t.track_id = ${trackId ?? null}
    and t.posted_at = p.posted_at and t.post_id = p.post_id)`
  return sql`from posts p where ${conditions('p', orgId, query)}
    ${rootId === undefined ? sql`` : sql`and p.root_id = ${rootId}`} ${trackId === undefined ? sql`` : sql`and ${isOfTrack}`}
    order by p.posted_at desc, p.post_id desc`
}

function conditions(of: 'm' | 'p', orgId: string, query: PostQuery): RawBuilder<unknown> {
  const { platform, sentiment, emotion, kind, mostStars, importId, from, to, before } = query
  const column = (name: string) => sql.ref(`${of}.${name}`)
  return sql.join(
    [
      sql`${column('org_id')} = ${orgId}`,
      ...(platform === undefined ? [] : [sql`${column('platform')} = ${platform}`]),
      ...(sentiment === undefined ? [] : [sql`${column('sentiment')} = ${sentiment}`]),
      ...(emotion === undefined ? [] : [sql`${column('emotion')} = ${emotion} and ${column('sentiment')} is not null`]),
      ...(kind === undefined ? [] : [sql`${column('kind')} = ${kind}`]),
      ...(mostStars === undefined
        ? []
        : [
            sql`exists (select 1 from post_stars s
              where s.org_id = ${orgId} and s.post_id = ${column('post_id')} and s.stars <= ${mostStars})`,
          ]),
      ...(importId === undefined
        ? []
        : [
            sql`p.batch_id in (select b.batch_id from import_batches b where b.org_id = ${orgId} and b.import_id = ${importId})`,
          ]),
      ...(from === undefined ? [] : [sql`${column('posted_at')} >= ${from}`]),
      ...(to === undefined ? [] : [sql`${column('posted_at')} < ${to}`]),
      ...(before === undefined
        ? []
        : [sql`(${column('posted_at')}, ${column('post_id')}) < (${before.at}, ${before.id}::uuid)`]),
    ],
    sql` and `,
  )
}

function placeOf({ id, postedAt }: { readonly id: string; readonly postedAt: string }): string {
  return `${postedAt}_${id}`
}

export async function newestPosts(db: Db, orgId: string, limit: number): Promise<PostCard[]> {
  return selectCards(
    db,
    sql`from posts p where p.org_id = ${orgId} order by p.posted_at desc, p.post_id desc limit ${limit}`,
  )
}

export type PostDetail = {
  readonly probabilities: { negative: number; neutral: number; positive: number }
  readonly modelVersion: string
}

/** What the card of a post leaves out. */
export async function findDetail(db: Db, orgId: string, { id, postedAt }: PostCard): Promise<PostDetail | undefined> {
  const found = await sql<{ negative: number; neutral: number; positive: number; modelVersion: string | null }>`
    select p.p_negative / 10000.0::float8 as negative, p.p_neutral / 10000.0::float8 as neutral,
      p.p_positive / 10000.0::float8 as positive, m.version as "modelVersion"
    from posts p left join text_models m on m.model = p.model
    where p.org_id = ${orgId} and p.posted_at = ${postedAt} and p.post_id = ${id}`.execute(db)
  const [row] = found.rows
  if (!row) return undefined
  const { modelVersion, ...probabilities } = row
  return { probabilities, modelVersion: modelVersion ?? '' }
}

/** What answers a post or passes it on, directly or through others when it is the root: largest first. */
export async function listAnswers(
  db: Db,
  orgId: string,
  post: PostCard,
): Promise<{ answers: PostCard[]; answerCount: number }> {
  const root = post.rootId ?? post.id
  const below = sql`p.org_id = ${orgId} and p.root_id = ${root} and p.post_id <> ${post.id}
    and (${root === post.id} or p.parent_id = ${post.id})`
  const answers = await selectCards(
    db,
    sql`from posts p where ${below} order by p.reposts::bigint + p.comments + p.likes desc, p.posted_at, p.post_id limit ${MOST_ANSWERS}`,
  )
  const counted = await sql<{ count: number }>`select count(*) as count from posts p where ${below}`.execute(db)
  return { answers, answerCount: counted.rows[0]?.count ?? 0 }
}

/** Posts of the three days before and after whose texts differ in little; of very many, only the nearest in time are compared. */
export async function listNearCopies(db: Db, orgId: string, { id, postedAt }: PostCard): Promise<PostCard[]> {
  const at = new Date(postedAt)
  const side = (range: RawBuilder<unknown>, order: RawBuilder<unknown>) => sql`
    (select o.posted_at, o.post_id, o.fingerprint from posts o
      where o.org_id = ${orgId} and ${range} order by o.posted_at ${order} limit ${MOST_COMPARED / 2})`
  const found = await selectCards(
    db,
    sql`from posts p join (
        select near.posted_at, near.post_id from (
          ${side(sql`o.posted_at < ${at} and o.posted_at >= ${new Date(at.getTime() - NEAR_MS)}`, sql`desc`)}
          union all
          ${side(sql`o.posted_at >= ${at} and o.posted_at < ${new Date(at.getTime() + NEAR_MS)}`, sql`asc`)}
        ) near
        join posts mine on mine.org_id = ${orgId} and mine.posted_at = ${at} and mine.post_id = ${id}
        where mine.fingerprint <> 0 and near.fingerprint <> 0 and near.post_id <> ${id}
          and bit_count((near.fingerprint # mine.fingerprint)::bit(64)) <= ${NEAR_BITS}
        order by near.posted_at, near.post_id limit ${MOST_COPIES}
      ) copy on copy.posted_at = p.posted_at and copy.post_id = p.post_id
      where p.org_id = ${orgId} order by p.posted_at, p.post_id`,
  )
  return found
}
