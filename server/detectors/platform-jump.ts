import type { PostSignal, Sight, StoryLook } from './contract/post-signal.ts'
import { rarity } from './contract/rarity.ts'
import {
  MOST_AUTHORS,
  type Place,
  type Stories,
  type Story,
  sharedTerms,
  startStories,
  storyOf,
} from './contract/stories.ts'
import { type Habit, type Habits, loadStories, saveStories } from './contract/story-state.ts'

/**
 * A story that was told on one platform appears on another: copies of a text (server/text/near-copy.ts), or posts in other words that share
 * words which are rare on this track. A track whose texts stand everywhere at once (advertisements, agency news) learns that this is no news.
 */
export type JumpState = { readonly stories: Stories; readonly habits: Habits }

/** More platforms than this are no longer news. */
const MOST_PLACES = 4
/** The story must have been told so often where it comes from, and so often where it appears … */
export const LEAST_BEFORE = 5
export const LEAST_AFTER = 3
/** … by so many authors in each place: one who copies is one more than one who tells it in his own words needs. */
const [COPYING_AUTHORS, TELLING_AUTHORS] = [2, 3]
/** One story in ten is assumed to jump; that weighs as much as twenty stories. */
const [ASSUMED_SHARE, ASSUMED_STORIES] = [0.1, 20]
const MOST_LEARNT = 2000
const NEGATIVE_WEIGHT = 0.5
const MOST_WORDS = 5
const SAME_CRISIS_MINUTES: number = 12 * 60

export const platformJump: PostSignal<JumpState, StoryLook> = {
  id: 'platform-jump',
  version: '2',
  names: { 'zh-Hant': '跨平台擴散', 'zh-Hans': '跨平台扩散', en: 'Jump to another platform' },
  speaking: { threshold: 0.9, restHours: 7 * 24, louder: Number.POSITIVE_INFINITY },
  start: () => ({ stories: startStories(), habits: [noHabit(), noHabit()] }),
  step: (state, { groups }) => groups.flatMap((group, index) => take(state, group, index)),
  save: ({ stories, habits }) => saveStories(stories, habits),
  load: loadStories,
}

const noHabit = (): Habit => ({ large: 0, jumped: 0 })

function take(state: JumpState, group: StoryLook['groups'][number], index: number): Sight[] {
  const story = storyOf(state.stories, group)
  story.last = Math.max(story.last, group.last)
  story.posts += group.posts
  const place = placeOf(story, group)
  if (!place) return []
  place.posts += group.posts
  place.negative += group.negative
  for (const author of group.authors) {
    if (author !== 0 && place.authors.length < MOST_AUTHORS && !place.authors.includes(author))
      place.authors.push(author)
  }
  const habit = state.habits[story.isRetold ? 1 : 0]
  const sight = judge(habit, story, place)
  learn(habit, story, sight !== undefined)
  if (!sight) return []
  const terms = sharedTerms(story, group)
    .filter(({ posts }) => posts > 1)
    .slice(0, MOST_WORDS)
  return [{ index, ...sight, about: nameOf(story, place), terms: terms.map(({ term }) => term) }]
}

function judge(habit: Habit, story: Story, place: Place): Omit<Sight, 'index'> | undefined {
  const authors = story.isRetold ? TELLING_AUTHORS : COPYING_AUTHORS
  const isTold = (each: Place, least: number): boolean => each.posts >= least && each.authors.length >= authors
  const before = story.places.filter((each) => each.platform !== place.platform && each.first < place.first)
  const source = before.reduce<Place | undefined>(
    (most, each) => (most && most.posts >= each.posts ? most : each),
    undefined,
  )
  if (!source || !isTold(source, LEAST_BEFORE) || !isTold(place, LEAST_AFTER)) return undefined
  const usual = rarity(habit.jumped, habit.large, ASSUMED_SHARE, ASSUMED_STORIES)
  const isNegative = place.negative * 2 >= place.posts
  const score = usual + Math.log10(place.posts / LEAST_AFTER) + (isNegative ? NEGATIVE_WEIGHT : 0)
  return { score, observed: place.posts, expected: source.posts, from: source.platform }
}

function learn(habit: Habit, story: Story, hasJumped: boolean): void {
  const isLarge = hasJumped || story.places.some(({ posts }) => posts >= LEAST_BEFORE)
  if (isLarge && !story.isLarge) habit.large += 1
  if (hasJumped && !story.hasJumped) habit.jumped += 1
  story.isLarge ||= isLarge
  story.hasJumped ||= hasJumped
  if (habit.large <= MOST_LEARNT) return
  habit.large /= 2
  habit.jumped /= 2
}

/**
 * By what it is the same again: a text, or whatever else is told in other words on one platform in the same half day, since one crisis has many
 * stories, and an alert gathers half a day.
 */
function nameOf({ high, low, isRetold }: Story, { first }: Place): string {
  return isRetold ? `retold ${Math.floor(first / SAME_CRISIS_MINUTES)}` : `${high}.${low}`
}

function placeOf({ places }: Story, { platform, first }: StoryLook['groups'][number]): Place | undefined {
  const known = places.find((each) => each.platform === platform)
  if (known || places.length >= MOST_PLACES) return known
  const place = { platform, first, posts: 0, negative: 0, authors: [] }
  places.push(place)
  return place
}
