import { DAY } from '../base/clock.ts'
import { wallClock } from '../base/wall-clock.ts'
import { hourMs, weekdayOf } from '../base/wall-time.ts'

/** When a person is not to be disturbed. What is of the gravest level, and calls, break them (notice-route.ts). */
export type QuietSpan = {
  readonly isOn: boolean
  /** `HH:MM` on walls of `zone`; an end that is not after the beginning is of the next day */
  readonly starts: string
  readonly ends: string
  /** an IANA name such as Asia/Taipei */
  readonly zone: string
  /** ISO days of the week (1 is Monday) on which they begin */
  readonly days: readonly number[]
}

/**
 * Until when the person is left alone; undefined: may be told now. Beginning and end are compared as moments, never as times on the wall: on
 * the night on which clocks are set back a quiet hour that was over would begin again.
 */
export function quietUntil(quiet: QuietSpan, at: Date): Date | undefined {
  if (!quiet.isOn) return undefined
  const wallOf = wallClock(quiet.zone)
  const now = at.getTime()
  const today = Math.floor(wallOf(now) / DAY)
  const starts = hourMs(quiet.starts)
  const ends = hourMs(quiet.ends) + (quiet.ends > quiet.starts ? 0 : DAY)
  const spans = [today - 1, today]
    .filter((day) => quiet.days.includes(weekdayOf(day)))
    .map((day) => [starts, ends].map((ms) => momentOf(day * DAY + ms, wallOf)) as [number, number])
  const until = spans.filter(([from, to]) => from <= now && now < to).map(([, to]) => to)
  return until.length === 0 ? undefined : new Date(Math.max(...until))
}

/**
 * The moment at which clocks show it: of an hour that comes twice the first; one that is left out is read as if clocks had not been set
 * yet, as calendars do (RFC 5545, 3.3.5).
 */
function momentOf(wall: number, wallOf: (at: number) => number): number {
  const [before, after] = [wall - DAY, wall + DAY].map((at) => wallOf(at) - at) as [number, number]
  // The larger offset gives the earlier moment.
  const early = wall - Math.max(before, after)
  return wallOf(early) === wall ? early : wall - Math.min(before, after)
}
