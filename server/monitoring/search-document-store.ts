import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { plainLiteral, timesLiteral } from './array-literal.ts'
import { spokenText } from './batch.ts'
import type { SearchDocument } from './search-document.ts'

type Row = Omit<SearchDocument, 'text' | 'trackIds' | 'lexiconIds'> & {
  readonly title: string
  readonly text: string
  readonly tracks: string | null
  readonly lexicons: string | null
}

/** The posts of these batches, as they are now. */
export async function readBatches(db: Db, orgId: string, batchIds: readonly string[]): Promise<SearchDocument[]> {
  if (batchIds.length === 0) return []
  return readDocuments(
    db,
    sql`from posts p where p.org_id = ${orgId} and p.batch_id = any(${plainLiteral(batchIds)}::uuid[])`,
  )
}

export type Keyed = { readonly id: string; readonly at: number }

/** These posts, as they are now; what is no longer there is left out. */
export async function readPosts(db: Db, orgId: string, keys: readonly Keyed[]): Promise<SearchDocument[]> {
  if (keys.length === 0) return []
  return readDocuments(db, fromPosts(orgId, keys))
}

export type ReadText = { readonly text: string; readonly authorId: string; readonly authorName: string }

/** What must be read of posts where the index cannot decide, by id. */
export async function readTexts(db: Db, orgId: string, keys: readonly Keyed[]): Promise<Map<string, ReadText>> {
  if (keys.length === 0) return new Map()
  const found = await sql<{ id: string; title: string; text: string; authorId: string; authorName: string }>`
    select p.post_id as id, p.title, p.text, p.author_id as "authorId", p.author_name as "authorName"
    ${fromPosts(orgId, keys)}`.execute(db)
  return new Map(
    found.rows.map(({ id, authorId, authorName, ...post }) => [id, { text: spokenText(post), authorId, authorName }]),
  )
}

/** FROM of these posts, called p, each by its key, row by row: see postOfRow of card-store.ts. */
export function fromPosts(orgId: string, keys: readonly Keyed[]): RawBuilder<unknown> {
  const ids = plainLiteral(keys.map(({ id }) => id))
  const times = timesLiteral(keys.map(({ at }) => new Date(at)))
  return sql`from unnest(${ids}::uuid[], ${times}::timestamptz[]) as w (id, at) join lateral (
    select * from posts q where q.org_id = ${orgId} and q.posted_at = w.at and q.post_id = w.id limit 1) p on true`
}

async function readDocuments(db: Db, from: RawBuilder<unknown>): Promise<SearchDocument[]> {
  const found = await sql<Row>`
    select p.post_id as id, (extract(epoch from p.posted_at) * 1000)::bigint as at, p.batch_id as "batchId",
      p.root_id as "rootId", p.author_followers as followers, p.source, p.author_id as "authorId",
      p.author_name as "authorName", p.author_region as region, p.title, p.text, p.platform, p.kind, p.sentiment,
      p.emotion, p.language, p.author_verified as "isVerified",
      (select string_agg(t.track_id::text, ' ') from post_tracks t
        where t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id) as tracks,
      (select string_agg(h.lexicon_id::text, ' ') from post_lexicon_hits h
        where h.org_id = p.org_id and h.posted_at = p.posted_at and h.post_id = p.post_id) as lexicons
    ${from}`.execute(db)
  return found.rows.map(({ title, text, tracks, lexicons, ...row }) => ({
    ...row,
    text: spokenText({ title, text }),
    trackIds: tracks?.split(' ') ?? [],
    lexiconIds: lexicons?.split(' ') ?? [],
  }))
}
