/** What a program without any of ours would do: one multi-row insert a batch, a parameter for each value. */
import type pg from 'pg'
import { derivedId } from '../server/base/ids.ts'
import type { PostInput } from '../server/monitoring/schema.ts'

export const COLUMNS =
  'org_id, posted_at, post_id, received_at, batch_id, parent_id, root_id, fingerprint, author_followers, reposts, comments, likes, platform, kind, sentiment, p_negative, p_neutral, p_positive, emotion, language, model, author_verified, mode, source, external_id, author_id, author_name, author_region, url, title, text'
const WIDTH = COLUMNS.split(',').length

/** The same columns as posts, one partition less, no index but the primary key. */
export async function makeBareTable(pool: pg.Pool): Promise<void> {
  await pool.query(
    'create table if not exists bare_posts (like posts including defaults, primary key (org_id, posted_at, post_id))',
  )
}

export async function insertBare(pool: pg.Pool, orgId: string, posts: readonly PostInput[]): Promise<void> {
  const rows = posts.map((_, row) => `(${Array.from({ length: WIDTH }, (_, i) => `$${row * WIDTH + i + 1}`).join()})`)
  await pool.query(
    `insert into bare_posts (${COLUMNS}) values ${rows.join()}`,
    posts.flatMap((post) => bareRow(orgId, post)),
  )
}

export function bareRow(orgId: string, post: PostInput): unknown[] {
  const { externalId, postedAt, text, url = '', author, reposts, comments, likes } = post
  const id = derivedId(orgId, 'bare', externalId)
  const verdict = [1, 1234, 8000, 766, 0, 1, 1]
  const words = ['live', 'bench', externalId, author?.externalId, author?.name, author?.region, url, '', text]
  const counts = [author?.followers, reposts, comments, likes]
  return [
    orgId,
    postedAt,
    id,
    postedAt,
    orgId,
    null,
    null,
    '4611686018427387904',
    ...counts,
    0,
    0,
    ...verdict,
    false,
    ...words,
  ]
}
