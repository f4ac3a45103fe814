import { MINUTE } from '../base/clock.ts'
import type { Trx } from '../base/db.ts'
import type { Detector } from '../detectors/contract.ts'
import { floorPoint, planSeries, type ReplaySpan, type SeriesPlan, settledAt } from './plan.ts'
import { applyRule } from './rule-judging-reads.ts'
import type { TrackCounts } from './series-counts-reads.ts'
import { inputOf, readSeries } from './series-input-reads.ts'
import {
  dropReadings,
  insertReadings,
  listSeriesReadings,
  type ReadingRow,
  type SeriesRow,
  saveFailure,
  saveSeries,
} from './series-store.ts'
import {
  endOf,
  isKept,
  type PointReading,
  type SeriesPoint,
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
  /** arrivalLag, asked for once for all tracks */
  lag(trx: Trx, until: Date): Promise<number>
}

/** One series of a track as one detector reads it. */
export type Listened = { readonly detector: Detector<unknown>; readonly subject: string }

export type Planned = SeriesPlan & Listened & { readonly row: SeriesRow | undefined }

export const isOf = (
  { detector, subject }: Listened,
  row: { readonly detector: string; readonly subject: string },
): boolean => row.detector === detector.id && row.subject === subject

/** Every series that the track has. */
export async function listListened(
  { orgId, trackId, detectors, until }: Watching,
  trx: Trx,
  rows: readonly SeriesRow[],
): Promise<Listened[]> {
  const listened: Listened[] = []
  const readUntil = latestOf(rows.map(({ uptoAt }) => uptoAt))
  for (const detector of detectors) {
    const known = rows.filter((row) => row.detector === detector.id).map(({ subject }) => subject)
    const subjects = await inputOf(detector.input).subjects(trx, { orgId, trackId, until, known, readUntil })
    listened.push(...subjects.map((subject) => ({ detector, subject })))
  }
  return listened
}

/** @param hasOldPosts enough posts came that lie before its settled state */
export function planOf(
  { until, replays }: Watching,
  listened: Listened,
  rows: readonly SeriesRow[],
  start: Date,
  hasOldPosts: boolean,
): Planned {
  const { detector } = listened
  const row = rows.find((each) => isOf(listened, each))
  const others = rows.filter((each) => !isOf(listened, each)).map(({ uptoAt }) => uptoAt)
  const plan = planSeries({
    // A detector that failed at its very first points has a row without a state.
    stored: row?.state === null ? undefined : row,
    version: detector.version,
    stepMinutes: detector.stepMinutes,
    learnDays: detector.learnDays,
    seriesStart: start,
    until,
    replays,
    othersUptoAt: latestOf(others),
    hasOldPosts,
  })
  return { ...plan, ...listened, row }
}

function latestOf(times: readonly Date[]): Date | undefined {
  return times.length > 0 ? new Date(Math.max(...times.map((time) => time.getTime()))) : undefined
}

/**
 * One detector reads on to `to`, from its settled state over the counts as they are now; of what it had read before, only readings that
 * differ are written. Its failure is its own: it is kept and shown, and the transaction goes on without it.
 */
export async function stepOne(
  watching: Watching,
  trx: Trx,
  plan: Planned,
  to: Date,
  counts: TrackCounts,
): Promise<Stepped | undefined> {
  const { detector, subject, row, isAnew } = plan
  const begin = beginOf(plan)
  const end = floorPoint(to, detector.stepMinutes)
  const settled = settledAt(begin, end, detector.stepMinutes)
  let made: Made
  try {
    const points = await readPoints(watching, trx, plan, readSpan(plan, to), counts)
    made = readThrough(detector, isAnew ? null : (row?.state ?? null), points, begin, settled)
  } catch (error) {
    await fail(watching, trx, plan, messageOf(error))
    return undefined
  }
  const readings = await applyRule(trx, watching, plan, begin, made.readings)
  const known = await keepReadings(watching, trx, plan, begin, readings)
  await keepState(watching, trx, plan, { state: made.state, settled, end })
  return { detector, subject, silentUntil: plan.silentUntil, ...sortOut(plan, readings, known) }
}

