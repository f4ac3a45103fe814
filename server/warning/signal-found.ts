import type { Mode } from '../base/outbox.ts'
import { isNews, type PostSignal, type Sight, type SignalSpeaking } from '../detectors/contract/post-signal.ts'

/** What an alarm is about, as `takeAlarm` keeps it. */
export type SignalSubject = {
  readonly platform?: string
  readonly postId?: string
  readonly postedAt?: string
  readonly authorName?: string
  readonly followers?: number
  readonly topic?: string
  readonly board?: string
  readonly rank?: number
  readonly from?: string
  /** `platform-jump`: the rare words that its posts share */
  readonly words?: string[]
}

/** What a detector saw, with whatever people need to find it. */
export type Found = {
  readonly trackId: string
  readonly mode: Mode
  readonly detector: string
  readonly version: string
  readonly speaking: SignalSpeaking
  /** by what it is the same thing again: a post, an author, a story on a platform, an entry of a list */
  readonly key: string
  /** in the time of the posts: when it could be known */
  readonly at: Date
  readonly score: number
  readonly observed: number
  readonly expected: number
  readonly windowMinutes: number
  readonly subject: SignalSubject
}

export function foundBy<State, Look>(
  { id, version, speaking }: PostSignal<State, Look>,
  whose: Pick<Found, 'trackId' | 'mode'>,
  { score, observed, expected }: Sight,
  what: Pick<Found, 'key' | 'at' | 'windowMinutes' | 'subject'>,
): Found {
  const { trackId, mode } = whose
  return { trackId, mode, detector: id, version, speaking, score, observed, expected, ...what }
}

export type Told = { readonly at: Date; readonly score: number }
/** What was seen of a subject, as little of it as whoever asks for news must know. */
export type Seen = Told & Pick<Found, 'trackId' | 'mode' | 'detector' | 'key' | 'speaking'>

/**
 * What is worth keeping of what was found, in the order in which it is judged from here on: a storm looks at the same post every five
 * seconds, and unless it got louder that says nothing new. Whatever is left out is told by nobody: neither by the watch nor by a
 * back-test, which therefore agree.
 * @param last the newest that was kept of each subject, by tellingKey
 */
export function notedAmong(found: readonly Found[], last: ReadonlyMap<string, Told>): Found[] {
  const newest = new Map(last)
  const ordered = [...found].sort((one, other) => one.at.getTime() - other.at.getTime() || other.score - one.score)
  return ordered.filter((each) => {
    const before = newest.get(tellingKey(each))
    const minutes = before ? Math.abs(each.at.getTime() - before.at.getTime()) / 60_000 : Number.POSITIVE_INFINITY
    if (before && minutes < QUIET_MINUTES && Math.fround(each.score) <= Math.fround(before.score)) return false
    newest.set(tellingKey(each), each)
    return true
  })
}
/** So long a subject that does not get louder is not noted again. */
const QUIET_MINUTES = 15

/**
 * What is news of what was noted, in the order in which it was: nobody is told of the same thing twice.
 * @param told what is known to have been told, by tellingKey
 * @param threshold from where each speaks
 */
export function newsAmong<S extends Seen>(
  noted: readonly S[],
  told: ReadonlyMap<string, Told>,
  threshold: (seen: S) => number,
): S[] {
  const now = new Map(told)
  return noted.filter((each) => {
    const key = tellingKey(each)
    if (!isNews(each.speaking, each, now.get(key), threshold(each))) return false
    now.set(key, each)
    return true
  })
}

export function tellingKey({
  trackId,
  mode,
  detector,
  key,
}: Pick<Found, 'trackId' | 'mode' | 'detector' | 'key'>): string {
  return `${trackId} ${mode} ${detector} ${key}`
}
