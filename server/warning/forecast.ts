/**
 * How far will it go? Posts of the next hours, from what a story has drawn so far: quantiles of the logarithm of what follows, linear in
 * the logarithms of what was said (in the last quarter of an hour, hour, 6 and 24 hours, in its second half) and of its age, learnt
 * from recorded cascades and widened until four of five fall inside (conformalised quantile regression, Romano, Patterson and Candès
 * 2019). `docs/decisions/0020-forecast.md` has the figures, `scripts/train-forecast.ts` the training.
 */
import { FORECAST_WEIGHTS, type HorizonWeights } from './forecast-weights.ts'

export const POINT_MINUTES = 5
export const HORIZONS = [1, 6, 24] as const
/** Fewer posts, or silence for so long: there is no story to foretell. */
export const LEAST_POSTS = 10
/** log of the posts of an hour: the largest recorded stories */
const LARGEST_TAUGHT = 6
const QUIET_POINTS: number = (6 * 60) / POINT_MINUTES
const POINTS_PER_HOUR: number = 60 / POINT_MINUTES
/** the longest that recorded cascades taught: of an older story nothing is foretold */
export const OLDEST_HOURS = 48

export type Forecast = {
  readonly hours: (typeof HORIZONS)[number]
  /** posts in these hours: one in ten stays below `low`, one in ten goes beyond `high` */
  readonly low: number
  readonly middle: number
  readonly high: number
}

/**
 * @param counts posts per 5 minutes since the story began, oldest first
 * @param usual posts per 5 minutes that would have been said without it
 * @returns nothing where too little was said beyond the usual, nothing more for six hours, or the story is older than two days
 */
export function forecastStory(counts: readonly number[], usual: number): Forecast[] {
  const story = counts.map((count) => Math.max(0, count - usual))
  const features = forecastFeatures(story)
  if (!features) return []
  const scale = scaleOf(story)
  let before = [0, 0, 0]
  return FORECAST_WEIGHTS.map(({ hours, ...weights }) => {
    // A day cannot hold less than its first hours.
    before = quantiles(weights, features, scale).map((value, at) => Math.max(value, before[at] ?? 0))
    const [low = 0, middle = 0, high = 0] = before.map((value) => value + usual * hours * POINTS_PER_HOUR)
    return { hours, low, middle, high }
  })
}

/** @returns low, middle and high of the logarithm of what follows */
export function quantiles(
  weights: Omit<HorizonWeights, 'hours'>,
  features: readonly number[],
  scale: number,
): number[] {
  const dot = (row: readonly number[]): number =>
    row.reduce((sum, weight, at) => sum + weight * (features[at] ?? 0), scale)
  const middle = dot(weights.middle)
  // Lines of different quantiles may cross far outside of what they were learnt from.
  const low = Math.min(middle, dot(weights.low) - weights.widen)
  const high = Math.max(middle, dot(weights.high) + weights.widen)
  return [low, middle, high].map((value) => Math.max(0, Math.expm1(value)))
}

/**
 * All but one are ratios of counts, so that a story ten times as large goes ten times as far; how large it is counts only up to the sizes
 * that were recorded.
 * @param story posts per 5 minutes beyond the usual, oldest first
 * @returns undefined where there is no story
 */
export function forecastFeatures(story: readonly number[]): number[] | undefined {
  const total = sum(story, story.length)
  if (
    story.length === 0 ||
    story.length > OLDEST_HOURS * POINTS_PER_HOUR ||
    total < LEAST_POSTS ||
    sum(story, QUIET_POINTS) < 1
  )
    return undefined
  const hours = story.length / POINTS_PER_HOUR
  const age = Math.log(hours)
  const scale = scaleOf(story)
  const ratio = (posts: number): number => Math.log1p(posts) - scale
  const all = ratio(total)
  const quarter = ratio(sum(story, 3))
  const sixHours = ratio(sum(story, 6 * POINTS_PER_HOUR))
  const day = ratio(sum(story, 24 * POINTS_PER_HOUR))
  const half = ratio(sum(story, Math.ceil(story.length / 2)))
  const size = Math.min(scale, LARGEST_TAUGHT)
  return [
    1,
    size,
    age,
    quarter,
    sixHours,
    day,
    all,
    half,
    age * age,
    age * size,
    age * all,
    age * quarter,
    Math.max(0, 1 - hours),
  ]
}

/** Logarithm of the posts of the last hour: the unit in which a story is measured. */
export function scaleOf(story: readonly number[]): number {
  return Math.log1p(sum(story, POINTS_PER_HOUR))
}

/** Of the last points. */
function sum(counts: readonly number[], points: number): number {
  let total = 0
  for (let at = Math.max(0, counts.length - points); at < counts.length; at++) total += counts[at] ?? 0
  return total
}
