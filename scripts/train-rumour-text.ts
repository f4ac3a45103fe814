/** A linear model on the n-grams of a text (log-count ratios, logistic regression: Wang and Manning 2012), in as many buckets as it has weights. */
import type { Grams } from '../server/text/rumour.ts'
import { GRAM_BUCKETS } from '../server/text/rumour-features.ts'
import { seeded } from './train-linear.ts'

export type Lesson = { readonly grams: Int32Array; readonly isRumour: boolean; readonly weight: number }

const EPOCHS = 8
const RATE = 0.5
const L2 = 2e-4
const LEAST = 3
const SMOOTH = 1

export function trainGrams(lessons: readonly Lesson[]): Grams {
  const ratio = ratiosOf(lessons)
  const weights = new Float32Array(GRAM_BUCKETS)
  const squares = new Float32Array(GRAM_BUCKETS).fill(1e-3)
  let [bias, biasSquares] = [0, 1]
  const random = seeded(7)
  const order = lessons.map((_, i) => i)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const k = Math.floor(random() * (i + 1))
      ;[order[i], order[k]] = [order[k] as number, order[i] as number]
    }
    const rate = RATE * (1 - epoch / EPOCHS)
    for (const d of order) {
      const { grams, isRumour, weight } = lessons[d] as Lesson
      const norm = 1 / Math.sqrt(Math.max(1, grams.length))
      let sum = 0
      for (const g of grams) sum += (weights[g] as number) * (ratio[g] as number)
      const slope = (1 / (1 + Math.exp(-(sum * norm + bias))) - (isRumour ? 1 : 0)) * weight
      biasSquares += slope * slope
      bias -= (rate * slope) / Math.sqrt(biasSquares)
      for (const g of grams) {
        const r = ratio[g] as number
        if (r === 0) continue
        const step = slope * r * norm + L2 * (weights[g] as number)
        const sq = (squares[g] as number) + step * step
        squares[g] = sq
        weights[g] = (weights[g] as number) - (rate * step) / Math.sqrt(sq)
      }
    }
  }
  return { weights: weights.map((weight, g) => weight * (ratio[g] as number)), scale: 1, bias }
}

function ratiosOf(lessons: readonly Lesson[]): Float32Array {
  const counts = [new Float64Array(GRAM_BUCKETS), new Float64Array(GRAM_BUCKETS)] as const
  for (const { grams, isRumour, weight } of lessons) {
    const into = counts[isRumour ? 1 : 0]
    for (const g of grams) into[g] = (into[g] as number) + weight
  }
  const [no, yes] = counts
  const totals = [lessons.filter((l) => !l.isRumour), lessons.filter((l) => l.isRumour)].map((side) =>
    side.reduce((sum, { weight }) => sum + weight, 0),
  ) as [number, number]
  return Float32Array.from({ length: GRAM_BUCKETS }, (_, g) => {
    const [a, b] = [yes[g] as number, no[g] as number]
    if (a + b < LEAST) return 0
    return Math.log((a + SMOOTH) / (totals[1] + 2 * SMOOTH)) - Math.log((b + SMOOTH) / (totals[0] + 2 * SMOOTH))
  })
}
