import { sql } from 'kysely'
import { MINUTE, SECOND } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { curvesOf, failuresOf } from './curve.ts'
import { POINT_MINUTES } from './forecast.ts'
import type { Curve, WatchCurve } from './schema.ts'
import { listHeads, listReadings, type ReadingRow } from './series-store.ts'

/** Curves of so many hours have every point; of longer ones 96 steps are shown: 15 minutes of a day, 105 of a week. */
const FINE_HOURS = 12
const STEPS_HOURS = 8
/** organisations and lengths; the oldest gives way */
const MOST_KEPT = 64
/** Posts that come late change what is known of the last hours at every watch; of that a picture need not know sooner. */
const LATE_MS: number = 30 * SECOND
/** Where nothing was ever judged. */
const NOTHING = '[]'

/**
 * Curves as they are sent. Everybody who looks at the overview asks for the same ones, which change every five minutes, and at other moments
 * for each track: it has a revision of its own, lest one that is judged makes all others be read anew.
 */
export type KeptCurves = Map<string, Kept>
type Kept = {
  readonly point: number
  readonly tracks: Map<string, Text>
  /** whoever reads at the moment: the next one waits, since it may be what he wants */
  reading: Promise<void>
  /** how many have begun to read */
  turns: number
}
type Text = { readonly revision: Revision; readonly turn: number; readonly readAt: number; readonly text: string }
/** `points`: how far it was judged; `rows`: whether anything was written since, also of points that had been judged */
type Revision = { readonly points: string; readonly rows: string }

type Asked = { readonly now: Date; readonly until: Date; readonly hours: number }

/**
 * @param kept what earlier calls have read; of each track held as long as no detector has judged it since
 * @returns track → WatchCurve[] as JSON
 */
export async function curvesOfAll(
  db: Db,
  orgId: string,
  tracks: readonly string[],
  asked: Asked,
  kept: KeptCurves,
): Promise<ReadonlyMap<string, string>> {
  const own = keptFor(kept, orgId, asked)
  const turn = own.turns
  const revisions = await seriesRevisions(db, orgId)
  const stale = (): string[] =>
    tracks.filter((id) => {
      const text = own.tracks.get(id)
      // What somebody began to read after we had begun to ask is at least as new.
      return text === undefined || (text.turn <= turn && !isFresh(text, revisions.get(id), asked.now))
    })
  if (stale().length > 0) {
    const reading = own.reading.then(() => readInto(db, orgId, own, stale(), { revisions, ...asked }))
    own.reading = reading.catch(() => undefined)
    await reading
  }
  return new Map(tracks.map((id) => [id, own.tracks.get(id)?.text ?? NOTHING]))
}

function isFresh({ revision, readAt }: Text, now: Revision | undefined, at: Date): boolean {
  if (revision.points !== (now?.points ?? '')) return false
  return revision.rows === (now?.rows ?? '') || Math.abs(at.getTime() - readAt) < LATE_MS
}

function keptFor(kept: KeptCurves, orgId: string, { until, hours }: Asked): Kept {
  const point = Math.ceil(until.getTime() / (POINT_MINUTES * MINUTE))
  const key = `${orgId} ${hours}`
  const known = kept.get(key)
  if (known?.point === point) return known
  const own: Kept = { point, tracks: new Map(), reading: Promise.resolve(), turns: 0 }
  kept.delete(key)
  kept.set(key, own)
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  return own
}

/** Each judgement writes the row of its series anew, in the transaction of its readings. */
async function seriesRevisions(db: Db, orgId: string): Promise<ReadonlyMap<string, Revision>> {
  const found = await sql<Revision & { trackId: string }>`
    select track_id as "trackId", md5(string_agg(xmin::text, ' ' order by detector, subject)) as rows,
      md5(string_agg(concat_ws(' ', upto_at, version, failure), ' ' order by detector, subject)) as points
    from series_states where org_id = ${orgId} group by 1`.execute(db)
  return new Map(found.rows.map(({ trackId, ...revision }) => [trackId, revision]))
}

/** Read after their revisions: what is judged between the two is read once more by the next. */
async function readInto(
  db: Db,
  orgId: string,
  own: Kept,
  stale: readonly string[],
  { revisions, hours, now }: Asked & { readonly revisions: ReadonlyMap<string, Revision> },
): Promise<void> {
  if (stale.length === 0) return
  own.turns += 1
  const { point, turns: turn } = own
  const to = new Date(point * POINT_MINUTES * MINUTE)
  const span = { from: new Date(to.getTime() - hours * 60 * MINUTE), to }
  // A week of five-minute points of twenty tracks is 12 MB; a small curve shows about a hundred.
  const stepMinutes = hours <= FINE_HOURS ? POINT_MINUTES : Math.ceil(hours / STEPS_HOURS) * POINT_MINUTES
  const read = await listReadings(db, orgId, stale, span, stepMinutes)
  const readings = Map.groupBy(read, ({ trackId }) => trackId)
  const heads = Map.groupBy(await listHeads(db, orgId), ({ trackId }) => trackId)
  for (const id of stale) {
    const curves = curvesOf((readings.get(id) ?? []).map(shortly), failuresOf(heads.get(id) ?? []))
    const revision = revisions.get(id) ?? { points: '', rows: '' }
    own.tracks.set(id, { revision, turn, readAt: now.getTime(), text: JSON.stringify(curves.map(columnsOf)) })
  }
}

function columnsOf({ points, ...curve }: Curve): WatchCurve {
  const from = points[0]?.at ?? null
  const begin = from === null ? 0 : Date.parse(from)
  return {
    ...curve,
    from,
    at: points.map(({ at }) => Math.round((Date.parse(at) - begin) / MINUTE)),
    value: points.map(({ value }) => value),
    low: points.map(({ low }) => low),
    high: points.map(({ high }) => high),
    alarms: points.flatMap(({ alarm }, n) => (alarm ? [n] : [])),
  }
}

/** Four digits, and counts as they are: nobody sees more of a small curve, and seventeen are most of what is sent. */
function shortly(reading: ReadingRow): ReadingRow {
  const { value, low, high } = reading
  return { ...reading, value: Number.isInteger(value) ? value : digits(value), low: digits(low), high: digits(high) }
}

const digits = (value: number): number => Number(value.toPrecision(4))
