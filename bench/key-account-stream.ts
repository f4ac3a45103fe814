/**
 * A CONSTRUCTED stream of everyday posts for `bench key-account`. No recorded set holds followers of whoever writes anything at all, in the order of
 * time: real are the followers and the verified marks (authors of recorded Weibo stories), constructed is who of them writes when, how many
 * of the others have hardly any followers, and what they feel.
 */
import { accountBin, isNews } from '../server/detectors/contract/post-signal.ts'
import { signals } from '../server/detectors/index.ts'
import { dice, poisson } from './chance.ts'

const { keyAccount } = signals
const LOOK_MINUTES = 5
const DAY = 1440
/** Told of from then on counts: before that it learns. */
const [LEARN_DAYS, DAYS] = [30, 120] as const
const NEGATIVE = 0.25
const POSITIVE = 0.2
const COMMENTS = 0.3
/** As the detector asks of an influential account. */
const LEAST_FOLLOWERS = 10_000

export type Author = { readonly id: string; readonly followers: number; readonly isVerified: boolean }
export type Stream = {
  readonly postsADay: number
  /** share of the posts whose authors are drawn from `known`; the others have around 200 followers, seldom many */
  readonly share: number
}
type Post = Author & { readonly sentiment: 'negative' | 'neutral' | 'positive'; readonly isComment: boolean }

export type Outcome = {
  /** subjects told a day by the detector, and by "at least so many followers" */
  readonly toldADay: number
  readonly fixedADay: readonly number[]
  /** how many of `newcomers` would be told at once, who write something negative when all is learnt */
  readonly caught: number
}

/** @param fixed least followers of each of the plain rules */
export function playStream(
  { postsADay, share }: Stream,
  known: readonly Author[],
  newcomers: readonly Author[],
  fixed: readonly number[],
  seed: number,
): Outcome {
  const chance = dice(seed)
  const state = keyAccount.start()
  const told = [-1, ...fixed].map(() => new Map<string, { at: Date; score: number }>())
  const counts = told.map(() => 0)
  let caught = 0
  for (let minute = LOOK_MINUTES; minute <= DAYS * DAY; minute += LOOK_MINUTES) {
    const posts = Array.from({ length: poisson((postsADay * LOOK_MINUTES) / DAY, chance) }, () =>
      writeOne(share, known, chance),
    )
    const loud = posts.filter(({ followers }) => followers >= LEAST_FOLLOWERS)
    const scores = new Map(
      keyAccount.step(state, lookOf(minute, loud, posts)).map(({ index, score }) => [loud[index], score]),
    )
    const isCounted = minute > LEARN_DAYS * DAY
    for (const post of loud) {
      const scored = [scores.get(post) ?? 0, ...fixed.map((least) => (post.followers >= least ? 99 : 0))]
      for (const [rule, score] of scored.entries()) {
        const at = { at: new Date(minute * 60_000), score }
        if (!isNews(keyAccount.speaking, at, told[rule]?.get(post.id))) continue
        told[rule]?.set(post.id, at)
        if (isCounted) counts[rule] = (counts[rule] ?? 0) + 1
      }
    }
  }
  const saved = keyAccount.save(state)
  for (const author of newcomers) {
    const post: Post = { ...author, sentiment: 'negative', isComment: false }
    const [sight] = keyAccount.step(keyAccount.load(saved), lookOf(DAYS * DAY + LOOK_MINUTES, [post], [post]))
    if (sight && sight.score >= keyAccount.speaking.threshold) caught += 1
  }
  const [toldADay = 0, ...fixedADay] = counts.map((count) => count / (DAYS - LEARN_DAYS))
  return { toldADay, fixedADay, caught }
}

function lookOf(minute: number, loud: readonly Post[], all: readonly Post[]) {
  const bins = Map.groupBy(all, ({ followers }) => accountBin(followers))
  return {
    since: minute - LOOK_MINUTES,
    minute,
    posts: loud.map((post) => ({ ...post, largest: 0 })),
    followers: [...bins].map(([bin, own]) => [bin, own.length] as const),
    cascades: [],
  }
}

function writeOne(share: number, known: readonly Author[], chance: () => number): Post {
  const mood = chance()
  const said = {
    sentiment: mood < NEGATIVE ? 'negative' : mood < NEGATIVE + POSITIVE ? 'positive' : 'neutral',
    isComment: chance() < COMMENTS,
  } as const
  const author = chance() < share ? known[Math.floor(chance() * known.length)] : undefined
  if (author) return { ...author, ...said }
  const odds = Math.max(1e-9, chance())
  const followers = Math.floor(10 ** (2.3 + 0.5 * Math.log((1 - odds) / odds)))
  return { id: `one of many ${followers} ${odds}`, followers, isVerified: false, ...said }
}
