import type { Actor } from '../app.ts'
import { type ImportRow, type RefusedImport, takeIn } from './import-intake-actions.ts'
import { readLines } from './line-reader.ts'
import type { RefusedRow } from './schema.ts'
import type { Watching } from './watching.ts'

export type ImportSummary = {
  readonly lines: number
  readonly accepted: number
  readonly duplicates: number
  readonly refused: number
}
export type ImportInput = {
  readonly source: string
  readonly rows: AsyncIterable<ImportRow>
  readonly onRefused: (row: RefusedImport) => Promise<void>
  readonly onProgress: (soFar: ImportSummary) => Promise<void>
}

/** No post can be longer: 100,000 characters of text, and what belongs to it. */
const MOST_LINE_BYTES = 2 ** 20

const REASONS = {
  'too-long': `the line is longer than ${MOST_LINE_BYTES} bytes`,
  'bad-encoding': 'the line is not valid UTF-8',
} as const

/** Takes in rows with constant memory. Doing it again, or after a stop in the middle, doubles nothing. */
export async function importPosts(app: Watching, actor: Actor, input: ImportInput): Promise<ImportSummary> {
  const sum = { lines: 0, accepted: 0, duplicates: 0, refused: 0 }
  await takeIn(app, actor, {
    source: input.source,
    rows: input.rows,
    onChunk: async ({ from, to, accepted, duplicates, refused }) => {
      sum.lines += to - from
      sum.accepted += accepted
      sum.duplicates += duplicates
      sum.refused += refused.length
      for (const row of refused) await input.onRefused(row)
      await input.onProgress(sum)
    },
  })
  return sum
}

/** JSONL of our own form: one PostInput a line, UTF-8. */
export async function* postLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ImportRow> {
  for await (const line of readLines(bytes, MOST_LINE_BYTES)) {
    const index = line.number
    if ('trouble' in line) yield { index, refused: refusal(line.trouble, REASONS[line.trouble]) }
    else yield { index, original: line.text, ...readPost(line.text) }
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
