import { countBits, NEAR_BITS } from '../../text/near-copy.ts'
import { learnText, type Sketch, startSketch, textsWith } from './sketch.ts'

/**
 * Stories as they are told: a post belongs to the story of which it is a copy, or with which it shares so many rare words that chance does
 * not explain it. How rare a word is says what the track talked about before.
 */
export type Stories = { readonly known: Story[]; readonly background: Sketch }

export type Story = {
  readonly high: number
  readonly low: number
  last: number
  posts: number
  /** counted among the large ones of a habit, among those that jumped */
  isLarge: boolean
  hasJumped: boolean
  /** some of its posts belong to it by their words alone */
  isRetold: boolean
  readonly terms: Term[]
  /** in the order in which they came */
  readonly places: Place[]
}

/** `weight`: how rare it was when the story first held it, in sixteenths of a nat; `posts` that held it, at most MOST_HELD. */
export type Term = { readonly term: number; readonly weight: number; posts: number }
const MOST_HELD = 65_535
const SIXTEENTHS = 16

export type Place = {
  readonly platform: number
  readonly first: number
  posts: number
  negative: number
  /** of different authors, at most MOST_AUTHORS */
  readonly authors: number[]
}

export type Telling = {
  readonly high: number
  readonly low: number
  readonly first: number
  readonly last: number
  readonly terms: readonly number[]
}

export const MOST_STORIES = 128
export const MOST_TERMS = 16
export const MOST_AUTHORS = 3
/** Before so many texts nobody knows what is rare here. */
const LEAST_TEXTS = 100
/** Common words prove nothing, however many they are. */
const LEAST_WEIGHT: number = 3.5 * SIXTEENTHS
/** Together so unlikely by chance, by at least so many words. */
const LEAST_SHARED: number = 18 * SIXTEENTHS
const LEAST_WORDS = 3
/** A word belongs to a story while at least one in so many of its posts holds it. */
const CORE = 8
/** Told so many minutes after it was last heard of, the same words are another story. */
const SAME_MINUTES = 6 * 60
/** A story that several told is kept so many minutes longer than one that a single post told. */
const KEPT_LONGER = 24 * 60
const TOLD = 1024

export function startStories(): Stories {
  return { known: [], background: startSketch() }
}

/** The story that is told here, a new one in the place of what matters least; then the words are learnt. */
export function storyOf(stories: Stories, telling: Telling): { story: Story; shared: Term[] } {
  const weights = new Map(telling.terms.map((term) => [term, rarity(stories.background, term)]))
  learnText(stories.background, telling.terms)
  const copied = copyOf(stories, telling)
  const retold = copied ? undefined : retoldOf(stories, telling, weights)
  const story = copied ?? retold ?? newStory(stories, telling)
  story.isRetold ||= retold !== undefined
  holdTerms(story, weights)
  return { story, shared: story.terms.filter(({ term }) => weights.has(term)).sort((a, b) => b.weight - a.weight) }
}

function rarity(background: Sketch, term: number): number {
  const share = (textsWith(background, term) + 1) / (background.texts + 1)
  return Math.max(0, Math.min(255, Math.round(-SIXTEENTHS * Math.log(share))))
}

function copyOf({ known }: Stories, { high, low }: Telling): Story | undefined {
  let [nearest, least]: [Story | undefined, number] = [undefined, NEAR_BITS + 1]
  for (const story of known) {
    const bits = countBits(story.high ^ high) + countBits(story.low ^ low)
    if (bits < least) [nearest, least] = [story, bits]
  }
  return nearest
}

function retoldOf(
  { known, background }: Stories,
  { first, terms }: Telling,
  weights: ReadonlyMap<number, number>,
): Story | undefined {
  if (background.texts < LEAST_TEXTS || terms.length < LEAST_WORDS) return undefined
  let [best, most]: [Story | undefined, number] = [undefined, 0]
  // Two thousand words are asked for, of which hardly one is told here: a byte says so of most of them.
  const isTold = new Uint8Array(TOLD)
  for (const term of terms) isTold[term % TOLD] = 1
  for (const story of known) {
    if (Math.abs(first - story.last) > SAME_MINUTES) continue
    let [shared, words] = [0, 0]
    for (const { term, weight, posts } of story.terms) {
      if (isTold[term % TOLD] === 0 || !weights.has(term) || posts * CORE < story.posts) continue
      shared += weight
      words += 1
    }
    if (words >= LEAST_WORDS && shared >= LEAST_SHARED && shared > most) [best, most] = [story, shared]
  }
  return best
}

/** Words that one post held make room for those of the next; those that several held stay. */
function holdTerms(story: Story, weights: ReadonlyMap<number, number>): void {
  for (const held of story.terms) if (weights.has(held.term)) held.posts = Math.min(MOST_HELD, held.posts + 1)
  const room = story.terms.flatMap(({ term, posts }, at) => (posts === 1 && !weights.has(term) ? [at] : [])).reverse()
  const fresh = [...weights]
    .filter(([term, weight]) => weight >= LEAST_WEIGHT && !story.terms.some((held) => held.term === term))
    .sort(([, one], [, other]) => other - one)
  for (const [term, weight] of fresh) {
    const at = story.terms.length < MOST_TERMS ? story.terms.length : room.pop()
    if (at === undefined) return
    story.terms[at] = { term, weight, posts: 1 }
  }
}

function newStory(stories: Stories, { high, low, last }: Telling): Story {
  const story: Story = {
    ...{ high, low, last, posts: 0, isLarge: false, hasJumped: false, isRetold: false },
    ...{ terms: [], places: [] },
  }
  if (stories.known.length < MOST_STORIES) stories.known.push(story)
  else stories.known[stalest(stories.known)] = story
  return story
}

function stalest(known: readonly Story[]): number {
  const worthOf = ({ last, posts }: Story): number => last + (posts > 1 ? KEPT_LONGER : 0)
  return known.reduce((least, story, at) => (worthOf(story) < worthOf(known[least] ?? story) ? at : least), 0)
}
