/** Recorded stories that somebody has judged, of ../shared/data: for learning what a rumour looks like. Never copied into the repository. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Fold } from '../server/text/fold.ts'
import { emptyFolded, foldText } from '../server/text/fold.ts'
import { distance, fingerprint, NEAR_BITS, startCounting } from '../server/text/near-copy.ts'
import {
  plainText,
  type ReplyFacts,
  type RumourCascade,
  type RumourReader,
  replyFacts,
} from '../server/text/rumour-features.ts'

const FOLDER = process.env.WEIJI_TRAIN_DATA ?? path.join(import.meta.dirname, '../../shared/data')
export const RUMOUR_SETS = ['casc_ced', 'casc_checked', 'casc_rumoureval2017', 'casc_twitter1516'] as const
export type RumourSet = (typeof RUMOUR_SETS)[number]
export const NO_RUMOURS: string = `judged cascades absent (${RUMOUR_SETS.map((set) => `text/${set}.train.jsonl.gz`).join(', ')}): skipped`
export const FOLDS = 5

export type Judged = RumourCascade & {
  readonly id: string
  readonly label: string
  readonly isRumour: boolean
  /** the same for near copies, which must never teach and judge */
  readonly fold: number
  readonly facts: readonly ReplyFacts[]
}

const file = (set: string): string => path.join(FOLDER, 'text', `${set}.train.jsonl.gz`)
export const rumoursPresent = (sets: readonly RumourSet[] = RUMOUR_SETS): boolean =>
  sets.every((set) => existsSync(file(set)))

type Recorded = {
  readonly event_id: string
  readonly label: string
  readonly text: string
  readonly author?: { readonly followers?: number; readonly verified?: boolean }
  readonly posts: readonly (readonly [number, number, string, string?, string?])[]
}

/** @param mostSeconds replies later than this are left out */
export function loadRumours(reader: RumourReader, set: RumourSet, mostSeconds = 86_400): Judged[] {
  const lines = gunzipSync(readFileSync(file(set)))
    .toString('utf8')
    .split('\n')
  const events = lines
    .filter((line) => line !== '')
    .map((line) => read(reader, set, JSON.parse(line) as Recorded, mostSeconds))
  const folds = foldsOf(reader, events)
  return events.map((event, i) => ({ ...event, fold: folds[i] ?? 0 }))
}

function read(reader: RumourReader, set: RumourSet, recorded: Recorded, mostSeconds: number): Omit<Judged, 'fold'> {
  const { event_id: id, label, text, author, posts } = recorded
  // In the order of time, as they were known; parents are places in the old order.
  const order = posts
    .map((post, place) => ({ post, place }))
    .filter(({ post }) => post[0] <= mostSeconds)
    .sort((a, b) => a.post[0] - b.post[0] || a.place - b.place)
  const placeOf = new Map(order.map(({ place }, now) => [place, now]))
  const replies = order.map(({ post: [after, parent, authorId, said = ''] }) => ({
    after: Math.max(0, after),
    parent: placeOf.get(parent) ?? -1,
    authorId,
    text: said,
  }))
  return {
    id,
    label,
    // Of Twitter15/16 all but the label "non-rumor" are rumours, whatever came of them.
    isRumour: set === 'casc_twitter1516' ? label !== 'non-rumor' : label === 'rumor' || label === 'false',
    source: { text, followers: author?.followers ?? null, isVerified: author?.verified ?? false },
    replies,
    facts: replies.map((reply) => replyFacts(reader, reply.text)),
  }
}

/** Near copies of a source, by its fingerprint or where it is too short by its words, come into one fold. */
function foldsOf({ fold }: RumourReader, events: readonly Omit<Judged, 'fold'>[]): number[] {
  const prints = events.map(({ source }) => printOf(fold, source.text))
  const leader = events.map((_, i) => i)
  const top = (i: number): number => {
    let at = i
    while (leader[at] !== at) at = leader[at] as number
    return at
  }
  const words = new Map<string, number>()
  const reader = { fold, folded: emptyFolded() } as RumourReader
  for (const [i, { source }] of events.entries()) {
    const same = words.get(plainText(reader, source.text))
    if (same !== undefined) leader[i] = top(same)
    else words.set(plainText(reader, source.text), i)
    for (let k = 0; k < i; k++)
      if (distance(prints[i] as bigint, prints[k] as bigint) <= 2 * NEAR_BITS) leader[top(i)] = top(k)
  }
  return events.map((_, i) => digest(events[top(i)]?.id ?? '') % FOLDS)
}

function printOf(fold: Fold, text: string): bigint {
  const folded = emptyFolded()
  foldText(fold, fold.fuzzy, text, folded)
  return fingerprint(fold, folded, startCounting())
}

/** FNV-1a. */
function digest(text: string): number {
  let hash = 2166136261
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619)
  return hash >>> 0
}
