import { MINUTE } from '../base/clock.ts'
import type { Limits } from '../notifiers/contract.ts'

/** What is held back is sent together so soon after the first of it. */
const GATHER_MINUTES = 5

export type Pace = Limits['perPerson']

/**
 * Whether one more message may go to a person or room at once. Beyond the limit it is gathered with others: a phone that never stops is
 * put away, and then the one that mattered is not read. What is urgent is not counted out: it is never gathered with anything.
 * @param recent how many went there within `pace.minutes`
 */
export function mayGoAtOnce(recent: number, isUrgent: boolean, pace: Pace): boolean {
  return isUrgent || recent < pace.messages
}

/** Of a room: its robots share what is said there, and those that rest say nothing. */
export function roomPace(paces: readonly Pace[]): Pace {
  return {
    messages: paces.reduce((sum, { messages }) => sum + messages, 0),
    minutes: Math.max(1, ...paces.map(({ minutes }) => minutes)),
  }
}

/** From when on messages count as recent. */
export function recentSince(now: Date, { minutes }: Pace): Date {
  return new Date(now.getTime() - minutes * MINUTE)
}

/** What was held before is due. */
export function gatherBefore(now: Date): Date {
  return new Date(now.getTime() - GATHER_MINUTES * MINUTE)
}