type Made = { readonly state: Uint8Array; readonly readings: readonly PointReading[] }

/** @returns the state at `settled`, and readings of all points from `begin` on */
function readThrough(
  detector: Detector<unknown>,
  state: Uint8Array | null,
  points: readonly SeriesPoint[],
  begin: Date,
  settled: Date,
): Made {
  const [first, second] = [begin, settled].map((time) => points.filter(({ at }) => at < time).length)
  const { isShare } = inputOf(detector.input)
  const past = stepThrough(detector, state, points.slice(0, first), points.slice(first, second), { isShare })
  const recent = stepThrough(detector, past.state, points.slice(0, second), points.slice(second), { isShare })
  return { state: past.state, readings: [...past.readings, ...recent.readings] }
}

/** @returns what was kept of points that it had read, by their beginning */
async function keepReadings(
  { orgId, trackId }: Watching,
  trx: Trx,
  { detector, subject, from, isAnew }: Planned,
  begin: Date,
  readings: readonly PointReading[],
): Promise<ReadonlyMap<number, ReadingRow>> {
  const key = { detector: detector.id, subject }
  if (isAnew) await dropReadings(trx, orgId, trackId, key, from)
  const kept = isAnew ? [] : await listSeriesReadings(trx, orgId, trackId, key, { from: begin, to: from })
  const known = new Map(kept.map((each) => [each.at.getTime(), each]))
  const changed = readings.filter((reading) => !isKept(reading, known.get(reading.at.getTime())))
  await insertReadings(trx, orgId, trackId, { ...key, version: detector.version }, changed)
  return known
}

async function keepState(
  { app, orgId, trackId, replays }: Watching,
  trx: Trx,
  { detector: { id, version }, subject, row, isAnew, silentUntil, revisedUntil }: Planned,
  made: { readonly state: Uint8Array; readonly settled: Date; readonly end: Date },
): Promise<void> {
  const { state, settled, end } = made
  await saveSeries(trx, orgId, trackId, {
    detector: id,
    subject,
    version,
    state,
    settledAt: settled,
    uptoAt: end,
    silentUntilAt: silentUntil,
    revisedUntilAt: revisedUntil !== null && revisedUntil > end ? revisedUntil : null,
    revisedAt: isAnew && revisedUntil !== null ? app.clock.now() : (row?.revisedAt ?? null),
    replays: Object.fromEntries(replays.map((replay) => [replay.id, replay.upTo.toISOString()])),
  })
  if (row?.failure != null) app.log.info('a detector runs again', { orgId, trackId, detector: id, subject })
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

/** The state that it goes on from. */
function beginOf({ isAnew, row, from }: Planned): Date {
  return isAnew || !row ? from : row.settledAt
}

/** What it reads to get to `to`: with the hour before, which a share needs. */
export function readSpan(plan: Planned, to: Date): { readonly from: Date; readonly to: Date } {
  const { stepMinutes } = plan.detector
  const from = new Date(beginOf(plan).getTime() - (SHARE_POINTS - 1) * stepMinutes * MINUTE)
  return { from, to: floorPoint(to, stepMinutes) }
}

function readPoints(
  { orgId, trackId, until, lag }: Watching,
  trx: Trx,
  { detector: { input, stepMinutes }, subject }: Listened,
  span: { readonly from: Date; readonly to: Date },
  counts: TrackCounts,
): Promise<SeriesPoint[]> {
  return readSeries(trx, input, { orgId, trackId, subject, ...span, until, stepMinutes, counts, lag })
}

async function fail({ app, orgId, trackId }: Watching, trx: Trx, plan: Planned, failure: string): Promise<void> {
  const { detector, subject, row, from } = plan
  // Tried again at every watch: said once, not every five seconds.
  if (row?.failure === failure) return
  app.log.error('a detector failed', {
    orgId,
    trackId,
    detector: detector.id,
    subject,
    version: detector.version,
    error: failure,
  })
  const { id, version } = detector
  await saveFailure(trx, orgId, trackId, { detector: id, subject, version, from, failure, at: app.clock.now() })
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
