import type { PostCard, PostFilter } from '../../server/monitoring/schema.ts'

/** What of the address is a filter of posts; `last` is a moving span. */
export const FILTER_KEYS = [
  'trackId',
  'platform',
  'sentiment',
  'emotion',
  'kind',
  'words',
  'authorId',
  'rootId',
  'from',
  'to',
] as const
export const SPANS = { hour: 3600_000, day: 86_400_000, week: 7 * 86_400_000 } as const
export type SpanName = keyof typeof SPANS

export function readFilter(search: URLSearchParams, now: Date): PostFilter {
  const given = FILTER_KEYS.map((key) => [key, search.get(key) ?? '']).filter(([, value]) => value !== '')
  const last = search.get('last') ?? ''
  const moving = last in SPANS ? { from: new Date(now.getTime() - SPANS[last as SpanName]).toISOString() } : {}
  return { ...moving, ...Object.fromEntries(given) }
}

/** Whether a post that has just come belongs to what is shown. `words` is read more narrowly than on the server, which folds scripts. */
export function fits(post: PostCard, filter: PostFilter): boolean {
  const at = new Date(post.postedAt).getTime()
  return (
    (!filter.trackId || post.tracks.some(({ id }) => id === filter.trackId)) &&
    (!filter.platform || post.platform === filter.platform) &&
    (!filter.sentiment || post.sentiment === filter.sentiment) &&
    (!filter.emotion || post.emotion === filter.emotion) &&
    (!filter.kind || post.kind === filter.kind) &&
    (!filter.authorId || post.author.id === filter.authorId) &&
    (!filter.rootId || post.rootId === filter.rootId) &&
    (!filter.from || at >= new Date(filter.from).getTime()) &&
    (!filter.to || at < new Date(filter.to).getTime()) &&
    holdsWords(`${post.title}\n${post.text}`, filter.words ?? '')
  )
}

function holdsWords(text: string, words: string): boolean {
  const plain = text.normalize('NFKC').toLowerCase()
  const wanted = words.normalize('NFKC').toLowerCase().split(/\s+/)
  return wanted.every((word) => plain.includes(word))
}
