import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { DAY } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { emptyFolded, foldText } from '../text/fold.ts'
import { compileTracks, matchText, startMatching } from '../text/match.ts'
import { spokenText } from './batch.ts'
import { markLate } from './change-store.ts'
import { sumLate } from './counting.ts'
import { lockThreads } from './ingest-store.ts'
import { lockLive } from './lexicon-actions.ts'
import { addHitCounts, deleteHits, insertHits, listHits } from './lexicon-hit-store.ts'
import { hitsOf, lexiconSet, sumHits } from './lexicon-hits.ts'
import {
  endRecount,
  failRecount,
  insertRecount,
  listRecountPosts,
  lockRecount,
  moveRecount,
  type RecountPost,
  type RecountRow,
} from './lexicon-recount-store.ts'
import { readLexicons } from './lexicon-store.ts'
import { markChanged } from './search-store.ts'
import type { Watching } from './watching.ts'

/** The job that counts anew. */
export const RECOUNT = 'monitoring.lexicon-recount'
/** As far as detectors learn. */
export const RECOUNT_DAYS = 14
/** Posts of one transaction, in which no answers are taken in: some 20 ms of matching. */
const AT_ONCE = 500

/**
 * Looks through the posts of the last 14 days with the words in force; counts and hits are then as if the list had always been so, and
 * detectors learn from them. It goes on in the background.
 * @throws Refusal already-done while one is running, wrong-state, not-found
 */
export async function recountLexicon(app: Watching, actor: Actor, lexiconId: string): Promise<void> {
  permit(actor, 'lexicons.edit')
  const { orgId } = actor
  const at = app.clock.now()
  const id = newId(at.getTime())
  await inTransaction(app.db, async (trx) => {
    const { version } = await lockLive(trx, orgId, lexiconId)
    const from = new Date(at.getTime() - RECOUNT_DAYS * DAY)
    if (!(await insertRecount(trx, orgId, { id, lexiconId, at, by: actorKey(actor), from })))
      throw new Refusal('already-done', { reason: 'it is being counted' })
    const detail = { version, from: from.toISOString() }
    await recordAct(trx, at, actor, { verb: 'recountLexicon', objectKind: 'lexicon', objectId: lexiconId, detail })
    await app.queue.enqueue(trx, RECOUNT, { orgId, recountId: id })
  })
}

/** The job. Where it stands is stored with what it counted, so that after a crash it goes on and doubles nothing. */
export async function runRecount(app: Watching, orgId: string, recountId: string): Promise<void> {
  while (await inTransaction(app.db, (trx) => recountSome(app, trx, orgId, recountId)));
}

/** It was tried as often as jobs are: what it has counted stays, and somebody may begin anew. */
export async function giveUpRecount(app: Watching, orgId: string, recountId: string): Promise<void> {
  await failRecount(app.db, orgId, recountId, app.clock.now())
}

/** @returns whether there is more */
async function recountSome(app: Watching, trx: Trx, orgId: string, recountId: string): Promise<boolean> {
  // Nobody edits, corrects or adopts meanwhile: what is read here is what is counted.
  await lockThreads(trx, orgId, 'alone')
  const row = await lockRecount(trx, orgId, recountId)
  if (!row) return false
  const posts = await listRecountPosts(trx, orgId, row, AT_ONCE)
  const last = posts.at(-1)
  if (last) await recountPosts(app, trx, orgId, row, posts, last)
  if (posts.length === AT_ONCE) return true
  await endRecount(trx, orgId, row, app.clock.now())
  await app.live.publish(trx, orgId, 'monitoring.lexicon', { lexiconId: row.lexiconId, state: 'done' })
  return false
}

async function recountPosts(
  app: Watching,
  trx: Trx,
  orgId: string,
  row: RecountRow,
  posts: readonly RecountPost[],
  last: RecountPost,
): Promise<void> {
  const before = await listHits(trx, orgId, posts, row.lexiconId)
  const after = await matchPosts(app, trx, orgId, row.lexiconId, posts)
  await deleteHits(
    trx,
    orgId,
    posts.filter(({ id }) => before.has(id)),
    row.lexiconId,
  )
  await insertHits(
    trx,
    orgId,
    [...after].flatMap(([post, hits]) => hits.map((hit) => ({ ...hit, postId: post.id, postedAt: post.postedAt }))),
  )
  // Search finds by what a post holds now.
  const isChanged = (post: RecountPost): boolean => before.has(post.id) || after.has(post)
  await markChanged(
    trx,
    orgId,
    posts.filter(isChanged).map(({ id }) => id),
  )
  const entries = posts.flatMap((of) => {
    const trackIds = of.tracks.map(({ trackId }) => trackId)
    return [
      { of, trackIds, hits: before.get(of.id) ?? [], by: -1 as const },
      { of, trackIds, hits: after.get(of) ?? [] },
    ]
  })
  const counts = sumHits(entries)
  await moveRecount(trx, orgId, row.id, { at: last, looked: posts.length, hits: after.size })
  const now = app.clock.now()
  // Detectors read anew what they had read otherwise.
  const late = counts.flatMap(({ trackId, minute, posts: n }) =>
    Array.from({ length: Math.abs(n) }, () => ({ trackId, of: { postedAt: minute } })),
  )
  await markLate(trx, orgId, now, sumLate(late, now))
  await addHitCounts(trx, orgId, counts)
}

/** Posts that hold a word, with what they hold. */
async function matchPosts(
  app: Watching,
  trx: Trx,
  orgId: string,
  lexiconId: string,
  posts: readonly RecountPost[],
): Promise<Map<RecountPost, ReturnType<typeof hitsOf>>> {
  const set = lexiconSet(await readLexicons(trx, orgId, lexiconId))
  const { fold } = app.judges
  const matching = startMatching(compileTracks(fold, set.sources).matcher)
  const folded = emptyFolded()
  const found = new Map<RecountPost, ReturnType<typeof hitsOf>>()
  for (const post of posts) {
    if (post.tracks.length === 0 && !post.isAnswer) continue
    const text = spokenText(post)
    foldText(fold, fold.fuzzy, text, folded)
    const places = matchText(matching, text, folded).flatMap((place) => set.places[place] ?? [])
    if (places.length > 0) found.set(post, hitsOf(places))
  }
  return found
}
