/** A month of UTC. `name` as in `2026_03`. */
export type Month = { readonly name: string; readonly from: Date; readonly to: Date }

/** Partitions are made on demand within these, seen from now. Further back few posts come, and each partition costs every query. */
const MONTHS_BACK = 25
const MONTHS_AHEAD = 1

/** The months within reach in which these times lie, in order. */
export function monthsOf(times: readonly Date[], now: Date): Month[] {
  const first = placeOf(now) - MONTHS_BACK
  const last = placeOf(now) + MONTHS_AHEAD
  const places = new Set(times.map(placeOf))
  return [...places]
    .filter((place) => place >= first && place <= last)
    .sort((a, b) => a - b)
    .map(monthAt)
}

/** @param from @param to months from the one of `now`, both included */
export function monthsBetween(now: Date, from: number, to: number): Month[] {
  return Array.from({ length: to - from + 1 }, (_, i) => monthAt(placeOf(now) + from + i))
}

function placeOf(time: Date): number {
  return time.getUTCFullYear() * 12 + time.getUTCMonth()
}

function monthAt(place: number): Month {
  const year = Math.floor(place / 12)
  const month = place % 12
  const from = new Date(Date.UTC(year, month))
  const to = new Date(Date.UTC(year, month + 1))
  return { name: `${year}_${String(month + 1).padStart(2, '0')}`, from, to }
}
