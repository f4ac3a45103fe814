import { MINUTE } from '../base/clock.ts'
import type { Limits } from '../notifiers/contract.ts'

/** What is held back is sent together so soon after the first of it. */
export const GATHER_MINUTES = 5

/**
 * Whether one more message may go to a person at once. Beyond the limit it is gathered with others: a phone that never stops is put
 * away, and then the one that mattered is not read. The gravest have a reserve.
 * @param recent how many went to this person within `limits.minutes`
 */
export function mayGoAtOnce(recent: number, level: number | undefined, limits: Limits['perPerson']): boolean {
  return recent < limits.messages + (level === 1 ? limits.reserve : 0)
}

/** From when on messages count as recent. */
export function recentSince(now: Date, { minutes }: Limits['perPerson']): Date {
  return new Date(now.getTime() - minutes * MINUTE)
}

/** What was held before is due. */
export function gatherBefore(now: Date): Date {
  return new Date(now.getTime() - GATHER_MINUTES * MINUTE)
}
