import { MOVING_SPANS, type MovingSpan, type SavedQuery } from '../../server/monitoring/saved-search-schema.ts'
import type { PostCard, PostFilter } from '../../server/monitoring/schema.ts'
import type { SearchQuery } from '../../server/monitoring/search-schema.ts'

/** A search; `importId` and `mostStars` are known to lists only, not to the index. */
export type StreamFilter = SearchQuery & Pick<PostFilter, 'importId' | 'mostStars'>
export type FilterKey = keyof StreamFilter

/** What of the address is a filter of posts, in the order in which it is shown. `last` is a moving span. */
export const FILTER_KEYS = [
  'expression',
  'trackId',
  'lexiconId',
  'platform',
  'sentiment',
  'emotion',
  'kind',
  'language',
  'region',
  'author',
  'authorId',
  'leastFollowers',
  'mostFollowers',
  'isVerified',
  'source',
  'batchId',
  'importId',
  'mostStars',
  'rootId',
  'from',
  'to',
] as const satisfies readonly FilterKey[]
/** Keys that are taken away together: half a span helps nobody. */
export const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  from: ['from', 'to', 'last'],
  leastFollowers: ['leastFollowers', 'mostFollowers'],
}
/** Comma-separated: any of them. */
export const LISTED_KEYS = ['platform', 'sentiment', 'emotion', 'kind', 'language'] as const
const NUMBERS: readonly string[] = ['leastFollowers', 'mostFollowers', 'mostStars']

/** @param now a moving span begins so long before it */
export function readFilter(search: URLSearchParams, now: Date): StreamFilter {
  const given = FILTER_KEYS.map((key) => [key, (search.get(key) ?? '').trim()] as const).filter(
    ([, text]) => text !== '',
  )
  const last = spanOf(search)
  const moving = last ? { from: new Date(now.getTime() - MOVING_SPANS[last]).toISOString() } : {}
  const words = expressionOfWords(search.get('words') ?? '')
  return {
    ...(words === '' ? {} : { expression: words }),
    ...Object.fromEntries(given.map(([key, text]) => [key, readValue(key, text)])),
    ...moving,
  }
}

export function spanOf(search: URLSearchParams): MovingSpan | undefined {
  const last = search.get('last') ?? ''
  return Object.hasOwn(MOVING_SPANS, last) ? (last as MovingSpan) : undefined
}

function readValue(key: string, text: string): string | number | boolean {
  if (NUMBERS.includes(key)) return Number(text) || 0
  return key === 'isVerified' ? text === 'true' : text
}

/** Links of other pages say `words=a b`: plain words that must all stand in the text. As an expression, without its signs. */
function expressionOfWords(words: string): string {
  return words
    .split(/\s+/)
    .map((word) => word.replace(/["“”「」『』]/g, ''))
    .filter((word) => word !== '')
    .map((word) =>
      /^[\p{L}\p{N}]+$/u.test(word) && !/^(?:AND|OR|NOT|與|与|且|或|非)$/.test(word) ? word : `"${word}"`,
    )
    .join(' ')
}

/** The search of an address as it is kept: its moving span stays moving. */
export function savedQueryOf(search: URLSearchParams): SavedQuery {
  const { importId: _, mostStars: __, ...query } = readFilter(search, new Date(0))
  const last = spanOf(search)
  if (!last) return query
  const { from: ___, ...rest } = query
  return { ...rest, last }
}

/** What lists alone can answer: everything that needs no text, no folding and no index. */
export function isPlain(filter: StreamFilter): boolean {
  const needsIndex = [
    'expression',
    'lexiconId',
    'language',
    'region',
    'author',
    'authorId',
    'leastFollowers',
    'mostFollowers',
    'isVerified',
    'source',
    'batchId',
  ]
  if (needsListOnly(filter)) return true
  return (
    needsIndex.every((key) => !(key in filter)) && LISTED_KEYS.every((key) => !String(filter[key] ?? '').includes(','))
  )
}

/** The index knows neither imports nor stars, so nothing is counted either. */
export function needsListOnly(filter: StreamFilter): boolean {
  return filter.importId !== undefined || filter.mostStars !== undefined
}

/** Where a page of it comes from. */
export function askFor(filter: StreamFilter): {
  readonly path: string
  readonly query: Readonly<Record<string, string | number | boolean>>
} {
  if (!isPlain(filter)) return { path: '/api/search', query: filter }
  const { expression, ...rest } = filter
  return { path: '/api/posts', query: { ...rest, ...(expression === undefined ? {} : { words: expression }) } }
}

/** Nothing holds it to the past: what comes now may belong to it. */
export function isLive(filter: StreamFilter, now: Date): boolean {
  return (
    (filter.to === undefined || new Date(filter.to) > now) &&
    filter.batchId === undefined &&
    filter.importId === undefined
  )
}

/** Whether the page itself can tell if a post belongs to it; otherwise the server is asked. */
export function canTell(filter: StreamFilter): boolean {
  return !['expression', 'lexiconId', 'author', 'region', 'batchId', 'importId', 'mostStars'].some(
    (key) => key in filter,
  )
}

/** Whether a post that has just come belongs to a filter that the page can tell (`canTell`). */
export function fits(post: PostCard, filter: StreamFilter): boolean {
  const at = new Date(post.postedAt).getTime()
  const { author } = post
  const followers = author.followers ?? -1
  return (
    (!filter.trackId || post.tracks.some(({ id }) => id === filter.trackId)) &&
    LISTED_KEYS.every((key) => !filter[key] || filter[key].split(',').includes(String(post[key]))) &&
    // Without words nothing is judged, so there is no emotion either, not even "none".
    (!filter.emotion || post.sentiment !== null) &&
    (!filter.authorId || author.id === filter.authorId) &&
    (!filter.rootId || post.rootId === filter.rootId) &&
    (!filter.source || post.source === filter.source) &&
    (filter.isVerified === undefined || author.isVerified === filter.isVerified) &&
    (filter.leastFollowers === undefined || followers >= filter.leastFollowers) &&
    (filter.mostFollowers === undefined || (followers >= 0 && followers <= filter.mostFollowers)) &&
    (!filter.from || at >= new Date(filter.from).getTime()) &&
    (!filter.to || at < new Date(filter.to).getTime())
  )
}
