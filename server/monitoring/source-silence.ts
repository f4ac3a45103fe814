import { DAY, HOUR } from '../base/clock.ts'

export type Habit = {
  /** beginnings of hours in which something new came */
  readonly hours: readonly Date[]
  /** when the last new post came */
  readonly lastAt: Date
  /** of the organisation, in ms, such as +8 h: where its days begin and which are weekends */
  readonly offsetMs: number
}

const MOST_DAYS = 28
/** Before that nobody can speak of a habit. */
const LEAST_WINDOWS = 5
/** By Laplace's rule of succession: 5 of 5 windows, 10 of 10, 18 of 20. */
const UNUSUAL = 0.85

/**
 * Whether nothing coming from `lastAt` until `now` is unusual for this source: in nearly all of the same windows of earlier days
 * something came. Nights and weekends are part of a habit: a window of 3 to 5 o'clock is compared with 3 to 5 o'clock, and one on a
 * Sunday with weekends.
 */
export function isUnusuallySilent({ hours, lastAt, offsetMs }: Habit, now: Date): boolean {
  // The hour in which the last one came is not silent; the one that is not over yet may still become loud.
  const from = Math.floor(lastAt.getTime() / HOUR) + 1
  const to = Math.floor(now.getTime() / HOUR)
  if (to <= from || now.getTime() - lastAt.getTime() < HOUR) return false
  const loud = new Set(hours.map((hour) => Math.floor(hour.getTime() / HOUR)))
  const begun = Math.min(...loud)
  let windows = 0
  let heard = 0
  for (let day = 1; day <= MOST_DAYS; day++) {
    const back = (day * DAY) / HOUR
    if (from - back < begun) break
    if (isWeekend((to - 1 - back) * HOUR + offsetMs) !== isWeekend((to - 1) * HOUR + offsetMs)) continue
    windows++
    if (holds(loud, from - back, to - back)) heard++
  }
  return windows >= LEAST_WINDOWS && (heard + 1) / (windows + 2) >= UNUSUAL
}

function holds(loud: ReadonlySet<number>, from: number, to: number): boolean {
  for (let hour = from; hour < to; hour++) if (loud.has(hour)) return true
  return false
}

function isWeekend(at: number): boolean {
  const day = new Date(at).getUTCDay()
  return day === 0 || day === 6
}
