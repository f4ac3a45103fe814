import { parseExpression } from '../text/expression.ts'
import type { Fold } from '../text/fold.ts'
import { type Plan, planOf, planOfNeed } from '../text/gram-plan.ts'
import { foldedString, markKey, needOfName } from '../text/grams.ts'
import { clearBit, eachBit, keepRange } from './search-bits.ts'
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
import { AUTHOR_MARK, BATCH_MARK, ROOT_MARK, type SearchDocument, TRACK_MARK } from './search-document.ts'
import type { Sets } from './search-evaluate.ts'
import { lowerBound } from './search-postings.ts'

/** What is looked for, with codes for words; everything that is given must hold. It crosses to a thread as it is. */
export type Sought = {
  readonly expression?: string
  readonly trackId?: string
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
  for (const bits of sure === maybe ? [maybe] : [sure, maybe]) keepRange(bits, from, Math.max(from, to))
  const keeps = testOf(fold, sought, columns)
  if (!keeps) return
  eachBit(maybe, (doc) => {
    if (keeps(doc)) return
    clearBit(maybe, doc)
    if (sure !== maybe) clearBit(sure, doc)
  })
}

/** What no post of the segment can fail is not looked at. */
function testOf(fold: Fold, sought: Sought, columns: Columns): ((doc: number) => boolean) | undefined {
  const { marks, followers, region, source, names } = columns
  const { leastFollowers, mostFollowers, region: wantedRegion, source: wantedSource } = sought
  const byMark = markTest(sought)
  if (!byMark && [leastFollowers, mostFollowers, wantedRegion, wantedSource].every((each) => each === undefined)) return
  const keepsMark = Uint8Array.from(names.marks, (mark) => Number(byMark?.(mark) ?? true))
  const keepsSource = Uint8Array.from(names.sources, (name) => Number(name === (wantedSource ?? name)))
  const folded = wantedRegion === undefined ? undefined : foldedString(fold, wantedRegion)
  const keepsRegion = Uint8Array.from(names.regions, (name) =>
    Number(folded === undefined || foldedString(fold, name) === folded),
  )
  const least = leastFollowers ?? Number.NEGATIVE_INFINITY
  return (doc) =>
    keepsMark[marks[doc] as number] === 1 &&
    keepsSource[source[doc] as number] === 1 &&
    keepsRegion[region[doc] as number] === 1 &&
    (followers[doc] as number) >= least &&
    (mostFollowers === undefined || isUpTo(followers[doc] as number, mostFollowers))
}

/** Whether one post, as it is, holds all that is sought but its expression. */
export function holdsSought(fold: Fold, sought: Sought): (document: SearchDocument, mark: number) => boolean {
  const byMark = markTest(sought) ?? (() => true)
  const { trackId, batchId, rootId, author, authorId, source, from, to } = sought
  const region = sought.region === undefined ? undefined : foldedString(fold, sought.region)
  const [least, most] = [sought.leastFollowers, sought.mostFollowers]
  const isAuthor = author === undefined ? undefined : authorTest(fold, author)
  return (document, mark) => {
    const followers = document.followers ?? -1
    return (
      byMark(mark) &&
      (from === undefined || document.at >= from) &&
      (to === undefined || document.at < to) &&
      (trackId === undefined || document.trackIds.includes(trackId)) &&
      (batchId === undefined || document.batchId === batchId) &&
      (rootId === undefined || document.rootId === rootId) &&
      (authorId === undefined || document.authorId === authorId) &&
      (source === undefined || document.source === source) &&
      (least === undefined || followers >= least) &&
      (most === undefined || isUpTo(followers, most)) &&
      (region === undefined || foldedString(fold, document.region) === region) &&
      (isAuthor === undefined || isAuthor(document))
    )
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
