import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import type { Item } from '../connectors/contract/read-files.ts'
import type { PostDraft, Rank } from '../connectors/contract.ts'
import { ingestPosts } from './actions.ts'
import type { Batch } from './batch.ts'
import { rankedEntries } from './hot-list-entry.ts'
import { storeRanks } from './hot-list-store.ts'
import type { BatchAnswer, RefusedRow } from './schema.ts'
import type { Watching } from './watching.ts'

/** A row of a file; `index` counts from 1, as lines, sheet rows or list positions do; `file` where there are several. */
export type ImportRow = (
  | { readonly post: unknown; readonly ranks?: readonly Rank[] }
  | { readonly refused: Omit<RefusedRow, 'index'> }
  /** nothing that could be a post, such as a profile */
  | { readonly skipped: true }
) & { readonly index: number; readonly file?: string; readonly original?: unknown }

/** A refused row with its place and how it stood in the file. `position`: its place among all rows of the reading, from 0. */
export type RefusedImport = RefusedRow & {
  readonly position: number
  readonly file?: string
  readonly original?: unknown
}
/** What became of the rows [from, to) of the reading. */
export type ChunkResult = {
  readonly from: number
  readonly to: number
  readonly batchId: string
  readonly accepted: number
  readonly duplicates: number
  readonly skipped: number
  readonly refused: readonly RefusedImport[]
  /** of the accepted posts */
  readonly firstAt: Date | null
  readonly lastAt: Date | null
}
export type Intake = {
  readonly source: string
  readonly rows: AsyncIterable<ImportRow>
  /** rows that were taken in before a stop */
  readonly isDone?: (position: number) => boolean
  /** asked before each chunk: true ends the intake, which can go on later */
  readonly isStopped?: () => boolean
  /** in the transaction that stores the chunk; may run again after a deadlock */
  readonly alongside?: (trx: Trx, result: ChunkResult) => Promise<void>
  /** after the chunk is stored, in the order of the rows */
  readonly onChunk: (result: ChunkResult) => Promise<void>
  /** most rows at a time; tests have small ones */
  readonly chunkRows?: number
}

/** Three thousand at once cost about a fifth less than three times one thousand (docs/decisions/0016-imports.md). */
const CHUNK = 3000
/** Of very long texts fewer at a time: they lie in memory several times over. */
const MOST_CHARACTERS = 8 * 2 ** 20
/** While one is stored others are judged and the next is read; more would only wait for each other's counts. */
const IN_FLIGHT = 4
const BUSY_MS = 500

type Chunk = {
  readonly from: number
  readonly rows: readonly ImportRow[]
  /** external ids of its posts */
  readonly ids: ReadonlySet<string>
}

/**
 * Takes rows in, chunk by chunk with constant memory, several at a time. A chunk is stored whole or not at all, so after a stop exactly
 * the rows that are missing are taken in. @returns whether it came to the end
 */
export async function takeIn(app: Watching, actor: Actor, intake: Intake): Promise<boolean> {
  const running: { ids: Chunk['ids']; stored: Promise<ChunkResult> }[] = []
  let isWhole = true
  const finishFirst = async (): Promise<void> => {
    const first = running.shift()
    if (first) await intake.onChunk(await first.stored)
  }
  try {
    for await (const chunk of chunksOf(intake)) {
      // What is said again of a post comes after what was said before: the later says how it is now.
      while (running.length >= IN_FLIGHT || running.some(({ ids }) => haveCommon(ids, chunk.ids))) await finishFirst()
      if (intake.isStopped?.()) {
        isWhole = false
        break
      }
      const stored = storeChunk(app, actor, intake, chunk)
      // Heard when its turn comes; until then a failure must not count as unheard.
      stored.catch(() => undefined)
      running.push({ ids: chunk.ids, stored })
    }
    while (running.length > 0) await finishFirst()
  } finally {
    await Promise.allSettled(running.map(({ stored }) => stored))
  }
  return isWhole
}

/** Rows that follow one another without gaps: what is done already lies between chunks, never within one. */
async function* chunksOf({ rows, isDone = () => false, chunkRows = CHUNK }: Intake): AsyncGenerator<Chunk> {
  let position = 0
  let characters = 0
  let waiting: ImportRow[] = []
  const chunk = (): Chunk => {
    const rows = waiting
    waiting = []
    characters = 0
    const ids = new Set(rows.flatMap((row) => ('post' in row ? externalIdOf(row.post) : [])))
    return { from: position - rows.length, rows, ids }
  }
  for await (const row of rows) {
    if (isDone(position)) {
      if (waiting.length > 0) yield chunk()
    } else {
      waiting.push(row)
      characters += lengthOf(row)
    }
    position++
    if (waiting.length >= chunkRows || characters > MOST_CHARACTERS) yield chunk()
  }
  if (waiting.length > 0) yield chunk()
}

