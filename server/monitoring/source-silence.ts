import { DAY, HOUR } from '../base/clock.ts'
import { silenceByHours } from '../detectors/index.ts'

export type Habit = {
  /** what came in each hour that held anything; beginnings of hours */
  readonly hours: readonly { readonly hour: Date; readonly posts: number }[]
  /** when the last new post came */
  readonly lastAt: Date
}

/** Before that nobody can speak of a habit. */
const LEAST_DAYS = 5
/** A source is told of when such a silence comes once in a month. */
export const SOURCE_SCORE = 1.5

/**
 * How rare it is that nothing comes from `lastAt` until `now`: −log10 of how often a day holds such a silence (the detector `silence`,
 * which also listens to tracks). Nights and weekends are part of a habit.
 * @returns 0 where there is none yet
 */
export function silenceScore({ hours, lastAt }: Habit, now: Date): number {
  const first = Math.min(...hours.map(({ hour }) => hour.getTime() / HOUR))
  const last = Math.floor(lastAt.getTime() / HOUR)
  if (!(last - first >= (LEAST_DAYS * DAY) / HOUR)) return 0
  const counts = Array.from({ length: last - first + 1 }, () => 0)
  for (const { hour, posts } of hours) {
    const at = hour.getTime() / HOUR - first
    if (at < counts.length) counts[at] = posts
  }
  counts[last - first] ||= 1
  const hoursSince = (time: Date): number => time.getTime() / HOUR - last
  return silenceByHours(counts, { from: hoursSince(lastAt), until: hoursSince(now) })
}
