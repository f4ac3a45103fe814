import { packState, unpackNumbers } from '../contract.ts'
import { SKETCH_NUMBERS, startSketch } from './sketch.ts'
import { MOST_AUTHORS, noteHolder, type Place, type Stories, type Story } from './stories.ts'

/** How many stories grew large, and how many of them jumped. */
export type Habit = { large: number; jumped: number }
export type Habits = readonly [copied: Habit, retold: Habit]

const HEADER = 'platform-jump 2'
const HEAD_NUMBERS = 5
const STORY_NUMBERS = 9
const PLACE_NUMBERS: number = 5 + MOST_AUTHORS
/** A term is one number: 24 bits of its own, eight of its weight, sixteen of how many posts held it. */
const [WEIGHT_PLACE, POSTS_PLACE] = [2 ** 24, 2 ** 32]

/** Stories and habits to bytes and back, exactly. */
export function saveStories({ known, background }: Stories, habits: Habits): Uint8Array {
  const numbers = [background.texts, ...habits.flatMap(({ large, jumped }) => [large, jumped])]
  for (const { high, low, last, posts, isLarge, hasJumped, isRetold, terms, places } of known) {
    numbers.push(high, low, last, posts, Number(isLarge), Number(hasJumped), Number(isRetold))
    numbers.push(terms.length, places.length)
    for (const { term, weight, posts: held } of terms) numbers.push(term + weight * WEIGHT_PLACE + held * POSTS_PLACE)
    for (const { platform, first, posts: told, negative, authors } of places) {
      numbers.push(platform, first, told, negative, authors.length)
      for (let at = 0; at < MOST_AUTHORS; at++) numbers.push(authors[at] ?? 0)
    }
  }
  return packState(HEADER, [new Float64Array(background.counts.buffer), Float64Array.from(numbers)])
}

export function loadStories(bytes: Uint8Array): { stories: Stories; habits: Habits } {
  const all = unpackNumbers(HEADER, bytes)
  if (all.length < SKETCH_NUMBERS + HEAD_NUMBERS) throw new Error('detector state: platform-jump of another size')
  const background = startSketch()
  background.counts.set(new Uint16Array(all.buffer, all.byteOffset, background.counts.length))
  const numbers = all.subarray(SKETCH_NUMBERS)
  const [texts = 0, large = 0, jumped = 0, retold = 0, jumpedRetold = 0] = numbers
  background.texts = texts
  const known: Story[] = []
  for (let at = HEAD_NUMBERS; at < numbers.length; ) {
    const read = readStory(numbers, at)
    known.push(read.story)
    at = read.end
  }
  const habits = [
    { large, jumped },
    { large: retold, jumped: jumpedRetold },
  ] as const
  const holders: Stories['holders'] = new Map()
  for (const story of known) for (const { term } of story.terms) noteHolder(holders, story, term)
  return { stories: { known, background, holders }, habits }
}

function readStory(numbers: Float64Array, from: number): { story: Story; end: number } {
  const [high = 0, low = 0, last = 0, posts = 0, ...rest] = numbers.subarray(from, from + STORY_NUMBERS)
  const [isLarge, hasJumped, isRetold, termCount = 0, placeCount = 0] = rest
  const termsFrom = from + STORY_NUMBERS
  const placesFrom = termsFrom + termCount
  const terms = [...numbers.subarray(termsFrom, placesFrom)].map((packed) => ({
    term: packed % WEIGHT_PLACE,
    weight: Math.floor((packed % POSTS_PLACE) / WEIGHT_PLACE),
    posts: Math.floor(packed / POSTS_PLACE),
  }))
  const places = Array.from({ length: placeCount }, (_, n) => readPlace(numbers, placesFrom + n * PLACE_NUMBERS))
  const flags = { isLarge: isLarge === 1, hasJumped: hasJumped === 1, isRetold: isRetold === 1 }
  const story = { high, low, last, posts, ...flags, terms, places }
  return { story, end: placesFrom + placeCount * PLACE_NUMBERS }
}

function readPlace(numbers: Float64Array, from: number): Place {
  const [platform = 0, first = 0, posts = 0, negative = 0, count = 0, ...authors] = numbers.subarray(
    from,
    from + PLACE_NUMBERS,
  )
  return { platform, first, posts, negative, authors: authors.slice(0, count) }
}
