import { parseExpression } from '../text/expression.ts'
import type { Fold } from '../text/fold.ts'
import { type Plan, planOf, planOfNeed } from '../text/gram-plan.ts'
import { foldedString, markKey, needOfName } from '../text/grams.ts'
import { type Bits, keepBetween, keepCodes, keepRange } from './search-bits.ts'
import {
  type Columns,
  emotionOf,
  isVerifiedMark,
  kindOf,
  languageOf,
  platformOf,
  sentimentOf,
  UNJUDGED,
} from './search-columns.ts'
import { AUTHOR_MARK, BATCH_MARK, LEXICON_MARK, ROOT_MARK, type SearchDocument, TRACK_MARK } from './search-document.ts'
import type { Sets } from './search-evaluate.ts'
import { lowerBound } from './search-postings.ts'

/** What is looked for, with codes for words; everything that is given must hold. It crosses to a thread as it is. */
export type Sought = {
  readonly expression?: string
  readonly trackId?: string
  readonly lexiconId?: string
  readonly batchId?: string
  readonly rootId?: string
  /** part of the name, or the whole id */
  readonly author?: string
  readonly authorId?: string
  readonly region?: string
  readonly source?: string
  readonly platforms?: readonly number[]
  readonly sentiments?: readonly number[]
  readonly emotions?: readonly number[]
  readonly kinds?: readonly number[]
  readonly languages?: readonly number[]
  readonly leastFollowers?: number
  readonly mostFollowers?: number
  readonly isVerified?: boolean
  /** ms, [from, to) */
  readonly from?: number
  readonly to?: number
}

/** @throws Error where the expression cannot be read: whoever asks has checked that */
export function planOfSought(fold: Fold, sought: Sought): Plan {
  const of: Plan[] = []
  const mark = (text: string): void => void of.push({ kind: 'key', key: markKey(text) })
  if (sought.trackId !== undefined) mark(TRACK_MARK(sought.trackId))
  if (sought.lexiconId !== undefined) mark(LEXICON_MARK(sought.lexiconId))
  if (sought.batchId !== undefined) mark(BATCH_MARK(sought.batchId))
  if (sought.rootId !== undefined) mark(ROOT_MARK(sought.rootId))
  if (sought.authorId !== undefined) mark(AUTHOR_MARK(sought.authorId))
  if (sought.author !== undefined) {
    const isId: Plan = { kind: 'key', key: markKey(AUTHOR_MARK(sought.author)) }
    of.push({ kind: 'or', of: [isId, planOfNeed(needOfName(fold, sought.author))] })
  }
  if (sought.expression !== undefined) {
    const read = parseExpression(sought.expression)
    if ('error' in read) throw new Error(`an expression that cannot be read: ${read.error.code}`)
    of.push(planOf(fold, read.expression))
  }
  const [only] = of
  return only === undefined ? { kind: 'all' } : of.length === 1 ? only : { kind: 'and', of }
}

/** Takes out of the sets what the columns of a segment say no to. Changes them. */
export function keepSought(fold: Fold, sought: Sought, columns: Columns, { sure, maybe }: Sets): void {
  const from = sought.from === undefined ? 0 : lowerBound(columns.at, sought.from)
  const to = sought.to === undefined ? columns.docs : lowerBound(columns.at, sought.to)
  keepRange(maybe, from, Math.max(from, to))
  const { names, marks, source, region, followers } = columns
  const byMark = markTest(sought)
  if (byMark) keepNamed(maybe, marks, names.marks, byMark)
  if (sought.source !== undefined) keepNamed(maybe, source, names.sources, (name) => name === sought.source)
  if (sought.region !== undefined) {
    const folded = foldedString(fold, sought.region)
    keepNamed(maybe, region, names.regions, (name) => foldedString(fold, name) === folded)
  }
  const { leastFollowers: least, mostFollowers: most } = sought
  // Who has an unknown number of followers (-1) is not among those with few.
  if (most !== undefined) keepBetween(maybe, followers, Math.max(0, least ?? 0), most)
  else if (least !== undefined) keepBetween(maybe, followers, least, MOST_FOLLOWERS)
  // What certainly holds is among what may.
  if (sure !== maybe) for (let i = 0; i < sure.length; i++) sure[i] = (sure[i] as number) & (maybe[i] as number)
}

