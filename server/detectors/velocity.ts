import { type PostSignal, type Sight, type ThreadLook, VELOCITY_AGES } from './contract/post-signal.ts'
import {
  ANSWER_BINS,
  answerBin,
  answersOf,
  countFrom,
  countIn,
  fade,
  middleBin,
  type Pace,
  perDay,
  rarity,
} from './contract/rarity.ts'
import { packState, unpackNumbers } from './contract.ts'

/**
 * How fast one post is passed on and answered, against the posts of the same track and platform at the same age. For each of nine ages it
 * learns how many answers posts had by then. A post that has as many before that age as few others had at it is told
 * at once. The score says how seldom such a thread begins there: 1 is once in ten days.
 */
export type VelocityState = {
  /** platform → threads by answers, one row of bins for each age */
  readonly platforms: Map<number, Float64Array>
  /** of threads, all platforms together */
  readonly pace: Pace
}

const HEADER = 'velocity 1'
const AGES = VELOCITY_AGES.length
const SIZE = AGES * ANSWER_BINS
const PACE_NUMBERS = 3
const MOST_THREADS = 4000
/** Fewer answers are no storm, however quiet the track is. */
const LEAST_ANSWERS = 20
/**
 * Until a platform has shown its own habit: one answered post in n gets n answers in the end, of which this share has come at each age
 * (medians of recorded Weibo stories, docs/decisions/0023-signals.md). It weighs as much as so many threads.
 */
const ASSUMED_THREADS = 30
/** Answered posts in a day, known for a day. */
const [ASSUMED_A_DAY, ASSUMED_DAYS] = [20, 1]
const ASSUMED_SHARES = [0.03, 0.07, 0.13, 0.21, 0.32, 0.43, 0.54, 0.72, 0.88]

export const velocity: PostSignal<VelocityState, ThreadLook> = {
  id: 'velocity',
  version: '1',
  names: { 'zh-Hant': '傳播速度', 'zh-Hans': '传播速度', en: 'Spreading speed' },
  // A post is told once: how far it goes from there is the alert's forecast.
  speaking: { threshold: 1.15, restHours: 7 * 24, louder: Number.POSITIVE_INFINITY },
  start: () => ({ platforms: new Map(), pace: { count: 0, since: 0, until: 0 } }),
  step: (state, { threads, past }) => {
    const often = Math.log10(perDay(state.pace, ASSUMED_A_DAY, ASSUMED_DAYS))
    const sights = threads.flatMap((thread, index) => judge(state, thread, index, often))
    for (const { platform, age, answers, minute } of past) {
      learn(state, platform, age, answers)
      if (age === 0) countIn(state.pace, minute, 1)
    }
    return sights
  },
  save: ({ platforms, pace: { count, since, until } }) => {
    const numbers = new Float64Array(PACE_NUMBERS + platforms.size * (SIZE + 1))
    numbers.set([count, since, until])
    for (const [at, [platform, counts]] of [...platforms].sort(([a], [b]) => a - b).entries()) {
      const from = PACE_NUMBERS + at * (SIZE + 1)
      numbers[from] = platform
      numbers.set(counts, from + 1)
    }
    return packState(HEADER, [numbers])
  },
  load: (bytes) => {
    const numbers = unpackNumbers(HEADER, bytes)
    if ((numbers.length - PACE_NUMBERS) % (SIZE + 1) !== 0) throw new Error('detector state: velocity of another size')
    const platforms = new Map<number, Float64Array>()
    for (let at = PACE_NUMBERS; at < numbers.length; at += SIZE + 1)
      platforms.set(numbers[at] ?? 0, numbers.slice(at + 1, at + 1 + SIZE))
    const [count = 0, since = 0, until = 0] = numbers
    return { platforms, pace: { count, since, until } }
  },
}

/** The age at which it is rarest: what has come before an age is at least as much at it. */
function judge(
  { platforms }: VelocityState,
  { platform, counts }: ThreadLook['threads'][number],
  index: number,
  often: number,
): Sight[] {
  const habit = platforms.get(platform) ?? new Float64Array(SIZE)
  let best: Sight | undefined
  for (let age = 0; age < Math.min(AGES, counts.length); age++) {
    const answers = counts[age] ?? 0
    if (answers < LEAST_ANSWERS) continue
    const from = age * ANSWER_BINS
    const bin = answerBin(answers)
    const above = countFrom(habit, from, bin, ANSWER_BINS)
    const whole = countFrom(habit, from, 0, ANSWER_BINS)
    const score = rarity(above, whole, (ASSUMED_SHARES[age] ?? 1) / answers, ASSUMED_THREADS)
    const usual = middleBin(habit, from, ANSWER_BINS, 0)
    if (best === undefined || score - often > best.score)
      best = {
        index,
        score: Math.max(0, score - often),
        observed: answers,
        expected: Math.round(10 * answersOf(usual)) / 10,
      }
  }
  return best ? [best] : []
}

function learn({ platforms }: VelocityState, platform: number, age: number, answers: number): void {
  const counts = platforms.get(platform) ?? new Float64Array(SIZE)
  platforms.set(platform, counts)
  const from = age * ANSWER_BINS
  const bin = from + answerBin(answers)
  counts[bin] = (counts[bin] ?? 0) + 1
  fade(counts, from, ANSWER_BINS, MOST_THREADS)
}
