import type pg from 'pg'
import { type Db, inTransaction, type Trx } from '../base/db.ts'
import type { Fold } from '../text/fold.ts'
import { firstBatches, listSettled, type PendingBatch } from './batch-reads.ts'
import { type BuiltSegment, buildSegment } from './search-build.ts'
import { encodeColumns } from './search-columns.ts'
import type { SearchDocument } from './search-document.ts'
import { readBatches, readPosts } from './search-document-store.ts'
import type { Due, SealReport } from './search-engine.ts'
import { COLUMNS, IDS, insertParts, POSTINGS, partsOf, readIds, readWhole, TIMES } from './search-parts-store.ts'
import { lowerBound } from './search-postings.ts'
import { type DeadRow, deleteSegment, insertDead, insertSegment, listLive, setLive } from './search-segment-store.ts'
import {
  alone,
  type Change,
  deleteChanges,
  ensureState,
  findCursor,
  type IndexCursor,
  listChanges,
  lockState,
  moveCursor,
} from './search-store.ts'

export type Indexing = {
  readonly db: Db
  readonly pool: pg.Pool
  readonly fold: Fold
  /** called before each step, for tests that stop there */
  readonly step?: (name: string) => void
}
/** Of one segment: about a second of work and 50 MB of memory. */
const MOST_POSTS = 40_000
const MOST_BATCHES = 4000
const MOST_CHANGES = 2000
/** Posts read by one statement. */
const READ_AT_ONCE = 4000
const MOST_TRIES = 5

/**
 * Takes in what was stored and changed since the last time, as one new segment. Until the last short transaction nothing of it counts,
 * and that one moves the cursor as well: whoever dies on the way leaves only rows that are swept later.
 * @returns undefined where another process is at it
 */
export async function sealNext(on: Indexing, orgId: string, now: Date, due: Due): Promise<SealReport | undefined> {
  return alone(on.db, `seal ${orgId}`, async () => {
    const cursor = await findCursor(on.db, orgId)
    // Before any post is read: what changes later than this is taken in the next time.
    const changes = await listChanges(on.db, orgId, MOST_CHANGES)
    const settled = await listSettled(on.db, orgId, cursor, MOST_BATCHES)
    const batches = firstBatches(settled, MOST_POSTS)
    if (!isDue(batches, changes, now, due)) return { posts: 0, changes: 0, isMore: false }
    await ensureState(on.db, orgId)
    const documents = await readAll(on.db, orgId, batches)
    on.step?.('read')
    await sealOne(on, orgId, now, { cursor, batches, changes, documents })
    const isMore = batches.length < settled.length || settled.length === MOST_BATCHES || changes.length === MOST_CHANGES
    return { posts: documents.length, changes: changes.length, isMore }
  })
}

type Work = {
  readonly cursor: IndexCursor
  readonly batches: readonly PendingBatch[]
  readonly changes: readonly Change[]
  readonly documents: readonly SearchDocument[]
}

async function sealOne(on: Indexing, orgId: string, now: Date, work: Work): Promise<void> {
  const { db, fold } = on
  const changed = await readPosts(db, orgId, work.changes)
  for (let tries = 1; ; tries++) {
    const segmentId = await insertSegment(db, orgId, now)
    const { dead, live } = await findPlaces(on, orgId, work.changes, segmentId)
    // A changed post that is in no segment yet comes with its batch, in this one or a later one.
    const replaced = new Set(dead.map(({ id }) => id))
    const documents = [...work.documents, ...changed.filter(({ id }) => replaced.has(id))]
    const built = buildSegment(fold, documents)
    const bytes = await writeSegment(db, orgId, segmentId, built)
    on.step?.('written')
    const isDone = await inTransaction(db, async (trx) => {
      const at = await lockState(trx, orgId)
      if (at?.xid !== work.cursor.xid || at.batchId !== work.cursor.batchId) return true
      // Documents may have moved to a merged segment while we looked for them.
      if (dead.length > 0 && !isSame(live, await listLive(trx, orgId))) return false
      await flip(trx, orgId, now, segmentId, built, bytes, work, dead)
      on.step?.('flipped')
      return true
    })
    if (!isDone || documents.length === 0) await deleteSegment(db, orgId, segmentId)
    if (isDone) return
    if (tries === MOST_TRIES) throw new Error('segments were merged again and again while a change was to be taken in')
  }
}

