import { listOrganisations } from '../access/reads.ts'
import { DAY, MINUTE } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import type { Detector } from '../detectors/contract.ts'
import { detectors } from '../detectors/index.ts'
import { findTrack, listTracks, seriesStart, trackSeries, watchedUntil } from '../monitoring/reads.ts'
import { followGroup } from './group-actions.ts'
import { floorPoint, isLoud, planSeries, type ReplaySpan, replaysOf, type SeriesPlan } from './plan.ts'
import {
  deleteReadingsBefore,
  dropReadings,
  insertReadings,
  listHeads,
  listReplaySpans,
  listSeries,
  lockSeries,
  type SeriesHead,
  type SeriesRow,
  saveFailure,
  saveSeries,
} from './series-store.ts'
import { type CountPoint, SHARE_POINTS, type Stepped, stepThrough } from './stepping.ts'
import { walkReadings } from './walk-actions.ts'
import type { WatchApp } from './watching.ts'

/** How much one transaction reads: a day of points takes tens of milliseconds. */
const CHUNK_MS = DAY
/** After so many transactions the next track has its turn; the next watch goes on. */
const MOST_CHUNKS = 100
export const READINGS_DAYS = 90

type Detectors = readonly Detector<unknown>[]

/** Everything that a watch of one track goes by. */
type Watching = {
  readonly app: WatchApp
  readonly orgId: string
  readonly trackId: string
  readonly detectors: Detectors
  readonly until: Date
  readonly start: Date
  readonly replays: readonly ReplaySpan[]
}

/**
 * Watches whatever has new points, in all organisations; cheap where there is nothing new. What fails does not stop the rest, and is
 * tried again at the next watch.
 */
export async function watchAll(app: WatchApp, registry: Detectors = detectors): Promise<void> {
  for (const { id: orgId } of await listOrganisations(app.db)) {
    const due = await orLog(app, { orgId }, () => listDueTracks(app, orgId, registry))
    for (const trackId of due ?? [])
      await orLog(app, { orgId, trackId }, () => watchTrack(app, orgId, trackId, registry))
  }
}

/**
 * Lets every detector read what is complete and has not been read, a day of points in each transaction together with the alerts that
 * come of it: a crash at any moment neither loses nor doubles a point. Another worker that watches the track now is left to it.
 * @returns up to where it was watched, in the time of the posts; undefined: nothing to watch
 */
export async function watchTrack(
  app: WatchApp,
  orgId: string,
  trackId: string,
  registry: Detectors = detectors,
): Promise<Date | undefined> {
  const track = await findTrack(app.db, orgId, trackId)
  const start = await seriesStart(app.db, orgId, trackId)
  if (!track || track.isRetired || !start) return undefined
  const until = await watchedUntil(app.db, orgId, app.clock.now())
  const replays = replaysOf(track.createdAt, await listReplaySpans(app.db, orgId))
  const watching: Watching = { app, orgId, trackId, detectors: registry, until, start, replays }
  let upTo: Date | undefined
  for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) {
    const done = await inTransaction(app.db, (trx) => watchChunk(watching, trx))
    upTo = done.upTo ?? upTo
    if (done.isAll) break
  }
  return upTo
}

/** Forgets readings after 90 days. */
export async function forgetReadings(app: WatchApp): Promise<void> {
  const before = new Date(app.clock.now().getTime() - READINGS_DAYS * DAY)
  const count = await deleteReadingsBefore(app.db, before)
  if (count > 0) app.log.info('old readings were forgotten', { count })
}

/** The tracks of which some detector has a complete point to read, or a replay to take in. */
async function listDueTracks(app: WatchApp, orgId: string, registry: Detectors): Promise<string[]> {
  const tracks = await listTracks(app.db, orgId)
  if (tracks.length === 0) return []
  const until = await watchedUntil(app.db, orgId, app.clock.now())
  const replays = await listReplaySpans(app.db, orgId)
  const heads = Map.groupBy(await listHeads(app.db, orgId), ({ trackId }) => trackId)
  const due = tracks.filter(({ id, createdAt }) =>
    registry.some((detector) => {
      const head = heads.get(id)?.find((each) => each.detector === detector.id)
      const hasPoint = !head || head.uptoAt < floorPoint(until, detector.stepMinutes)
      return hasPoint || !isSettled(head, detector, replaysOf(createdAt, replays))
    }),
  )
  return due.map(({ id }) => id)
}

function isSettled(head: SeriesHead, detector: Detector<unknown>, replays: readonly ReplaySpan[]): boolean {
  return head.version === detector.version && replays.every(({ id, upTo }) => new Date(head.replays[id] ?? 0) >= upTo)
}

type Chunk = { readonly isAll: boolean; readonly upTo?: Date }