function lengthOf(row: ImportRow): number {
  const { text } = ('post' in row ? (row.post ?? {}) : {}) as { readonly text?: unknown }
  return typeof text === 'string' ? text.length : 0
}

function externalIdOf(post: unknown): string[] {
  const { externalId } = (post ?? {}) as { readonly externalId?: unknown }
  return typeof externalId === 'string' ? [externalId] : []
}

function haveCommon(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const id of one) if (other.has(id)) return true
  return false
}

async function storeChunk(app: Watching, actor: Actor, intake: Intake, chunk: Chunk): Promise<ChunkResult> {
  const sent = chunk.rows.flatMap((row, i) => ('post' in row ? [{ row, position: chunk.from + i }] : []))
  if (sent.length === 0) {
    const result = resultOf(chunk, newId(app.clock.now().getTime()))
    await inTransaction(app.db, async (trx) => await intake.alongside?.(trx, result))
    return result
  }
  const ranks = rankedEntries(
    sent.flatMap(({ row: { index, post, ranks } }) => (ranks ? [{ row: index, post: post as PostDraft, ranks }] : [])),
  )
  const noted: { result?: ChunkResult } = {}
  const alongside = async (trx: Trx, batch: Batch): Promise<void> => {
    const { posts, refused } = batch
    // What the chunk says twice of a post, and otherwise the second time, is taken in after it: no new post either.
    const duplicates = sent.length - posts.length - refused.length
    const result = resultOf(chunk, batch.id, { accepted: posts.length, duplicates, refused: [...refused] }, posts)
    noted.result = result
    if (ranks.length > 0) await storeRanks(trx, actor.orgId, intake.source, batch.receivedAt, ranks)
    await intake.alongside?.(trx, result)
  }
  await ingestPatiently(app, actor, { source: intake.source, posts: sent.map(({ row }) => row.post), alongside })
  if (!noted.result) throw new Error('a chunk was stored without what belongs to it')
  return noted.result
}

/** Others may fill the house for a moment: then we wait, they are people. */
async function ingestPatiently(app: Watching, actor: Actor, input: Parameters<typeof ingestPosts>[2]): Promise<void> {
  for (;;) {
    try {
      await ingestPosts(app, actor, input)
      return
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'busy') throw error
      await sleep(BUSY_MS)
    }
  }
}

function resultOf(
  { from, rows }: Omit<Chunk, 'ids'>,
  batchId: string,
  answer: Omit<BatchAnswer, 'batchId'> = { accepted: 0, duplicates: 0, refused: [] },
  posts: readonly { readonly postedAt: Date }[] = [],
): ChunkResult {
  const sent = rows.flatMap((row, i) => ('post' in row ? [i] : []))
  const refusedLater = answer.refused.flatMap(({ index, ...why }) => {
    const at = sent[index]
    return at === undefined ? [] : [refusedRow(rows[at], from + at, why)]
  })
  const refusedEarlier = rows.flatMap((row, i) => ('refused' in row ? [refusedRow(row, from + i, row.refused)] : []))
  const times = posts.map(({ postedAt }) => postedAt.getTime())
  return {
    from,
    to: from + rows.length,
    batchId,
    accepted: answer.accepted,
    duplicates: answer.duplicates,
    skipped: rows.filter((row) => 'skipped' in row).length,
    refused: [...refusedEarlier, ...refusedLater].sort((a, b) => a.position - b.position),
    firstAt: times.length === 0 ? null : new Date(Math.min(...times)),
    lastAt: times.length === 0 ? null : new Date(Math.max(...times)),
  }
}

function refusedRow(row: ImportRow | undefined, position: number, why: Omit<RefusedRow, 'index'>): RefusedImport {
  const place = { position, index: row?.index ?? 0, ...(row?.file === undefined ? {} : { file: row.file }) }
  return { ...why, ...place, original: originalOf(row) }
}

/** Our own rows are their own originals. */
function originalOf(row: ImportRow | undefined): unknown {
  return row?.original ?? (row && 'post' in row ? row.post : undefined)
}

/** Rows of files as they are taken in; what was concluded goes along with its post. @param nameOf what people call a file */
export async function* rowsOf(
  items: AsyncIterable<Item>,
  nameOf: (file: string) => string = (file) => file,
): AsyncGenerator<ImportRow> {
  for await (const item of items) {
    const [file, original] = [nameOf(item.file), item.original]
    if ('post' in item) {
      const { row: index, post, inferred, ranks } = item
      yield {
        index,
        file,
        original,
        post: inferred === undefined ? post : { ...post, inferred },
        ...(ranks === undefined ? {} : { ranks }),
      }
    } else if ('skipped' in item) yield { index: item.skipped.row, file, skipped: true }
    else {
      const { row, ...refused } = item.refused
      yield { index: row, file, refused, original }
    }
  }
}
