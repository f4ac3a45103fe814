import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { emotionName, kindName, languageName, PROBABILITY_UNIT, platformName, sentimentName } from './codes.ts'
import { POST_MARKS, type PostCard } from './schema.ts'

type CardRow = {
  readonly id: string
  readonly source: string
  readonly platform: number
  readonly kind: number
  readonly author_id: string
  readonly author_name: string
  readonly author_followers: number | null
  readonly author_verified: boolean
  readonly author_region: string
  readonly title: string
  readonly text: string
  readonly url: string
  readonly posted_at: Date
  readonly received_at: Date
  readonly sentiment: number | null
  readonly p_negative: number
  readonly emotion: number
  readonly language: number
  readonly reposts: number
  readonly comments: number
  readonly likes: number
  readonly stars: number | null
  readonly parent_id: string | null
  readonly root_id: string | null
  readonly marks: number
  readonly tracks: { id: string; weight: number; isInherited: boolean }[]
  readonly lexicons: { id: string; weight: number; words: string[] }[] | null
}

/** What a post card shows, of `posts p`. */
const CARD = sql`
  p.post_id as id, p.source, p.platform, p.kind, p.author_id, p.author_name, p.author_followers, p.author_verified,
  p.author_region, p.title, p.text, p.url, p.posted_at, p.received_at, p.sentiment, p.p_negative, p.emotion, p.language,
  p.reposts, p.comments, p.likes, p.parent_id, p.root_id, p.marks,
  (select s.stars from post_stars s where s.org_id = p.org_id and s.post_id = p.post_id) as stars,
  (select coalesce(json_agg(json_build_object('id', t.track_id, 'weight', t.weight, 'isInherited', t.is_inherited)
      order by t.is_inherited, t.weight desc, t.track_id), '[]')
    from post_tracks t
    where t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id) as tracks,
  (select json_agg(json_build_object('id', h.lexicon_id, 'weight', h.weight, 'words', h.words) order by h.weight desc, h.lexicon_id)
    from post_lexicon_hits h
    where h.org_id = p.org_id and h.posted_at = p.posted_at and h.post_id = p.post_id) as lexicons`

/**
 * Joins the post p of each row. By its key, row by row: to the planner three equal columns look so rare that it would rather read
 * whole months.
 */
export function postOfRow(row: 'k' | 'm'): RawBuilder<unknown> {
  const { org, at, id } = {
    org: sql.ref(`${row}.org_id`),
    at: sql.ref(`${row}.posted_at`),
    id: sql.ref(`${row}.post_id`),
  }
  return sql`join lateral (
    select * from posts q where q.org_id = ${org} and q.posted_at = ${at} and q.post_id = ${id} limit 1) p on true`
}

/** Post cards of `select … FROM`, in which the posts are called p. */
export async function selectCards(db: Db, from: RawBuilder<unknown>): Promise<PostCard[]> {
  const found = await sql<CardRow>`select ${CARD} ${from}`.execute(db)
  return found.rows.map(cardOf)
}

/** In the order of the ids; ids that are unknown or of another organisation are left out. */
export async function selectCardsByIds(db: Db, orgId: string, ids: readonly string[]): Promise<PostCard[]> {
  if (ids.length === 0) return []
  return selectCards(
    db,
    sql`from unnest(${ids}::uuid[]) with ordinality as wanted (post_id, place)
      join post_keys k on k.org_id = ${orgId} and k.post_id = wanted.post_id
      ${postOfRow('k')} order by wanted.place`,
  )
}

/** Of the bits of `posts.marks`. */
export function marksOf(bits: number): (typeof POST_MARKS)[number][] {
  return POST_MARKS.filter((_, bit) => bits & (1 << bit))
}

function cardOf(row: CardRow): PostCard {
  return {
    id: row.id,
    source: row.source,
    platform: platformName(row.platform),
    kind: kindName(row.kind),
    author: {
      id: row.author_id,
      name: row.author_name,
      followers: row.author_followers,
      isVerified: row.author_verified,
      region: row.author_region,
    },
    title: row.title,
    text: row.text,
    url: row.url,
    postedAt: row.posted_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    sentiment: sentimentName(row.sentiment),
    negative: row.p_negative / PROBABILITY_UNIT,
    emotion: emotionName(row.emotion),
    language: languageName(row.language),
    reposts: row.reposts,
    comments: row.comments,
    likes: row.likes,
    ...(row.stars === null ? {} : { stars: row.stars }),
    tracks: row.tracks,
    parentId: row.parent_id,
    rootId: row.root_id,
    ...(row.lexicons === null ? {} : { lexicons: row.lexicons }),
    ...(row.marks === 0 ? {} : { marks: marksOf(row.marks) }),
  }
}
