/**
 * Bursts of mentions (WARN-1): counts of 5 minutes judged at several scales at once, each against what that scale itself has
 * shown before. `docs/decisions/0005-volume-detector.md` says what was tried and what the figures are.
 *
 * Points must be evenly spaced. A point of 0 means "the source was read and held nothing": an interval in which a source was
 * down is not a zero, and this detector cannot know the difference; leave such points out (the habit then simply pauses).
 */
import { type Speaking, speakNow } from './contract/speaking.ts'
import { type Detector, type Point, packState, type Reading, unpackState } from './contract.ts'
import { emptySeason, factorAt, learnSeason, type Season, type SeasonSettings } from './volume/season.ts'
import { emptyTails, fade, learn, quantile, surprise, type Tails } from './volume/tail.ts'

export type VolumeSettings = SeasonSettings & {
  /** window lengths in points, ascending, the first must be 1 */
  readonly scales: readonly number[]
  /** memories in points: of the level, of the spread */
  readonly levelMemory: number
  readonly spreadMemory: number
  /** share of the mean count below which no spread is believed */
  readonly floor: number
  /** a point further out than this many spreads teaches only this much: a burst must not become the habit */
  readonly clip: number
  /** largest deviations that form the tail */
  readonly tailSize: number
  /** exponent of the mean over scales: above 1 one loud scale outweighs several quiet ones */
  readonly power: number
  /** score at which it speaks: the mean over the scales of -log10(rarity) */
  readonly threshold: number
  /** standard deviations by which one scale must exceed what chance alone would do to a steady brand; of a quiet one three posts in
   * an hour are rare and yet nothing */
  readonly beyondChance: number
  /** points of silence after an alarm, unless the score rises by `escalation` */
  readonly rest: number
  readonly escalation: number
  /** a flood: the scale of this index holds more than so many times its level. It is learnt in full for `floodGrace` points
   * only, then not at all (level and spread at `floodPace`), until it has lasted `floodLimit` points and is the new habit */
  readonly floodScale: number
  readonly floodTimes: number
  readonly floodGrace: number
  readonly floodPace: number
  readonly floodLimit: number
  /** days after which a deviation counts half */
  readonly halfLifeDays: number
  /** the spread grows as the hour's factor to this power: chance alone would be a half, a change of mood one */
  readonly seasonSpread: number
  /** what everybody around says more of is expected here too, but never more than so many times the usual */
  readonly mostAround: number
}

export const settings: VolumeSettings = {
  scales: [1, 3, 9, 27, 81, 243],
  levelMemory: 864,
  spreadMemory: 1152,
  floor: 0.2,
  clip: 4,
  tailSize: 25,
  power: 2,
  threshold: 2.1,
  beyondChance: 3.25,
  rest: 144,
  escalation: 3,
  floodScale: 2,
  floodTimes: 6,
  floodGrace: 12,
  floodPace: 0.25,
  floodLimit: 576,
  halfLifeDays: 28,
  seasonFrom: 21,
  seasonFull: 35,
  gainFrom: 0.3,
  gainWidth: 0.2,
  seasonSpread: 0.75,
  mostAround: 3,
}

const DAY = 288
/** the series' own habit is not asked before 2.6 days (NAB's probation), so this part of the history only teaches */
const WARM_UP = 750
const LEARN_FROM = 150
const SILENT = 100

/**
 * Starting assumption of a series without history: as if it had been seen for 6 h at 2 posts an hour. Three times the busiest
 * hour, not 1.5 times: on pieces of 2.6 days of the open series that takes 0.34 alarms a day down to 0.12, because mornings pass.
 */
const START = { hour: 12, priorPosts: 12, priorHours: 6, posts: 20, times: 5, overBusiest: 3 } as const

/** Any alarm of the series' own habit is louder than one of the starting assumption, and none of these than another. */
const WARM_LOUDNESS = -100

