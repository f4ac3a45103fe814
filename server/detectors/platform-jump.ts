import type { PostSignal, Sight, StoryLook } from './contract/post-signal.ts'
import { rarity } from './contract/rarity.ts'
import { packState, unpackNumbers } from './contract.ts'

/**
 * A story that was told on one platform appears on another: near-copies (server/text/near-copy.ts) by at least two authors there. A track
 * whose texts stand everywhere at once (advertisements, agency news) learns that this is no news.
 */
export type JumpState = { readonly stories: Story[]; large: number; jumped: number }

type Story = {
  readonly high: number
  readonly low: number
  last: number
  /** counted among `large`, among `jumped` */
  isLarge: boolean
  hasJumped: boolean
  /** in the order in which they came */
  readonly places: Place[]
}
type Place = {
  readonly platform: number
  readonly first: number
  posts: number
  negative: number
  author: number
  hasMore: boolean
}

const HEADER = 'platform-jump 1'
const MOST_STORIES = 128
/** More platforms than this are no longer news. */
const MOST_PLACES = 4
/** Up to so many different bits texts are copies; the same as NEAR_BITS of server/text/near-copy.ts. */
const NEAR_BITS = 8
/** The story must have been told so often where it comes from, and so often where it appears, by two authors at least. */
export const LEAST_BEFORE = 5
export const LEAST_AFTER = 3
/** One story in ten is assumed to jump; that weighs as much as twenty stories. */
const [ASSUMED_SHARE, ASSUMED_STORIES] = [0.1, 20]
const MOST_LEARNT = 2000
/** A story that several told is kept so many minutes longer than one that a single post told. */
const KEPT_LONGER = 24 * 60
const NEGATIVE_WEIGHT = 0.5
const [STORY_NUMBERS, PLACE_NUMBERS] = [6, 6]

export const platformJump: PostSignal<JumpState, StoryLook> = {
  id: 'platform-jump',
  version: '1',
  names: { 'zh-Hant': '跨平台擴散', 'zh-Hans': '跨平台扩散', en: 'Jump to another platform' },
  speaking: { threshold: 0.9, restHours: 7 * 24, louder: Number.POSITIVE_INFINITY },
  start: () => ({ stories: [], large: 0, jumped: 0 }),
  step: (state, { groups }) => groups.flatMap((group, index) => take(state, group, index)),
  save,
  load,
}

function take(state: JumpState, group: StoryLook['groups'][number], index: number): Sight[] {
  const story = findStory(state, group)
  story.last = Math.max(story.last, group.last)
  const place = placeOf(story, group)
  if (!place) return []
  place.posts += group.posts
  place.negative += group.negative
  const [one, other] = group.authors
  if (place.author === 0) place.author = one
  place.hasMore ||= one !== other || (one !== 0 && one !== place.author)
  const sights = judge(state, story, place, index)
  learn(state, story, sights.length > 0)
  return sights
}

function judge(state: JumpState, story: Story, place: Place, index: number): Sight[] {
  const before = story.places.filter((each) => each.platform !== place.platform && each.first < place.first)
  const source = before.reduce<Place | undefined>(
    (most, each) => (most && most.posts >= each.posts ? most : each),
    undefined,
  )
  if (!source || source.posts < LEAST_BEFORE || !source.hasMore) return []
  if (place.posts < LEAST_AFTER || !place.hasMore) return []
  const usual = rarity(state.jumped, state.large, ASSUMED_SHARE, ASSUMED_STORIES)
  const isNegative = place.negative * 2 >= place.posts
  const score = usual + Math.log10(place.posts / LEAST_AFTER) + (isNegative ? NEGATIVE_WEIGHT : 0)
  const about = `${story.high}.${story.low}`
  return [{ index, score, observed: place.posts, expected: source.posts, about, from: source.platform }]
}

function learn(state: JumpState, story: Story, hasJumped: boolean): void {
  const isLarge = hasJumped || story.places.some(({ posts }) => posts >= LEAST_BEFORE)
  if (isLarge && !story.isLarge) state.large += 1
  if (hasJumped && !story.hasJumped) state.jumped += 1
  story.isLarge ||= isLarge
  story.hasJumped ||= hasJumped
  if (state.large <= MOST_LEARNT) return
  state.large /= 2
  state.jumped /= 2
}

/** The nearest one that is known, else a new one in the place of what matters least. */
function findStory({ stories }: JumpState, { high, low, first }: StoryLook['groups'][number]): Story {
  let nearest: Story | undefined
  let least = NEAR_BITS + 1
  for (const story of stories) {
    const bits = bitsOf(story.high ^ high) + bitsOf(story.low ^ low)
    if (bits < least) [nearest, least] = [story, bits]
  }
  if (nearest) return nearest
  const story: Story = { high, low, last: first, isLarge: false, hasJumped: false, places: [] }
  if (stories.length < MOST_STORIES) stories.push(story)
  else stories[stalest(stories)] = story
  return story
}

function stalest(stories: readonly Story[]): number {
  const worthOf = ({ last, places }: Story): number =>
    last + (places.reduce((sum, { posts }) => sum + posts, 0) > 1 ? KEPT_LONGER : 0)
  return stories.reduce((least, story, at) => (worthOf(story) < worthOf(stories[least] ?? story) ? at : least), 0)
}

function placeOf(
  { places }: Story,
  { platform, first, authors: [author] }: StoryLook['groups'][number],
): Place | undefined {
  const known = places.find((each) => each.platform === platform)
  if (known || places.length >= MOST_PLACES) return known
  const place = { platform, first, posts: 0, negative: 0, author, hasMore: false }
  places.push(place)
  return place
}

function bitsOf(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555)
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333)
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function save({ stories, large, jumped }: JumpState): Uint8Array {
  const numbers = [large, jumped]
  for (const { high, low, last, isLarge, hasJumped, places } of stories) {
    numbers.push(high, low, last, Number(isLarge), Number(hasJumped), places.length)
    for (const { platform, first, posts, negative, author, hasMore } of places)
      numbers.push(platform, first, posts, negative, author, Number(hasMore))
  }
  return packState(HEADER, [Float64Array.from(numbers)])
}

function load(bytes: Uint8Array): JumpState {
  const [large = 0, jumped = 0, ...rest] = unpackNumbers(HEADER, bytes)
  const stories: Story[] = []
  for (let at = 0; at < rest.length; ) {
    const [high = 0, low = 0, last = 0, isLarge = 0, hasJumped = 0, count = 0] = rest.slice(at, at + STORY_NUMBERS)
    at += STORY_NUMBERS
    const places = Array.from({ length: count }, (_, n): Place => {
      const from = at + n * PLACE_NUMBERS
      const [platform = 0, first = 0, posts = 0, negative = 0, author = 0, hasMore = 0] = rest.slice(
        from,
        from + PLACE_NUMBERS,
      )
      return { platform, first, posts, negative, author, hasMore: hasMore === 1 }
    })
    at += count * PLACE_NUMBERS
    stories.push({ high, low, last, isLarge: isLarge === 1, hasJumped: hasJumped === 1, places })
  }
  return { stories, large, jumped }
}
