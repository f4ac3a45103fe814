/** How unlikely are so many, when counts come in clumps? The upper tail of a negative binomial. */
import { logGamma } from '../contract/log-gamma.ts'

const MOST = 30
/** By then a tail has long been told; the rest changes its logarithm by nothing that matters. */
const MOST_TERMS = 4000

/**
 * -log10 of the chance of `count` or more, where `mean` are expected with this variance; 0..30. A variance below the mean is taken for the
 * mean: independent events, which is as even as counts can be.
 */
export function countTail(count: number, mean: number, variance: number): number {
  if (count <= mean || mean <= 0) return 0
  const spread = Math.max(variance, mean * 1.0001)
  const shape = (mean * mean) / (spread - mean)
  const stay = (spread - mean) / spread
  const from = Math.ceil(count)
  const first =
    logGamma(from + shape) - logGamma(from + 1) - logGamma(shape) + shape * Math.log1p(-stay) + from * Math.log(stay)
  let term = 1
  let sum = 1
  for (let k = from; k < from + MOST_TERMS && term > 1e-6 * sum; k++) {
    term *= (stay * (k + shape)) / (k + 1)
    sum += term
  }
  return Math.max(0, Math.min(MOST, -(first + Math.log(sum)) / Math.LN10))
}
