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
export type ImportInput = {
  readonly source: string
  /** JSONL: one PostInput a line, UTF-8 */
  readonly bytes: AsyncIterable<Uint8Array>
  /** hears of each refused line; `index` is the line, from 1 */
  readonly onRefused: (row: RefusedRow) => Promise<void>
  readonly onProgress: (soFar: ImportSummary) => Promise<void>
}

const BATCH = 1000
/** No post can be longer: 100,000 characters of text, and what belongs to it. */
const MOST_LINE_BYTES = 2 ** 20

const REASONS = {
  'too-long': `the line is longer than ${MOST_LINE_BYTES} bytes`,
  'bad-encoding': 'the line is not valid UTF-8',
} as const

/** Takes in a file of posts, batch by batch, with constant memory. Doing it again, or after a stop in the middle, doubles nothing. */
export async function importPosts(app: Watching, actor: Actor, input: ImportInput): Promise<ImportSummary> {
  const sum = { lines: 0, accepted: 0, duplicates: 0, refused: 0 }
  let waiting: { number: number; post: unknown }[] = []
  const refuse = async (number: number, code: string, reason: string): Promise<void> => {
    sum.refused++
    await input.onRefused({ index: number, field: '', code, reason })
  }
  const send = async (): Promise<void> => {
    if (waiting.length === 0) return
    const sent = waiting
    waiting = []
    const answer = await ingestPosts(app, actor, { source: input.source, posts: sent.map(({ post }) => post) })
    sum.accepted += answer.accepted
    sum.duplicates += answer.duplicates
    sum.refused += answer.refused.length
    for (const row of answer.refused) await input.onRefused({ ...row, index: sent[row.index]?.number ?? 0 })
    await input.onProgress(sum)
  }
  for await (const line of readLines(input.bytes, MOST_LINE_BYTES)) {
    sum.lines++
    if ('trouble' in line) await refuse(line.number, line.trouble, REASONS[line.trouble])
    else {
      try {
        waiting.push({ number: line.number, post: JSON.parse(line.text) })
      } catch {
        await refuse(line.number, 'bad-json', 'the line is not JSON, or was cut off')
      }
    }
    if (waiting.length === BATCH) await send()
  }
  await send()
  return sum
}
