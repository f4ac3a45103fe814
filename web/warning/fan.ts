import type { AlertPage } from '../../server/warning/schema.ts'

/** Where the picture of a forecast draws what: posts in all until now, and from there the range in which they go on. */
export type Fan = {
  readonly past: readonly Spot[]
  readonly middle: readonly Spot[]
  /** around what the posts may come to: out along the low side, back along the high one */
  readonly band: readonly Spot[]
  readonly ends: readonly FanEnd[]
  readonly now: Spot
}
type Spot = { readonly x: number; readonly y: number }
/** `total`: posts in all by then */
export type FanEnd = Spot & {
  readonly hours: number
  readonly low: FanTotal
  readonly high: FanTotal
  readonly total: number
}
type FanTotal = { readonly total: number; readonly y: number }

/** A day to come does not fit beside a story of minutes on one scale: what was takes this share, and each stretch to come as much as the others. */
const PAST = 0.5

/** @returns places in 0..1, y upwards; undefined where nothing is foretold */
export function fanOf({ course, forecast }: Pick<AlertPage, 'course' | 'forecast'>): Fan | undefined {
  const [first, last] = [course.at(0), course.at(-1)]
  if (!first || !last || forecast.length === 0) return undefined
  const most = Math.max(1, ...forecast.map(({ high }) => last.posts + high))
  const begin = Date.parse(first.at)
  const length = Math.max(1, Date.parse(last.at) - begin)
  const now = { x: PAST, y: last.posts / most }
  const before = course.slice(0, -1).map(({ at, posts }) => ({
    x: (PAST * (Date.parse(at) - begin)) / length,
    y: posts / most,
  }))
  const level = (posts: number): FanTotal => ({ total: last.posts + posts, y: (last.posts + posts) / most })
  const ends = forecast.map(({ hours, low, middle, high }, n) => ({
    hours,
    x: PAST + ((1 - PAST) * (n + 1)) / forecast.length,
    ...level(middle),
    low: level(low),
    high: level(high),
  }))
  const side = (of: 'low' | 'high'): Spot[] => ends.map((each) => ({ x: each.x, y: each[of].y }))
  return {
    past: [...(before.length === 0 ? [{ x: 0, y: 0 }] : before), now],
    middle: [now, ...ends],
    band: [now, ...side('low'), ...side('high').toReversed()],
    ends,
    now,
  }
}
