import { MINUTE } from '../base/clock.ts'

/** How regularly a list was looked at. */
export type Rhythm = {
  /** the usual time between two looks; undefined where there was one look or none */
  readonly everyMs: number | undefined
  /** longer between two looks is a gap: nobody knows what the list was then */
  readonly gapMs: number
  readonly gaps: readonly { readonly from: Date; readonly to: Date }[]
}

/** Looks are rarely exactly on time: one that was missed is no gap yet. */
const GAP_TIMES = 3
const LEAST_GAP_MS = 15 * MINUTE
const USUAL_GAP_MS = 60 * MINUTE

/** @param looks in order of time */
export function rhythmOf(looks: readonly Date[]): Rhythm {
  const spaces = looks.slice(1).map((at, i) => at.getTime() - (looks[i]?.getTime() ?? 0))
  const everyMs = spaces.length === 0 ? undefined : [...spaces].sort((a, b) => a - b)[Math.floor(spaces.length / 2)]
  const gapMs = everyMs === undefined ? USUAL_GAP_MS : Math.max(LEAST_GAP_MS, GAP_TIMES * everyMs)
  const gaps = looks.slice(1).flatMap((to, i) => {
    const from = looks[i]
    return from !== undefined && to.getTime() - from.getTime() > gapMs ? [{ from, to }] : []
  })
  return { everyMs, gapMs, gaps }
}

/**
 * Which look to compare the newest with, to say what an hour changed: the last that is at least an hour older and no more than two, else
 * the oldest that is at least half an hour older. Anything else would be called an hour without being one.
 */
export function lookBefore(looks: readonly Date[], ageMs: number): Date | undefined {
  const newest = looks.at(-1)?.getTime() ?? 0
  const isBetween = (at: Date, least: number, most: number): boolean =>
    newest - at.getTime() >= least && newest - at.getTime() <= most
  return looks.findLast((at) => isBetween(at, ageMs, 2 * ageMs)) ?? looks.find((at) => isBetween(at, ageMs / 2, ageMs))
}

/** `null`: looked at, and not among the places that were seen. */
export type CurvePoint = { readonly at: Date; readonly rank: number | null }

/**
 * The curve of one entry: a point for each look from its first appearance in the span on, so that leaving the list is seen, and nothing
 * where nobody looked.
 */
export function curveOf(looks: readonly Date[], ranks: ReadonlyMap<number, number>): CurvePoint[] {
  const points = looks.map((at) => ({ at, rank: ranks.get(at.getTime()) ?? null }))
  const first = points.findIndex(({ rank }) => rank !== null)
  const last = points.findLastIndex(({ rank }) => rank !== null)
  // One point more shows that it has left.
  return first < 0 ? [] : points.slice(first, last + 2)
}

/** How long it was seen there: time between two looks in a row that both show it. What lies in a gap does not count. */
export function seenMs(points: readonly CurvePoint[], gapMs: number): number {
  return points.slice(1).reduce((sum, { at, rank }, i) => {
    const before = points[i]
    if (before === undefined || before.rank === null || rank === null) return sum
    const ms = at.getTime() - before.at.getTime()
    return ms > gapMs ? sum : sum + ms
  }, 0)
}
