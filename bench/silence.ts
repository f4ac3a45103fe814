/**
 * `bench silence`: how soon a series that stops is told of, and how often one that goes on is cried over, as shipped, against fixed
 * lengths, and against whoever knows how many clumps were to be expected at each moment, moods included, and cries no more often: nobody can be
 * faster than that on the average. Constructed series (independent posts with a daily wave, clumps, moods, quiet weekends; a year each), and the five open NAB
 * series, all of which hold the same outage of whoever collected them: from 7:00 to 9:07 of 2015-03-11.
 */
import { silence } from '../server/detectors/silence.ts'
import { dice, normal, poisson } from './chance.ts'
import { ABSENT, loadSeries, nabPresent } from './nab-data.ts'

const DAY = 288
const STEP = 5
/** Not looked at while choosing. */
const SEEDS = [171, 172, 173, 174, 175, 176, 177, 178]
const STOPS = [10, 45, 100, 200] as const

type Shape = {
  readonly perDay: number
  readonly wave: number
  readonly weekend: number
  readonly clump: number
  readonly mood: number
}
/** `clumps`: how many were to be expected in each step */
type Made = { readonly values: readonly number[]; readonly clumps: readonly number[] }
const SHAPES: Readonly<Record<string, Shape>> = {
  '3 a day': { perDay: 3, wave: 0.8, weekend: 1, clump: 1, mood: 0 },
  '3 a day, in clumps of 4': { perDay: 3, wave: 0.8, weekend: 1, clump: 4, mood: 0 },
  '2 an hour': { perDay: 48, wave: 0.8, weekend: 1, clump: 1, mood: 0 },
  '10 an hour': { perDay: 240, wave: 0.8, weekend: 1, clump: 1, mood: 0 },
  '10 an hour, never at the weekend': { perDay: 240, wave: 0.8, weekend: 0, clump: 1, mood: 0 },
  '10 an hour, in clumps of 5, moods': { perDay: 240, wave: 0.8, weekend: 1, clump: 5, mood: 0.5 },
  '100 an hour': { perDay: 2400, wave: 0.8, weekend: 1, clump: 1, mood: 0 },
  '100 an hour, moods, hardly any at the weekend': { perDay: 2400, wave: 0.8, weekend: 0.02, clump: 1, mood: 0.5 },
  '100 an hour, in clumps of 5': { perDay: 2400, wave: 0.8, weekend: 1, clump: 5, mood: 0 },
  '100 an hour, in clumps of 5, moods': { perDay: 2400, wave: 0.8, weekend: 1, clump: 5, mood: 0.5 },
}
const FIXED = [30, 120, 1440] as const

export async function run(_args: string[]): Promise<void> {
  console.log(
    `series that go on and stop: cries a year; from the stop until told, median, nine of ten and mean (minutes)`,
  )
  for (const [name, shape] of Object.entries(SHAPES)) printShape(name, shape)
  printReal()
  printCost()
}

function printShape(name: string, shape: Shape): void {
  const made = SEEDS.map((seed) => construct(shape, 364, seed))
  const years = made.map(({ values }) => values)
  const stops = made.flatMap(({ values, clumps }, n) =>
    STOPS.flatMap((day) =>
      [3, 9].map((hour) => ({ values, clumps, at: day * DAY + hour * 12 + ((SEEDS[n] ?? 0) % 12) })),
    ),
  )
  const cries = years.map((values) => toldOf(values).length)
  const product = lineOf(
    cries,
    stops.map(({ values, at }) => delayOf(toldOf, values, at)),
  )
  const length = lengthFor(made, sum(cries))
  const bound = lineOf(
    made.map((each) => criesAt(each, length)),
    stops.map(({ clumps, at }) => delayAt(clumps, length, at)),
  )
  const fixed = FIXED.map((minutes) => {
    const rule = (values: readonly number[]): number[] => afterMinutes(values, minutes)
    return `${minutes} min: ${lineOf(
      years.map((values) => rule(values).length),
      stops.map(({ values, at }) => delayOf(rule, values, at)),
    )}`
  })
  const more = `${' '.repeat(50)}`
  console.log(`  ${name.padEnd(46)} ${product}\n${more}who knows all: ${bound}\n${more}${fixed.join(' | ')}`)
}

