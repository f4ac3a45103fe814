/**
 * `bench velocity`: how early a post that will get more than 500 answers is told, and how often one that will not. Recorded Weibo stories; parts
 * 8 and 9 judge, which taught nothing and chose no threshold. (A) the past of the track is such stories alone, all of them popular.
 * (B) CONSTRUCTED: the past is ordinary threads, one in n of which gets n answers, at the pace of recorded stories.
 */
import { VELOCITY_AGES } from '../server/detectors/contract/post-signal.ts'
import { signals } from '../server/detectors/index.ts'
import { dice } from './chance.ts'
import { NO_STORIES, storiesPresent } from './recorded-stories.ts'
import { atAges, loadStories, ordinaryThread, type Story } from './velocity-stories.ts'

const { velocity } = signals
const WEIBO = 0
const LARGE = 500
const BEGIN = 29_000_000
const DAY = 24 * 60
const ORDINARY = { taught: 4000, judged: 20_000 } as const

export async function run(args: string[]): Promise<void> {
  if (!storiesPresent()) return console.log(NO_STORIES)
  const stories = loadStories()
  const taught = stories.filter(({ part }) => part < 6)
  const judged = stories.filter(({ part }) => (args.includes('--choose') ? part === 6 || part === 7 : part >= 8))
  printShares(taught)
  const ends = judged.map(({ minutes }) => minutes.length)
  console.log(
    `${judged.length} stories judged, ${ends.filter((end) => end > LARGE).length} of them end above ${LARGE} answers`,
  )

  console.log('\n(A) the past is recorded stories, all of them popular, one a day')
  const popular = learn(
    taught.map(({ minutes }) => minutes),
    DAY,
  )
  for (const threshold of [0.3, 0.4, 0.5, 0.7, 1])
    printRow(`score ${threshold}`, judged, (minutes) => firstAlarm(popular, minutes, threshold))
  for (const count of [50, 100, 200]) printRow(`${count} in an hour`, judged, (minutes) => firstInHour(minutes, count))

  const chance = dice(args.includes('--choose') ? 1 : 2)
  const past = Array.from({ length: ORDINARY.taught }, () => ordinaryThread(taught, chance))
  const crowd = Array.from({ length: ORDINARY.judged }, () => ordinaryThread(judged, chance))
  const { threshold } = velocity.speaking
  for (const perDay of [20, 200]) {
    console.log(`\n(B) CONSTRUCTED: the past is ordinary threads, ${perDay} a day`)
    const ordinary = learn(past, DAY / perDay)
    const print = (name: string, rule: Rule): void => printMixed(name, perDay, judged, crowd, rule)
    for (const each of [0.7, 1, threshold, 1.6, 2])
      print(`score ${each}${each === threshold ? ' (shipped)' : ''}`, (minutes) => firstAlarm(ordinary, minutes, each))
    print(`${threshold}, nothing learnt`, (minutes) => firstAlarm(velocity.start(), minutes, threshold))
    for (const count of [20, 50, 100, 200]) print(`${count} in an hour`, (minutes) => firstInHour(minutes, count))
  }
  printSpeed(popular, judged)
}

type State = ReturnType<typeof velocity.start>

/** @param every minutes between two threads that begin */
function learn(threads: readonly (readonly number[])[], every: number): State {
  const state = velocity.start()
  for (const [n, minutes] of threads.entries()) {
    const past = atAges(minutes).map((answers, age) => ({ platform: WEIBO, age, answers, minute: BEGIN + n * every }))
    velocity.step(state, { threads: [], past })
  }
  return state
}

/** Looked at once a minute. @returns minutes; undefined: it never speaks */
function firstAlarm(state: State, minutes: readonly number[], threshold: number): number | undefined {
  let looked = -1
  for (const minute of minutes) {
    const now = Math.floor(minute) + 1
    if (now === looked) continue
    looked = now
    if (now > (VELOCITY_AGES.at(-1) ?? 0)) return undefined
    const seen = minutes.filter((each) => each < now)
    const age = VELOCITY_AGES.findIndex((limit) => now <= limit)
    const [sight] = velocity.step(state, {
      threads: [{ platform: WEIBO, counts: atAges(seen).slice(0, age + 1) }],
      past: [],
    })
    if (sight && sight.score >= threshold) return now
  }
  return undefined
}

/** The usual rule: so many answers within the last hour. */
function firstInHour(minutes: readonly number[], count: number): number | undefined {
  const at = minutes.findIndex((minute, n) => n >= count - 1 && minute - (minutes[n - count + 1] ?? 0) <= 60)
  return at < 0 ? undefined : Math.ceil(minutes[at] ?? 0)
}

type Rule = (minutes: readonly number[]) => number | undefined

function printRow(name: string, judged: readonly Story[], rule: Rule): void {
  const told = judged.map(({ minutes }) => ({ minutes, at: rule(minutes) }))
  const large = told.filter(({ minutes }) => minutes.length > LARGE)
  const small = told.filter(({ minutes }) => minutes.length <= LARGE)
  console.log(
    `  ${name.padEnd(24)} ${caught(large)}; told although it ends at ${LARGE} or fewer: ${share(small.filter(({ at }) => at !== undefined).length, small.length)}`,
  )
}

function printMixed(
  name: string,
  perDay: number,
  judged: readonly Story[],
  crowd: readonly (readonly number[])[],
  rule: Rule,
): void {
  const large = judged
    .filter(({ minutes }) => minutes.length > LARGE)
    .map(({ minutes }) => ({ minutes, at: rule(minutes) }))
  const told = crowd.map((minutes) => ({ minutes, at: rule(minutes) })).filter(({ at }) => at !== undefined)
  const upTo = (most: number): string =>
    ((perDay * told.filter(({ minutes }) => minutes.length <= most).length) / crowd.length).toFixed(3)
  console.log(
    `  ${name.padEnd(24)} ${caught(large)}; told in vain a day: ${upTo(LARGE)} (ended at 100 or fewer: ${upTo(100)})`,
  )
}

function caught(large: readonly { minutes: readonly number[]; at: number | undefined }[]): string {
  const told = large.flatMap(({ minutes, at }) =>
    at === undefined ? [] : [{ at, part: minutes.filter((each) => each < at).length / minutes.length }],
  )
  const hour = told.filter(({ at }) => at <= 60).length
  return `caught ${share(told.length, large.length)} (${share(hour, large.length)} in the first hour), median after ${median(told.map(({ at }) => at))} min with ${(100 * median(told.map(({ part }) => part))).toFixed(0)} % of its answers`
}

function printShares(taught: readonly Story[]): void {
  const shares = taught.map(({ minutes }) => atAges(minutes).map((answers) => answers / Math.max(1, minutes.length)))
  const at = VELOCITY_AGES.map((age, n) => `${age} min ${median(shares.map((each) => each[n] ?? 0)).toFixed(2)}`)
  console.log(`share of all answers by age, median of ${taught.length} stories: ${at.join(', ')}`)
}

function printSpeed(state: State, judged: readonly Story[]): void {
  const threads = judged.map(({ minutes }) => ({ platform: WEIBO, counts: atAges(minutes) }))
  const from = process.hrtime.bigint()
  for (let n = 0; n < 20; n++) velocity.step(state, { threads, past: [] })
  const micros = Number(process.hrtime.bigint() - from) / 1000 / (20 * threads.length)
  console.log(`\n${micros.toFixed(2)} µs a thread, ${velocity.save(state).length} bytes of state for one platform`)
}

function share(part: number, whole: number): string {
  return `${part}/${whole} (${((100 * part) / Math.max(1, whole)).toFixed(0)} %)`
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
