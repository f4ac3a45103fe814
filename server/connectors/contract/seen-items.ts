import { createHash } from 'node:crypto'
import type { PostDraft, RowResult } from '../contract.ts'

/** digests of: id, what is said, address, title */
type Seen = readonly [id: string, said: string, address: string, title: string]
/** What of a feed was seen so far; plain JSON, part of its cursor. */
export type SeenItems = {
  /** least recently seen first */
  readonly seen: readonly Seen[]
  /** of the newest items at the last look that had any */
  readonly newest: readonly string[]
  /** ISO 8601; when the newest of them was posted */
  readonly newestAt: string | undefined
}
export const NOTHING_SEEN: SeenItems = { seen: [], newest: [], newestAt: undefined }

export type Sifted = {
  /** new or changed items, and rows that were not refused before */
  readonly rows: readonly RowResult[]
  readonly seen: SeenItems
  readonly gap: { readonly code: string; readonly reason: string } | undefined
}

/** A feed shows some dozens at a time; those that left it come back only when older ones are deleted. */
const MOST_SEEN = 1000
/** As long as any of so many is still there, the look joins on to the last one, even where its author deleted one. */
const JOINTS = 3

/**
 * What is new since the last look. An item whose words have changed comes again under its id, so that the edit is kept; one that has
 * another address and another title under an id seen before is another item, and gets an id of its own.
 */
export function siftItems(results: readonly RowResult[], last: SeenItems): Sifted {
  const known = new Map(last.seen.map((each) => [each[0], each]))
  const rows: RowResult[] = []
  const present: { id: string; at: string }[] = []
  const refused = new Map<string, number>()
  let fresh = 0
  const note = (seen: Seen): boolean => {
    const before = known.get(seen[0])
    // Anew at the end: what is present is remembered longest.
    known.delete(seen[0])
    known.set(seen[0], seen)
    return before === undefined || before[1] !== seen[1]
  }
  for (const result of results) {
    if ('skipped' in result) continue
    if ('refused' in result) {
      // It has no id: the second that is refused for the same reason is another.
      const { field, code, reason } = result.refused
      const key = digest(field, code, reason)
      const count = (refused.get(key) ?? 0) + 1
      refused.set(key, count)
      if (note([digest('refused', key, String(count)), '', '', ''])) rows.push(result)
      continue
    }
    const post = ownId(result.post, known)
    const seen = seenOf(post)
    const isKnown = known.has(seen[0])
    present.push({ id: seen[0], at: 'inferred' in result ? '' : post.postedAt })
    if (!isKnown) fresh++
    if (note(seen)) rows.push({ ...result, post })
  }
  const newest = newestOf(present)
  const seen = {
    seen: [...known.values()].slice(-MOST_SEEN),
    newest: newest.length > 0 ? newest.map(({ id }) => id) : last.newest,
    newestAt: newest[0]?.at || last.newestAt,
  }
  return { rows, seen, gap: gapOf(present, last, fresh) }
}

function ownId(post: PostDraft, known: ReadonlyMap<string, Seen>): PostDraft {
  const now = seenOf(post)
  const before = known.get(now[0])
  const isAnother = before !== undefined && before[2] !== now[2] && before[3] !== now[3]
  if (!isAnother) return post
  return { ...post, externalId: `${post.externalId.slice(0, 180)}#${digest(now[2], now[3])}` }
}

function seenOf({ externalId, platform, title = '', text, url = '' }: PostDraft): Seen {
  // Once a person says that the feed is a forum's, its items are still the same ones.
  const id = externalId.startsWith(`${platform}:`) ? externalId.slice(platform.length + 1) : externalId
  // Without a title its words are what tells it apart.
  return [digest(id), digest(title, text), digest(url), digest(title === '' ? text : title)]
}

function newestOf<T extends { readonly at: string }>(present: readonly T[]): T[] {
  // Pinned items stand first and are old: order counts only where nothing has a time. Of a short feed the half, so that none is among them.
  const most = Math.min(JOINTS, Math.ceil(present.length / 2))
  return [...present].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, most)
}

/** A feed shows the last few: when none of what was newest is among them any more, some may have come and gone in between. */
function gapOf(present: readonly { id: string; at: string }[], last: SeenItems, fresh: number): Sifted['gap'] {
  if (present.length === 0 && last.seen.length > 0)
    return { code: 'empty-feed', reason: 'the feed is empty although it had items before' }
  const ids = new Set(present.map(({ id }) => id))
  if (fresh === 0 || last.newest.length === 0 || last.newest.some((id) => ids.has(id))) return undefined
  return {
    code: 'overflow',
    reason: 'the feed no longer shows what was newest at the last look: posts in between may be missing',
  }
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 11)
}