export type VolumeState = {
  /** the last counts, a ring as long as the largest scale */
  readonly ring: Float64Array
  /** the factors of their hours, and per scale the sum of its window */
  readonly factors: Float64Array
  readonly factorSums: Float64Array
  readonly season: Season
  /** per scale: sum of its window, level, spread, mean size */
  readonly sums: Float64Array
  readonly level: Float64Array
  readonly spread: Float64Array
  readonly size: Float64Array
  readonly tails: Tails
  /** deviations below the level, for the lower edge of the band only */
  readonly below: Tails
  /** see the indices below */
  readonly numbers: Float64Array
}
const SEEN = 0
const LAST_ALARM = 1
const ALARM_LOUDNESS = 2
const WARM_SUM = 4
const BUSIEST_HOUR = 5
const FLOOD = 6
const FLOOD_POINTS = 7

const VOLUME = {
  id: 'volume',
  names: { 'zh-Hant': '聲量', 'zh-Hans': '声量', en: 'Volume' },
  input: 'posts',
} as const

/** One that counts something else, or has other settings for measuring; states of different ids and versions are not interchangeable. */
export function createVolume(
  given: VolumeSettings,
  version: string,
  about: Pick<Detector<VolumeState>, 'id' | 'names' | 'input'> = VOLUME,
): Detector<VolumeState> {
  const speaking = { threshold: given.threshold, restPoints: given.rest, louder: given.escalation }
  const header = `${about.id} ${version}`
  return {
    ...about,
    version,
    stepMinutes: 5,
    speaking,
    start: () => start(given),
    step: (state, point, threshold = speaking.threshold) => step(given, { ...speaking, threshold }, state, point),
    save: (state) => packState(header, arraysOf(state)),
    load: (bytes) => {
      const state = start(given)
      unpackState(header, bytes, arraysOf(state))
      return state
    },
  }
}

export const volume: Detector<VolumeState> = createVolume(settings, '2')

/**
 * One platform of a track, whose bursts the whole may not show: fifty posts are a storm on a small forum and nothing beside a thousand
 * elsewhere. It must be surer: a track has several platforms, and each would send its own needless alarms (0028-slow-and-silent.md).
 */
export const platformVolume: Detector<VolumeState> = createVolume({ ...settings, threshold: 2.6 }, '1', {
  id: 'platform-volume',
  names: { 'zh-Hant': '單一平台聲量', 'zh-Hans': '单一平台声量', en: 'Volume of one platform' },
  input: 'platform-posts',
})

function start(given: VolumeSettings): VolumeState {
  const scales = given.scales.length
  const numbers = new Float64Array(8)
  numbers[LAST_ALARM] = Number.NEGATIVE_INFINITY
  return {
    ring: new Float64Array(given.scales.at(-1) ?? 1),
    factors: new Float64Array(given.scales.at(-1) ?? 1),
    factorSums: new Float64Array(scales),
    season: emptySeason(),
    sums: new Float64Array(scales),
    level: new Float64Array(scales),
    spread: new Float64Array(scales),
    size: new Float64Array(scales),
    tails: emptyTails(scales),
    below: emptyTails(1),
    numbers,
  }
}

function arraysOf(state: VolumeState): (Float64Array | Float32Array)[] {
  const { ring, sums, level, spread, size, tails, below, numbers, factors, factorSums, season } = state
  const hours = [factors, factorSums, season.hours, season.visits, season.sums]
  return [ring, sums, level, spread, size, numbers, ...hours].concat(
    [tails, below].flatMap((part) => [part.bins, part.blocks, part.weight, part.tail]) as Float64Array[],
  )
}

function step(given: VolumeSettings, speaking: Speaking, state: VolumeState, point: Point): Reading {
  const { numbers } = state
  const seen = numbers[SEEN] ?? 0
  const value = Math.max(0, point.value)
  // the band is what was expected BEFORE this point; asked for now because learning below moves it
  const { learnt, used } = factorAt(given, state.season, seen)
  const around = aroundOf(given, point)
  const factor = used * around
  const band = bandOf(given, state, seen, value, factor)
  const heard = listen(given, state, seen, value, factor)
  learnSeason(state.season, seen, value / around, learnt, state.level[0] ?? 0)
  state.ring[seen % state.ring.length] = value
  state.factors[seen % state.factors.length] = factor
  numbers[SEEN] = seen + 1
  followFlood(given, state)
  if ((seen + 1) % DAY === 0) forget(given, state)
  const isWarm = seen < WARM_UP
  const verdict = isWarm ? warmVerdict(given, state, seen, around) : heard
  const alarm = speakNow(speaking, seen, verdict, numbers, { row: LAST_ALARM, loudness: ALARM_LOUDNESS })
  return { ...band, ...verdict, alarm, phase: isWarm ? 'warming' : 'watching' }
}

