import { TYPE_WORDS } from './crisis-type-words.ts'
import { CRISIS_TYPES, type CrisisType, type ReasonCode } from './schema.ts'

/** A type other than opinion is proposed only when so many posts, and such a part of those read, speak of it. */
const LEAST_POSTS = 3
const LEAST_SHARE = 0.1
const WORDS_SHOWN = 3

/**
 * What kind of crisis is it (handbook 一(一))? From the words of the posts; opinion where they do not say otherwise, for it is the
 * most common. A proposal: a person decides.
 * @param texts of distinct posts @returns the type, and the words that spoke for it with the number of posts that hold each
 */
export function proposeType(texts: readonly string[]): { type: CrisisType; reasons: ReasonCode[] } {
  const lower = texts.map((text) => text.toLowerCase())
  const found = CRISIS_TYPES.filter((type) => type !== 'opinion').map((type) => ({
    type,
    ...heard(lower, TYPE_WORDS[type]),
  }))
  // Stable: of equals the first named stands, and leaks come first, for their clocks are the law's.
  const loudest = found.sort((a, b) => b.posts - a.posts)[0]
  if (!loudest || loudest.posts < LEAST_POSTS || loudest.posts < texts.length * LEAST_SHARE)
    return { type: 'opinion', reasons: [{ code: 'default_opinion', values: { of: texts.length } }] }
  const reasons = loudest.words
    .slice(0, WORDS_SHOWN)
    .map(({ word, posts }) => ({ code: 'words', values: { word, posts, of: texts.length } }))
  return { type: loudest.type, reasons }
}

/** How many texts hold any of the words, and how many hold each; words most often heard first, those in none left out. */
export function heard(
  texts: readonly string[],
  words: readonly string[],
): { posts: number; words: { word: string; posts: number }[] } {
  const counted = words
    .map((word) => ({ word, posts: texts.filter((text) => text.includes(word)).length }))
    .filter(({ posts }) => posts > 0)
    .sort((a, b) => b.posts - a.posts)
  return { posts: texts.filter((text) => counted.some(({ word }) => text.includes(word))).length, words: counted }
}
