import type { Trx } from '../base/db.ts'
import type { Batch, Matched, Post } from './batch.ts'
import { addHitCounts, deleteHits, insertHits, listHits } from './lexicon-hit-store.ts'
import { type HitEntry, type LexiconHit, sumHits } from './lexicon-hits.ts'

type Stored = {
  readonly id: string
  readonly postedAt: Date
  readonly sentiment: number | null
  readonly tracks: readonly Pick<Matched, 'trackId'>[]
}

/** Hits of posts of tracks, and of answers, which may get the tracks of what they answer later. Mostly there are none. */
export async function storeHits(trx: Trx, { actor, posts }: Batch): Promise<void> {
  const rows = posts
    .filter(isKept)
    .flatMap(({ id: postId, postedAt, hits }) => hits.map((hit) => ({ ...hit, postId, postedAt })))
  await insertHits(trx, actor.orgId, rows)
}

/** Call it right before the counts by the minute: everybody does, so nobody waits in a circle. */
export async function countHits(trx: Trx, { actor, posts, hitDeltas }: Batch): Promise<void> {
  const entries = posts
    .filter(({ hits }) => hits.length > 0)
    .map((post) => entryOf(post, post.verdict.sentiment, post.hits))
  if (entries.length + hitDeltas.length > 0) await addHitCounts(trx, actor.orgId, sumHits([...entries, ...hitDeltas]))
}

const isKept = ({ hits, tracks, parentId, rootId }: Post): boolean =>
  hits.length > 0 && (tracks.length > 0 || parentId !== null || rootId !== null)

/** Posts have other words now. @returns what that does to the counts, which the caller adds */
export async function rewriteHits(
  trx: Trx,
  orgId: string,
  edited: readonly {
    readonly stored: Stored
    readonly seen: Pick<Post, 'verdict' | 'hits'>
    readonly tracks: readonly Pick<Matched, 'trackId'>[]
  }[],
): Promise<HitEntry[]> {
  const posts = edited.map(({ stored }) => stored)
  const before = await listHits(trx, orgId, posts)
  await deleteHits(
    trx,
    orgId,
    posts.filter(({ id }) => before.has(id)),
  )
  await insertHits(
    trx,
    orgId,
    edited.flatMap(({ stored: { id: postId, postedAt }, seen }) =>
      seen.hits.map((hit) => ({ ...hit, postId, postedAt })),
    ),
  )
  return edited.flatMap(({ stored, seen, tracks }) => [
    { ...entryOf(stored, stored.sentiment, before.get(stored.id) ?? []), by: -1 as const },
    entryOf({ ...stored, tracks }, seen.verdict.sentiment, seen.hits),
  ])
}

/** Posts came into tracks that they had not. Right before the counts by the minute. */
export async function countGained(
  trx: Trx,
  orgId: string,
  gained: readonly { readonly trackId: string; readonly of: Omit<Stored, 'tracks'> }[],
): Promise<void> {
  const hits = await listHits(trx, orgId, [...new Map(gained.map(({ of }) => [of.id, of])).values()])
  const entries = gained.flatMap(({ trackId, of }) => {
    const own = hits.get(of.id)
    return own ? [entryOf({ ...of, tracks: [{ trackId }] }, of.sentiment, own)] : []
  })
  await addHitCounts(trx, orgId, sumHits(entries))
}

/** A post is judged otherwise now. Right before the counts by the minute. */
export async function countCorrected(trx: Trx, orgId: string, post: Stored, now: number | null): Promise<void> {
  const hits = (await listHits(trx, orgId, [post])).get(post.id)
  if (!hits) return
  const entries = [{ ...entryOf(post, post.sentiment, hits), by: -1 as const }, entryOf(post, now, hits)]
  await addHitCounts(trx, orgId, sumHits(entries))
}

function entryOf(
  { postedAt, tracks }: Pick<Stored, 'postedAt' | 'tracks'>,
  sentiment: number | null,
  hits: readonly Pick<LexiconHit, 'lexiconId' | 'weight'>[],
): HitEntry {
  return { of: { postedAt, sentiment }, trackIds: tracks.map(({ trackId }) => trackId), hits }
}
