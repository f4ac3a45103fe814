/**
 * `bench forecast`: how many posts of a recorded story come in the next 1, 6 and 24 hours, foretold at ages from a quarter of an hour to
 * two days, against "as in the last hour", a power law through what was seen, and one line of logarithms for each age and horizon (Szabo
 * and Huberman 2010). Stories of parts 8 and 9, which taught neither us nor the line.
 */
import { HORIZONS, POINT_MINUTES, quantiles } from '../server/warning/forecast.ts'
import { FORECAST_WEIGHTS } from '../server/warning/forecast-weights.ts'
import { CASCADE_SETS, cascadesPresent, loadCascades, NO_CASCADES } from './cascades.ts'
import { followed, type Moment, momentsOf } from './forecast-moments.ts'

const PER_HOUR = 60 / POINT_MINUTES

export async function run(_args: string[]): Promise<void> {
  if (!cascadesPresent()) return console.log(NO_CASCADES)
  const moments = momentsOf(loadCascades())
  const judged = moments.filter(({ cascade }) => cascade.part >= 8)
  const taught = moments.filter(({ cascade }) => cascade.part < 6)
  console.log(
    'error: mean |difference of logarithms| · median relative error where 5 or more came; band: one in ten below, one above',
  )
  for (const hours of HORIZONS) {
    const lines = linesOf(taught, hours)
    for (const set of CASCADE_SETS) {
      const these = judged.filter(({ cascade }) => cascade.set === set)
      console.log(
        `\nnext ${hours} h, ${set}: ${these.length} moments of ${new Set(these.map(({ cascade }) => cascade.id)).size} stories`,
      )
      print('forecast', these, hours, (moment) => foretell(moment, hours)[1] ?? 0)
      print('as in the last hour', these, hours, (moment) => last(moment, Math.min(moment.seen, PER_HOUR)) * hours)
      print('power law', these, hours, (moment) => powerLaw(moment, hours))
      print('one line of logarithms', these, hours, (moment) => line(lines, moment))
      printBand(these, hours)
    }
  }
}

function foretell({ features, scale }: Moment, hours: number): number[] {
  const weights = FORECAST_WEIGHTS.find((each) => each.hours === hours)
  return weights ? quantiles(weights, features, scale) : []
}

function print(name: string, moments: readonly Moment[], hours: number, guess: (moment: Moment) => number): void {
  const errors = moments.map((moment) => Math.abs(Math.log1p(guess(moment)) - Math.log1p(followed(moment, hours))))
  const relative = moments.flatMap((moment) => {
    const came = followed(moment, hours)
    return came >= 5 ? [Math.abs(guess(moment) - came) / came] : []
  })
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  console.log(`  ${name.padEnd(24)} ${mean.toFixed(3)} · ${(100 * median(relative)).toFixed(0)} %`)
}

function printBand(moments: readonly Moment[], hours: number): void {
  const bands = moments.map((moment) => ({ came: followed(moment, hours), band: foretell(moment, hours) }))
  // Counts are whole: a band of 0.4 to 2.3 holds 0, 1 and 2.
  const low = bands.filter(({ came, band }) => came < Math.floor(band[0] ?? 0)).length
  const high = bands.filter(({ came, band }) => came > Math.ceil(band[2] ?? 0)).length
  const width = median(bands.map(({ band }) => ((band[2] ?? 0) + 1) / ((band[0] ?? 0) + 1)))
  const share = (count: number): string => `${((100 * count) / bands.length).toFixed(1)} %`
  console.log(
    `  band: inside ${share(bands.length - low - high)} (80 % asked), below ${share(low)}, above ${share(high)}; its upper end ` +
      `${width.toFixed(1)} times the lower`,
  )
}

/** Posts per hour over the last points. */
function last({ cascade, seen }: Moment, points: number): number {
  const from = Math.max(0, seen - points)
  return (cascade.counts.slice(from, seen).reduce((sum, count) => sum + count, 0) / points) * PER_HOUR
}

/** log N = a + b log t through twelve points of what was seen; b at most 1.5, or a young story would end in the trillions. */
function powerLaw({ cascade, seen }: Moment, hours: number): number {
  const points = Array.from({ length: 12 }, (_, step) => Math.max(1, Math.round((seen * (step + 1)) / 12))).flatMap(
    (end) => {
      const total = cascade.counts.slice(0, end).reduce((sum, count) => sum + count, 0)
      return total > 0 ? [[Math.log(end), Math.log(total)] as const] : []
    },
  )
  const { slope } = leastSquares(points)
  const total = cascade.counts.slice(0, seen).reduce((sum, count) => sum + count, 0)
  return Math.max(0, total * (((seen + hours * PER_HOUR) / seen) ** Math.max(0, Math.min(1.5, slope)) - 1))
}

type Line = { readonly slope: number; readonly offset: number }

/** By age: log of what follows against log of what was said. */
function linesOf(moments: readonly Moment[], hours: number): Map<number, Line> {
  const byAge = Map.groupBy(moments, ({ seen }) => seen)
  return new Map(
    [...byAge].map(([seen, these]) => [
      seen,
      leastSquares(these.map((moment) => [said(moment), Math.log1p(followed(moment, hours))] as const)),
    ]),
  )
}

function line(lines: ReadonlyMap<number, Line>, moment: Moment): number {
  const { slope, offset } = lines.get(moment.seen) ?? { slope: 0, offset: 0 }
  return Math.max(0, Math.expm1(offset + slope * said(moment)))
}

const said = ({ cascade, seen }: Moment): number =>
  Math.log1p(cascade.counts.slice(0, seen).reduce((sum, count) => sum + count, 0))

function leastSquares(points: readonly (readonly [number, number])[]): Line {
  const n = Math.max(1, points.length)
  const x = points.reduce((sum, [each]) => sum + each, 0) / n
  const y = points.reduce((sum, [, each]) => sum + each, 0) / n
  const spread = points.reduce((sum, [each]) => sum + (each - x) ** 2, 0)
  const slope = spread > 0 ? points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / spread : 0
  return { slope, offset: y - slope * x }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
