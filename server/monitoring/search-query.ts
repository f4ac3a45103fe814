import type { ExpressionError } from '../text/contract.ts'
import { parseExpression } from '../text/expression.ts'
import { SEARCH_NAMES, type SearchQuery } from './search-schema.ts'
import type { Sought } from './search-sought.ts'

export type SearchPlace = { readonly at: number; readonly id: string }
/** What cannot be read: the field, and of an expression the place. */
export type Unreadable = { readonly field: string; readonly error?: ExpressionError }

const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
const TEXTS = ['expression', 'region', 'author', 'authorId', 'source'] as const
const MOST_WORDS = 10

/** A query with codes for words. Blank texts are as good as none. */
export function readSearchQuery(query: SearchQuery): { sought: Sought } | { unreadable: Unreadable } {
  const bad = TEXTS.find((field) => query[field]?.includes('\0') || query[field]?.isWellFormed() === false)
  if (bad !== undefined) return { unreadable: { field: bad } }
  const given = TEXTS.filter((field) => (query[field]?.trim() ?? '') !== '')
  const texts: { [K in (typeof TEXTS)[number]]?: string } = {}
  for (const field of given) texts[field] = query[field] ?? ''
  if (texts.expression !== undefined) {
    const read = parseExpression(texts.expression)
    if ('error' in read) return { unreadable: { field: 'expression', error: read.error } }
  }
  const codes: Record<string, readonly number[]> = {}
  for (const field of ['platform', 'sentiment', 'emotion', 'kind', 'language'] as const) {
    const read = codesOf(query[field], SEARCH_NAMES[field])
    if (read === null) return { unreadable: { field } }
    if (read !== undefined) codes[`${field}s`] = read
  }
  const { trackId, lexiconId, batchId, rootId, leastFollowers, mostFollowers, isVerified, from, to } = query
  const rest = {
    trackId,
    lexiconId,
    batchId,
    rootId,
    leastFollowers,
    mostFollowers,
    isVerified,
    from: msOf(from),
    to: msOf(to),
  }
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return { sought: { ...known, ...texts, ...codes } }
}

/** Plain words that must all stand in the text, in the language of tracks; undefined where there are none. */
export function expressionOfWords(words: string): string | undefined {
  const each = words.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const quoted = [...new Set(each)].slice(0, MOST_WORDS).map((word) => {
    const bare = word.replace(/["“”「」『』＂]/gu, '')
    // A single letter is too short to be a word, but whoever looks for one may.
    return /^[^\p{L}\p{N}]*[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{N}][^\p{L}\p{N}]*$/u.test(bare)
      ? `="${bare}"`
      : `"${bare}"`
  })
  return quoted.length === 0 ? undefined : quoted.join(' ')
}

export function placeText({ at, id }: SearchPlace): string {
  return `${new Date(at).toISOString()}_${id}`
}

/** null: not a place that we have given out */
export function readPlaceText(place: string): SearchPlace | null {
  const [, time, id] = PLACE.exec(place) ?? []
  const at = Date.parse(time ?? '')
  return id === undefined || Number.isNaN(at) ? null : { at, id }
}

/** null: one of them is not known */
function codesOf(names: string | undefined, known: readonly string[]): number[] | null | undefined {
  const given = names?.split(',').filter((name) => name.trim() !== '') ?? []
  if (given.length === 0) return undefined
  const codes = given.map((name) => known.indexOf(name.trim()))
  return codes.includes(-1) ? null : codes
}

function msOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : new Date(time).getTime()
}
