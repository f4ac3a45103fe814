/**
 * Constructed years of a brand, hour by hour: days differ by moods that last (AR(1) of the logarithm, in volume and in the odds of a
 * negative post), by the day of the week, by bursts and by holidays; a drift may be added. No public series of a slow worsening with a
 * known beginning was found, so these are called constructed.
 */
import { dice, normal } from './chance.ts'

export type Drift = { readonly from: number; readonly over: number; readonly points?: number; readonly times?: number }
export type Days = {
  readonly perDay: number
  readonly share: number
  readonly days: number
  /** deviation of a day's logarithm, and how much of it the next day keeps */
  readonly mood: number
  readonly keep: number
  /** posts of a Saturday or Sunday against a weekday */
  readonly weekend: number
  /** bursts a day, each two to six times the usual, more than half gone a day later */
  readonly bursts: number
  /** one of ten times at this day */
  readonly burstAt?: number
  /** first days of holidays of eight days, how many times the usual is said then, and how much angrier (logarithm of odds) */
  readonly holidays: readonly number[]
  readonly holidayTimes?: number
  readonly holidayOdds?: number
  readonly drift?: Drift
}

const HOLIDAY_DAYS = 8
const FADES = 0.4

/** Points of an hour: `value` negative posts of `of`. */
export function constructDays(days: Days, seed: number): { value: number; of: number }[] {
  const random = dice(seed)
  const { perDay, share, mood, keep } = days
  const state = { mood: 0, shareMood: 0, burst: 0, anger: 0 }
  const hours: { value: number; of: number }[] = []
  for (let day = 0; day < days.days; day++) {
    const fresh = mood * Math.sqrt(1 - keep * keep)
    state.mood = keep * state.mood + fresh * normal(random)
    state.shareMood = keep * state.shareMood + fresh * normal(random)
    nextBurst(days, state, day, random)
    const { volume, odds, points } = extrasOf(days, day)
    const posts = perDay * Math.exp(state.mood + state.burst + volume)
    const usual = 1 / (1 + Math.exp(-(Math.log(share / (1 - share)) + state.shareMood + state.anger + odds)))
    const negative = Math.min(0.97, usual + points)
    for (let hour = 0; hour < 24; hour++) {
      const of = poisson((posts / 24) * (1 + 0.8 * Math.sin((hour / 24) * 2 * Math.PI)), random)
      hours.push({ value: binomial(of, negative, random), of })
    }
  }
  return hours
}

function nextBurst(days: Days, state: { burst: number; anger: number }, day: number, random: () => number): void {
  state.burst *= FADES
  state.anger *= FADES
  if (day === days.burstAt) {
    state.burst = Math.log(10)
    state.anger = 1.5
  } else if (random() < days.bursts) {
    state.burst = Math.log(2 + 4 * random())
    state.anger = 1.5 * random()
  }
}

/** What the calendar and the drift add: to the logarithm of the volume, to that of the odds, to the share. */
function extrasOf(days: Days, day: number): { volume: number; odds: number; points: number } {
  const { weekend, holidays, holidayTimes = 1, holidayOdds = 0, drift } = days
  const isHoliday = holidays.some((first) => day >= first && day < first + HOLIDAY_DAYS)
  const grown = drift && day >= drift.from ? Math.min(1, (day - drift.from + 1) / drift.over) : 0
  return {
    volume:
      (day % 7 >= 5 ? Math.log(weekend) : 0) +
      (isHoliday ? Math.log(holidayTimes) : 0) +
      grown * Math.log(drift?.times ?? 1),
    odds: isHoliday ? holidayOdds : 0,
    points: grown * (drift?.points ?? 0),
  }
}

function poisson(mean: number, random: () => number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  let count = 0
  for (let left = Math.exp(-mean), chance = random(); chance > left; chance *= random()) count++
  return count
}

function binomial(posts: number, share: number, random: () => number): number {
  if (posts > 150) {
    const drawn = Math.round(posts * share + Math.sqrt(posts * share * (1 - share)) * normal(random))
    return Math.max(0, Math.min(posts, drawn))
  }
  let hits = 0
  for (let post = 0; post < posts; post++) if (random() < share) hits++
  return hits
}
