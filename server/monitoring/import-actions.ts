import type { Actor } from '../app.ts'
import { ingestPosts } from './actions.ts'
import { readLines } from './line-reader.ts'
import type { RefusedRow } from './schema.ts'
import type { Watching } from './watching.ts'

export type ImportSummary = {
  readonly lines: number
  readonly accepted: number
  readonly duplicates: number
  readonly refused: number
}
/** A row of a file; `index` counts from 1, as lines, sheet rows or list positions do; `file` where there are several. */
export type ImportRow = (
  | { readonly post: unknown }
  | { readonly refused: Omit<RefusedRow, 'index'> }
  /** nothing that could be a post, such as a profile */
  | { readonly skipped: true }
) & { readonly index: number; readonly file?: string }
export type RefusedImport = RefusedRow & { readonly file?: string }
export type ImportInput = {
  readonly source: string
  readonly rows: AsyncIterable<ImportRow>
  readonly onRefused: (row: RefusedImport) => Promise<void>
  readonly onProgress: (soFar: ImportSummary) => Promise<void>
}

const BATCH = 1000
/** No post can be longer: 100,000 characters of text, and what belongs to it. */
const MOST_LINE_BYTES = 2 ** 20

const REASONS = {
  'too-long': `the line is longer than ${MOST_LINE_BYTES} bytes`,
  'bad-encoding': 'the line is not valid UTF-8',
} as const

/** Takes in rows, batch by batch, with constant memory. Doing it again, or after a stop in the middle, doubles nothing. */
export async function importPosts(app: Watching, actor: Actor, input: ImportInput): Promise<ImportSummary> {
  const sum = { lines: 0, accepted: 0, duplicates: 0, refused: 0 }
  let waiting: (ImportRow & { post: unknown })[] = []
  const send = async (): Promise<void> => {
    if (waiting.length === 0) return
    const sent = waiting
    waiting = []
    const answer = await ingestPosts(app, actor, { source: input.source, posts: sent.map(({ post }) => post) })
    sum.accepted += answer.accepted
    sum.duplicates += answer.duplicates
    sum.refused += answer.refused.length
    for (const row of answer.refused) await input.onRefused({ ...row, ...placeOf(sent[row.index]) })
    await input.onProgress(sum)
  }
  for await (const row of input.rows) {
    sum.lines++
    if ('post' in row) waiting.push(row)
    else if ('refused' in row) {
      sum.refused++
      await input.onRefused({ ...row.refused, ...placeOf(row) })
    }
    if (waiting.length === BATCH) await send()
  }
  await send()
  return sum
}

/** JSONL of our own form: one PostInput a line, UTF-8. */
export async function* postLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ImportRow> {
  for await (const line of readLines(bytes, MOST_LINE_BYTES)) {
    const index = line.number
    if ('trouble' in line) yield { index, refused: refusal(line.trouble, REASONS[line.trouble]) }
    else yield { index, ...readPost(line.text) }
  }
}

function readPost(text: string): { post: unknown } | { refused: Omit<RefusedRow, 'index'> } {
  try {
    return { post: JSON.parse(text) }
  } catch {
    return { refused: refusal('bad-json', 'the line is not JSON, or was cut off') }
  }
}

function refusal(code: string, reason: string): Omit<RefusedRow, 'index'> {
  return { field: '', code, reason }
}

function placeOf(row: ImportRow | undefined): { index: number; file?: string } {
  return { index: row?.index ?? 0, ...(row?.file === undefined ? {} : { file: row.file }) }
}
