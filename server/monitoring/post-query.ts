import { emotionCode, kindCode, platformCode, sentimentCode } from './codes.ts'
import { EMOTION_NAMES, PLATFORMS, POST_KINDS, type PostFilter, SENTIMENT_NAMES } from './schema.ts'

/** A PostFilter with codes for words and its place read. */
export type PostQuery = {
  readonly trackId: string | undefined
  readonly platform: number | undefined
  readonly sentiment: number | undefined
  readonly emotion: number | undefined
  readonly kind: number | undefined
  readonly authorId: string | undefined
  readonly rootId: string | undefined
  readonly mostStars: number | undefined
  /** those that came in one import */
  readonly importId: string | undefined
  readonly from: Date | undefined
  readonly to: Date | undefined
  readonly before: { readonly at: Date; readonly id: string } | undefined
  /** for ILIKE, one for each word */
  readonly patterns: readonly string[]
  readonly limit: number
}

const USUAL_LIMIT = 50
const MOST_WORDS = 10
const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** @returns the name of the field that cannot be read instead, where there is one */
export function readPostFilter(filter: PostFilter): PostQuery | { readonly wrong: string } {
  const { trackId, authorId, rootId } = filter
  const before = readPlace(filter.before)
  const codes = {
    platform: codeOf(filter.platform, PLATFORMS, platformCode),
    sentiment: codeOf(filter.sentiment, SENTIMENT_NAMES, sentimentCode),
    emotion: codeOf(filter.emotion, EMOTION_NAMES, emotionCode),
    kind: codeOf(filter.kind, POST_KINDS, kindCode),
  }
  const wrong = Object.entries({ ...codes, before }).find(([, value]) => value === null)?.[0]
  if (wrong !== undefined) return { wrong }
  const bad = [filter.words, authorId].findIndex((text) => text?.includes('\0') || text?.isWellFormed() === false)
  if (bad >= 0) return { wrong: bad === 0 ? 'words' : 'authorId' }
  return {
    trackId,
    authorId,
    rootId,
    mostStars: filter.mostStars,
    importId: filter.importId,
    platform: codes.platform ?? undefined,
    sentiment: codes.sentiment ?? undefined,
    emotion: codes.emotion ?? undefined,
    kind: codes.kind ?? undefined,
    before: before ?? undefined,
    from: filter.from === undefined ? undefined : new Date(filter.from),
    to: filter.to === undefined ? undefined : new Date(filter.to),
    patterns: patternsOf(filter.words ?? ''),
    limit: filter.limit ?? USUAL_LIMIT,
  }
}

/** null: not one of the known. */
function codeOf<T extends string>(
  value: string | undefined,
  known: readonly T[],
  code: (name: T) => number,
): number | null | undefined {
  if (value === undefined) return undefined
  const name = known.find((each) => each === value)
  return name === undefined ? null : code(name)
}

function readPlace(place: string | undefined): { at: Date; id: string } | null | undefined {
  if (place === undefined) return undefined
  const [, at, id] = PLACE.exec(place) ?? []
  const time = new Date(at ?? '')
  return id === undefined || Number.isNaN(time.getTime()) ? null : { at: time, id }
}

function patternsOf(words: string): string[] {
  const each = words.split(/\s+/u).filter((word) => word !== '')
  return [...new Set(each)].slice(0, MOST_WORDS).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
}
