import { inTransaction } from '../base/db.ts'
import { noBits, setBit } from './search-bits.ts'
import { type Columns, decodeColumns } from './search-columns.ts'
import { GONE, type MergeInput, type Moves, mergeColumns, mergePostings, orderOf } from './search-merge.ts'
import { COLUMNS, IDS, insertParts, POSTINGS, readBlocks, readWhole, TIMES } from './search-parts-store.ts'
import { blockWriter } from './search-postings.ts'
import { type Indexing, writeColumns } from './search-seal-store.ts'
import {
  type DeadRow,
  deleteSegment,
  insertDead,
  insertSegment,
  listDead,
  listLive,
  type SegmentRow,
  setLive,
  supersede,
} from './search-segment-store.ts'
import { alone, lockState } from './search-store.ts'

/** So many segments of about one size become one. */
const FAN_IN = 8
/** Of one segment: its merge takes some 200 MB of memory. */
const MOST_DOCS = 1_000_000
const SMALLEST = 1000
/** A segment of which so much is dead is written anew. */
const DEAD_SHARE = 0.3
const BLOCKS_AT_ONCE = 64

/**
 * Makes one larger segment of several small ones, where there are enough. Posts that were changed meanwhile stay dead: the last short
 * transaction carries over what became dead since the beginning.
 * @param fanIn how many of a size are enough
 * @returns how many segments were merged; undefined where another process is at it
 */
export async function mergeNext(
  on: Indexing,
  orgId: string,
  now: Date,
  fanIn: number = FAN_IN,
): Promise<number | undefined> {
  return alone(on.db, `merge ${orgId}`, async () => {
    const chosen = chooseMerge(await listLive(on.db, orgId), fanIn)
    if (chosen.length > 0) await mergeThese(on, orgId, now, chosen)
    return chosen.length
  })
}

/** The smallest segments of about one size, when there are enough of them; or one that is mostly dead. */
export function chooseMerge(live: readonly SegmentRow[], fanIn: number = FAN_IN): SegmentRow[] {
  const withered = live.find(({ docs, dead }) => dead > docs * DEAD_SHARE)
  const tiers = Map.groupBy(live, ({ docs }) => tierOf(docs))
  for (const [, tier] of [...tiers].sort(([a], [b]) => a - b)) {
    let docs = 0
    const fitting = tier.filter((segment) => {
      docs += segment.docs
      return docs <= MOST_DOCS
    })
    if (tier.length >= fanIn && fitting.length > 1) return fitting.slice(0, FAN_IN * 2)
  }
  return withered ? [withered] : []
}

function tierOf(docs: number): number {
  return Math.max(0, Math.floor(Math.log(docs / SMALLEST) / Math.log(FAN_IN)))
}

async function mergeThese(on: Indexing, orgId: string, now: Date, chosen: readonly SegmentRow[]): Promise<void> {
  const { db } = on
  const segmentIds = chosen.map(({ segmentId }) => segmentId)
  const known = await listDead(db, orgId, segmentIds)
  const inputs: MergeInput[] = []
  for (const { segmentId } of chosen) inputs.push(await readInput(on, orgId, segmentId, known))
  on.step?.('read')
  const { moves, docs } = orderOf(inputs)
  const merged = await insertSegment(db, orgId, now)
  const { firstKeys, bytes } = await writePostings(on, orgId, merged, inputs, moves, docs)
  const { columns, ids } = mergeColumns(inputs, moves, docs)
  const more = await writeColumns(db, orgId, merged, { columns: { ...columns, firstKeys }, ids })
  on.step?.('written')
  const isDone = await inTransaction(db, async (trx) => {
    await lockState(trx, orgId)
    // Made anew from the beginning meanwhile (`weiji reindex`): then nothing of this counts.
    if ((await supersede(trx, orgId, segmentIds, now)) < segmentIds.length) return false
    const [first, last] = [columns.at[0], columns.at.at(-1)]
    await setLive(trx, orgId, merged, now, {
      docs,
      bytes: bytes + more,
      firstAt: first === undefined ? null : new Date(first),
      lastAt: last === undefined ? null : new Date(last),
    })
    const later = await listDead(trx, orgId, segmentIds)
    await insertDead(trx, orgId, moved(later, known, segmentIds, moves, merged))
    on.step?.('flipped')
    return true
  }).catch(async (error) => {
    await deleteSegment(db, orgId, merged).catch(() => undefined)
    throw error
  })
  if (!isDone) await deleteSegment(db, orgId, merged)
}

async function writePostings(
  { db }: Indexing,
  orgId: string,
  segmentId: number,
  inputs: readonly MergeInput[],
  moves: Moves,
  docs: number,
): Promise<{ firstKeys: Float64Array; bytes: number }> {
  const keys: number[] = []
  let waiting: Uint8Array[] = []
  let written = 0
  let bytes = 0
  const flush = async (): Promise<void> => {
    const blocks = waiting
    waiting = []
    await insertParts(db, orgId, segmentId, POSTINGS, written, blocks)
    written += blocks.length
  }
  const writer = blockWriter((block, firstKey) => {
    waiting.push(block)
    keys.push(firstKey)
    bytes += block.length
  })
  await mergePostings(inputs, moves, docs, writer.add, async () => {
    if (waiting.length >= BLOCKS_AT_ONCE) await flush()
  })
  writer.end()
  await flush()
  return { firstKeys: Float64Array.from(keys), bytes }
}

async function readInput(
  { pool }: Indexing,
  orgId: string,
  segmentId: number,
  known: readonly DeadRow[],
): Promise<MergeInput> {
  const columns = await readColumns(pool, orgId, segmentId)
  const dead = noBits(columns.docs)
  for (const row of known) if (row.segmentId === segmentId) setBit(dead, row.doc)
  const ids = await readWhole(pool, orgId, segmentId, IDS)
  async function* blocks(): AsyncGenerator<readonly Uint8Array[]> {
    for (let from = 0; from < columns.firstKeys.length; from += BLOCKS_AT_ONCE) {
      yield await readBlocks(pool, orgId, segmentId, from, from + BLOCKS_AT_ONCE)
    }
  }
  return { columns, ids, dead, blocks: blocks() }
}

export async function readColumns(pool: Indexing['pool'], orgId: string, segmentId: number): Promise<Columns> {
  const [times, encoded] = [
    await readWhole(pool, orgId, segmentId, TIMES),
    await readWhole(pool, orgId, segmentId, COLUMNS),
  ]
  return decodeColumns(new Float64Array(times.buffer), encoded)
}

function moved(
  later: readonly DeadRow[],
  known: readonly DeadRow[],
  segmentIds: readonly number[],
  moves: Moves,
  merged: number,
): DeadRow[] {
  const before = new Set(known.map(({ segmentId, doc }) => `${segmentId} ${doc}`))
  return later.flatMap(({ segmentId, doc, bySegment }) => {
    const to = moves[segmentIds.indexOf(segmentId)]?.[doc] ?? GONE
    return before.has(`${segmentId} ${doc}`) || to === GONE ? [] : [{ segmentId: merged, doc: to, bySegment }]
  })
}