/** The least gap, in clumps that were to be expected, at which whoever knows them cries no more often. */
function lengthFor(made: readonly Made[], most: number): number {
  let length = 4
  while (sum(made.map((each) => criesAt(each, length))) > most) length += 0.25
  return length
}

function criesAt({ values, clumps }: Made, length: number): number {
  let [cries, gap] = [0, 0]
  for (const [row, value] of values.entries()) {
    const before = gap
    gap = value > 0 ? 0 : gap + (clumps[row] ?? 0)
    if (before < length && gap >= length) cries += 1
  }
  return cries
}

function delayAt(clumps: readonly number[], length: number, at: number): number {
  let gap = 0
  const row = clumps.slice(at).findIndex((expected) => {
    gap += expected
    return gap >= length
  })
  return row < 0 ? Number.POSITIVE_INFINITY : (row + 1) * STEP
}

function lineOf(cries: readonly number[], delays: readonly number[]): string {
  const sorted = [...delays].sort((one, other) => one - other)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const year = (sum(cries) / cries.length) * (365 / 364)
  const mean = sum(delays) / delays.length
  return `${year.toFixed(2).padStart(7)} a year, ${at(0.5)}, ${at(0.9)}, ${mean.toFixed(0)}`
}

/** Rows at which the detector speaks. */
function toldOf(values: readonly number[]): number[] {
  const state = silence.start()
  return values.flatMap((value, row) => (silence.step(state, { value }).alarm ? [row] : []))
}

/** A fixed length, told once a gap. */
function afterMinutes(values: readonly number[], minutes: number): number[] {
  let gap = 0
  return values.flatMap((value, row) => {
    gap = value > 0 ? 0 : gap + 1
    return gap === minutes / STEP ? [row] : []
  })
}

/** Infinity where a fortnight passes unheard. */
function delayOf(rule: (values: readonly number[]) => number[], values: readonly number[], at: number): number {
  const first = rule([...values.slice(0, at), ...Array<number>(14 * DAY).fill(0)]).find((row) => row >= at)
  return first === undefined ? Number.POSITIVE_INFINITY : (first - at + 1) * STEP
}

function printReal(): void {
  if (!nabPresent()) {
    console.log(ABSENT)
    return
  }
  console.log('\nreal mentions of five brands, 55 days each, with one outage')
  for (const { name, values, timestamps } of loadSeries()) {
    const told = toldOf(values).map((row) => timestamps[row] ?? '')
    const perDay = (sum(values) / values.length) * DAY
    console.log(`  ${name.padEnd(5)} ${perDay.toFixed(0).padStart(6)} a day: ${told.join(', ') || 'never'}`)
  }
}

function printCost(): void {
  const shape = SHAPES['10 an hour'] ?? { perDay: 240, wave: 0, weekend: 1, clump: 1, mood: 0 }
  const { values } = construct(shape, 364, 1)
  const state = silence.start()
  const began = performance.now()
  for (const value of values) silence.step(state, { value })
  const micros = ((performance.now() - began) * 1000) / values.length
  console.log(`\n${micros.toFixed(2)} us a point, ${silence.save(state).length} bytes of state`)
}

/** Days begin at an odd point of the series, as those of a track do that is made in the afternoon. */
function construct({ perDay, wave, weekend, clump, mood }: Shape, days: number, seed: number): Made {
  const random = dice(seed)
  const shift = 170
  let temper = 0
  const expected: number[] = []
  const values = Array.from({ length: days * DAY }, (_, row) => {
    if (row % 12 === 0) temper = 0.9 * temper + mood * Math.sqrt(1 - 0.81) * normal(random)
    const at = row + shift
    const isWeekend = Math.floor(at / DAY) % 7 >= 5
    const mean = (perDay / DAY) * (1 + wave * Math.sin((at / DAY) * 2 * Math.PI)) * (isWeekend ? weekend : 1)
    expected[row] = (mean * Math.exp(temper)) / clump
    const clumps = poisson(expected[row] ?? 0, random)
    let posts = 0
    for (let n = 0; n < clumps; n++) posts += 1 + poisson(clump - 1, random)
    return posts
  })
  return { values, clumps: expected }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