async function watchChunk(watching: Watching, trx: Trx): Promise<Chunk> {
  const { app, orgId, trackId, until } = watching
  if (!(await lockSeries(trx, orgId, trackId))) return { isAll: true }
  const rows = await listSeries(trx, orgId, trackId)
  const plans = watching.detectors.map((detector) => ({ detector, ...planOf(watching, detector, rows) }))
  const behind = plans.filter((plan) => plan.from < floorPoint(until, plan.detector.stepMinutes))
  // One that stands still must not hold back the others: they set the pace, and it is tried along.
  const running = behind.filter(({ row }) => row?.failure == null)
  const pace = running.length > 0 ? running : behind
  if (pace.length === 0) return { isAll: true }
  const from = new Date(Math.min(...pace.map((plan) => plan.from.getTime())))
  const to = new Date(Math.min(from.getTime() + CHUNK_MS, until.getTime()))
  const stepped: Stepped[] = []
  for (const plan of behind) {
    const done = plan.from < to ? await stepOne(watching, trx, plan, to) : undefined
    if (done) stepped.push(done)
  }
  const watched = { orgId, trackId, mode: 'live' } as const
  await walkReadings(app, trx, watched, stepped, watching.replays)
  if (stepped.length === 0) return { isAll: true }
  if (isLoud(to, app.clock.now(), null, watching.replays)) await followGroup(app, trx, watched, to)
  return { isAll: to >= until, upTo: to }
}

type Planned = SeriesPlan & { readonly detector: Detector<unknown>; readonly row: SeriesRow | undefined }

function planOf(
  { start, until, replays }: Watching,
  detector: Detector<unknown>,
  rows: readonly SeriesRow[],
): SeriesPlan & { row: SeriesRow | undefined } {
  const row = rows.find((each) => each.detector === detector.id)
  const others = rows.filter((each) => each.detector !== detector.id).map(({ uptoAt }) => uptoAt.getTime())
  const plan = planSeries({
    // A detector that failed at its very first points has a row without a state.
    stored: row?.state === null ? undefined : row,
    version: detector.version,
    stepMinutes: detector.stepMinutes,
    seriesStart: start,
    until,
    replays,
    othersUptoAt: others.length > 0 ? new Date(Math.max(...others)) : undefined,
  })
  return { ...plan, row }
}

/** One detector reads on to `to`. Its failure is its own: it is kept and shown, and the transaction goes on without it. */
async function stepOne(watching: Watching, trx: Trx, plan: Planned, to: Date): Promise<Stepped | undefined> {
  const { app, orgId, trackId, replays } = watching
  const { detector, row, from, isAnew, silentUntil } = plan
  const { id, version, stepMinutes } = detector
  const end = floorPoint(to, stepMinutes)
  const points = await readCounts(watching, trx, detector, from, end)
  const first = points.findIndex(({ at }) => at >= from)
  if (first < 0) return undefined
  const [lead, fresh] = [points.slice(0, first), points.slice(first)]
  let made: ReturnType<typeof stepThrough>
  try {
    made = stepThrough(detector, isAnew ? null : (row?.state ?? null), lead, fresh)
  } catch (error) {
    await fail(watching, trx, plan, messageOf(error))
    return undefined
  }
  if (isAnew) await dropReadings(trx, orgId, trackId, id, from)
  await insertReadings(trx, orgId, trackId, detector, made.readings)
  const known = Object.fromEntries(replays.map((replay) => [replay.id, replay.upTo.toISOString()]))
  const saved = { detector: id, version, state: made.state, uptoAt: end, silentUntilAt: silentUntil, replays: known }
  await saveSeries(trx, orgId, trackId, saved)
  if (row?.failure != null) app.log.info('a detector runs again', { orgId, trackId, detector: id })
  return { detector, readings: made.readings, silentUntil }
}

/** With the hour before, which a share needs. */
async function readCounts(
  { orgId, trackId }: Watching,
  trx: Trx,
  { stepMinutes }: Detector<unknown>,
  from: Date,
  to: Date,
): Promise<CountPoint[]> {
  const lead = (SHARE_POINTS - 1) * stepMinutes * MINUTE
  return trackSeries(trx, orgId, trackId, { from: new Date(from.getTime() - lead), to }, stepMinutes)
}

async function fail({ app, orgId, trackId }: Watching, trx: Trx, plan: Planned, failure: string): Promise<void> {
  const { detector, row, from } = plan
  // Tried again at every watch: said once, not every five seconds.
  if (row?.failure === failure) return
  app.log.error('a detector failed', {
    orgId,
    trackId,
    detector: detector.id,
    version: detector.version,
    error: failure,
  })
  const { id, version } = detector
  await saveFailure(trx, orgId, trackId, { detector: id, version, from, failure, at: app.clock.now() })
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
