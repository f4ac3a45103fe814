/** Recorded stories of ../shared/data as threads: how many answers each had at each age. Never copied into the repository. */
import { VELOCITY_AGES } from '../server/detectors/contract/post-signal.ts'
import { loadRecorded } from './recorded-stories.ts'

/** Minutes from the post to each answer, ascending. */
export type Story = {
  readonly id: string
  readonly minutes: readonly number[]
  /** seconds since 1970; who wrote it, and how many followed him */
  readonly at: number
  readonly author: string
  readonly followers: number
  /** 0..9, the same each time: 0 to 5 teach, 6 and 7 choose, 8 and 9 judge */
  readonly part: number
}

export function loadStories(): Story[] {
  return loadRecorded().map(({ event_id: id, time: at, author, posts }) => {
    const minutes = posts.map(([seconds]) => Math.max(0, seconds) / 60).sort((a, b) => a - b)
    return { id, minutes, at, author: author.id, followers: author.followers, part: digest(id) % 10 }
  })
}

/** Answers at each of VELOCITY_AGES. */
export function atAges(minutes: readonly number[]): number[] {
  return VELOCITY_AGES.map((age) => minutes.filter((minute) => minute < age).length)
}

/** A thread of an ordinary track: one in n gets n answers in the end; when they come is as in one of the stories, thinned. */
export function ordinaryThread(stories: readonly Story[], chance: () => number): number[] {
  const story = stories[Math.floor(chance() * stories.length)]?.minutes ?? []
  const answers = Math.floor(1 / Math.max(1e-6, chance()))
  if (answers >= story.length) return [...story]
  const kept = answers / story.length
  const thinned = story.filter(() => chance() < kept)
  return thinned.length > 0 ? thinned : story.slice(0, 1)
}

/** FNV-1a. */
function digest(text: string): number {
  let hash = 2166136261
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619)
  return hash >>> 0
}
