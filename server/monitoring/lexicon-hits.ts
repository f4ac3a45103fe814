import type { Judged, TrackSource } from '../text/contract.ts'
import type { LexiconWord } from '../text/lexicon.ts'
import { NEGATIVE } from './codes.ts'
import { minuteOf } from './series.ts'

/** Heaviest weight: one post that holds such a word is news by itself. */
export const GRAVEST = 5
/** More words of one post explain nothing more. */
const MOST_WORDS = 10

/** A list of words that is in force. */
export type LexiconList = {
  readonly id: string
  readonly version: number
  readonly words: readonly LexiconWord[]
}
/** All lists of an organisation, as the judges compile them behind its tracks, and a key that names these very lists. */
export type LexiconSet = {
  readonly key: string
  readonly sources: readonly TrackSource[]
  /** to each of `sources`: whose word it is */
  readonly places: readonly Place[]
}
type Place = { readonly lexicon: LexiconList; readonly word: LexiconWord }

/** What a post holds of one lexicon. */
export type LexiconHit = {
  readonly lexiconId: string
  readonly version: number
  /** of its heaviest word: who says 投訴 five times complains once */
  readonly weight: number
  /** as they stand in the lexicon, the heaviest first */
  readonly words: readonly string[]
}

export function lexiconSet(lists: readonly LexiconList[]): LexiconSet {
  const places = lists.flatMap((lexicon) => lexicon.words.map((word) => ({ lexicon, word })))
  return {
    key: lists.map(({ id, version }) => `${id}.${version}`).join(' '),
    // Ids are not looked up: what matched is found again by its place.
    sources: places.map(({ word }, place) => ({ id: `word ${place}`, expression: word.expression })),
    places,
  }
}

/**
 * What text `i` holds.
 * @param first the place of the first word among what was compiled: behind the tracks
 */
export function hitsAt(
  { matchStart, matchTrack }: Pick<Judged, 'matchStart' | 'matchTrack'>,
  i: number,
  { places }: LexiconSet,
  first: number,
): readonly LexiconHit[] {
  const [from, to] = [matchStart[i] ?? 0, matchStart[i + 1] ?? 0]
  // Matches are in order, so the last one tells whether there is a word at all: most posts end here.
  if (to === from || (matchTrack[to - 1] ?? 0) < first) return NONE
  const found: Place[] = []
  for (let at = from; at < to; at++) {
    const place = places[(matchTrack[at] ?? 0) - first]
    if (place) found.push(place)
  }
  return hitsOf(found)
}
const NONE: readonly LexiconHit[] = []

export function hitsOf(found: readonly Place[]): LexiconHit[] {
  return [...Map.groupBy(found, ({ lexicon }) => lexicon)].map(([{ id, version }, places]) => {
    const heaviest = places.map(({ word }) => word).sort((a, b) => b.weight - a.weight)
    const words = [...new Set(heaviest.map(({ expression }) => expression))].slice(0, MOST_WORDS)
    return { lexiconId: id, version, weight: heaviest[0]?.weight ?? 1, words }
  })
}

/** One row of counts_lexicon, or what is to be added to it. */
export type HitCount = {
  readonly trackId: string
  readonly lexiconId: string
  readonly minute: Date
  posts: number
  weight: number
  gravest: number
  negative: number
}
/** What one post adds under its tracks. `by` -1 takes it out. */
export type HitEntry = {
  readonly of: { readonly postedAt: Date; readonly sentiment: number | null }
  readonly trackIds: readonly string[]
  readonly hits: readonly Pick<LexiconHit, 'lexiconId' | 'weight'>[]
  readonly by?: 1 | -1
}

/** In one order for all batches: two that add to the same rows must not wait for each other in a circle. */
export function sumHits(entries: readonly HitEntry[]): HitCount[] {
  const counts = new Map<string, HitCount>()
  for (const { of, trackIds, hits, by = 1 } of entries) {
    const minute = minuteOf(of.postedAt)
    for (const trackId of trackIds) {
      for (const { lexiconId, weight } of hits) {
        const key = `${trackId} ${lexiconId} ${minute.getTime()}`
        const none = { trackId, lexiconId, minute, posts: 0, weight: 0, gravest: 0, negative: 0 }
        const count = counts.get(key) ?? none
        counts.set(key, count)
        count.posts += by
        count.weight += by * weight
        if (weight >= GRAVEST) count.gravest += by
        if (of.sentiment === NEGATIVE) count.negative += by
      }
    }
  }
  return [...counts.values()]
    .filter(({ posts, weight, gravest, negative }) => posts !== 0 || weight !== 0 || gravest !== 0 || negative !== 0)
    .sort(
      (a, b) =>
        compare(a.trackId, b.trackId) || compare(a.lexiconId, b.lexiconId) || a.minute.getTime() - b.minute.getTime(),
    )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
