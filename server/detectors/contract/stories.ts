import { bitsOf } from '../../base/bit-count.ts'
import { NEAR_BITS } from '../../text/near-copy.ts'
import { learnText, type Sketch, startSketch, textsWith } from './sketch.ts'

/**
 * Stories as they are told: a post belongs to the story of which it is a copy, or with which it shares so many rare words that chance does
 * not explain it. How rare a word is says what the track talked about before.
 */
export type Stories = {
  readonly known: Story[]
  readonly background: Sketch
  /** which stories hold a word: all words of all stories would else be walked for each post */
  readonly holders: Map<number, Story[]>
}

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
  /** each once */
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

export function startStories(): Stories {
  return { known: [], background: startSketch(), holders: new Map() }
}

/** The story that is told here, a new one in the place of what matters least; then the words are learnt. */
export function storyOf(stories: Stories, telling: Telling): Story {
  const told = startTold(stories.background, telling.terms)
  learnText(stories.background, telling.terms)
  const copied = copyOf(stories, telling)
  const retold = copied ? undefined : retoldOf(stories, telling)
  const story = copied ?? retold ?? newStory(stories, telling)
  story.isRetold ||= retold !== undefined
  holdTerms(stories.holders, story, told)
  return story
}

/** Words of the story that stand in this telling too, the rarest first. */
export function sharedTerms(story: Story, { terms }: Telling): Term[] {
  return story.terms.filter(({ term }) => terms.includes(term)).sort((a, b) => b.weight - a.weight)
}

/** The words of one text, and how rare each of them is. */
type Told = { readonly terms: readonly number[]; readonly weights: Uint8Array }

function startTold(background: Sketch, terms: readonly number[]): Told {
  const weights = new Uint8Array(terms.length)
  for (let i = 0; i < terms.length; i++) weights[i] = rarity(background, terms[i] as number)
  return { terms, weights }
}

function rarity(background: Sketch, term: number): number {
  const share = (textsWith(background, term) + 1) / (background.texts + 1)
  return Math.max(0, Math.min(255, Math.round(-SIXTEENTHS * Math.log(share))))
}

function copyOf({ known }: Stories, { high, low }: Telling): Story | undefined {
  let [nearest, least]: [Story | undefined, number] = [undefined, NEAR_BITS + 1]
  for (const story of known) {
    const bits = bitsOf(story.high ^ high) + bitsOf(story.low ^ low)
    if (bits < least) [nearest, least] = [story, bits]
  }
  return nearest
}

function retoldOf({ known, background, holders }: Stories, { first, terms }: Telling): Story | undefined {
  if (background.texts < LEAST_TEXTS || terms.length < LEAST_WORDS) return undefined
  const shares = new Map<Story, { shared: number; words: number }>()
  for (const term of terms) {
    for (const story of holders.get(term) ?? NONE) {
      if (Math.abs(first - story.last) > SAME_MINUTES) continue
      const held = story.terms.find((each) => each.term === term)
      if (!held || held.posts * CORE < story.posts) continue
      const share = shares.get(story) ?? { shared: 0, words: 0 }
      share.shared += held.weight
      share.words += 1
      shares.set(story, share)
    }
  }
  let [best, most]: [Story | undefined, number] = [undefined, 0]
  for (const [story, { shared, words }] of shares) {
    if (words < LEAST_WORDS || shared < LEAST_SHARED || shared < most) continue
    // Of equals the one that stands first.
    if (shared > most || !best || known.indexOf(story) < known.indexOf(best)) [best, most] = [story, shared]
  }
  return best
}
const NONE: readonly Story[] = []

/** Words that one post held make room for those of the next; those that several held stay. */
function holdTerms(holders: Stories['holders'], story: Story, told: Told): void {
  const isHeld = new Uint8Array(told.terms.length)
  const room: number[] = []
  for (let at = 0; at < story.terms.length; at++) {
    const held = story.terms[at] as Term
    const place = told.terms.indexOf(held.term)
    if (place < 0 && held.posts === 1) room.push(at)
    if (place < 0) continue
    isHeld[place] = 1
    held.posts = Math.min(MOST_HELD, held.posts + 1)
  }
  if (room.length === 0 && story.terms.length === MOST_TERMS) return
  for (;;) {
    const at = story.terms.length < MOST_TERMS ? story.terms.length : room.shift()
    const i = at === undefined ? -1 : rarest(told.weights, isHeld)
    if (at === undefined || i < 0) return
    isHeld[i] = 1
    const before = story.terms[at]
    if (before) letGo(holders, story, before)
    noteHolder(holders, story, told.terms[i] as number)
    story.terms[at] = { term: told.terms[i] as number, weight: told.weights[i] as number, posts: 1 }
  }
}

/** The first of the rarest words that are not held, or -1 where all others are common. */
function rarest(weights: Uint8Array, isHeld: Uint8Array): number {
  let [found, most] = [-1, LEAST_WEIGHT - 1]
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number
    if (weight > most && isHeld[i] === 0) [found, most] = [i, weight]
  }
  return found
}

function newStory(stories: Stories, { high, low, last }: Telling): Story {
  const story: Story = {
    ...{ high, low, last, posts: 0, isLarge: false, hasJumped: false, isRetold: false },
    ...{ terms: [], places: [] },
  }
  if (stories.known.length < MOST_STORIES) stories.known.push(story)
  else {
    const at = stalest(stories.known)
    for (const term of stories.known[at]?.terms ?? []) letGo(stories.holders, stories.known[at] as Story, term)
    stories.known[at] = story
  }
  return story
}

/** @param term that the story holds from now on */
export function noteHolder(holders: Stories['holders'], story: Story, term: number): void {
  const list = holders.get(term)
  if (list) list.push(story)
  else holders.set(term, [story])
}

function letGo(holders: Stories['holders'], story: Story, { term }: Term): void {
  const list = holders.get(term) ?? []
  if (list.length <= 1) holders.delete(term)
  else list.splice(list.indexOf(story), 1)
}

function stalest(known: readonly Story[]): number {
  let [least, at] = [Number.POSITIVE_INFINITY, 0]
  for (let i = 0; i < known.length; i++) {
    const { last, posts } = known[i] as Story
    const worth = last + (posts > 1 ? KEPT_LONGER : 0)
    if (worth < least) [least, at] = [worth, i]
  }
  return at
}
