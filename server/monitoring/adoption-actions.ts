import type { App } from '../app.ts'
import { DAY, MINUTE } from '../base/clock.ts'
import { type Db, inTransaction, type Trx } from '../base/db.ts'
import {
  endAwaiting,
  forgetAwaits,
  listArrived,
  listExpectant,
  moveThread,
  readThread,
  type ThreadPost,
} from './adoption-store.ts'
import type { Matched } from './batch.ts'
import { markLate } from './change-store.ts'
import { sumByMinute, sumLate } from './counting.ts'
import { addCounts, insertPostTracks, lockThreads, readThreaded, readTrackSet } from './ingest-store.ts'
import { inherit, type Threaded } from './inheritance.ts'
import { countGained } from './lexicon-hit-actions.ts'
import { markChanged } from './search-store.ts'

/** Each is one transaction in which no answers are taken in. */
const AT_ONCE = 100
/** Longer than any transaction may take: two that missed each other have both ended by then. */
const MISSED_MS = 10 * MINUTE
const GIVEN_UP_MS = 30 * DAY

/**
 * Gives answers that came before what they answer the tracks of it, and counts them there, exactly once however often it runs.
 * @returns how many posts were added to tracks
 */
export async function adoptAnswers(app: App, orgId: string): Promise<number> {
  let adopted = 0
  for (;;) {
    const { arrived, added } = await inTransaction(app.db, (trx) => adoptSome(trx, orgId, app.clock.now()))
    adopted += added
    if (arrived < AT_ONCE) return adopted
  }
}

/** The same for all organisations in which two that belong together came at the same moment and missed each other. */
export async function sweepAwaits(app: App): Promise<void> {
  const now = app.clock.now().getTime()
  for (const orgId of await listExpectant(app.db, new Date(now - MISSED_MS))) await adoptAnswers(app, orgId)
  await forgetAwaits(app.db, new Date(now - GIVEN_UP_MS))
}

async function adoptSome(trx: Trx, orgId: string, now: Date): Promise<{ arrived: number; added: number }> {
  await lockThreads(trx, orgId, 'alone')
  const arrived = await listArrived(trx, orgId, AT_ONCE)
  const { tracks } = await readTrackSet(trx, orgId)
  const live = new Set(tracks.map(({ id }) => id))
  const gained: { trackId: string; of: ThreadPost }[] = []
  const changed = new Set<string>()
  for (const id of arrived) gained.push(...(await adopt(trx, orgId, id, live, now, changed)))
  // They may stand in the index already, with the tracks and the root that they had.
  await markChanged(trx, orgId, [...changed])
  // Last, as in ingest: whoever counts in the same minute waits for these rows.
  await markLate(trx, orgId, now, sumLate(gained, now))
  await countGained(trx, orgId, gained)
  await addCounts(trx, orgId, sumByMinute(gained))
  return { arrived: arrived.length, added: gained.length }
}

async function adopt(db: Db, orgId: string, id: string, live: ReadonlySet<string>, now: Date, changed: Set<string>) {
  const known = await readThreaded(db, orgId, [id])
  const arrived = known.get(id)
  const waiting = await endAwaiting(db, orgId, id)
  if (!arrived) return []
  const above = arrived.rootId ?? id
  const moved = above === id ? [] : await moveThread(db, orgId, id, above, now)
  for (const each of moved) changed.add(each)
  const gained: { trackId: string; of: ThreadPost }[] = []
  // What waited for it as a parent may have another root, and then stands in that one's thread.
  for (const rootId of new Set([above, ...waiting.filter((root) => root !== id)])) {
    const rows = gainedTracks(await readThread(db, orgId, rootId), known, live)
    await insertPostTracks(db, orgId, rows)
    gained.push(...rows.map(({ matched, post }) => ({ trackId: matched.trackId, of: post })))
    for (const { post } of rows) changed.add(post.id)
  }
  return gained
}

/** What posts of a whole thread inherit and do not have yet. Under the lock nothing of it can change, so this is exact. */
function gainedTracks(
  thread: readonly ThreadPost[],
  known: ReadonlyMap<string, Threaded>,
  live: ReadonlySet<string>,
): { matched: Matched; post: ThreadPost }[] {
  const { posts } = inherit(thread, known, (trackId) => live.has(trackId))
  return posts.flatMap((post, i) => {
    const had = new Set(thread[i]?.tracks.map(({ trackId }) => trackId))
    return post.tracks.filter(({ trackId }) => !had.has(trackId)).map((matched) => ({ matched, post }))
  })
}
