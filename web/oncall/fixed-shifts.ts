import type { FixedShift, Shift } from '../../server/oncall/schema.ts'
import { dayAfter, localText, utcOf } from '../monitoring/local-time.ts'

const HOUR = 3_600_000
/** As many as a roster may hold (RosterBody of server/oncall/schema.ts). */
export const MOST_FIXED = 400

/** The same hours on the wall so many days later; a night on which clocks change may be an hour longer or shorter. */
export function movedBy({ personId, from, to }: FixedShift, days: number, zone: string): FixedShift {
  const moved = (at: string): string => {
    const text = localText(at, zone)
    return utcOf(`${dayAfter(text.slice(0, 10), days)}${text.slice(10)}`, zone)
  }
  return { personId, from: moved(from), to: moved(to) }
}

/** The shift itself, and again so many times, every so many days. */
export function repeated(
  shift: FixedShift,
  { everyDays, times }: { readonly everyDays: number; readonly times: number },
  zone: string,
): FixedShift[] {
  return Array.from({ length: times + 1 }, (_, n) => movedBy(shift, n * everyDays, zone))
}

/**
 * Shifts during which another one of the list is on as well: of two that overlap the earlier one of the list counts (makeRoster of
 * server/oncall/shift.ts), so the later one is on call for less than it says, or not at all.
 * @returns for each shift whether it loses time to one before it
 */
export function losesTime(shifts: readonly FixedShift[]): boolean[] {
  return shifts.map((shift, n) => shifts.slice(0, n).some((before) => overlap(before, shift)))
}

function overlap(one: FixedShift, other: FixedShift): boolean {
  return Date.parse(one.from) < Date.parse(other.to) && Date.parse(other.from) < Date.parse(one.to)
}

/** In the order of time; the order of two that begin at the same moment stays, since the first of them counts. */
export function inOrder(shifts: readonly FixedShift[]): FixedShift[] {
  return [...shifts].sort((one, other) => Date.parse(one.from) - Date.parse(other.from))
}

/** Hours in which nobody is on call from a moment on, and when that first is: what is over cannot be filled any more. */
export function gapsOf(
  shifts: readonly Shift[],
  now: string,
): { readonly hours: number; readonly first: string | undefined } {
  const gaps = shifts
    .filter(({ personId, to }) => personId === null && Date.parse(to) > Date.parse(now))
    .map(({ from, to }) => ({ from: Date.parse(from) > Date.parse(now) ? from : now, to }))
  const ms = gaps.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0)
  return { hours: Math.round((ms / HOUR) * 10) / 10, first: gaps[0]?.from }
}
