import { DAY, HOUR, SECOND } from '../base/clock.ts'
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
/** One post under one track. `by` -1 takes it out of the counts. */
export type CountEntry = { readonly trackId: string; readonly of: Countable; readonly by?: 1 | -1 }
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

type CountedPost = Omit<Countable, 'sentiment'> & {
  readonly verdict: Pick<Countable, 'sentiment'>
  readonly tracks: readonly { readonly trackId: string }[]
}

/** Posts under each of their tracks and under EVERYTHING. */
export function entriesOf(posts: readonly CountedPost[]): CountEntry[] {
  const entries: CountEntry[] = []
  for (const { postedAt, platform, kind, verdict, tracks } of posts) {
    const of = { postedAt, platform, kind, sentiment: verdict.sentiment }
    entries.push({ trackId: EVERYTHING, of })
    for (const { trackId } of tracks) entries.push({ trackId, of })
  }
  return entries
}

/** In one order for all batches: two that add to the same rows must not wait for each other in a circle. */
export function sumByMinute(entries: readonly CountEntry[]): MinuteCount[] {
  const counts = new Map<string, MinuteCount>()
  for (const { trackId, of, by = 1 } of entries) {
    const minute = minuteOf(of.postedAt)
    const key = `${trackId} ${minute.getTime()} ${of.platform}`
    const count = counts.get(key) ?? emptyCount(trackId, minute, of.platform)
    counts.set(key, count)
    addTo(count, of, by)
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

/** Each post whose counts changed, once under each of its tracks. */
export function changedOnce(deltas: readonly CountEntry[]): CountEntry[] {
  const once = new Map<string, CountEntry>()
  for (const delta of deltas) {
    const { postedAt, platform, kind } = delta.of
    if (delta.trackId !== EVERYTHING) once.set(`${delta.trackId} ${postedAt.getTime()} ${platform} ${kind}`, delta)
  }
  return [...once.values()]
}

function emptyCount(trackId: string, minute: Date, platform: number): MinuteCount {
  const none = { posts: 0, originals: 0, reposts: 0, comments: 0, judged: 0, negative: 0, neutral: 0, positive: 0 }
  return { trackId, minute, platform, ...none }
}

function addTo(count: MinuteCount, { kind, sentiment }: Countable, by: 1 | -1): void {
  count.posts += by
  if (kind === REPOST) count.reposts += by
  else if (kind === COMMENT) count.comments += by
  else count.originals += by
  if (sentiment !== null) count.judged += by
  if (sentiment === NEGATIVE) count.negative += by
  if (sentiment === NEUTRAL) count.neutral += by
  if (sentiment === POSITIVE) count.positive += by
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
