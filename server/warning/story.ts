/** Whether two alerts of different tracks tell the same story (WARN-4: grouping). Pure. */
export type Overlap = {
  /** posts that were compared, and how many of them the other track has too: the same ones, of the same thread, or in the same words */
  readonly posts: number
  readonly shared: number
  /** known authors, and how many of them wrote on the other track */
  readonly authors: number
  readonly sharedAuthors: number
}
export type SameStory = {
  readonly why: 'copies' | 'authors' | 'words'
  readonly evidence: Readonly<Record<string, unknown>>
}

const LEAST_SHARED = 5
/** of the compared ones */
const SHARED = { posts: 0.3, authors: 0.5, words: 0.5 } as const
const LEAST_WORDS = 2

export function sameStory(
  overlap: Overlap,
  words: readonly string[],
  others: readonly string[],
): SameStory | undefined {
  const { posts, shared, authors, sharedAuthors } = overlap
  if (shared >= LEAST_SHARED && shared >= SHARED.posts * posts) return { why: 'copies', evidence: { posts, shared } }
  const common = words.filter((word) => others.includes(word))
  const least = Math.min(words.length, others.length)
  if (common.length >= LEAST_WORDS && common.length >= SHARED.words * least)
    return { why: 'words', evidence: { words: common } }
  if (sharedAuthors >= LEAST_SHARED && sharedAuthors >= SHARED.authors * authors) {
    return { why: 'authors', evidence: { authors, sharedAuthors } }
  }
  return undefined
}
