/**
 * `bench platforms`: the five open NAB series (real mentions of five brands) as what a track's platforms and an organisation's tracks
 * could be. What a series of each platform costs in alarms and finds that the whole does not; and what a rise of everybody does, injected
 * by multiplying all of them. Rises are constructed, the counts beneath are real.
 */
import type { Detector } from '../server/detectors/contract.ts'
import { platformVolume, volume } from '../server/detectors/volume.ts'
import { AROUND_POINTS, type Counts, type Member, timesAround } from '../server/warning/series-around.ts'
import { dice, poisson } from './chance.ts'
import { ABSENT, loadSeries, nabPresent, type Series } from './nab-data.ts'

const DAY = 288
const HOUR = 12
const REST = 12 * HOUR
/** of a track's posts, on four platforms; one of fewer than 12 posts a day has no series in the product either */
const SHARES = [0.55, 0.25, 0.12, 0.08] as const
const LEAST_A_DAY = 12
const WARM = 750
const DAYS_BEFORE = 7

export async function run(_args: string[]): Promise<void> {
  if (!nabPresent()) {
    console.log(ABSENT)
    return
  }
  const series = loadSeries()
  printPlatforms(series)
  printOrdinary(series)
  printEverybody(series)
}

function printPlatforms(series: readonly Series[]): void {
  const sums = { days: 0, whole: 0, alone: 0, platforms: 0 }
  const found = { both: 0, platform: 0, whole: 0, all: 0 }
  series.forEach((one, n) => {
    for (const seed of [11, 12, 13]) {
      const random = dice(seed * 100 + n)
      const parts = split(one.values, random)
      const whole = alarmsOf(volume, one.values)
      sums.days += (one.values.length - WARM) / DAY
      sums.whole += whole.length
      const loud = parts.filter((part) => sum(part) / (part.length / DAY) >= LEAST_A_DAY)
      sums.platforms += loud.length
      for (const part of loud) sums.alone += alarmsOf(platformVolume, part).filter((row) => !isNear(whole, row)).length
      const small = loud.at(-1)
      if (small) countFound(found, one.values, small, random)
    }
  })
  console.log(`a track's platforms (${sums.platforms} series of ${sums.days.toFixed(0)} track-days)`)
  console.log(
    `  alarms of the whole ${(sums.whole / sums.days).toFixed(3)} a day; of a platform alone ${(sums.alone / sums.days).toFixed(3)} more a day`,
  )
  console.log(
    `  two hours of ten times the usual on the smallest platform (${found.all}): found within them by its own series ${found.platform}, ` +
      `by the whole ${found.whole}, by both ${found.both}`,
  )
}

type Found = { both: number; platform: number; whole: number; all: number }

function countFound(found: Found, whole: readonly number[], small: readonly number[], random: () => number): void {
  for (let n = 0; n < 8; n++) {
    const from = Math.floor(10 * DAY + random() * (whole.length - 12 * DAY))
    const until = from + 2 * HOUR
    const usual = sum(small.slice(from - 7 * DAY, from)) / (7 * DAY)
    const extra = Array.from({ length: until - from }, () => poisson(9 * usual, random))
    const added = (values: readonly number[]): number[] =>
      values.slice(0, until).map((value, row) => value + (row >= from ? (extra[row - from] ?? 0) : 0))
    const isFound = (detector: Detector<unknown>, values: readonly number[]): boolean =>
      alarmsOf(detector, added(values)).some((row) => row >= from)
    const [byWhole, byPlatform] = [isFound(volume, whole), isFound(platformVolume, small)]
    found.all++
    if (byWhole) found.whole++
    if (byPlatform) found.platform++
    if (byWhole && byPlatform) found.both++
  }
}

/** Five real brands as the tracks of one organisation, nothing injected: what comparing them changes. */
function printOrdinary(series: readonly Series[]): void {
  const all = series.map(({ values }) => values)
  let [before, after, points, risen] = [0, 0, 0, 0]
  all.forEach((values, own) => {
    const times = timesOf(all, own, 0, values.length)
    before += alarmsOf(volume, values).length
    after += alarmsOf(volume, values, times).length
    points += values.length
    risen += times.filter((each) => each > 1).length
  })
  console.log('\nfive brands as tracks of one organisation, as they were')
  console.log(
    `  alarms without comparing ${before}, with ${after}; points at which all others say more: ${risen} of ${points}`,
  )
}

