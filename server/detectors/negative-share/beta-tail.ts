/** How unlikely are so many of so many, when the chance itself wanders? The upper tail of a beta-binomial. */
import { logGamma } from '../contract/log-gamma.ts'

const MOST = 30
/** up to so many posts the tail is summed; beyond, a beta of the same mean and variance says the same to within a tenth */
const SUMMED = 200

/**
 * -log10 of the chance of `hits` or more among `posts`, when each post hits with a chance that has mean `mean` and whose spread over
 * time is `spread` (the intra-class correlation: variance of the chance / mean / (1 - mean)); 0..30.
 */
export function betaTail(hits: number, posts: number, mean: number, spread: number): number {
  if (posts <= 0 || hits <= mean * posts) return 0
  const log =
    posts <= SUMMED ? logSum(Math.ceil(hits), Math.floor(posts), mean, spread) : logBeta(hits, posts, mean, spread)
  return Math.max(0, Math.min(MOST, -log / Math.LN10))
}

/** Natural logarithm of the sum over counts from `hits` up. */
function logSum(hits: number, posts: number, mean: number, spread: number): number {
  if (hits > posts) return Number.NEGATIVE_INFINITY
  const a = mean * (1 / spread - 1)
  const b = (1 - mean) * (1 / spread - 1)
  const ways = logGamma(posts + 1) - logGamma(hits + 1) - logGamma(posts - hits + 1)
  const chances = logGamma(hits + a) + logGamma(posts - hits + b) - logGamma(posts + a + b)
  const first = ways + chances - logGamma(a) - logGamma(b) + logGamma(a + b)
  let term = 1
  let sum = 1
  for (let count = hits; count < posts && term > 1e-6 * sum; count++) {
    term *= ((posts - count) * (count + a)) / ((count + 1) * (posts - count - 1 + b))
    sum += term
  }
  return first + Math.log(sum)
}

/** The same by a beta that has the mean and variance of the share, with half a post of continuity. */
function logBeta(hits: number, posts: number, mean: number, spread: number): number {
  const size = 1 / (1 / posts + spread * (1 - 1 / posts)) - 1
  return logBetaAbove((hits - 0.5) / posts, mean * size, (1 - mean) * size)
}

/** Natural logarithm of the chance that a beta(a, b) lies above x. */
function logBetaAbove(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return Number.NEGATIVE_INFINITY
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)
  // the fraction converges fast on one side of the mean only; the other side is one minus its mirror
  if (x < (a + 1) / (a + b + 2)) return Math.log1p(-Math.min(1 - 1e-15, (Math.exp(front) * fraction(x, a, b)) / a))
  return front + Math.log(fraction(1 - x, b, a) / b)
}

/** Continued fraction of the incomplete beta function (Lentz's method). */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  let c = 1
  let d = 1 / atLeast(1 - ((a + b) * x) / (a + 1), tiny)
  let value = d
  for (let m = 1; m <= 100; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / atLeast(1 + term * d, tiny)
      c = atLeast(1 + term / c, tiny)
      value *= c * d
    }
    if (Math.abs(c * d - 1) < 1e-7) break
  }
  return value
}

const atLeast = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value)
