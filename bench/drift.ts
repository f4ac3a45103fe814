/**
 * `bench drift`: what grows for weeks. Delay in days and false alarms a brand-year of the two drift detectors as shipped, against two
 * plain rules on weeks; constructed years, and the open NAB series (55 days each) as real quiet ones. Settings were chosen on seeds
 * below 100; the figures are of seeds from 500 on.
 */
import type { Point } from '../server/detectors/contract.ts'
import { slowDrift, volumeDrift } from '../server/detectors/slow-drift.ts'
import { constructDays, type Days } from './drift-series.ts'
import { ABSENT, loadSeries, nabPresent } from './nab-data.ts'

type Measure = 'share' | 'count'
/** Days, counted from 0, at whose end it speaks. */
type Rule = { readonly name: string; readonly told: (points: readonly Point[], measure: Measure) => number[] }

const DAY = 24
const SEEDS = [501, 502, 503, 504, 505, 506]
const FROM = 120
const AFTER = 90
const REST = 56

const product: Rule = {
  name: 'product, as shipped',
  told: (points, measure) => {
    const detector = measure === 'share' ? slowDrift : volumeDrift
    const state = detector.start()
    return points.flatMap((point, hour) => {
      const read = measure === 'share' ? point : { value: point.of ?? point.value }
      return detector.step(state, read).alarm ? [Math.floor(hour / DAY)] : []
    })
  },
}
const plain = (percent: number): Rule => ({
  name: `this week > last week + ${percent} %`,
  told: (points, measure) =>
    spoken(weeksOf(points, measure), ({ now, before }) => now.level > before.level * (1 + percent / 100)),
})
const zTest = (least: number): Rule => ({
  name: `this week against the four before, z > ${least}`,
  told: (points, measure) =>
    spoken(weeksOf(points, measure), ({ now, month }) =>
      measure === 'share'
        ? shareZ(now, month) > least
        : (now.posts - month.posts / 4) / Math.sqrt(month.posts / 4 + month.posts / 16 + 1) > least,
    ),
})
const RULES: readonly Rule[] = [product, plain(20), plain(50), plain(100), zTest(3), zTest(6), zTest(12)]

const BASE: Days = {
  perDay: 200,
  share: 0.15,
  days: 365,
  mood: 0.25,
  keep: 0.5,
  weekend: 0.6,
  bursts: 1 / 30,
  holidays: [200, 320],
  holidayTimes: 1.8,
  holidayOdds: 0.4,
}
const BRANDS: readonly Days[] = [20, 200, 2000].flatMap((perDay) =>
  [0.08, 0.2].flatMap((share) =>
    [
      { mood: 0.25, keep: 0.5 },
      { mood: 0.35, keep: 0.8 },
    ].map((moods) => ({ ...BASE, perDay, share, ...moods })),
  ),
)
const DRIFTS: Readonly<Record<Measure, readonly { readonly over: number; readonly size: number }[]>> = {
  share: [1, 21, 42].flatMap((over) => [0.1, 0.2].map((size) => ({ over, size }))),
  count: [1, 21, 42].flatMap((over) => [2, 3].map((size) => ({ over, size }))),
}

export async function run(_args: string[]): Promise<void> {
  for (const measure of ['share', 'count'] as const) {
    console.log(
      `\n${measure === 'share' ? 'negative share' : 'volume'}: false alarms a brand-year; caught within ${AFTER} days, median delay in days`,
    )
    for (const rule of RULES) printRule(rule, measure)
  }
  printReal()
  printCost()
}

function printRule(rule: Rule, measure: Measure): void {
  const quiet = BRANDS.flatMap((days) =>
    SEEDS.map((seed) => rule.told(constructDays(days, seed + days.perDay), measure).length),
  )
  const cells = DRIFTS[measure].map(({ over, size }) => {
    const delays = BRANDS.flatMap((brand) => SEEDS.map((seed) => delayOf(rule, measure, brand, over, size, seed)))
    const caught = delays.filter((delay) => delay !== undefined).sort((one, other) => one - other)
    const what = measure === 'share' ? `+${Math.round(size * 100)} points` : `x${size}`
    const middle = caught[Math.floor(caught.length / 2)]
    return `${what} over ${over} d: ${Math.round((100 * caught.length) / delays.length)} %, ${middle ?? '-'} d`
  })
  console.log(`  ${rule.name.padEnd(42)} ${(sum(quiet) / quiet.length).toFixed(2).padStart(6)}   ${cells.join('   ')}`)
}

