import { listOrganisations } from '../access/reads.ts'
import { DAY } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import type { Detector } from '../detectors/contract.ts'
import { detectors } from '../detectors/index.ts'
import { takeCountChanges } from '../monitoring/change-actions.ts'
import {
  type CountChange,
  findTrack,
  listCountChanges,
  listTracks,
  seriesStart,
  watchedUntil,
} from '../monitoring/reads.ts'
import { arrivalLag } from '../monitoring/source-silence-reads.ts'
import { followGroup } from './group-actions.ts'
import { isDue } from './late.ts'
import { weighOldPosts } from './late-actions.ts'
import { floorPoint, isLoud, type ReplaySpan, replaysOf } from './plan.ts'
import {
  isOf,
  type Listened,
  listListened,
  messageOf,
  type Planned,
  planOf,
  readSpan,
  stepOne,
  type Watching,
} from './series-actions.ts'
import { followAround } from './series-around-actions.ts'
import { deleteRisesBefore } from './series-around-store.ts'
import { countsBetween, spanOfAll } from './series-counts-reads.ts'
import { inputOf } from './series-input-reads.ts'
import {
  deleteReadingsBefore,
  dropSeries,
  listHeads,
  listReplaySpans,
  listSeries,
  lockSeries,
  type SeriesHead,
  type SeriesRow,
} from './series-store.ts'
import type { Stepped } from './stepping.ts'
import { walkReadings } from './walk-actions.ts'
import type { WatchApp } from './watching.ts'

/** How much one transaction reads: a day of points takes tens of milliseconds. */
const CHUNK_MS = DAY
/** After so many transactions the next track has its turn; the next watch goes on. */
const MOST_CHUNKS = 100
export const READINGS_DAYS = 90

type Detectors = readonly Detector<unknown>[]

/**
 * Watches whatever has new points, in all organisations; cheap where there is nothing new. What fails does not stop the rest, and is
 * tried again at the next watch.
 */
export async function watchAll(app: WatchApp, registry: Detectors = detectors): Promise<void> {
  for (const { id: orgId } of await listOrganisations(app.db)) {
    await orLog(app, { orgId }, () => followAround(app, orgId))
    const due = await orLog(app, { orgId }, () => listDueTracks(app, orgId, registry))
    const lag = lagOnce(orgId)
    for (const trackId of due ?? [])
      await orLog(app, { orgId, trackId }, () => watchTrack(app, orgId, trackId, registry, lag))
  }
}

/**
 * Lets every detector read what is complete and has not been read, and again what was read in the last hours, because posts come late;
 * a day of points in each transaction together with the alerts that come of it: a crash at any moment neither loses nor doubles a
 * point. Another worker that watches the track now is left to it.
 * @returns up to where it was watched, in the time of the posts; undefined: nothing to watch
 */
export async function watchTrack(
  app: WatchApp,
  orgId: string,
  trackId: string,
  registry: Detectors = detectors,
  lag: Watching['lag'] = lagOnce(orgId),
): Promise<Date | undefined> {
  const track = await findTrack(app.db, orgId, trackId)
  if (!track || track.isRetired) return undefined
  const until = await watchedUntil(app.db, orgId, app.clock.now())
  const replays = replaysOf(track.createdAt, await listReplaySpans(app.db, orgId))
  const watching: Watching = { app, orgId, trackId, detectors: registry, until, replays, lag }
  let upTo: Date | undefined
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) {
    const done = await inTransaction(app.db, (trx) => watchChunk(watching, trx))
    upTo = done.upTo ?? upTo
    if (done.isAll) break
  }
  return upTo
}

/** The same for all tracks, and asked for by the first that has something to read, in its transaction. */
function lagOnce(orgId: string): Watching['lag'] {
  let known: number | undefined
  return async (trx, until) => {
    known ??= await arrivalLag(trx, orgId, until)
    return known
  }
}

/** Forgets readings after 90 days. */
export async function forgetReadings(app: WatchApp): Promise<void> {
  const before = new Date(app.clock.now().getTime() - READINGS_DAYS * DAY)
  const count = await deleteReadingsBefore(app.db, before)
  await deleteRisesBefore(app.db, before)
  if (count > 0) app.log.info('old readings were forgotten', { count })
}

