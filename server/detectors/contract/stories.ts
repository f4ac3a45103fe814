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
  /** the numbers of `terms` one behind the other, and -1: all stories are walked for each post */
  readonly numbers: Int32Array
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

export function startStories(): Stories {
  return { known: [], background: startSketch() }
}

/** The story that is told here, a new one in the place of what matters least; then the words are learnt. */
export function storyOf(stories: Stories, telling: Telling): Story {
  const told = startTold(stories.background, telling.terms)
  learnText(stories.background, telling.terms)
  const copied = copyOf(stories, telling)
  const retold = copied ? undefined : retoldOf(stories, telling, told)
  const story = copied ?? retold ?? newStory(stories, telling)
  story.isRetold ||= retold !== undefined
  holdTerms(story, told)
  return story
}

/** Words of the story that stand in this telling too, the rarest first. */
export function sharedTerms(story: Story, { terms }: Telling): Term[] {
  return story.terms.filter(({ term }) => terms.includes(term)).sort((a, b) => b.weight - a.weight)
}

/** The words of one text with their weights, to be asked for by number: two thousand are, of which hardly one is told here. */
type Told = {
  readonly terms: readonly number[]
  readonly weights: readonly number[]
  /** open hash table of positions in `terms`; -1 where there is none */
  readonly places: Int16Array
  /** by the last bits of a word: 0 where none of `terms` has them */
  readonly may: Uint8Array
}
const TOLD_BITS = 8
const MAY = 1023

function startTold(background: Sketch, given: readonly number[]): Told {
  const terms = given.slice(0, 2 ** (TOLD_BITS - 1))
  const places = new Int16Array(2 ** TOLD_BITS).fill(-1)
  const may = new Uint8Array(MAY + 1)
  for (let i = 0; i < terms.length; i++) {
    may[(terms[i] as number) & MAY] = 1
    const slot = slotOf(terms, places, terms[i] as number)
    if (places[slot] === -1) places[slot] = i
  }
  return { terms, weights: terms.map((term) => rarity(background, term)), places, may }
}

/** Position of a word, or -1. */
function placeOf({ terms, places }: Told, term: number): number {
  return places[slotOf(terms, places, term)] as number
}

function slotOf(terms: readonly number[], places: Int16Array, term: number): number {
  let slot = Math.imul(term, 0x9e3779b1) >>> (32 - TOLD_BITS)
  while (places[slot] !== -1 && terms[places[slot] as number] !== term) slot = (slot + 1) & (places.length - 1)
  return slot
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

function retoldOf({ known, background }: Stories, { first, terms }: Telling, told: Told): Story | undefined {
  if (background.texts < LEAST_TEXTS || terms.length < LEAST_WORDS) return undefined
  let [best, most]: [Story | undefined, number] = [undefined, 0]
  for (const story of known) {
    if (Math.abs(first - story.last) > SAME_MINUTES) continue
    let [shared, words] = [0, 0]
    for (let i = 0; i < story.terms.length; i++) {
      const number = story.numbers[i] as number
      if (told.may[number & MAY] === 0 || placeOf(told, number) < 0) continue
      const { weight, posts } = story.terms[i] as Term
      if (posts * CORE < story.posts) continue
      shared += weight
      words += 1
    }
    if (words >= LEAST_WORDS && shared >= LEAST_SHARED && shared > most) [best, most] = [story, shared]
  }
  return best
}

/** Words that one post held make room for those of the next; those that several held stay. */
function holdTerms(story: Story, told: Told): void {
  const isHeld = new Uint8Array(told.terms.length)
  const room: number[] = []
  for (const [at, held] of story.terms.entries()) {
    const place = placeOf(told, held.term)
    if (place < 0 && held.posts === 1) room.push(at)
    if (place < 0) continue
    isHeld[place] = 1
    held.posts = Math.min(MOST_HELD, held.posts + 1)
  }
  if (room.length === 0 && story.terms.length === MOST_TERMS) return
  const fresh: number[] = []
  for (let i = 0; i < told.terms.length; i++)
    if (isHeld[i] === 0 && (told.weights[i] as number) >= LEAST_WEIGHT) fresh.push(i)
  fresh.sort((one, other) => (told.weights[other] as number) - (told.weights[one] as number))
  for (const i of fresh) {
    const at = story.terms.length < MOST_TERMS ? story.terms.length : room.shift()
    if (at === undefined) return
    story.numbers[at] = told.terms[i] as number
    story.terms[at] = { term: told.terms[i] as number, weight: told.weights[i] as number, posts: 1 }
  }
}

function newStory(stories: Stories, { high, low, last }: Telling): Story {
  const story: Story = {
    ...{ high, low, last, posts: 0, isLarge: false, hasJumped: false, isRetold: false },
    ...{ terms: [], numbers: numbersOf([]), places: [] },
  }
  if (stories.known.length < MOST_STORIES) stories.known.push(story)
  else stories.known[stalest(stories.known)] = story
  return story
}

export function numbersOf(terms: readonly Term[]): Int32Array {
  const numbers = new Int32Array(MOST_TERMS).fill(-1)
  for (const [i, { term }] of terms.entries()) numbers[i] = term
  return numbers
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
