import type { Marked } from './search-columns.ts'

/** A post as the index takes it in. */
export type SearchDocument = Marked & {
  readonly id: string
  /** posted, in ms */
  readonly at: number
  readonly batchId: string
  readonly rootId: string | null
  readonly followers: number | null
  readonly source: string
  readonly authorId: string
  readonly authorName: string
  readonly region: string
  readonly trackIds: readonly string[]
  /** lists of sensitive words of which it holds one */
  readonly lexiconIds: readonly string[]
  /** what was said, as judged: title and text */
  readonly text: string
}

/** Marks of a post beside its words, by which it is found at once. */
export const TRACK_MARK = (id: string): string => `track ${id}`
export const LEXICON_MARK = (id: string): string => `lexicon ${id}`
export const ROOT_MARK = (id: string): string => `root ${id}`
export const BATCH_MARK = (id: string): string => `batch ${id}`
export const AUTHOR_MARK = (id: string): string => `author ${id}`

export const ID_BYTES = 16

/** Newest last; of the same moment by id, as the database orders them. */
export function compareDocuments(a: { at: number; id: string }, b: { at: number; id: string }): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

export function writeId(id: string, into: Uint8Array, at: number): void {
  let place = at
  for (let i = 0; i < id.length; i += 2) {
    if (id.charCodeAt(i) === HYPHEN) i++
    into[place++] = (digitOf(id.charCodeAt(i)) << 4) | digitOf(id.charCodeAt(i + 1))
  }
}

export function readId(bytes: Uint8Array, at: number): string {
  let hex = ''
  for (let i = at; i < at + ID_BYTES; i++) hex += (bytes[i] as number).toString(16).padStart(2, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const HYPHEN = 45

function digitOf(unit: number): number {
  return unit < 58 ? unit - 48 : unit - 87
}
