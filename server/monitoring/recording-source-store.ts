import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { postOfRow } from './card-store.ts'
import { kindName, platformName } from './codes.ts'
import type { PostInput } from './schema.ts'
import type { Span } from './series.ts'

type Row = {
  readonly id: string
  readonly platform: number
  readonly kind: number
  readonly postedAt: Date
  readonly title: string
  readonly text: string
  readonly url: string
  readonly authorId: string
  readonly authorName: string
  readonly followers: number | null
  readonly isVerified: boolean
  readonly region: string
  readonly reposts: number
  readonly comments: number
  readonly likes: number
  readonly parentId: string | null
  readonly rootId: string | null
}

/** Stored posts of a span, oldest first, as they could be sent in. @param trackId only those of this track */
export async function readOwnPosts(
  db: Db,
  orgId: string,
  { from, to }: Span,
  trackId: string | undefined,
  limit: number,
): Promise<PostInput[]> {
  const source =
    trackId === undefined
      ? sql`from posts p where p.org_id = ${orgId} and p.posted_at >= ${from} and p.posted_at < ${to}`
      : sql`from post_tracks m ${postOfRow('m')} where m.org_id = ${orgId} and m.track_id = ${trackId}
          and m.posted_at >= ${from} and m.posted_at < ${to}`
  const found = await sql<Row>`
    select p.post_id as id, p.platform, p.kind, p.posted_at as "postedAt", p.title, p.text, p.url, p.author_id as "authorId",
      p.author_name as "authorName", p.author_followers as followers, p.author_verified as "isVerified", p.author_region as region,
      p.reposts, p.comments, p.likes, p.parent_id as "parentId", p.root_id as "rootId"
    ${source} order by p.posted_at, p.post_id limit ${limit}`.execute(db)
  return found.rows.map(inputOf)
}

function inputOf(row: Row): PostInput {
  const { id, title, text, url, reposts, comments, likes, parentId, rootId } = row
  return {
    externalId: id,
    platform: platformName(row.platform),
    kind: kindName(row.kind),
    postedAt: row.postedAt.toISOString(),
    title,
    text,
    url,
    author: {
      externalId: row.authorId,
      name: row.authorName,
      isVerified: row.isVerified,
      region: row.region,
      ...(row.followers === null ? {} : { followers: row.followers }),
    },
    reposts,
    comments,
    likes,
    ...(parentId === null ? {} : { parentExternalId: parentId }),
    ...(rootId === null ? {} : { rootExternalId: rootId }),
  }
}
