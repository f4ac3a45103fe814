import { DAY } from '../base/clock.ts'
import { COMMENT, kindCode, type PostKind, platformCode } from './codes.ts'
import { PLATFORMS, POST_KINDS, type RefusedRow } from './schema.ts'

/** One row that passed: codes and times instead of words, '' and null where nothing was given. */
export type CheckedPost = {
  readonly externalId: string
  readonly platform: number
  readonly kind: number
  readonly postedAt: Date
  readonly title: string
  readonly text: string
  readonly url: string
  readonly authorId: string
  readonly authorName: string
  readonly followers: number | null
  readonly isVerified: boolean
  readonly region: string
  readonly reposts: number
  readonly comments: number
  readonly likes: number
  /** of a review */
  readonly stars: number | null
  readonly parentExternalId: string | null
  readonly rootExternalId: string | null
  /** which of the two the sender did not say: empty for most */
  readonly inferences: readonly Inference[]
  /** when the sender saw it so; null: now */
  readonly seenAt: Date | null
  /** which of reposts (1), comments (2) and likes (4) were given: what was not must not become 0 where the post is known */
  readonly given: number
  /** how often it was edited, as its source says */
  readonly edits: number | null
  /** gone at its source */
  readonly isDeleted: boolean
}
/** `derived`: the sender concluded it from other rows; `unknown`: only the root is known, and the post hangs below that. */
export type Inference = {
  readonly field: 'parentExternalId' | 'rootExternalId'
  readonly how: 'derived' | 'unknown'
}

export type CheckedRows = { readonly posts: readonly CheckedPost[]; readonly refused: readonly RefusedRow[] }

/** No platform of today is older; earlier times come from clocks that were never set. */
const EARLIEST = Date.UTC(2005, 0, 1)
/** Clocks go wrong by minutes, zones by hours. */
const LATEST_AHEAD_MS = DAY
const MOST_COUNTED = 2_000_000_000
const TIME =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d{1,9})?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/

/** A row's first mistake; never leaves this file. */
class RowRefused extends Error {
  readonly found: Omit<RefusedRow, 'index'>
  constructor(field: string, code: string, reason: string) {
    super(reason)
    this.found = { field, code, reason }
  }
}

/** Checks each row by itself: the good ones are kept, each bad one is named with its first mistake. Unknown fields are ignored. */
export function checkPosts(rows: readonly unknown[], now: Date): CheckedRows {
  const posts: CheckedPost[] = []
  const refused: RefusedRow[] = []
  for (const [index, row] of rows.entries()) {
    try {
      posts.push(checkRow(row, now))
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error
      refused.push({ index, ...error.found })
    }
  }
  return { posts, refused }
}

function checkRow(row: unknown, now: Date): CheckedPost {
  const post = objectOf(row, '')
  const author = post.author === undefined || post.author === null ? {} : objectOf(post.author, 'author')
  const externalId = text(post, 'externalId', 200, 'needed')
  const parent = otherThan(externalId, text(post, 'parentExternalId', 200))
  const root = otherThan(externalId, text(post, 'rootExternalId', 200))
  const authorName = text(author, 'name', 200, 'optional', 'author/')
  const [reposts, comments, likes] = [count(post, 'reposts'), count(post, 'comments'), count(post, 'likes')]
  return {
    externalId,
    platform: platformCode(oneOf(post, 'platform', PLATFORMS) ?? missing('platform')),
    kind: kindOf(oneOf(post, 'kind', POST_KINDS), parent ?? root),
    postedAt: time(post, 'postedAt', now),
    title: text(post, 'title', 1000),
    text: text(post, 'text', 100_000, 'may-be-empty'),
    url: text(post, 'url', 2000),
    authorId: text(author, 'externalId', 200, 'optional', 'author/') || authorName,
    authorName,
    followers: count(author, 'followers', 'author/'),
    isVerified: flag(author, 'isVerified', 'author/'),
    region: text(author, 'region', 100, 'optional', 'author/'),
    reposts: reposts ?? 0,
    comments: comments ?? 0,
    likes: likes ?? 0,
    stars: starsOf(post),
    // Without a parent it hangs on the root itself.
    parentExternalId: parent ?? root,
    rootExternalId: root,
    inferences: inferencesOf(post, parent, root),
    seenAt: seenTime(post, now),
    given: (reposts === null ? 0 : 1) + (comments === null ? 0 : 2) + (likes === null ? 0 : 4),
    edits: count(post, 'edits'),
    isDeleted: flag(post, 'isDeleted', ''),
  }
}

/** A clock ahead of ours must not make what comes next look older. */
function seenTime(post: Readonly<Record<string, unknown>>, now: Date): Date | null {
  if (post.seenAt === undefined || post.seenAt === null) return null
  const at = time(post, 'seenAt', now)
  return at > now ? now : at
}

