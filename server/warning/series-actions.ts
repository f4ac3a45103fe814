import { MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import type { Detector } from '../detectors/contract.ts'
import { trackSeries } from '../monitoring/reads.ts'
import { floorPoint, planSeries, type ReplaySpan, type SeriesPlan, settledAt } from './plan.ts'
import {
  dropReadings,
  insertReadings,
  listReadings,
  type ReadingRow,
  type SeriesRow,
  saveFailure,
  saveSeries,
} from './series-store.ts'
import {
  type CountPoint,
  endOf,
  isKept,
  type PointReading,
  SHARE_POINTS,
  type Stepped,
  stepThrough,
} from './stepping.ts'
import type { WatchApp } from './watching.ts'

/** Everything that a watch of one track goes by. */
export type Watching = {
  readonly app: WatchApp
  readonly orgId: string
  readonly trackId: string
  readonly detectors: readonly Detector<unknown>[]
  readonly until: Date
  readonly replays: readonly ReplaySpan[]
}

export type Planned = SeriesPlan & { readonly detector: Detector<unknown>; readonly row: SeriesRow | undefined }

/** @param hasOldPosts enough posts came that lie before its settled state */
export function planOf(
  { until, replays }: Watching,
  detector: Detector<unknown>,
  rows: readonly SeriesRow[],
  start: Date,
  hasOldPosts: boolean,
): Planned {
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
    hasOldPosts,
  })
  return { ...plan, detector, row }
}

/**
 * One detector reads on to `to`, from its settled state over the counts as they are now; of what it had read before, only readings that
 * differ are written. Its failure is its own: it is kept and shown, and the transaction goes on without it.
 */
export async function stepOne(watching: Watching, trx: Trx, plan: Planned, to: Date): Promise<Stepped | undefined> {
  const { detector, row, from, isAnew } = plan
  const end = floorPoint(to, detector.stepMinutes)
  const begin = isAnew || !row ? from : row.settledAt
  const settled = settledAt(begin, end, detector.stepMinutes)
  const points = await readCounts(watching, trx, detector, begin, end)
  let made: Made
  try {
    made = readThrough(detector, isAnew ? null : (row?.state ?? null), points, begin, settled)
  } catch (error) {
    await fail(watching, trx, plan, messageOf(error))
    return undefined
  }
  const known = await keepReadings(watching, trx, plan, begin, made.readings)
  await keepState(watching, trx, plan, { state: made.state, settled, end })
  return { detector, silentUntil: plan.silentUntil, ...sortOut(plan, made.readings, known) }
}

type Made = { readonly state: Uint8Array; readonly readings: readonly PointReading[] }

/** @returns the state at `settled`, and readings of all points from `begin` on */
function readThrough(
  detector: Detector<unknown>,
  state: Uint8Array | null,
  points: readonly CountPoint[],
  begin: Date,
  settled: Date,
): Made {
  const [first, second] = [begin, settled].map((time) => points.filter(({ at }) => at < time).length)
  const past = stepThrough(detector, state, points.slice(0, first), points.slice(first, second))
  const recent = stepThrough(detector, past.state, points.slice(0, second), points.slice(second))
  return { state: past.state, readings: [...past.readings, ...recent.readings] }
}

/** @returns what was kept of points that it had read, by their beginning */
async function keepReadings(
  { orgId, trackId }: Watching,
  trx: Trx,
  { detector, from, isAnew }: Planned,
  begin: Date,
  readings: readonly PointReading[],
): Promise<ReadonlyMap<number, ReadingRow>> {
  if (isAnew) await dropReadings(trx, orgId, trackId, detector.id, from)
  const kept = isAnew ? [] : await listReadings(trx, orgId, trackId, { from: begin, to: from })
  const known = new Map(kept.filter((each) => each.detector === detector.id).map((each) => [each.at.getTime(), each]))
  const changed = readings.filter((reading) => !isKept(reading, known.get(reading.at.getTime())))
  await insertReadings(trx, orgId, trackId, detector, changed)
  return known
}

async function keepState(
  { app, orgId, trackId, replays }: Watching,
  trx: Trx,
  { detector: { id, version }, row, isAnew, silentUntil, revisedUntil }: Planned,
  made: { readonly state: Uint8Array; readonly settled: Date; readonly end: Date },
): Promise<void> {
  const { state, settled, end } = made
  await saveSeries(trx, orgId, trackId, {
    detector: id,
    version,
    state,
    settledAt: settled,
    uptoAt: end,
    silentUntilAt: silentUntil,
    revisedUntilAt: revisedUntil !== null && revisedUntil > end ? revisedUntil : null,
    revisedAt: isAnew && revisedUntil !== null ? app.clock.now() : (row?.revisedAt ?? null),
    replays: Object.fromEntries(replays.map((replay) => [replay.id, replay.upTo.toISOString()])),
  })
  if (row?.failure != null) app.log.info('a detector runs again', { orgId, trackId, detector: id })
}

/** What nobody had judged, and where it speaks now although it did not when the point was judged. */
function sortOut(
  { detector, revisedUntil }: Planned,
  readings: readonly PointReading[],
  known: ReadonlyMap<number, ReadingRow>,
): Pick<Stepped, 'readings' | 'revised'> {
  const isJudged = ({ at }: PointReading) => revisedUntil !== null && endOf(at, detector.stepMinutes) <= revisedUntil
  return {
    readings: readings.filter((reading) => !isJudged(reading)),
    revised: readings.filter(
      (reading) => isJudged(reading) && reading.alarm && known.get(reading.at.getTime())?.alarm !== true,
    ),
  }
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

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
