import { Refusal } from '../../base/errors.ts'
import { wallClock } from '../../base/wall-clock.ts'

export type LocalTime = {
  readonly year: number
  /** 1..12 */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}
export type Zone = { toUtc(local: LocalTime): number; toLocal(utc: number): LocalTime }

const QUARTER = 15 * 60_000
const HALF_DAY = 12 * 3_600_000
const MOST_REMEMBERED = 20_000

/**
 * A zone of the IANA list, such as Asia/Shanghai. A time that a clock change makes twice is the earlier one, one that it leaves
 * out is moved on by the gap. @throws Refusal unknown zone
 */
export function createZone(name: string): Zone {
  const wallAt = wallOf(name)
  // Intl takes microseconds per call; no zone changes within a quarter of an hour that begins on the clock.
  const known = new Map<number, number>()
  const offsetAt = (utc: number): number => {
    const quarter = Math.floor(utc / QUARTER)
    let offset = known.get(quarter)
    if (offset === undefined) {
      if (known.size > MOST_REMEMBERED) known.clear()
      offset = wallAt(quarter * QUARTER) - quarter * QUARTER
      known.set(quarter, offset)
    }
    return offset
  }
  return {
    toUtc: (local) => {
      const wall = utcOf(local)
      const [before, after] = [offsetAt(wall - HALF_DAY), offsetAt(wall + HALF_DAY)]
      if (before === after || offsetAt(wall - before) === before) return wall - before
      return offsetAt(wall - after) === after ? wall - after : wall - before
    },
    toLocal: (utc) => {
      const at = new Date(utc + offsetAt(utc))
      return {
        year: at.getUTCFullYear(),
        month: at.getUTCMonth() + 1,
        day: at.getUTCDate(),
        hour: at.getUTCHours(),
        minute: at.getUTCMinutes(),
        second: at.getUTCSeconds(),
      }
    },
  }
}

function wallOf(zone: string): (at: number) => number {
  try {
    return wallClock(zone)
  } catch {
    throw new Refusal('invalid', { field: 'zone', reason: `${zone} is no time zone, such as Asia/Shanghai` })
  }
}

function utcOf(local: LocalTime): number {
  return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second)
}
