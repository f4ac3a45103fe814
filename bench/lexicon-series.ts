/**
 * The constructed benchmark of sensitive words: no public series with labelled stories was found. Volumes are real (NAB), hits are drawn
 * from them in clumps (a complaint is passed on), stories are injected; so it is called constructed.
 */
import { dice } from './chance.ts'

export type Story = { readonly kind: StoryKind; readonly from: number; readonly until: number }
export type HitPoint = { readonly posts: number; readonly value: number; readonly of: number }
export type ConstructedHits = { readonly points: readonly HitPoint[]; readonly stories: readonly Story[] }

export const HOUR = 12
const DAY = 24 * HOUR
/** posts, hours in which they come, weights they have */
export const STORY_KINDS = {
  'one post of weight 5': { posts: 1, hours: 0, weights: [5] },
  '5 posts in an hour': { posts: 5, hours: 1, weights: [2, 3, 4] },
  '15 posts in two hours': { posts: 15, hours: 2, weights: [2, 3, 4] },
  '60 posts in two hours': { posts: 60, hours: 2, weights: [2, 3, 4] },
} as const satisfies Record<string, { posts: number; hours: number; weights: readonly number[] }>
export type StoryKind = keyof typeof STORY_KINDS
export const STORY_NAMES = Object.keys(STORY_KINDS) as StoryKind[]

/** weights of ordinary hits: mostly mild, hardly ever the heaviest */
const ORDINARY: readonly [weight: number, chance: number][] = [
  [1, 0.38],
  [2, 0.3],
  [3, 0.2],
  [4, 0.11],
  [5, 0.01],
]
/** an ordinary hit brings so many more on the average, within minutes */
const PASSED_ON = 0.6
const PASSED_MINUTES = 20
const FIRST_STORY = 5 * DAY
const APART = 4 * DAY

/** @param daily ordinary hits a day, before they are passed on */
export function constructHits(volumes: readonly number[], daily: number, seed: number): ConstructedHits {
  const random = dice(seed)
  const points = volumes.map(() => ({ posts: 0, value: 0, of: 0 }))
  const add = (row: number, weight: number): void => {
    const point = points[row]
    if (!point) return
    point.posts++
    point.value += weight
    if (weight >= 5) point.of++
  }
  const mean = volumes.reduce((total, posts) => total + posts, 0) / volumes.length
  volumes.forEach((posts, row) => {
    for (let n = poisson((daily / DAY) * (posts / mean), random); n > 0; n--) {
      const weight = pick(random)
      add(row, weight)
      for (let minutes = 0; random() < PASSED_ON / (1 + PASSED_ON); ) {
        minutes += -Math.log(1 - random()) * PASSED_MINUTES
        add(row + Math.floor(minutes / 5), weight)
      }
    }
  })
  return { points, stories: inject(points.length, add, random) }
}

function inject(rows: number, add: (row: number, weight: number) => void, random: () => number): Story[] {
  const stories: Story[] = []
  for (let from = FIRST_STORY; from < rows - DAY; from += Math.floor(APART * (0.75 + random() / 2))) {
    const kind = STORY_NAMES[Math.floor(random() * STORY_NAMES.length)] ?? '5 posts in an hour'
    const { posts, hours, weights } = STORY_KINDS[kind]
    for (let n = 0; n < posts; n++) {
      // it begins with its first post
      const row = n === 0 ? from : from + Math.floor(random() * Math.max(1, hours * HOUR))
      add(row, weights[Math.floor(random() * weights.length)] ?? 1)
    }
    stories.push({ kind, from, until: from + Math.max(1, hours * HOUR) })
  }
  return stories
}

function pick(random: () => number): number {
  let left = random()
  for (const [weight, chance] of ORDINARY) {
    left -= chance
    if (left < 0) return weight
  }
  return 1
}

function poisson(mean: number, random: () => number): number {
  let count = 0
  for (let left = Math.exp(-Math.min(mean, 50)), at = random(); at > left; at *= random()) count++
  return count
}
