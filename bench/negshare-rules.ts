/** What is measured by `bench negshare`: the product's detector and two plain rules that people use instead. */
import { createNegativeShare, negativeShare, settings } from '../server/detectors/negative-share.ts'
import { type Constructed, HOUR } from './negshare-series.ts'

export type Rule = {
  readonly name: string
  /** how it is usually set */
  readonly usual: number
  /** where to look for a threshold of equal false alarms */
  readonly range: readonly [low: number, high: number]
  /** rows at which it speaks, each judged from the rows up to it */
  alarms(brand: Constructed, threshold: number): number[]
}

const REST = settings.rest
const LEAST = 10

export const product: Rule = {
  name: 'product',
  usual: settings.threshold,
  range: [1.5, 5],
  alarms(brand, threshold) {
    const shipped = threshold === settings.threshold
    const detector = shipped ? negativeShare : createNegativeShare({ ...settings, threshold }, 'bench')
    const state = detector.start()
    return brand.judged.flatMap((of, row) =>
      detector.step(state, { value: brand.negative[row] ?? 0, of }).alarm ? [row] : [],
    )
  },
}

/** The share of the last hour against so many times that of the last week. */
export const ratio: Rule = {
  name: 'plain ratio',
  usual: 1.5,
  range: [1.05, 12],
  alarms: (brand, threshold) =>
    withRest(brand, 7 * 24 * HOUR, ({ hour, before }) => {
      if (hour.judged < LEAST || before.judged < LEAST) return false
      return hour.negative / hour.judged >= (threshold * before.negative) / before.judged
    }),
}

/** The last hour against the day before it, as two proportions of independent posts. */
export const twoProportions: Rule = {
  name: 'two-proportion z',
  usual: 3,
  range: [1, 40],
  alarms: (brand, threshold) =>
    withRest(brand, 24 * HOUR, ({ hour, before }) => {
      if (hour.judged < LEAST || before.judged < LEAST) return false
      const pooled = (hour.negative + before.negative) / (hour.judged + before.judged)
      const error = Math.sqrt(pooled * (1 - pooled) * (1 / hour.judged + 1 / before.judged))
      const rise = hour.negative / hour.judged - before.negative / before.judged
      return error > 0 && rise / error >= threshold
    }),
}

export const rules: readonly Rule[] = [product, ratio, twoProportions]

type Count = { readonly negative: number; readonly judged: number }

/** Asks about the last hour and the `length` points before it; silent for the rest period after an alarm, as the product is. */
function withRest(
  brand: Constructed,
  length: number,
  speaks: (counts: { hour: Count; before: Count }) => boolean,
): number[] {
  const negative = runningTotals(brand.negative)
  const judged = runningTotals(brand.judged)
  const between = (from: number, until: number): Count => ({
    negative: (negative[until] ?? 0) - (negative[from] ?? 0),
    judged: (judged[until] ?? 0) - (judged[from] ?? 0),
  })
  const rows: number[] = []
  for (let row = HOUR; row < brand.judged.length; row++) {
    if (row - (rows.at(-1) ?? Number.NEGATIVE_INFINITY) < REST) continue
    const start = row + 1 - HOUR
    if (speaks({ hour: between(start, row + 1), before: between(Math.max(0, start - length), start) })) rows.push(row)
  }
  return rows
}

function runningTotals(values: readonly number[]): Float64Array {
  const totals = new Float64Array(values.length + 1)
  values.forEach((value, row) => {
    totals[row + 1] = (totals[row] ?? 0) + value
  })
  return totals
}