/** The tracks of which some detector has a complete point to read, a replay to take in, or posts that came late. */
async function listDueTracks(app: WatchApp, orgId: string, registry: Detectors): Promise<string[]> {
  const tracks = await listTracks(app.db, orgId)
  if (tracks.length === 0) return []
  const now = app.clock.now()
  const until = await watchedUntil(app.db, orgId, now)
  const replays = await listReplaySpans(app.db, orgId)
  const heads = Map.groupBy(await listHeads(app.db, orgId), ({ trackId }) => trackId)
  const changes = Map.groupBy(await listCountChanges(app.db, orgId), ({ trackId }) => trackId)
  const due = tracks.filter(({ id, createdAt }) => {
    const own = heads.get(id) ?? []
    const reads = registry.some((detector) => {
      const mine = own.filter((each) => each.detector === detector.id)
      const hasPoint = mine.some(({ uptoAt }) => uptoAt < floorPoint(until, detector.stepMinutes))
      const isMissing = mine.length === 0 && inputOf(detector.input).isOfEveryTrack
      return isMissing || hasPoint || mine.some((head) => !isCurrent(head, detector, replaysOf(createdAt, replays)))
    })
    return reads || isDue(changes.get(id) ?? [], own, now)
  })
  return due.map(({ id }) => id)
}

function isCurrent(head: SeriesHead, detector: Detector<unknown>, replays: readonly ReplaySpan[]): boolean {
  return head.version === detector.version && replays.every(({ id, upTo }) => new Date(head.replays[id] ?? 0) >= upTo)
}

type Chunk = { readonly isAll: boolean; readonly upTo?: Date }

async function watchChunk(watching: Watching, trx: Trx): Promise<Chunk> {
  const { app, orgId, trackId, until } = watching
  if (!(await lockSeries(trx, orgId, trackId))) return { isAll: true }
  const rows = await listSeries(trx, orgId, trackId)
  // Before any counts are read: what comes later stays for the next watch.
  const changes = await listCountChanges(trx, orgId, trackId)
  const start = await seriesStart(trx, orgId, trackId)
  if (!start) return { isAll: true }
  const weighed = await weighOldPosts(watching, trx, rows, changes, start)
  const listened = await listListened(watching, trx, rows)
  await dropGone(watching, trx, rows, listened)
  const plans = listened.map((each) => planOf(watching, each, rows, start, weighed.verdict === 'anew'))
  const isAllAnew = plans.every(({ isAnew }) => isAnew)
  if (weighed.verdict === 'wait' && !plans.some(({ isAnew }) => isAnew)) return { isAll: true }
  const seen = isAllAnew ? changes : weighed.seen
  const behind = plans.filter((plan) => hasPoints(plan, until) || isTouched(plan, changes, until))
  // One that stands still must not hold back the others: they set the pace, and it is tried along.
  const running = behind.filter(({ row }) => row?.failure == null)
  const pace = running.length > 0 ? running : behind
  if (pace.length === 0) {
    await takeCountChanges(trx, orgId, seen)
    return { isAll: true }
  }
  const from = new Date(Math.min(...pace.map((plan) => plan.from.getTime())))
  const to = new Date(Math.min(from.getTime() + CHUNK_MS, until.getTime()))
  const going = behind.filter((plan) => hasPoints(plan, to) || isTouched(plan, changes, to))
  const counts = countsBetween(trx, orgId, trackId, spanOfAll(going.map((plan) => readSpan(plan, to))))
  const stepped: Stepped[] = []
  for (const plan of going) {
    const done = await stepOne(watching, trx, plan, to, counts)
    if (done) stepped.push(done)
  }
  const watched = { orgId, trackId, mode: 'live' } as const
  await walkReadings(app, trx, watched, stepped, watching.replays)
  if (stepped.length === 0) return { isAll: true }
  const isPast = behind.some(({ revisedUntil }) => revisedUntil !== null && to < revisedUntil)
  if (!isPast && isLoud(to, app.clock.now(), null, watching.replays)) await followGroup(app, trx, watched, to)
  await takeCountChanges(trx, orgId, seen)
  return { isAll: to >= until, upTo: to }
}

/** A category that was deleted, a platform that is heard no more: its series would stand still and look like a fault. */
async function dropGone(
  { orgId, trackId, detectors }: Watching,
  trx: Trx,
  rows: readonly SeriesRow[],
  listened: readonly Listened[],
): Promise<void> {
  for (const row of rows) {
    const isOurs = detectors.some(({ id }) => id === row.detector)
    if (isOurs && !listened.some((each) => isOf(each, row))) await dropSeries(trx, orgId, trackId, row)
  }
}

function hasPoints({ from, detector }: Planned, to: Date): boolean {
  return from < floorPoint(to, detector.stepMinutes)
}

/** Whether counts of points changed that it has read; where a replay stands further back, they are read when that is through. */
function isTouched({ from, isAnew }: Planned, changes: readonly CountChange[], to: Date): boolean {
  return !isAnew && from <= to && changes.some(({ since }) => since < from)
}

async function orLog<T>(
  { log }: WatchApp,
  whose: { orgId: string; trackId?: string },
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    log.error('a watch failed', { ...whose, error: messageOf(error) })
    return undefined
  }
}
