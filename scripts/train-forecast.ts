/**
 * `node scripts/train-forecast.ts`: learns server/warning/forecast-weights.ts from the recorded cascades of WEIJI_TRAIN_DATA. Linear
 * quantile regression by gradient steps on the smoothed pinball loss; deterministic, about a minute. Cascades of the judging part
 * (bench/cascades.ts) are not looked at.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { cascadesPresent, loadCascades, NO_CASCADES } from '../bench/cascades.ts'
import { followed, type Moment, momentsOf } from '../bench/forecast-moments.ts'
import { HORIZONS } from '../server/warning/forecast.ts'
import type { HorizonWeights } from '../server/warning/forecast-weights.ts'

const FILE = path.join(import.meta.dirname, '../server/warning/forecast-weights.ts')
const QUANTILES = { low: 0.1, middle: 0.5, high: 0.9 } as const
const INSIDE = 0.8
const STEPS = 1500
const SMOOTH = 0.05

type Example = { readonly x: readonly number[]; readonly y: number }

function main(): void {
  if (!cascadesPresent()) {
    console.error(NO_CASCADES)
    process.exitCode = 1
    return
  }
  const moments = momentsOf(loadCascades())
  const weights = HORIZONS.map((hours) => train(moments, hours))
  writeFileSync(FILE, source(weights))
  console.log(`wrote ${path.relative(process.cwd(), FILE)}`)
}

function train(moments: readonly Moment[], hours: (typeof HORIZONS)[number]): HorizonWeights {
  const examples = (first: number, last: number): Example[] =>
    moments
      .filter(({ cascade }) => cascade.part >= first && cascade.part <= last)
      .map((moment) => ({ x: moment.features, y: Math.log1p(followed(moment, hours)) - moment.scale }))
  const taught = examples(0, 5)
  const [low, middle, high] = [QUANTILES.low, QUANTILES.middle, QUANTILES.high].map((of) => fit(taught, of)) as [
    number[],
    number[],
    number[],
  ]
  // How far the truth lay outside, on stories that taught nothing: the band is widened (or narrowed) by the quantile of that.
  const outside = examples(6, 7).map(({ x, y }) => Math.max(dot(low, x) - y, y - dot(high, x)))
  outside.sort((a, b) => a - b)
  const widen = outside[Math.min(outside.length - 1, Math.ceil(INSIDE * (outside.length + 1)) - 1)] ?? 0
  console.log(`${hours} h: ${taught.length} moments taught, band widened by ${widen.toFixed(3)}`)
  const short = (row: readonly number[]): number[] => row.map((value) => Number(value.toPrecision(6)))
  return { hours, low: short(low), middle: short(middle), high: short(high), widen: Number(widen.toPrecision(4)) }
}

/** Adam on standardised features; the answer is for the features as they are. */
function fit(examples: readonly Example[], quantile: number): number[] {
  const size = examples[0]?.x.length ?? 0
  const at = Array.from({ length: size }, (_, column) => column)
  const mean = at.map((column) => (column === 0 ? 0 : average(examples, ({ x }) => x[column] ?? 0)))
  const spread = at.map((column) =>
    column === 0 ? 1 : Math.sqrt(average(examples, ({ x }) => ((x[column] ?? 0) - (mean[column] ?? 0)) ** 2)) || 1,
  )
  const scaled = examples.map(({ x, y }) => ({
    x: at.map((column) => ((x[column] ?? 0) - (mean[column] ?? 0)) / (spread[column] ?? 1)),
    y,
  }))
  const weights = descend(scaled, size, quantile)
  const own = weights.map((weight, column) => weight / (spread[column] ?? 1))
  const shift = own.reduce((sum, weight, column) => sum + (column === 0 ? 0 : weight * (mean[column] ?? 0)), 0)
  return own.map((weight, column) => (column === 0 ? weight - shift : weight))
}

function descend(examples: readonly Example[], size: number, quantile: number): number[] {
  const weights = new Array<number>(size).fill(0)
  weights[0] = 2
  const first = new Array<number>(size).fill(0)
  const second = new Array<number>(size).fill(0)
  for (let step = 1; step <= STEPS; step++) {
    const gradient = new Array<number>(size).fill(0)
    for (const { x, y } of examples) {
      const slope = pinball(y - dot(weights, x), quantile) / examples.length
      for (let column = 0; column < size; column++)
        gradient[column] = (gradient[column] ?? 0) + slope * (x[column] ?? 0)
    }
    const rate = step < 1000 ? 0.05 : (0.05 * (STEPS - step)) / 500 + 1e-4
    for (let column = 0; column < size; column++) {
      const g = gradient[column] ?? 0
      const m = 0.9 * (first[column] ?? 0) + 0.1 * g
      const v = 0.999 * (second[column] ?? 0) + 0.001 * g * g
      first[column] = m
      second[column] = v
      weights[column] =
        (weights[column] ?? 0) - (rate * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8)
    }
  }
  return weights
}

/** Slope of the loss in the prediction; smooth around 0, so that the steps settle. */
function pinball(left: number, quantile: number): number {
  const part = Math.max(-1, Math.min(1, left / SMOOTH))
  return 0.5 - quantile - part / 2
}

function average(examples: readonly Example[], of: (example: Example) => number): number {
  return examples.reduce((sum, example) => sum + of(example), 0) / Math.max(1, examples.length)
}

function dot(weights: readonly number[], x: readonly number[]): number {
  let sum = 0
  for (let column = 0; column < weights.length; column++) sum += (weights[column] ?? 0) * (x[column] ?? 0)
  return sum
}

function source(weights: readonly HorizonWeights[]): string {
  return `// table: made by scripts/train-forecast.ts; its order of features is that of forecastFeatures.
export type HorizonWeights = {
  readonly hours: 1 | 6 | 24
  readonly low: readonly number[]
  readonly middle: readonly number[]
  readonly high: readonly number[]
  /** added to both sides, in logarithms: what four of five held-out stories needed */
  readonly widen: number
}

export const FORECAST_WEIGHTS: readonly HorizonWeights[] = ${JSON.stringify(weights, undefined, 2).replaceAll('"', '')}
`
}

main()
