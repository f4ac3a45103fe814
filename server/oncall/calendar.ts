import { DAY } from '../base/clock.ts'
import { type CalendarEvent, utcText } from './calendar-text.ts'
import type { Roster } from './shift.ts'

const BACK = 35 * DAY
const AHEAD_MONTHS = 4
/** Turns last 56 days at most: so far beyond the window it is looked for where a shift really begins and ends. */
const BEYOND = 60 * DAY

/** Of one roster, in order; ms. */
export type CalendarShift = {
  readonly rosterId: string
  readonly personId: string
  readonly insteadOf: string | undefined
  readonly from: number
  readonly to: number
}

export type Window = { readonly from: number; readonly to: number }

/** Some weeks back and four months ahead, from one beginning of a month to another, so that a calendar is the same all month. */
export function calendarWindow(now: number): Window {
  const [begin, today] = [new Date(now - BACK), new Date(now)]
  return {
    from: Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth(), 1),
    to: Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + AHEAD_MONTHS + 1, 1),
  }
}

/**
 * Who is on call within a window, gaps left out, each shift as long as it really is. Who goes on in another layer, or from a fixed shift
 * into the own turn, has one shift.
 */
export function shiftsWithin(roster: Roster, rosterId: string, { from, to }: Window): CalendarShift[] {
  const found: CalendarShift[] = []
  for (const { personId, insteadOf, ...span } of roster.between(from - BEYOND, to + BEYOND)) {
    const last = found.at(-1)
    const goesOn = last?.to === span.from && last.personId === personId && last.insteadOf === insteadOf
    if (last && goesOn) found[found.length - 1] = { ...last, to: span.to }
    else if (personId !== undefined) found.push({ rosterId, personId, insteadOf, from: span.from, to: span.to })
  }
  return found.filter((shift) => shift.to > from && shift.from < to)
}

/** @param whose the person of a calendar of one's own, '' in a roster's: two calendars of one program must not share an event */
export function eventOf({ rosterId, from, to }: CalendarShift, whose: string, summary: string): CalendarEvent {
  return { uid: `${[utcText(from), rosterId, whose].join('-')}@weiji`, from, to, summary }
}
