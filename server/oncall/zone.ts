import { DAY, HOUR, MINUTE } from '../base/clock.ts'
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

/** @param zone an IANA name such as Asia/Taipei. @throws RangeError where there is no such zone */
export function zoneClock(zone: string): ZoneClock {
  const wallOf = wallClock(zone)
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

/** `YYYY-MM-DD` → days since 1970-01-01 */
export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY)
}

export function dayText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10)
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** `HH:MM` → ms since midnight */
export function hourMs(hour: string): number {
  const [hours = 0, minutes = 0] = hour.split(':').map(Number)
  return hours * HOUR + minutes * MINUTE
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
