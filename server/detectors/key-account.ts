import {
  ACCOUNT_BINS,
  type AccountLook,
  accountBin,
  BINS_A_DECADE,
  type PostSignal,
  type Sight,
} from './contract/post-signal.ts'
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
 * An author whose followers, or whose earlier posts' answers, are far above what is usual in the track. The score says how seldom such a
 * post comes there: 2 is once in a hundred days. A negative post counts as rarer than it is, a friendly one as more usual.
 */
export type AccountState = {
  /** posts by followers of their author */
  readonly followers: Float64Array
  /** threads by answers */
  readonly cascades: Float64Array
  readonly pace: Pace
}

const THRESHOLD = 2
/** So much of a post that was told of teaches nothing. */
const FORGOTTEN = 0.75
const HEADER = 'key-account 1'
/** The assumption weighs as much as so many posts, as much as so many threads. */
const [ASSUMED_POSTS, ASSUMED_THREADS] = [50, 20]
/** Followers of those who speak are assumed to lie around 200 in the middle, log-logistic, until the track has shown its own. */
const ASSUMED_MIDDLE = 2.3
const ASSUMED_SPREAD = 0.5
/** A smaller spread would fall faster than the tenfold followers that a tenth of the accounts have. */
const LEAST_SPREAD = 0.4
/** Two posts an hour, known for a day. */
const [ASSUMED_A_DAY, ASSUMED_DAYS] = [48, 1]
/** What is remembered of posts, of threads. */
const [MOST_POSTS, MOST_THREADS] = [50_000, 4000]
/** Below both of these nobody is influential, however quiet the track is. */
const [LEAST_FOLLOWERS, LEAST_ANSWERS] = [10_000, 100]
const WEIGHTS = { negative: 0.7, positive: -1.5, comment: -0.7, verified: 0.3 } as const

export const keyAccount: PostSignal<AccountState, AccountLook> = {
  id: 'key-account',
  version: '1',
  names: { 'zh-Hant': '重要帳號', 'zh-Hans': '重要账号', en: 'Key account' },
  speaking: { threshold: THRESHOLD, restHours: 12, louder: Number.POSITIVE_INFINITY },
  start: () => ({
    followers: new Float64Array(ACCOUNT_BINS),
    cascades: new Float64Array(ANSWER_BINS),
    pace: { count: 0, since: 0, until: 0 },
  }),
  step: (state, look) => {
    const often = Math.log10(perDay(state.pace, ASSUMED_A_DAY, ASSUMED_DAYS))
    const sights = look.posts.flatMap((post, index) => judge(state, post, index, often))
    const posts = look.followers.reduce((sum, [, count]) => sum + count, 0)
    // Both ends: an import brings a fortnight in one look.
    if (posts > 0) countIn(state.pace, look.since, 0)
    if (posts > 0) countIn(state.pace, look.minute, posts)
    for (const [bin, posts] of look.followers) state.followers[bin] = (state.followers[bin] ?? 0) + posts
    for (const answers of look.cascades) {
      const bin = answerBin(answers)
      state.cascades[bin] = (state.cascades[bin] ?? 0) + 1
    }
    // Whoever is told of must not make the next word of his ordinary at once.
    for (const { index, score } of sights)
      if (score >= THRESHOLD) forgetPart(state.followers, look.posts[index]?.followers)
    fade(state.followers, 0, ACCOUNT_BINS, MOST_POSTS)
    fade(state.cascades, 0, ANSWER_BINS, MOST_THREADS)
    return sights
  },
  save: ({ followers, cascades, pace: { count, since, until } }) =>
    packState(HEADER, [Float64Array.of(count, since, until), followers, cascades]),
  load: (bytes) => {
    const numbers = unpackNumbers(HEADER, bytes)
    if (numbers.length !== 3 + ACCOUNT_BINS + ANSWER_BINS)
      throw new Error('detector state: key-account of another size')
    const [count = 0, since = 0, until = 0] = numbers
    const [followers, cascades] = [numbers.slice(3, 3 + ACCOUNT_BINS), numbers.slice(3 + ACCOUNT_BINS)]
    return { followers, cascades, pace: { count, since, until } }
  },
}

function judge(state: AccountState, post: AccountLook['posts'][number], index: number, often: number): Sight[] {
  const followers = post.followers ?? 0
  const byFollowers = followers >= LEAST_FOLLOWERS ? ofFollowers(state.followers, followers) : 0
  const byAnswers = post.largest >= LEAST_ANSWERS ? ofAnswers(state.cascades, post.largest) : 0
  const rare = Math.max(byFollowers, byAnswers)
  if (rare === 0) return []
  const { negative, positive, comment, verified } = WEIGHTS
  const weight =
    (post.sentiment === 'negative' ? negative : post.sentiment === 'positive' ? positive : 0) +
    (post.isComment ? comment : 0) +
    (post.isVerified ? verified : 0)
  const isByAnswers = byAnswers > byFollowers
  return [
    {
      index,
      score: Math.max(0, rare - often + weight),
      observed: isByAnswers ? post.largest : followers,
      expected: isByAnswers ? usualAnswers(state.cascades) : usualFollowers(state.followers),
    },
  ]
}

function forgetPart(counts: Float64Array, followers: number | null | undefined): void {
  if (followers == null) return
  const bin = accountBin(followers)
  counts[bin] = Math.max(0, (counts[bin] ?? 0) - FORGOTTEN)
}

/** The tail beyond what was seen follows the track's own middle and spread, as heavy as a logistic curve. */
function ofFollowers(counts: Float64Array, followers: number): number {
  const { whole, middle, spread } = habitOf(counts)
  const steps = (Math.log10(1 + followers) - middle) / spread
  const above = countFrom(counts, 0, accountBin(followers), ACCOUNT_BINS)
  return rarity(above, whole, 1 / (1 + Math.exp(Math.min(700, steps))), ASSUMED_POSTS)
}

/** Mean and spread of the logarithm; the assumption counts as so many posts. `spread` is a logistic curve's scale. */
function habitOf(counts: Float64Array): { whole: number; middle: number; spread: number } {
  let [whole, sum] = [0, ASSUMED_POSTS * ASSUMED_MIDDLE]
  for (const [bin, posts] of counts.entries()) {
    whole += posts
    sum += posts * ((bin + 0.5) / BINS_A_DECADE)
  }
  const middle = sum / (whole + ASSUMED_POSTS)
  let squares = ASSUMED_POSTS * 3.29 * ASSUMED_SPREAD ** 2
  for (const [bin, posts] of counts.entries()) squares += posts * ((bin + 0.5) / BINS_A_DECADE - middle) ** 2
  // The variance of a logistic curve is π²/3 times its scale squared.
  return { whole, middle, spread: Math.max(LEAST_SPREAD, Math.sqrt(squares / (whole + ASSUMED_POSTS) / 3.29)) }
}

/** One post in n is assumed to get n answers. */
function ofAnswers(counts: Float64Array, answers: number): number {
  const above = countFrom(counts, 0, answerBin(answers), ANSWER_BINS)
  return rarity(above, countFrom(counts, 0, 0, ANSWER_BINS), 1 / answers, ASSUMED_THREADS)
}

function usualFollowers(counts: Float64Array): number {
  const bin = middleBin(counts, 0, ACCOUNT_BINS, -1)
  return bin < 0 ? 0 : Math.round(10 ** ((bin + 0.5) / BINS_A_DECADE) - 1)
}

function usualAnswers(counts: Float64Array): number {
  const bin = middleBin(counts, 0, ANSWER_BINS, -1)
  return bin < 0 ? 0 : Math.round(answersOf(bin))
}
