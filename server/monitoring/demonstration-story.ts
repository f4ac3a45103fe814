import { DAY, MINUTE, SECOND } from '../base/clock.ts'
import { crisisPosts } from './demonstration-crisis.ts'
import { dayOf, ordinaryDay, type Staged } from './demonstration-days.ts'

/** The track's names and expressions; traditional and simplified are one to the matcher. */
export const TRACKS = [
  { name: '青禾酸奶', expression: '青禾 | Qinghe' },
  { name: '白川牧場', expression: '白川牧場 | "Baichuan Farm"' },
] as const
export const FORTNIGHT_MS: number = 14 * DAY
/** So many days before the crisis a promotion was talked about. */
const PROMOTION_DAYS_BEFORE = 6
const POINT_MS = 5 * MINUTE
const SETTLING_MS = 30 * SECOND
const HEAD_START_MS = 10 * MINUTE

/**
 * When the first post of the crisis was written, for a demonstration that starts now. Detectors read whole points of five minutes that
 * are half a minute old: two of them are there at once, at whatever second somebody starts.
 */
export function crisisBegin(startedAt: number): number {
  return Math.floor((startedAt - SETTLING_MS) / POINT_MS) * POINT_MS - HEAD_START_MS
}

/** Everything that is due after `from`, up to and including `to` (milliseconds since 1970), in the order of time. */
export function storyBetween(crisisAt: number, from: number, to: number): Staged[] {
  const promotion = dayOf(crisisAt) - PROMOTION_DAYS_BEFORE
  const days: Staged[] = []
  // Answers may come after midnight, so the day before is looked at as well.
  for (let day = dayOf(from) - 1; day <= dayOf(to); day++) days.push(...ordinaryDay(day, day === promotion))
  return [...days, ...crisisPosts(crisisAt)].filter(({ at }) => at > from && at <= to).sort((a, b) => a.at - b.at)
}
