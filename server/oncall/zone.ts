import { DAY, MINUTE } from '../base/clock.ts'
import { wallClock } from '../base/wall-clock.ts'

/** A time as a clock on the wall shows it: whole days since 1970-01-01, and ms since midnight. */
export type Local = { readonly day: number; readonly ms: number }

/** Walls and the world: both ways between clocks of one zone and moments. */
export type ZoneClock = {
  localOf(at: number): Local
  /**
   * The moment at which the clock shows it. Of an hour that comes twice (clocks are set back) the first one; an hour that is left out
   * (clocks are set forward) is the moment at which they jump. So a later time on the wall is never an earlier moment.
   */
  momentOf(local: Local): number
}

/** Clocks are set at a full quarter of an hour of UTC, in every zone since 1972. */
const QUARTER = 15 * MINUTE

/** @param zone an IANA name such as Asia/Taipei. @throws RangeError where there is no such zone */
export function zoneClock(zone: string): ZoneClock {
  const wallOf = rememberingClock(zone)
  // A calendar of two months asks for the same edges again and again.
  const moments = new Map<number, number>()
  return {
    localOf: (at) => {
      const wall = wallOf(at)
      const day = Math.floor(wall / DAY)
      return { day, ms: wall - day * DAY }
    },
    momentOf: ({ day, ms }) => {
      const wall = day * DAY + ms
      const known = moments.get(wall) ?? firstMoment(wall, wallOf)
      moments.set(wall, known)
      return known
    },
  }
}

/** Intl takes microseconds each time, and a calendar of months asks some ten thousand times, mostly for the same quarters. */
function rememberingClock(zone: string): (at: number) => number {
  const wallOf = wallClock(zone)
  const offsets = new Map<number, number>()
  return (at) => {
    const quarter = Math.floor(at / QUARTER) * QUARTER
    const offset = offsets.get(quarter) ?? wallOf(quarter) - quarter
    offsets.set(quarter, offset)
    return at + offset
  }
}

/** `YYYY-MM-DD` → days since 1970-01-01 */
export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY)
}

export function dayText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

function firstMoment(wall: number, wallOf: (at: number) => number): number {
  const [before, after] = [wall - DAY, wall + DAY].map((at) => wallOf(at) - at) as [number, number]
  // The larger offset gives the earlier moment.
  const guesses = [wall - Math.max(before, after), wall - Math.min(before, after)]
  const found = guesses.find((at) => wallOf(at) === wall)
  return found ?? jumpBetween(guesses as [number, number], wall, wallOf)
}

/** By halves: the first moment from which on the clock shows at least this. */
function jumpBetween([early, late]: [number, number], wall: number, wallOf: (at: number) => number): number {
  let [low, high] = [early, late]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (wallOf(middle) >= wall) high = middle
    else low = middle
  }
  return high
}
