/** `npm run bench -- lexicon [--seeds 201,202,203]`: the lexicon detector as shipped against the rules that people set by hand. */
import type { Detector } from '../server/detectors/contract.ts'
import { createLexicon, lexicon, settings } from '../server/detectors/lexicon.ts'
import { volume } from '../server/detectors/volume.ts'
import { type ConstructedHits, constructHits, HOUR, STORY_NAMES, type StoryKind } from './lexicon-series.ts'
import { ABSENT, loadSeries, nabPresent } from './nab-data.ts'

/** ordinary hits a day: a quiet category to a word that stands in every third complaint */
const DAILY = [0.3, 2, 10, 50] as const
const REST = 12 * HOUR
const DAY = 24 * HOUR
/** an alarm of a story comes within so many points after it began */
const TIMELY = 6 * HOUR
/** what comes later of it is neither found nor false */
const ECHO = 18 * HOUR
/** the first days teach */
const FIRST = 4 * DAY

type Rule = { readonly name: string; readonly alarms: (series: ConstructedHits) => number[] }

export async function run(args: readonly string[]): Promise<void> {
  if (!nabPresent()) return console.log(ABSENT)
  const seeds = (args[args.indexOf('--seeds') + 1] ?? '201,202,203').split(',').map(Number)
  console.log(
    'CONSTRUCTED: volumes of five NAB series, hits drawn from them in clumps, stories injected every four days',
  )
  for (const daily of [undefined, ...DAILY]) {
    const made = loadSeries().flatMap(({ values }, n) =>
      (daily === undefined ? DAILY : [daily]).flatMap((each) =>
        seeds.map((seed) => constructHits(values, each, 1000 * seed + 10 * n + DAILY.indexOf(each))),
      ),
    )
    console.log(`\n${daily === undefined ? 'all categories' : `${daily} ordinary hits a day`}, ${made.length} series`)
    console.log(`${'rule'.padEnd(44)} false/day ${STORY_NAMES.map((kind) => kind.padStart(22)).join(' ')}`)
    for (const rule of RULES) console.log(lineOf(rule, made))
  }
  time(loadSeries().map(({ values }) => constructHits(values, 10, 1)))
}

const RULES: readonly Rule[] = [
  { name: 'lexicon, as shipped', alarms: (series) => heard(lexicon, series) },
  {
    name: 'lexicon, threshold 2.5',
    alarms: (series) => heard(createLexicon({ ...settings, threshold: 2.5 }, 'a'), series),
  },
  {
    name: 'lexicon, threshold 4.5',
    alarms: (series) => heard(createLexicon({ ...settings, threshold: 4.5 }, 'a'), series),
  },
  {
    name: 'lexicon, without "one of weight 5"',
    alarms: (series) => heard(createLexicon({ ...settings, graveWeekly: 0 }, 'a'), series),
  },
  {
    name: 'lexicon, clumps not learnt (variance = mean)',
    alarms: (series) => heard(createLexicon({ ...settings, priorClump: 1, priorWeight: 1e9 }, 'a'), series),
  },
  { name: 'volume detector on the same weights', alarms: (series) => heard(volume, series) },
  { name: 'any hit', alarms: (series) => counted(series, ({ posts }) => posts, 1, 1) },
  { name: '3 posts in an hour', alarms: (series) => counted(series, ({ posts }) => posts, HOUR, 3) },
  { name: '5 posts in an hour', alarms: (series) => counted(series, ({ posts }) => posts, HOUR, 5) },
  { name: '10 posts in an hour', alarms: (series) => counted(series, ({ posts }) => posts, HOUR, 10) },
  { name: '20 posts in an hour', alarms: (series) => counted(series, ({ posts }) => posts, HOUR, 20) },
  { name: 'weight 20 in an hour', alarms: (series) => counted(series, ({ value }) => value, HOUR, 20) },
]

function heard(detector: Detector<unknown> | Detector<never>, { points }: ConstructedHits): number[] {
  const own = detector as Detector<unknown>
  const state = own.start()
  return points.flatMap(({ value, of }, row) => (own.step(state, { value, of }).alarm ? [row] : []))
}

/** A fixed number in a window, with the same rest. */
function counted(
  { points }: ConstructedHits,
  of: (point: ConstructedHits['points'][number]) => number,
  window: number,
  least: number,
): number[] {
  let sum = 0
  let last = Number.NEGATIVE_INFINITY
  return points.flatMap((point, row) => {
    sum += of(point) - (row >= window ? of(points[row - window] as typeof point) : 0)
    if (sum < least || row - last < REST) return []
    last = row
    return [row]
  })
}

function lineOf({ name, alarms }: Rule, made: readonly ConstructedHits[]): string {
  let [falses, days] = [0, 0]
  const found = new Map<StoryKind, { all: number; delays: number[] }>(
    STORY_NAMES.map((kind) => [kind, { all: 0, delays: [] }]),
  )
  for (const series of made) {
    const spoken = alarms(series).filter((row) => row >= FIRST)
    days += (series.points.length - FIRST) / DAY
    falses += spoken.filter(
      (row) => !series.stories.some(({ from, until }) => row >= from && row < until + ECHO),
    ).length
    for (const { kind, from } of series.stories) {
      const own = found.get(kind)
      if (!own) continue
      own.all++
      const first = spoken.find((row) => row >= from && row <= from + TIMELY)
      if (first !== undefined) own.delays.push(5 * (first - from + 1))
    }
  }
  const kinds = STORY_NAMES.map((kind) => {
    const { all, delays } = found.get(kind) ?? { all: 0, delays: [] }
    const share = `${((100 * delays.length) / all).toFixed(0)} %`
    return `${share}, ${median(delays)} min`.padStart(22)
  })
  return `${name.padEnd(44)} ${(falses / days).toFixed(3).padStart(9)} ${kinds.join(' ')}`
}

function median(values: number[]): string {
  return values.length === 0 ? '–' : String(values.sort((a, b) => a - b)[Math.floor(values.length / 2)])
}

function time(made: readonly ConstructedHits[]): void {
  const points = made.flatMap((series) => series.points)
  const state = lexicon.start()
  const began = performance.now()
  for (const { value, of } of points) lexicon.step(state, { value, of })
  const each = (1000 * (performance.now() - began)) / points.length
  console.log(`\n${each.toFixed(2)} µs a point, ${lexicon.save(state).length} bytes of state a category of a track`)
}