async function flip(
  trx: Trx,
  orgId: string,
  now: Date,
  segmentId: number,
  { columns }: BuiltSegment,
  bytes: number,
  { cursor, batches, changes }: Work,
  dead: readonly DeadRow[],
): Promise<void> {
  const time = (at: number | undefined): Date | null => (at === undefined ? null : new Date(at))
  await setLive(trx, orgId, segmentId, now, {
    docs: columns.docs,
    bytes,
    firstAt: time(columns.at[0]),
    lastAt: time(columns.at.at(-1)),
  })
  await insertDead(trx, orgId, dead)
  await deleteChanges(trx, orgId, changes)
  const last = batches.at(-1)
  await moveCursor(trx, orgId, last ?? cursor, last?.receivedAt ?? null, segmentId)
}

/** @returns bytes */
export async function writeSegment(
  db: Db,
  orgId: string,
  segmentId: number,
  { columns, ids, blocks }: BuiltSegment,
): Promise<number> {
  await insertParts(db, orgId, segmentId, POSTINGS, 0, blocks)
  return (
    (await writeColumns(db, orgId, segmentId, { columns, ids })) + blocks.reduce((sum, { length }) => sum + length, 0)
  )
}

export async function writeColumns(
  db: Db,
  orgId: string,
  segmentId: number,
  { columns, ids }: Pick<BuiltSegment, 'columns' | 'ids'>,
): Promise<number> {
  const encoded = encodeColumns(columns)
  const times = new Uint8Array(columns.at.buffer, columns.at.byteOffset, columns.at.byteLength)
  await insertParts(db, orgId, segmentId, COLUMNS, 0, partsOf(encoded))
  await insertParts(db, orgId, segmentId, IDS, 0, partsOf(ids))
  await insertParts(db, orgId, segmentId, TIMES, 0, partsOf(times))
  return encoded.length + ids.length + times.length
}

function isDue(batches: readonly PendingBatch[], changes: readonly Change[], now: Date, due: Due): boolean {
  const [oldest] = batches
  const posts = batches.reduce((sum, { accepted }) => sum + accepted, 0)
  return (
    changes.length > 0 ||
    (oldest !== undefined &&
      (posts >= due.posts || now.getTime() - oldest.receivedAt.getTime() >= due.waitedMs || posts === 0))
  )
}

async function readAll(db: Db, orgId: string, batches: readonly PendingBatch[]): Promise<SearchDocument[]> {
  const documents: SearchDocument[] = []
  for (let rest = batches.filter(({ accepted }) => accepted > 0); rest.length > 0; ) {
    const next = firstBatches(rest, READ_AT_ONCE)
    rest = rest.slice(next.length)
    const read = await readBatches(
      db,
      orgId,
      next.map(({ batchId }) => batchId),
    )
    for (const document of read) documents.push(document)
  }
  return documents
}

/** Where changed posts stand in live segments. */
async function findPlaces(
  { db, pool }: Indexing,
  orgId: string,
  changes: readonly Change[],
  bySegment: number,
): Promise<{ dead: (DeadRow & { id: string })[]; live: { segmentId: number }[] }> {
  const live = changes.length === 0 ? [] : await listLive(db, orgId)
  const dead: (DeadRow & { id: string })[] = []
  for (const { segmentId, firstAt, lastAt } of live) {
    const within = changes.filter(({ at }) => at >= firstAt.getTime() && at <= lastAt.getTime())
    if (within.length === 0) continue
    const times = new Float64Array((await readWhole(pool, orgId, segmentId, TIMES)).buffer)
    const wanted = new Set(within.map(({ id }) => id))
    const docs = [...new Set(within.map(({ at }) => at))].flatMap((at) =>
      range(lowerBound(times, at), lowerBound(times, at, true)),
    )
    const ids = await readIds(
      pool,
      orgId,
      docs.map((doc) => ({ segmentId, doc })),
    )
    for (const [i, id] of ids.entries()) {
      if (wanted.has(id)) dead.push({ id, segmentId, doc: docs[i] ?? 0, bySegment })
    }
  }
  return { dead, live }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

function isSame(before: readonly { segmentId: number }[], now: readonly { segmentId: number }[]): boolean {
  const ids = new Set(before.map(({ segmentId }) => segmentId))
  return now.length === before.length && now.every(({ segmentId }) => ids.has(segmentId))
}
