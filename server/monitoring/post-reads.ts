import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import type { Fold } from '../text/fold.ts'
import { compileTracks } from '../text/match.ts'
import { spokenText } from './batch.ts'
import { postOfRow, selectCardsByIds } from './card-store.ts'
import { explainHits } from './lexicon-post-reads.ts'
import { findDetail, listAnswers, listNearCopies } from './post-store.ts'
import type { PostCard, PostPage } from './schema.ts'
import { wordingsAt } from './track-store.ts'

const FINGERPRINT_BITS = 64

/** One post with all there is to say of it. @throws Refusal not-found */
export async function getPostPage(db: Db, fold: Fold, orgId: string, id: string): Promise<PostPage> {
  const [post] = await selectCardsByIds(db, orgId, [id])
  const detail = post && (await findDetail(db, orgId, post))
  if (!post || !detail) throw new Refusal('not-found')
  const [matches, lexicons, roots, answers, nearCopies] = await Promise.all([
    explainMatches(db, fold, orgId, post),
    explainHits(db, fold, orgId, post),
    selectCardsByIds(db, orgId, post.rootId === null ? [] : [post.rootId]),
    listAnswers(db, orgId, post),
    listNearCopies(db, orgId, post),
  ])
  const similar = await similarities(db, orgId, id, nearCopies)
  const copies = nearCopies.map((copy) => ({ ...copy, similarity: similar.get(copy.id) ?? 0 }))
  return { post, ...detail, matches, lexicons, root: roots[0] ?? null, ...answers, nearCopies: copies }
}

/** How alike the fingerprints are, 0..1. */
async function similarities(db: Db, orgId: string, id: string, of: readonly PostCard[]): Promise<Map<string, number>> {
  const found = await sql<{ id: string; bits: number }>`
    select p.post_id as id, bit_count((p.fingerprint # mine.fingerprint)::bit(64)) as bits
    from post_keys k ${postOfRow('k')} join lateral (
      select q.fingerprint from post_keys mk join posts q on q.org_id = mk.org_id and q.posted_at = mk.posted_at and q.post_id = mk.post_id
      where mk.org_id = ${orgId} and mk.post_id = ${id} limit 1) mine on true
    where k.org_id = ${orgId} and k.post_id = any(${of.map((copy) => copy.id)}::uuid[])`.execute(db)
  return new Map(found.rows.map((row) => [row.id, 1 - row.bits / FINGERPRINT_BITS]))
}

/** By the wording that each track had when the post came, and with the code that matched it then. */
async function explainMatches(db: Db, fold: Fold, orgId: string, post: PostCard): Promise<PostPage['matches']> {
  if (post.tracks.length === 0) return []
  const ids = post.tracks.map(({ id }) => id)
  const wordings = await wordingsAt(db, orgId, ids, new Date(post.receivedAt))
  const reasons = compileTracks(fold, wordings).matcher.explain(spokenText(post))
  return post.tracks.flatMap(({ id, isInherited }) => {
    const place = wordings.findIndex((wording) => wording.id === id)
    const wording = wordings[place]
    if (!wording) return []
    return [{ trackId: id, trackName: wording.name, isInherited, reasons: [...(reasons.get(place) ?? [])] }]
  })
}
