import { parseJson } from '../base/http-input.ts'
import { guessColumns } from '../connectors/contract/columns.ts'
import { readMappedRows } from '../connectors/contract/mapped-rows.ts'
import type { Row } from '../connectors/contract.ts'
import { findRows, flatCells, isOwnRow } from './inbound-rows.ts'
import type { InboundMapping } from './inbound-schema.ts'
import type { RefusedRow } from './schema.ts'

/** What a payload holds, as rows that ingest takes; `from[i]` is where row i stood in the payload. */
export type ReadPayload = {
  readonly posts: readonly unknown[]
  readonly from: readonly number[]
  readonly refused: readonly RefusedRow[]
}
export type Unread = { readonly result: 'unreadable' | 'unmapped'; readonly reason: string }

const GUESSED_ROWS = 20
export const MOST_ROWS = 10_000

/** @throws Refusal what is no JSON */
export function payloadOf(bytes: Uint8Array): unknown {
  return parseJson(bytes)
}

/** Our own rows as they are, others by the mapping that somebody confirmed. Nothing is taken in on a guess. */
export function readPayload(
  payload: unknown,
  { mapping, zone }: { readonly mapping: InboundMapping | null; readonly zone: string },
  now: Date,
): ReadPayload | Unread {
  const found = findRows(payload)
  if (!found) return { result: 'unreadable', reason: 'the payload holds no object' }
  const { rows } = found
  if (rows.length > MOST_ROWS)
    return { result: 'unreadable', reason: `more than ${MOST_ROWS} rows: send fewer at a time` }
  if (mapping === null) {
    if (isOwn(payload, rows)) return { posts: rows, from: rows.map((_, index) => index), refused: [] }
    return {
      result: 'unmapped',
      reason: 'neither {posts: […]} of POST /api/posts, nor has anybody said which cell is what',
    }
  }
  return readMapped(rows, mapping, zone, now)
}

/** `{posts: […]}` is ours also where every row is wrong: then each is named with its mistake. */
function isOwn(payload: unknown, rows: readonly Row[]): boolean {
  const { posts } = (payload ?? {}) as { posts?: unknown }
  return Array.isArray(posts) || rows.some(isOwnRow)
}

function readMapped(rows: readonly Row[], mapping: InboundMapping, zone: string, now: Date): ReadPayload {
  const posts: unknown[] = []
  const from: number[] = []
  const refused: RefusedRow[] = []
  const results = readMappedRows(mapping, rows.map(flatCells), { zone, now, crawledAt: now })
  for (const [index, result] of results.entries()) {
    if ('post' in result) {
      posts.push(result.post)
      from.push(index)
    } else if ('refused' in result) {
      const { field, code, reason } = result.refused
      refused.push({ index, field, code, reason })
    }
  }
  return { posts, from, refused }
}

/** What a person is shown of a payload that nobody has mapped yet. */
export function guessPayload(payload: unknown) {
  const found = findRows(payload)
  const rows = (found?.rows ?? []).slice(0, GUESSED_ROWS).map(flatCells)
  const columns = [...new Set(rows.flatMap(Object.keys))]
  return { path: found?.path ?? '', count: found?.rows.length ?? 0, rows, columns, guess: guessColumns(columns, rows) }
}