/** What everybody says more of is expected here as well, up to a bound: nothing may explain away any storm. */
function aroundOf({ mostAround }: VolumeSettings, { times = 1 }: Point): number {
  return Math.max(1, Math.min(mostAround, times))
}

type Heard = Pick<Reading, 'score' | 'isAble' | 'loudness' | 'window' | 'observed' | 'expected'>

/** Moves every scale on by one count and says how unusual they are together; able to alarm when the furthest is beyond chance. */
function listen(given: VolumeSettings, state: VolumeState, seen: number, value: number, factor: number): Heard {
  let total = 0
  let beyond = 0
  let loudest = -1
  let window = 1
  let observed = value
  let expected = value
  given.scales.forEach((length, scale) => {
    const filled = Math.min(seen + 1, length)
    const leaving = seen >= length ? (seen - length) % state.ring.length : -1
    const sum = (state.sums[scale] ?? 0) + value - (state.ring[leaving] ?? 0)
    state.sums[scale] = sum
    const factors = (state.factorSums[scale] ?? 0) + factor - (state.factors[leaving] ?? 0)
    state.factorSums[scale] = factors
    const season = factors / filled
    const level = season * (seen === 0 ? sum : (state.level[scale] ?? 0))
    const rare = Math.min(8, hear(given, state, scale, seen, sum / filled, season))
    total += rare ** given.power
    beyond = Math.max(beyond, poissonDeviations(sum, level * filled))
    if (rare > loudest) {
      loudest = rare
      window = filled
      observed = sum
      expected = level * filled
    }
  })
  const score = (total / given.scales.length) ** (1 / given.power)
  return { score, isAble: beyond >= given.beyondChance, loudness: score, window, observed, expected }
}

/** How far `count` lies above `expected`, were posts independent (signed root of the deviance, with half a post of doubt). */
function poissonDeviations(count: number, expected: number): number {
  const mean = Math.max(0, expected) + 0.5
  return count > mean ? Math.sqrt(2 * (count * Math.log(count / mean) - count + mean)) : 0
}

/** One scale: the rarity of this mean, judged before it is learnt. Level and spread are those of an average hour. */
function hear(
  given: VolumeSettings,
  state: VolumeState,
  scale: number,
  seen: number,
  mean: number,
  season: number,
): number {
  const { level, spread, size, tails } = state
  if (seen === 0) level[scale] = mean
  const habit = level[scale] ?? 0
  const deviation = (mean - habit * season) / season ** given.seasonSpread
  size[scale] = (size[scale] ?? 0) + (mean - (size[scale] ?? 0)) / Math.min(seen + 1, given.levelMemory)
  const least = leastSpread(given, state, scale)
  const wide = spread[scale] ?? 0
  const z = seen < SILENT ? 0 : deviation / (NORMAL * wide + least)
  const rare = seen < WARM_UP ? 0 : surprise(tails, scale, z)
  const flooded = floods(given, state)
  if (seen >= LEARN_FROM && !flooded) {
    learn(tails, scale, z, given.tailSize)
    if (scale === 0) learn(state.below, 0, -z, given.tailSize)
  }
  const limit = given.clip * wide + least
  const lesson = seen < 20 ? deviation : Math.max(-limit, Math.min(limit, deviation))
  const pace = flooded ? given.floodPace : 1
  level[scale] = habit + pace * Math.max(1 / given.levelMemory, 1 / (seen + 2)) * lesson
  spread[scale] = wide + pace * Math.max(1 / given.spreadMemory, 1 / (seen + 2)) * (Math.abs(lesson) - wide)
  return rare
}

/** mean absolute deviation to standard deviation, for a normal distribution */
const NORMAL = 1.2533
const leastSpread = (given: VolumeSettings, state: VolumeState, scale: number): number =>
  given.floor * Math.max(1e-9, state.size[scale] ?? 0) + 1e-12