const CERTAIN: readonly Inference[] = []

function inferencesOf(
  post: Readonly<Record<string, unknown>>,
  parent: string | null,
  root: string | null,
): readonly Inference[] {
  if (parent === null && root !== null) return [{ field: 'parentExternalId', how: 'unknown' }]
  const { inferred } = post
  if (inferred === undefined || inferred === null || parent === null) return CERTAIN
  if (!Array.isArray(inferred))
    throw new RowRefused('inferred', 'wrong-type', 'inferred must be a list of names of fields')
  const fields = (['parentExternalId', 'rootExternalId'] as const).filter((field) => inferred.includes(field))
  return fields.map((field) => ({ field, how: 'derived' }))
}

/** What answers something is no new voice, even where the sender does not say so. */
function kindOf(kind: PostKind | undefined, target: string | null): number {
  if (kind !== undefined) return kindCode(kind)
  return target === null ? kindCode('post') : COMMENT
}

/** Platforms give the first post of a thread as its own root. */
function otherThan(self: string, id: string): string | null {
  return id === '' || id === self ? null : id
}

function missing(field: string): never {
  throw new RowRefused(field, 'missing', `${field} is needed`)
}

function objectOf(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new RowRefused(field, 'wrong-type', `${field || 'a post'} must be an object`)
}

type Need = 'needed' | 'may-be-empty' | 'optional'

function text(
  of: Readonly<Record<string, unknown>>,
  name: string,
  most: number,
  need: Need = 'optional',
  path = '',
): string {
  const value = of[name]
  const field = path + name
  if (value === undefined || value === null) return need === 'optional' ? '' : missing(field)
  if (typeof value !== 'string') throw new RowRefused(field, 'wrong-type', `${field} must be a text`)
  if (value.length > most) throw new RowRefused(field, 'too-long', `${field} has more than ${most} characters`)
  if (need === 'needed' && value.trim() === '') throw new RowRefused(field, 'empty', `${field} is empty`)
  if (value.includes('\0')) throw new RowRefused(field, 'not-text', `${field} holds a NUL character`)
  if (!value.isWellFormed()) throw new RowRefused(field, 'not-text', `${field} holds half a character (lone surrogate)`)
  return value
}

function oneOf<T extends string>(
  of: Readonly<Record<string, unknown>>,
  name: string,
  known: readonly T[],
): T | undefined {
  const value = of[name]
  if (value === undefined || value === null) return undefined
  const found = known.find((each) => each === value)
  if (found === undefined) throw new RowRefused(name, 'unknown-value', `${name} must be one of ${known.join(', ')}`)
  return found
}

function count(of: Readonly<Record<string, unknown>>, name: string, path = ''): number | null {
  const value = of[name]
  const field = path + name
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new RowRefused(field, 'wrong-type', `${field} must be a whole number`)
  }
  if (value < 0 || value > MOST_COUNTED) {
    throw new RowRefused(field, 'out-of-range', `${field} must be between 0 and ${MOST_COUNTED}`)
  }
  return value
}

function starsOf(of: Readonly<Record<string, unknown>>): number | null {
  const stars = count(of, 'stars')
  if (stars === null || (stars >= 1 && stars <= 5)) return stars
  throw new RowRefused('stars', 'out-of-range', 'stars must be between 1 and 5')
}

function flag(of: Readonly<Record<string, unknown>>, name: string, path: string): boolean {
  const value = of[name]
  if (value === undefined || value === null) return false
  if (typeof value !== 'boolean')
    throw new RowRefused(path + name, 'wrong-type', `${path}${name} must be true or false`)
  return value
}

function time(of: Readonly<Record<string, unknown>>, field: string, now: Date): Date {
  const value = of[field]
  if (value === undefined || value === null) return missing(field)
  const at = typeof value === 'string' ? parseTime(value) : undefined
  if (at === undefined) {
    throw new RowRefused(field, 'bad-time', `${field} must be ISO 8601 with a zone, such as 2026-11-24T08:00:00+08:00`)
  }
  if (at < EARLIEST) throw new RowRefused(field, 'too-early', `${field} is before 2005`)
  if (at > now.getTime() + LATEST_AHEAD_MS) {
    throw new RowRefused(field, 'in-future', `${field} is more than a day in the future`)
  }
  return new Date(at)
}

/** Milliseconds; finer parts are cut off. Not by Date.parse alone, which takes 30 February and times without a zone. */
function parseTime(value: string): number | undefined {
  const parts = TIME.exec(value)
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = parts
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day))
  if (new Date(date).getUTCDate() !== Number(day) || new Date(date).getUTCMonth() !== Number(month) - 1)
    return undefined
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return date + seconds * 1000 + Number(`${fraction.slice(1)}000`.slice(0, 3)) - offsetMs(zone)
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000
}
