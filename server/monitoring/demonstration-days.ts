import { DAY, HOUR, SECOND } from '../base/clock.ts'
import { between, type Chance, chanceOf, compose, pick, weighted } from './demonstration-chance.ts'
import {
  ANSWER,
  GRUMBLE,
  NOTICES,
  PRAISE,
  PROMOTION,
  QUESTION,
  RIVAL,
  type Voices,
} from './demonstration-ordinary-texts.ts'
import { type Account, makeCrowd, PAPERS } from './demonstration-people.ts'
import type { PostInput } from './schema.ts'

/** A post and when it is due, in milliseconds since 1970. */
export type Staged = { readonly at: number; readonly post: PostInput }

/** The story's clocks are eight hours ahead of UTC and know no summer time. */
const ZONE_MS = 8 * HOUR
/** Of a day's posts, by the hour. */
const RHYTHM = [24, 18, 14, 12, 12, 14, 18, 25, 33, 40, 44, 50, 58, 54, 47, 44, 46, 50, 56, 62, 68, 70, 58, 38]
const [LEAST_OWN, MOST_OWN] = [50, 66]
const [LEAST_RIVAL, MOST_RIVAL] = [12, 20]
/** On one evening a promotion is talked about: many more posts than usual, and nobody is unhappy. */
const PROMOTION_POSTS = 46
const PROMOTION_HOURS = [19, 20, 20, 20, 21, 21, 22]
const ANSWERED = 0.22

const KINDS: readonly (readonly [Voices, number])[] = [
  [PRAISE, 56],
  [QUESTION, 28],
  [GRUMBLE, 16],
]

/** The day in which a moment lies, counted from 1970 by the story's own midnight. */
export function dayOf(at: number): number {
  return Math.floor((at + ZONE_MS) / DAY)
}

/**
 * An ordinary day: praise, questions, small complaints, the competitor, a paper's notice; 50 to 140 posts in the order of time. The
 * same day is always the same.
 */
export function ordinaryDay(day: number, isPromotion = false): Staged[] {
  const chance = chanceOf(`day ${day}`)
  const midnight = day * DAY - ZONE_MS
  const crowd = makeCrowd()
  const own = moments(chance, midnight, between(chance, LEAST_OWN, MOST_OWN)).map((at) =>
    speak(chance, crowd, at, voicesOf(chance)),
  )
  const rival = moments(chance, midnight, between(chance, LEAST_RIVAL, MOST_RIVAL)).map((at) =>
    speak(chance, crowd, at, RIVAL),
  )
  const promotion = Array.from({ length: isPromotion ? PROMOTION_POSTS : 0 }, () =>
    speak(chance, crowd, within(chance, midnight, pick(chance, PROMOTION_HOURS)), PROMOTION),
  )
  const spoken = [...own, ...rival, ...promotion, ...notice(chance, midnight)].sort((a, b) => a.at - b.at)
  const named = spoken.map((each, n) => withId(each, `day-${day}-${n}`))
  const answers = named.flatMap((each, n) =>
    chance() < ANSWERED ? [answer(chance, crowd, each, `day-${day}-${n}-a`)] : [],
  )
  return [...named, ...answers].sort((a, b) => a.at - b.at)
}

function voicesOf(chance: Chance): Voices {
  return (
    KINDS[
      weighted(
        chance,
        KINDS.map(([, weight]) => weight),
      )
    ]?.[0] ?? PRAISE
  )
}

/**
 * So many moments of a day by its rhythm, one in each equal part of the day's talk: pure chance would heap some days' posts into bursts,
 * and the story has only one.
 */
function moments(chance: Chance, midnight: number, count: number): number[] {
  const total = RHYTHM.reduce((sum, weight) => sum + weight, 0)
  return Array.from({ length: count }, (_, n) => {
    let left = ((n + chance()) / count) * total
    let hour = 0
    for (; left >= (RHYTHM[hour] ?? total); hour++) left -= RHYTHM[hour] ?? 0
    return midnight + Math.floor((hour + left / (RHYTHM[hour] ?? 1)) * HOUR)
  })
}

function within(chance: Chance, midnight: number, hour: number): number {
  return midnight + hour * HOUR + Math.floor(chance() * HOUR)
}

type Unnamed = { readonly at: number; readonly post: Omit<PostInput, 'externalId'> }

function speak(chance: Chance, crowd: readonly Account[], at: number, voices: Voices): Unnamed {
  const { platform, tongue, author } = pick(chance, voices === GRUMBLE ? crowd : crowd.filter(isNoDesk))
  const post = { platform, postedAt: timeOf(at), kind: 'post' as const, text: compose(chance, voices[tongue]), author }
  return { at, post: { ...post, likes: between(chance, 0, 24), comments: between(chance, 0, 5) } }
}

/** Nobody praises anything where complaints are filed. */
function isNoDesk({ platform }: Account): boolean {
  return platform !== 'complaint'
}

function notice(chance: Chance, midnight: number): Unnamed[] {
  if (chance() < 0.5) return []
  const at = within(chance, midnight, between(chance, 8, 17))
  const [title, text] = pick(chance, NOTICES)
  const { platform, author } = pick(chance, PAPERS)
  return [{ at, post: { platform, postedAt: timeOf(at), kind: 'news', title, text, author } }]
}

/** An answer of the same platform, minutes later, on the same day or shortly after. */
function answer(chance: Chance, crowd: readonly Account[], { at, post }: Staged, externalId: string): Staged {
  const neighbours = crowd.filter(({ platform }) => platform === post.platform)
  const { tongue, author } = pick(chance, neighbours.length > 0 ? neighbours : crowd)
  const then = at + between(chance, 40, 5400) * SECOND
  const common = { platform: post.platform, postedAt: timeOf(then), kind: 'comment' as const }
  const thread = { parentExternalId: post.externalId, rootExternalId: post.externalId }
  return { at: then, post: { externalId, ...common, text: compose(chance, ANSWER[tongue]), author, ...thread } }
}

function withId({ at, post }: Unnamed, externalId: string): Staged {
  return { at, post: { externalId, ...post } }
}

export function timeOf(at: number): string {
  return new Date(at).toISOString()
}