/** Counts the points of a flood; it drains as slowly as it filled, so that a pause of an hour does not begin it anew. */
function followFlood(given: VolumeSettings, state: VolumeState): void {
  const { numbers } = state
  const sum = state.sums[given.floodScale] ?? 0
  const usual = (state.level[given.floodScale] ?? 0) * (given.scales[given.floodScale] ?? 1)
  numbers[FLOOD] = sum >= 20 && sum > given.floodTimes * usual ? 1 : 0
  const points = numbers[FLOOD_POINTS] ?? 0
  numbers[FLOOD_POINTS] = numbers[FLOOD] === 1 ? Math.min(2 * given.floodLimit, points + 1) : Math.max(0, points - 1)
}

function floods(given: VolumeSettings, { numbers }: VolumeState): boolean {
  const points = numbers[FLOOD_POINTS] ?? 0
  return numbers[FLOOD] === 1 && points >= given.floodGrace && points < given.floodLimit
}

/** The stated starting assumption: many in the last hour, many times the usual, more than the busiest hour so far. */
function warmVerdict(given: VolumeSettings, state: VolumeState, seen: number, around: number): Heard {
  const { ring, numbers } = state
  const isAble = seen >= START.hour
  const inHour = Math.min(seen + 1, START.hour)
  let hour = 0
  for (let back = 0; back < inHour; back++) hour += ring[(seen - back) % ring.length] ?? 0
  // posts that have left the window since the beginning, and the busiest hour made of them alone
  let before = 0
  if (seen >= START.hour) {
    before = (numbers[WARM_SUM] ?? 0) + (ring[(seen - START.hour) % ring.length] ?? 0)
    numbers[WARM_SUM] = before
  }
  const busiest = busiestBefore(state, seen)
  const hours = START.priorHours + Math.max(0, seen + 1 - START.hour) / START.hour
  const usual = (around * (START.priorPosts + before)) / hours
  const ratio = Math.min(hour / START.posts, hour / (START.times * usual), hour / (START.overBusiest * busiest + 1e-9))
  const score = isAble ? Math.min(8, given.threshold * ratio) : 0
  return { score, isAble, loudness: WARM_LOUDNESS, window: inHour, observed: hour, expected: usual }
}

/** The busiest hour that ended before the present one began; halves each day, so that day two may speak as well. */
function busiestBefore(state: VolumeState, seen: number): number {
  const { ring, numbers } = state
  if (seen < 2 * START.hour - 1) {
    // less than an hour lies before the window: its rate, with room for the chance of so few points
    const parts = seen + 1 - START.hour
    if (parts <= 0) return 0
    let sum = 0
    for (let row = 0; row < parts; row++) sum += ring[row] ?? 0
    return ((sum + 2 * Math.sqrt(sum) + 2) / parts) * START.hour
  }
  let hour = 0
  for (let back = START.hour; back < 2 * START.hour; back++) hour += ring[(seen - back) % ring.length] ?? 0
  numbers[BUSIEST_HOUR] = Math.max(hour, (numbers[BUSIEST_HOUR] ?? 0) * 0.5 ** (1 / DAY))
  return numbers[BUSIEST_HOUR] ?? 0
}

/** Where about 99 % of ordinary 5-minute counts lie, from the finest scale's own history. */
function bandOf(
  given: VolumeSettings,
  state: VolumeState,
  seen: number,
  value: number,
  factor: number,
): Pick<Reading, 'baseline' | 'low' | 'high'> {
  const baseline = seen === 0 ? value : factor * (state.level[0] ?? 0)
  const unit = (NORMAL * (state.spread[0] ?? 0) + leastSpread(given, state, 0)) * factor ** given.seasonSpread
  const learnt = (state.tails.weight[0] ?? 0) >= 200
  const up = learnt ? quantile(state.tails, 0, 0.005) * unit : 3 * unit + 3 * Math.sqrt(baseline + 1)
  const down = learnt ? quantile(state.below, 0, 0.005) * unit : 3 * unit + 3 * Math.sqrt(baseline + 1)
  return { baseline, low: Math.max(0, baseline - down), high: baseline + up }
}

/** Once a day, so that last spring's bursts do not set the measure for ever. */
function forget(given: VolumeSettings, state: VolumeState): void {
  const factor = 0.5 ** (1 / given.halfLifeDays)
  for (let scale = 0; scale < given.scales.length; scale++) fade(state.tails, scale, factor, given.tailSize)
  fade(state.below, 0, factor, given.tailSize)
}