const MOST_FOLLOWERS = 2 ** 31 - 1

/** What no post of the segment can fail is not looked at. */
function keepNamed<T>(
  bits: Bits,
  codes: Uint16Array | Uint32Array,
  names: readonly T[],
  isWanted: (name: T) => boolean,
): void {
  const keeps = Uint8Array.from(names, (name) => Number(isWanted(name)))
  if (!keeps.includes(1)) bits.fill(0)
  else if (keeps.includes(0)) keepCodes(bits, codes, keeps)
}

/** Whether one post, as it is, holds all that is sought but its expression. */
export function holdsSought(fold: Fold, sought: Sought): (document: SearchDocument, mark: number) => boolean {
  const byMark = markTest(sought) ?? (() => true)
  const { trackId, lexiconId, batchId, rootId, author, authorId, source, from, to } = sought
  const isRegion = sought.region === undefined ? undefined : regionTest(fold, sought.region)
  const [least, most] = [sought.leastFollowers, sought.mostFollowers]
  const isAuthor = author === undefined ? undefined : authorTest(fold, author)
  return (document, mark) => {
    const followers = document.followers ?? -1
    return (
      byMark(mark) &&
      (from === undefined || document.at >= from) &&
      (to === undefined || document.at < to) &&
      (trackId === undefined || document.trackIds.includes(trackId)) &&
      (lexiconId === undefined || document.lexiconIds.includes(lexiconId)) &&
      (batchId === undefined || document.batchId === batchId) &&
      (rootId === undefined || document.rootId === rootId) &&
      (authorId === undefined || document.authorId === authorId) &&
      (source === undefined || document.source === source) &&
      (least === undefined || followers >= least) &&
      (most === undefined || isUpTo(followers, most)) &&
      (isRegion === undefined || isRegion(document.region)) &&
      (isAuthor === undefined || isAuthor(document))
    )
  }
}

/** There are few regions, and folding one takes longer than all other questions to a post. */
function regionTest(fold: Fold, region: string): (name: string) => boolean {
  const folded = foldedString(fold, region)
  const known = new Map<string, boolean>()
  return (name) => {
    const is = known.get(name) ?? foldedString(fold, name) === folded
    known.set(name, is)
    return is
  }
}

export function authorTest(fold: Fold, author: string): (post: { authorId: string; authorName: string }) => boolean {
  const part = foldedString(fold, author)
  return ({ authorId, authorName }) =>
    authorId === author || (part !== '' && foldedString(fold, authorName).includes(part))
}

/** Who has an unknown number of followers is not among those with few. */
function isUpTo(followers: number, most: number): boolean {
  return followers >= 0 && followers <= most
}

function markTest({ platforms, sentiments, emotions, kinds, languages, isVerified }: Sought) {
  const lists = [
    [platforms, platformOf],
    [sentiments, sentimentOf],
    [kinds, kindOf],
    [languages, languageOf],
    // A post without words has no emotion, not even "none".
    [emotions, (mark: number) => (sentimentOf(mark) === UNJUDGED ? -1 : emotionOf(mark))],
  ] as const
  const tests = lists.flatMap(([wanted, of]) => {
    if (wanted === undefined) return []
    const known = new Set(wanted)
    return [(mark: number): boolean => known.has(of(mark))]
  })
  if (isVerified !== undefined) tests.push((mark) => isVerifiedMark(mark) === isVerified)
  return tests.length === 0 ? undefined : (mark: number): boolean => tests.every((test) => test(mark))
}