function printEverybody(series: readonly Series[]): void {
  console.log(
    '\nsix hours in which everybody says more (40 beginnings, five brands): share of brands that alarm in them',
  )
  for (const much of [1, 1.5, 2, 3]) {
    const random = dice(77)
    const told = { alone: 0, around: 0, all: 0, ownAlone: 0, ownAround: 0, own: 0 }
    for (let n = 0; n < 40; n++) {
      const length = series[0]?.values.length ?? 0
      const from = Math.floor(9 * DAY + random() * (length - 10 * DAY))
      const until = from + 6 * HOUR
      const grown = (values: readonly number[], times: number): number[] =>
        values.slice(0, until).map((value, row) => (row >= from ? Math.round(value * times) : value))
      const all = series.map(({ values }) => grown(values, much))
      const special = n % all.length
      const withOwn = all.map((values, own) => (own === special ? grown(series[own]?.values ?? [], much * 5) : values))
      all.forEach((values, own) => {
        const times = timesOf(all, own, from - HOUR, until)
        told.all++
        if (speaksIn(values, from)) told.alone++
        if (speaksIn(values, from, times)) told.around++
      })
      const own = withOwn[special] ?? []
      told.own++
      if (speaksIn(own, from)) told.ownAlone++
      if (speaksIn(own, from, timesOf(withOwn, special, from - HOUR, until))) told.ownAround++
    }
    const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`
    console.log(
      `  x${much}: without comparing ${share(told.alone, told.all)}, with ${share(told.around, told.all)}; one brand five times more than the rest: ` +
        `${share(told.ownAlone, told.own)}, ${share(told.ownAround, told.own)}`,
    )
  }
}

const speaksIn = (values: readonly number[], from: number, times?: readonly number[]): boolean =>
  alarmsOf(volume, values, times).some((row) => row >= from)

/** Of each row how many times the usual the other series say; 1 outside of [from, until). */
function timesOf(all: readonly (readonly number[])[], own: number, from: number, until: number): number[] {
  const whole = (all[own] ?? []).map((_, row) => sum(all.map((values) => values[row] ?? 0)))
  return whole.map((_, row) => {
    if (row < from || row >= until || row < DAYS_BEFORE * DAY + AROUND_POINTS) return 1
    const members = all.map((values, n): Member => ({ trackId: String(n), counts: countsAt(values, row) }))
    const mine = members[own]
    return mine ? timesAround(mine, members, countsAt(whole, row), () => false) : 1
  })
}

function countsAt(values: readonly number[], row: number): Counts {
  const pointsOf = (day: number): number[] => values.slice(row - day * DAY - AROUND_POINTS + 1, row - day * DAY + 1)
  return { today: pointsOf(0), before: Array.from({ length: DAYS_BEFORE }, (_, n) => pointsOf(n + 1)) }
}

function alarmsOf(detector: Detector<unknown>, values: readonly number[], times: readonly number[] = []): number[] {
  const state = detector.start()
  return values.flatMap((value, row) => {
    const { alarm } = detector.step(state, { value, times: times[row] ?? 1 })
    return alarm && row >= WARM ? [row] : []
  })
}

function split(values: readonly number[], random: () => number): number[][] {
  const parts = SHARES.map(() => values.map(() => 0))
  values.forEach((count, row) => {
    for (let post = 0; post < count; post++) {
      let [place, left] = [0, random()]
      while (place < SHARES.length - 1 && left >= (SHARES[place] ?? 1)) left -= SHARES[place++] ?? 1
      const part = parts[place]
      if (part) part[row] = (part[row] ?? 0) + 1
    }
  })
  return parts
}

const isNear = (rows: readonly number[], row: number): boolean => rows.some((each) => Math.abs(each - row) <= REST)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
