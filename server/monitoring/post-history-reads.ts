import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { emotionName, PROBABILITY_UNIT, sentimentName } from './codes.ts'
import { correctionInForce } from './correction.ts'
import { type CorrectionRow, type Given, listCorrections } from './correction-store.ts'
import { CORRECTED } from './post-history.ts'
import type { Correction, PostHistory, PostVersion } from './post-history-schema.ts'
import { readStored, type StoredPost } from './post-history-store.ts'

/** What became of a post since it came. @throws Refusal not-found */
export async function getPostHistory(db: Db, orgId: string, postId: string): Promise<PostHistory> {
  const [post] = await readStored(db, orgId, [postId])
  if (!post) throw new Refusal('not-found')
  const [versions, growth, deletions, corrections] = await Promise.all([
    listVersions(db, orgId, postId),
    listGrowth(db, orgId, post),
    listDeletions(db, orgId, postId),
    listCorrections(db, orgId, postId),
  ])
  const said = post.marks & CORRECTED ? (corrections.at(-1)?.said ?? post) : post
  return {
    model: nameVerdict(said),
    versions: versions.map(({ receivedAt: _, ...version }) => version),
    growth,
    deletions,
    corrections: nameCorrections(corrections, post, versions),
  }
}

function nameCorrections(
  rows: readonly CorrectionRow[],
  post: StoredPost,
  versions: readonly { readonly receivedAt: Date }[],
): Correction[] {
  const newest = versions.length > 1 ? Math.max(...versions.map(({ receivedAt }) => receivedAt.getTime())) : 0
  const inForce = correctionInForce(rows)
  return rows.map((row) => {
    const isOfEarlierText = row.madeAt.getTime() < newest
    const isAsPost = row.now.sentiment === post.sentiment && row.now.emotion === post.emotion
    return {
      id: row.id,
      madeAt: row.madeAt.toISOString(),
      madeByName: row.madeByName,
      reason: row.reason,
      old: nameVerdict(row.old),
      now: nameVerdict(row.now),
      undoes: row.undoes,
      isInForce: row.id === inForce?.id && isAsPost && !isOfEarlierText,
      isOfEarlierText,
    }
  })
}

function nameVerdict({ sentiment, emotion }: Given): PostHistory['model'] {
  return { sentiment: sentimentName(sentiment), emotion: emotionName(emotion) }
}

type VersionRow = {
  readonly seenAt: Date
  readonly receivedAt: Date
  readonly title: string
  readonly text: string
  readonly sentiment: number | null
  readonly negative: number
  readonly emotion: number
  readonly trackIds: string[]
  readonly edits: number | null
}

async function listVersions(db: Db, orgId: string, postId: string): Promise<(PostVersion & { receivedAt: Date })[]> {
  const found = await sql<VersionRow>`
    select seen_at as "seenAt", received_at as "receivedAt", title, text, sentiment, p_negative as negative, emotion, edits,
      coalesce((select json_agg(t ->> 'trackId') from jsonb_array_elements(tracks) t), '[]') as "trackIds"
    from post_versions where org_id = ${orgId} and post_id = ${postId} order by seen_at`.execute(db)
  return found.rows.map((row) => ({
    ...row,
    seenAt: row.seenAt.toISOString(),
    sentiment: sentimentName(row.sentiment),
    negative: row.negative / PROBABILITY_UNIT,
    emotion: emotionName(row.emotion),
  }))
}

async function listGrowth(db: Db, orgId: string, post: StoredPost): Promise<PostHistory['growth']> {
  const found = await sql<{ at: Date; reposts: number; comments: number; likes: number }>`
    select seen_at as at, reposts, comments, likes from post_observations
    where org_id = ${orgId} and post_id = ${post.id} order by seen_at`.execute(db)
  const { reposts, comments, likes, seenAt } = post
  const last = found.rows.at(-1)
  const isKept = last && last.reposts === reposts && last.comments === comments && last.likes === likes
  const rows = last && !isKept ? [...found.rows, { at: seenAt, reposts, comments, likes }] : found.rows
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

async function listDeletions(db: Db, orgId: string, postId: string): Promise<PostHistory['deletions']> {
  const found = await sql<{
    id: string
    isDeleted: boolean
    seenAt: Date
    knownBy: string
    recordedAt: Date
    recordedByName: string
  }>`
    select deletion_id as id, is_deleted as "isDeleted", seen_at as "seenAt", known_by as "knownBy", recorded_at as "recordedAt",
      recorded_by_name as "recordedByName"
    from post_deletions where org_id = ${orgId} and post_id = ${postId} order by seq`.execute(db)
  return found.rows.map((row) => ({
    ...row,
    seenAt: row.seenAt.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
  }))
}
