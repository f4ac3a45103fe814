import { DAY, HOUR, SECOND } from '../base/clock.ts'
import type { Post } from './batch.ts'
import { COMMENT, EVERYTHING, NEGATIVE, NEUTRAL, POSITIVE, REPOST } from './codes.ts'
import { minuteOf } from './series.ts'

/** Posts reach us and are counted within this time, or they are late. */
export const SETTLING_MS = 30 * SECOND
/** Less than the six hours that early warning reads again at each watch: what is not old is certainly among them. */
const OLD_MS = 5.5 * HOUR
/** Nobody reads counts anew that lie further back. */
const FORGOTTEN_MS = 14 * DAY

/** What one post adds to the counts of its minute. */
export type Countable = {
  readonly postedAt: Date
  readonly platform: number
  readonly kind: number
  readonly sentiment: number | null
}
/** One row of counts_minute, or what is to be added to it. */
export type MinuteCount = {
  readonly trackId: string
  readonly minute: Date
  readonly platform: number
  posts: number
  originals: number
  reposts: number
  comments: number
  judged: number
  negative: number
  neutral: number
  positive: number
}

/** Counts of posts under each of their tracks and under EVERYTHING. */
export function countPostsByMinute(posts: readonly Post[]): MinuteCount[] {
  const entries: { trackId: string; of: Countable }[] = []
  for (const { postedAt, platform, kind, verdict, tracks } of posts) {
    const of = { postedAt, platform, kind, sentiment: verdict.sentiment }
    entries.push({ trackId: EVERYTHING, of })
    for (const { trackId } of tracks) entries.push({ trackId, of })
  }
  return sumByMinute(entries)
}

/** In one order for all batches: two that add to the same rows must not wait for each other in a circle. */
export function sumByMinute(entries: readonly { trackId: string; of: Countable }[]): MinuteCount[] {
  const counts = new Map<string, MinuteCount>()
  for (const { trackId, of } of entries) {
    const minute = minuteOf(of.postedAt)
    const key = `${trackId} ${minute.getTime()} ${of.platform}`
    const count = counts.get(key) ?? emptyCount(trackId, minute, of.platform)
    counts.set(key, count)
    addTo(count, of)
  }
  return [...counts.values()].sort(
    (a, b) => compare(a.trackId, b.trackId) || a.minute.getTime() - b.minute.getTime() || a.platform - b.platform,
  )
}

/** What posts changed of a track's counts behind whoever had read them. */
export type LateCount = { readonly trackId: string; readonly isOld: boolean; since: Date; posts: number }

/** What comes late among them, in one order for all batches. @param now when they came */
export function sumLate(
  entries: readonly { trackId: string; of: { readonly postedAt: Date } }[],
  now: Date,
): LateCount[] {
  const late = new Map<string, LateCount>()
  for (const { trackId, of } of entries) {
    const age = now.getTime() - of.postedAt.getTime()
    if (age <= SETTLING_MS || age > FORGOTTEN_MS) continue
    const isOld = age > OLD_MS
    const since = minuteOf(of.postedAt)
    const count = late.get(`${trackId} ${isOld}`) ?? { trackId, isOld, since, posts: 0 }
    late.set(`${trackId} ${isOld}`, count)
    count.posts++
    if (since < count.since) count.since = since
  }
  return [...late.values()].sort((a, b) => compare(a.trackId, b.trackId) || Number(a.isOld) - Number(b.isOld))
}

function emptyCount(trackId: string, minute: Date, platform: number): MinuteCount {
  const none = { posts: 0, originals: 0, reposts: 0, comments: 0, judged: 0, negative: 0, neutral: 0, positive: 0 }
  return { trackId, minute, platform, ...none }
}

function addTo(count: MinuteCount, { kind, sentiment }: Countable): void {
  count.posts++
  if (kind === REPOST) count.reposts++
  else if (kind === COMMENT) count.comments++
  else count.originals++
  if (sentiment !== null) count.judged++
  if (sentiment === NEGATIVE) count.negative++
  if (sentiment === NEUTRAL) count.neutral++
  if (sentiment === POSITIVE) count.positive++
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
