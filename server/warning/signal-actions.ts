import { listOrganisations } from '../access/reads.ts'
import { DAY, HOUR } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { firstBatches, listSettled } from '../monitoring/batch-reads.ts'
import { listTracks, type TrackRow } from '../monitoring/reads.ts'
import { messageOf } from './series-actions.ts'
import type { Found } from './signal-found.ts'
import { judgeLooks } from './signal-hot-actions.ts'
import { listNewLooks, type NewLook } from './signal-hot-store.ts'
import { SIGHT_DAYS } from './signal-judging-reads.ts'
import { changedStates, holdStates, type Owner, ownerKey } from './signal-memory.ts'
import { judgePosts, type PostWork, readPostWork } from './signal-post-actions.ts'
import { forgetSights } from './signal-sight-store.ts'
import { findCursor, forgetSignals, listStates, lockSignals, saveCursor, saveStates } from './signal-store.ts'
import { tell } from './signal-tell-actions.ts'
import { listDueThreads } from './signal-thread-store.ts'
import type { WatchApp } from './watching.ts'

/** Of one transaction: some hundred milliseconds of work. */
const MOST_POSTS = 20_000
const MOST_BATCHES = 2000
const MOST_LOOKS = 200
const MOST_THREADS = 5000
/** After so many transactions the next organisation has its turn. */
const MOST_CHUNKS = 50
/** Where nothing was judged yet, so much of what came before is. */
const FIRST_HOURS = 24
const TOLD_DAYS = 8
const AUTHOR_DAYS = 180

/**
 * Lets the detectors of single posts and hot lists read whatever was stored since the last time, in all organisations, exactly once: what
 * came of it commits with the cursor. What fails does not stop the rest, and is tried again.
 */
export async function watchSignals(app: WatchApp): Promise<void> {
  for (const { id: orgId } of await listOrganisations(app.db)) {
    try {
      for (let chunk = 0; chunk < MOST_CHUNKS; chunk++)
        if (!(await inTransaction(app.db, (trx) => watchChunk(app, trx, orgId)))) break
    } catch (error) {
      app.log.error('a watch of posts failed', { orgId, error: messageOf(error) })
    }
  }
}

/** Forgets of what nobody was told for a week, what was seen before 90 days, and authors who have been silent for half a year. */
export async function forgetOldSignals(app: WatchApp): Promise<void> {
  const now = app.clock.now().getTime()
  await forgetSignals(app.db, { tellings: new Date(now - TOLD_DAYS * DAY), authors: new Date(now - AUTHOR_DAYS * DAY) })
  await forgetSights(app.db, new Date(now - SIGHT_DAYS * DAY))
}

/** @returns whether there is more */
async function watchChunk(app: WatchApp, trx: Trx, orgId: string): Promise<boolean> {
  if (!(await lockSignals(trx, orgId))) return false
  const now = app.clock.now()
  const cursor = await findCursor(trx, orgId, new Date(now.getTime() - FIRST_HOURS * HOUR))
  const { batchXid: xid, batchId } = cursor
  const settled = await listSettled(trx, orgId, { xid, batchId }, MOST_BATCHES)
  const batches = firstBatches(settled, MOST_POSTS)
  const looks = await listNewLooks(trx, orgId, cursor, MOST_LOOKS)
  const due = await listDueThreads(trx, orgId, now, MOST_THREADS)
  if (batches.length === 0 && looks.length === 0 && due.length === 0) return false
  const work = await readPostWork(trx, orgId, batches, due, now)
  const tracks = await listTracks(trx, orgId)
  const found = await judge(app, trx, { orgId, tracks, work, looks, isPartial: cursor.isPartial ?? false })
  await tell(app, trx, orgId, tracks, found)
  const [lastBatch, lastLook] = [batches.at(-1), looks.at(-1)]
  await saveCursor(trx, orgId, {
    batchXid: lastBatch?.xid ?? xid,
    batchId: lastBatch?.batchId ?? batchId,
    lookXid: lastLook?.xid ?? cursor.lookXid,
    lookList: lastLook?.list ?? cursor.lookList,
    lookAt: lastLook?.at ?? cursor.lookAt,
  })
  return (
    batches.length < settled.length ||
    settled.length === MOST_BATCHES ||
    looks.length === MOST_LOOKS ||
    due.length === MOST_THREADS
  )
}

type Judging = {
  readonly orgId: string
  readonly tracks: readonly TrackRow[]
  readonly work: PostWork
  readonly looks: readonly NewLook[]
  readonly isPartial: boolean
}

async function judge(app: WatchApp, trx: Trx, { orgId, tracks, work, looks, isPartial }: Judging): Promise<Found[]> {
  const live = new Set(tracks.map(({ id }) => id))
  const owners = new Map(
    work.owners.filter(({ trackId }) => live.has(trackId)).map((owner) => [ownerKey(owner), owner]),
  )
  if (looks.length > 0)
    for (const trackId of live) owners.set(ownerKey({ trackId, mode: 'live' }), { trackId, mode: 'live' })
  const memory = holdStates(await listStates(trx, orgId, [...owners.values()]))
  const failed = (whose: Owner, detector: string) => (error: string) =>
    app.log.error('a detector failed', { orgId, trackId: whose.trackId, detector, error })
  const found = [
    ...judgePosts(memory, work, owners, app.judges.fold, failed),
    ...(await judgeLooks(app, trx, { orgId, tracks, looks, memory, failed })),
  ]
  await saveStates(trx, orgId, changedStates(memory), app.clock.now(), isPartial)
  return found
}