/** Only what is told after it began; a rule that cries all the time is caught by its false alarms. */
function delayOf(
  rule: Rule,
  measure: Measure,
  brand: Days,
  over: number,
  size: number,
  seed: number,
): number | undefined {
  const drift = { from: FROM, over, ...(measure === 'share' ? { points: size } : { times: size }) }
  const days = { ...brand, days: FROM + AFTER, holidays: [], drift }
  const first = rule.told(constructDays(days, seed * 3 + brand.perDay), measure).find((day) => day >= FROM)
  return first === undefined ? undefined : first - FROM + 1
}

type Week = { readonly posts: number; readonly negative: number; readonly level: number }
type Weeks = { readonly day: number; readonly now: Week; readonly before: Week; readonly month: Week }

/** At the end of each day from the fifth week on: the last seven days, the seven before, the four weeks before the last. */
function weeksOf(points: readonly Point[], measure: Measure): Weeks[] {
  const days = Array.from({ length: Math.floor(points.length / DAY) }, (_, day) => {
    const hours = points.slice(day * DAY, (day + 1) * DAY)
    return { posts: sum(hours.map(({ of = 0 }) => of)), negative: sum(hours.map(({ value }) => value)) }
  })
  const weekOf = (from: number, to: number): Week => {
    const part = days.slice(from, to)
    const [posts, negative] = [sum(part.map((day) => day.posts)), sum(part.map((day) => day.negative))]
    return { posts, negative, level: measure === 'share' ? negative / Math.max(1, posts) : posts }
  }
  return days.flatMap((_, day) => {
    if (day < 34) return []
    const end = day + 1
    return [{ day, now: weekOf(end - 7, end), before: weekOf(end - 14, end - 7), month: weekOf(end - 35, end - 7) }]
  })
}

function spoken(weeks: readonly Weeks[], isLoud: (weeks: Weeks) => boolean): number[] {
  const told: number[] = []
  for (const each of weeks) {
    if (isLoud(each) && each.day - (told.at(-1) ?? Number.NEGATIVE_INFINITY) >= REST) told.push(each.day)
  }
  return told
}

function shareZ(now: Week, month: Week): number {
  const share = (now.negative + month.negative) / Math.max(1, now.posts + month.posts)
  const wide = Math.sqrt(share * (1 - share) * (1 / Math.max(1, now.posts) + 1 / Math.max(1, month.posts)))
  return wide > 0 ? (now.level - month.negative / Math.max(1, month.posts)) / wide : 0
}

function printReal(): void {
  if (!nabPresent()) {
    console.log(ABSENT)
    return
  }
  console.log(
    '\nreal series without a known drift (mentions of five brands, 55 days each): how often each rule speaks of volume',
  )
  const series = loadSeries().map(({ values }) =>
    Array.from({ length: Math.floor(values.length / 12) }, (_, hour) => {
      return { value: 0, of: sum(values.slice(hour * 12, (hour + 1) * 12)) }
    }),
  )
  for (const rule of RULES) {
    console.log(`  ${rule.name.padEnd(42)} ${sum(series.map((points) => rule.told(points, 'count').length))}`)
  }
}

function printCost(): void {
  const points = constructDays({ ...BASE, days: 3000 }, 1)
  const state = slowDrift.start()
  const began = performance.now()
  for (const point of points) slowDrift.step(state, point)
  const micros = ((performance.now() - began) * 1000) / points.length
  console.log(`\n${micros.toFixed(2)} us a point, ${slowDrift.save(state).length} bytes of state`)
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
