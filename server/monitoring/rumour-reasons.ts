import { plainText, type RumourCascade, type RumourReader, replyFacts, wordsIn } from '../text/rumour-features.ts'
import { HEARSAY, SENSATION, SOURCING } from '../text/rumour-words.ts'
import { type Synchrony, UNLIKELY } from './rumour-coordination.ts'
import type { RumourReason } from './rumour-schema.ts'

export type StoryPost = {
  readonly id: string
  readonly at: number
  readonly parentId: string | null
  readonly authorId: string
  readonly followers: number | null
  readonly isVerified: boolean
  readonly text: string
  /** stands by itself: the beginning of the story, or a near copy of it */
  readonly isHead: boolean
}

/** Posts named as evidence of one reason. */
const MOST_SHOWN = 12
const LEAST_QUESTIONED = 3
const FEW_FOLLOWERS = 50
const LEAST_KNOWN = 8
const LEAST_REPEATED = 5
const SHORT = 6
const LEAST_HAN = 4

/**
 * What a person can check: signs of a story, not of those who tell it. Each with the posts that show it.
 * @param posts oldest first, the first is the beginning
 */
export function reasonsOf(
  reader: RumourReader,
  posts: readonly StoryPost[],
  { synchrony, known }: { readonly synchrony?: Synchrony | undefined; readonly known?: RumourReason | undefined },
): RumourReason[] {
  const [first] = posts
  if (!first) return []
  return [
    known,
    ...wording(reader, first),
    questioned(reader, posts.slice(1)),
    synchrony && synchrony.chance < UNLIKELY ? together(synchrony) : undefined,
    fewFollowers(posts),
    repeated(
      reader,
      posts.filter(({ isHead }) => !isHead),
    ),
  ].filter((reason) => reason !== undefined)
}

function wording(reader: RumourReader, first: StoryPost): RumourReason[] {
  const plain = plainText(reader, first.text)
  const [sensation, sourcing, hearsay] = [SENSATION, SOURCING, HEARSAY].map((words) => wordsIn(plain, words))
  const hasLink = /https?:/.test(plain)
  const reasons: RumourReason[] = []
  if (hearsay?.length) reasons.push({ code: 'hearsay', words: hearsay, numbers: {}, postIds: [first.id] })
  else if (!sourcing?.length && !hasLink && plain.length > SHORT && !first.isVerified)
    reasons.push({ code: 'no-source', words: [], numbers: {}, postIds: [first.id] })
  if (sensation?.length) reasons.push({ code: 'sensational', words: sensation, numbers: {}, postIds: [first.id] })
  return reasons
}

function questioned(reader: RumourReader, replies: readonly StoryPost[]): RumourReason | undefined {
  const facts = replies.map((post) => ({ post, ...replyFacts(reader, post.text) }))
  const said = facts.filter(({ length, post }) => length > 0 && !post.isHead)
  const doubting = said.filter(({ isDoubt, isDenial }) => isDoubt || isDenial)
  if (doubting.length < LEAST_QUESTIONED) return undefined
  const denied = doubting.filter(({ isDenial }) => isDenial).length
  const numbers = { posts: doubting.length, of: said.length, denied }
  return { code: 'questioned', words: [], numbers, postIds: shown(doubting.map(({ post }) => post)) }
}

function together({ together, copies, windowMinutes, usual, chance, ids }: Synchrony): RumourReason {
  const numbers = { posts: together, of: copies, minutes: windowMinutes, usual, chance }
  return { code: 'synchrony', words: [], numbers, postIds: ids.slice(0, MOST_SHOWN) }
}

/** Where followers are told at all. How old an account is, no source tells us. */
function fewFollowers(posts: readonly StoryPost[]): RumourReason | undefined {
  const known = posts.filter(({ followers }) => followers !== null)
  const few = known.filter(({ followers }) => (followers ?? 0) < FEW_FOLLOWERS)
  if (known.length < LEAST_KNOWN || few.length * 2 < known.length) return undefined
  const numbers = { posts: few.length, of: known.length, followers: FEW_FOLLOWERS }
  return { code: 'few-followers', words: [], numbers, postIds: shown(few) }
}

function repeated(reader: RumourReader, replies: readonly StoryPost[]): RumourReason | undefined {
  const groups = new Map<string, StoryPost[]>()
  for (const post of replies) {
    const plain = plainText(reader, post.text)
    // 转发微博 and the like are what platforms write, not people.
    if (plain.length > SHORT) groups.set(plain, [...(groups.get(plain) ?? []), post])
  }
  const [largest = []] = [...groups.values()].sort((a, b) => b.length - a.length)
  const authors = new Set(largest.map(({ authorId }) => authorId)).size
  if (authors < LEAST_REPEATED) return undefined
  const numbers = { posts: largest.length, authors }
  return { code: 'repeated', words: [], numbers, postIds: shown(largest) }
}

function shown(posts: readonly StoryPost[]): string[] {
  return posts.slice(0, MOST_SHOWN).map(({ id }) => id)
}

/** The model was taught Chinese: of English threads it tells no more than chance, of no words at all nothing. */
export function isChinese(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
  const han = count(/\p{Script=Han}/gu)
  return han >= LEAST_HAN && han * 3 >= count(/\p{L}/gu)
}

/** As the model reads a story; what comes before its beginning by a wrong clock counts as at once. */
export function cascadeOf(posts: readonly StoryPost[]): RumourCascade {
  const [first, ...rest] = posts
  const places = new Map(rest.map(({ id }, i) => [id, i]))
  return {
    source: { text: first?.text ?? '', followers: first?.followers ?? null, isVerified: first?.isVerified ?? false },
    replies: rest.map((post) => ({
      after: Math.max(0, (post.at - (first?.at ?? 0)) / 1000),
      parent: post.parentId === null ? -1 : (places.get(post.parentId) ?? -1),
      authorId: post.authorId,
      text: post.text,
    })),
  }
}
