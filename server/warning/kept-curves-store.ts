import { sql } from 'kysely'
import { MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { curvesOf } from './curve.ts'
import { POINT_MINUTES } from './forecast.ts'
import type { Curve } from './schema.ts'
import { listHeads, listReadings, type ReadingRow, type SeriesHead } from './series-store.ts'

/** Curves of so many hours have every point; of longer ones 96 steps are shown: 15 minutes of a day, 105 of a week. */
const FINE_HOURS = 12
const STEPS_HOURS = 8
/** organisations and lengths; the oldest gives way */
const MOST_KEPT = 64

/** Curves by track. Everybody who looks at the overview asks for the same ones, which change every five minutes. */
export type KeptCurves = Map<string, { readonly revision: string; readonly curves: ReadonlyMap<string, Curve[]> }>

/** @param kept what earlier calls have read; held as long as no detector has judged anything since */
export async function curvesOfAll(
  db: Db,
  orgId: string,
  until: Date,
  hours: number,
  kept: KeptCurves,
): Promise<ReadonlyMap<string, Curve[]>> {
  const point = Math.ceil(until.getTime() / (POINT_MINUTES * MINUTE))
  const revision = `${point} ${await seriesRevision(db, orgId)}`
  const key = `${orgId} ${hours}`
  const known = kept.get(key)
  if (known?.revision === revision) return known.curves
  const curves = await readCurves(db, orgId, new Date(point * POINT_MINUTES * MINUTE), hours)
  kept.delete(key)
  kept.set(key, { revision, curves })
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  return curves
}

/** Changes with every judgement: each writes the row of its series anew, in the transaction of its readings. */
async function seriesRevision(db: Db, orgId: string): Promise<string> {
  const found = await sql<{ revision: string }>`
    select coalesce(md5(string_agg(xmin::text, ' ' order by track_id, detector)), '') as revision
    from series_states where org_id = ${orgId}`.execute(db)
  return found.rows[0]?.revision ?? ''
}

async function readCurves(db: Db, orgId: string, to: Date, hours: number): Promise<Map<string, Curve[]>> {
  const span = { from: new Date(to.getTime() - hours * 60 * MINUTE), to }
  // A week of five-minute points of twenty tracks is 12 MB; a small curve shows about a hundred.
  const stepMinutes = hours <= FINE_HOURS ? POINT_MINUTES : Math.ceil(hours / STEPS_HOURS) * POINT_MINUTES
  const read = await listReadings(db, orgId, undefined, span, stepMinutes)
  const readings = Map.groupBy(read, ({ trackId }) => trackId)
  const heads = Map.groupBy(await listHeads(db, orgId), ({ trackId }) => trackId)
  const tracks = new Set([...readings.keys(), ...heads.keys()])
  return new Map(
    [...tracks].map((id) => [id, curvesOf((readings.get(id) ?? []).map(shortly), failuresOf(heads.get(id) ?? []))]),
  )
}

/** Detectors that stand still, and why. */
export function failuresOf(heads: readonly SeriesHead[]): Map<string, string> {
  return new Map(heads.flatMap(({ detector, failure }) => (failure === null ? [] : [[detector, failure] as const])))
}

/** Four digits: nobody sees more of a small curve, and seventeen are most of what is sent. */
function shortly(reading: ReadingRow): ReadingRow {
  const { baseline, low, high, score } = reading
  return { ...reading, baseline: digits(baseline), low: digits(low), high: digits(high), score: digits(score) }
}

const digits = (value: number): number => Number(value.toPrecision(4))
