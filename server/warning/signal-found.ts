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

/**
 * What is news of what was found, in the order of time: nobody is told of the same thing twice.
 * @param told what is known to have been told, by tellingKey
 */
export function newsAmong(found: readonly Found[], told: ReadonlyMap<string, Told>): Found[] {
  const now = new Map(told)
  const ordered = [...found].sort((one, other) => one.at.getTime() - other.at.getTime() || other.score - one.score)
  return ordered.filter((each) => {
    const key = tellingKey(each)
    if (!isNews(each.speaking, each, now.get(key))) return false
    now.set(key, each)
    return true
  })
}

/** Loud enough to be asked about at all. */
export function isSpeaking({ score, speaking }: Found): boolean {
  return score >= speaking.threshold
}

export function tellingKey({
  trackId,
  mode,
  detector,
  key,
}: Pick<Found, 'trackId' | 'mode' | 'detector' | 'key'>): string {
  return `${trackId} ${mode} ${detector} ${key}`
}
