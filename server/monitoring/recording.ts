import { HOUR, SECOND } from '../base/clock.ts'
import type { PostInput } from './schema.ts'

/** A recorded cascade: one post, and what passed it on or answered it. */
export type RecordedEvent = {
  readonly id: string
  /** milliseconds since 1970, as recorded */
  readonly at: number
  readonly platform: 'weibo' | 'twitter'
  readonly text: string
  readonly author: {
    readonly id: string
    readonly followers?: number
    readonly isVerified: boolean
    readonly region: string
  }
  readonly counts: { readonly reposts: number; readonly comments: number; readonly likes: number }
  /** `parent` is a place among these, -1 the first post */
  readonly answers: readonly {
    readonly delayMs: number
    readonly parent: number
    readonly user: string
    readonly text: string
  }[]
  /** delays below zero, which became zero */
  readonly clamped: number
}

/** One post on the common timeline: `offset` in milliseconds from the first of all; `index` -1 is the event's first post. */
export type Timed = { readonly offset: number; readonly event: RecordedEvent; readonly index: number }
export type Timeline = {
  readonly posts: readonly Timed[]
  /** milliseconds from the first to the last */
  readonly span: number
  /** silences between the beginnings of two events that were cut to a day */
  readonly shortened: number
  /** posts left out because they came too late */
  readonly dropped: number
}

/** Recordings of different years are played one after the other, not years apart. */
const LONGEST_GAP = 24 * HOUR

/** @returns undefined where the value is no recorded cascade */
export function readEvent(value: unknown): RecordedEvent | undefined {
  if (!isRecord(value)) return undefined
  const { event_id: id, time, text, posts, source } = value
  if (typeof id !== 'string' || typeof time !== 'number' || typeof text !== 'string' || !Array.isArray(posts)) {
    return undefined
  }
  const answers = posts.map(readAnswer)
  if (answers.some((answer, i) => answer === undefined || answer.parent >= i)) return undefined
  const known = answers.filter((answer) => answer !== undefined)
  return {
    id,
    at: time * SECOND,
    platform: typeof source === 'string' && /twitter/i.test(source) ? 'twitter' : 'weibo',
    text,
    author: readAuthor(value.author),
    counts: readCounts(value.counts),
    answers: known.map((answer) => ({ ...answer, delayMs: Math.max(0, answer.delayMs) })),
    clamped: known.filter(({ delayMs }) => delayMs < 0).length,
  }
}

/** All events on one timeline, in the order in which they began; within an event nothing is moved. */
export function layOut(events: readonly RecordedEvent[], options: { readonly hours?: number } = {}): Timeline {
  const most = (options.hours ?? Number.POSITIVE_INFINITY) * HOUR
  let start = 0
  let shortened = 0
  const ordered = [...events].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  const all = ordered.flatMap((event, i) => {
    const gap = i === 0 ? 0 : event.at - (ordered[i - 1]?.at ?? event.at)
    if (gap > LONGEST_GAP) shortened++
    start += Math.min(gap, LONGEST_GAP)
    const answers = event.answers.map(({ delayMs }, index) => ({ offset: start + delayMs, delayMs, event, index }))
    return [{ offset: start, delayMs: 0, event, index: -1 }, ...answers]
  })
  const posts = all.filter(({ delayMs }) => delayMs <= most)
  // Of one moment the first post comes before what answers it; the sort keeps the order of the rest.
  posts.sort((a, b) => a.offset - b.offset)
  return { posts, span: posts.at(-1)?.offset ?? 0, shortened, dropped: all.length - posts.length }
}

/** A post of the timeline as it is sent in, with ids that are its run's own. */
export function postOf({ event, index }: Timed, run: string, postedAt: Date): PostInput {
  const idOf = (place: number): string => `${run}/${event.id}/${place < 0 ? 'root' : place}`
  const common = { externalId: idOf(index), platform: event.platform, postedAt: postedAt.toISOString() }
  const answer = event.answers[index]
  if (!answer) {
    const { id, ...author } = event.author
    return {
      ...common,
      ...event.counts,
      kind: 'post',
      text: event.text,
      author: { externalId: id, name: id, ...author },
    }
  }
  return {
    ...common,
    // The recordings do not tell reposts from comments.
    kind: 'repost',
    text: answer.text,
    author: { externalId: answer.user, name: answer.user },
    parentExternalId: idOf(answer.parent),
    rootExternalId: idOf(-1),
  }
}

function readAnswer(value: unknown): { delayMs: number; parent: number; user: string; text: string } | undefined {
  if (!Array.isArray(value)) return undefined
  const [delay, parent, user, text = ''] = value as unknown[]
  if (typeof delay !== 'number' || !Number.isInteger(parent) || typeof user !== 'string' || typeof text !== 'string') {
    return undefined
  }
  return { delayMs: delay * SECOND, parent: Math.max(-1, Number(parent)), user, text }
}

function readAuthor(value: unknown): RecordedEvent['author'] {
  const author = isRecord(value) ? value : {}
  const { id, followers, verified, location } = author
  return {
    id: typeof id === 'string' ? id : '',
    ...(typeof followers === 'number' && followers >= 0 ? { followers } : {}),
    isVerified: verified === true,
    // Weibo writes "province city"; regions are counted by province.
    region: typeof location === 'string' ? (location.split(' ')[0] ?? '') : '',
  }
}

function readCounts(value: unknown): RecordedEvent['counts'] {
  const counts = isRecord(value) ? value : {}
  const of = (name: string): number => {
    const count = counts[name]
    return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : 0
  }
  return { reposts: of('reposts'), comments: of('comments'), likes: of('likes') }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
