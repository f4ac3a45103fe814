import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from '../base/db.ts'
import { type Bits, noBits, setBit } from './search-bits.ts'
import { type BoundedCache, boundedCache } from './search-cache.ts'
import { type Columns, DOC_BYTES } from './search-columns.ts'
import type { SearchDocument } from './search-document.ts'
import { readBatches, readPosts } from './search-document-store.ts'
import { readColumns } from './search-merge-store.ts'
import { readScattered } from './search-parts-store.ts'
import { blocksOf } from './search-postings.ts'
import { listDead } from './search-segment-store.ts'
import type { TailBatch } from './search-tail.ts'

/** A live segment as one snapshot of the database sees it. */
export type OpenSegment = {
  readonly segmentId: number
  readonly docs: number
  readonly dead: number
  /** ms */
  readonly first: number
  readonly last: number
}
export type View = {
  /** which seal was the last: what it replaced is dead in this view */
  readonly lastSeal: number
  readonly segments: readonly OpenSegment[]
  readonly tail: readonly TailBatch[]
  /** all posts that are stored */
  readonly outOf: number
  /** undefined: everything that is stored is found; else what came up to then, in ms */
  readonly behind: number | undefined
}

export type Catalog = {
  /** What there is to be searched now: live segments and, where they are few, the posts behind them. */
  view(orgId: string): Promise<View>
  columns(orgId: string, segment: Pick<OpenSegment, 'segmentId'>): Promise<Columns>
  /** undefined where nothing of it is dead */
  dead(orgId: string, segment: OpenSegment, lastSeal: number): Promise<Bits | undefined>
  /** Blocks of postings that may hold keys of these ranges, of several segments at once; to be asked for by `segmentId block`. */
  blocks(
    orgId: string,
    segments: readonly { readonly segmentId: number; readonly firstKeys: Float64Array }[],
    ranges: readonly (readonly [number, number])[],
  ): Promise<ReadonlyMap<string, Uint8Array>>
}

export type CatalogOptions = {
  readonly db: Db
  readonly pool: pg.Pool
  readonly fold: (documents: readonly SearchDocument[]) => TailBatch
  /** for columns, in bytes */
  readonly columnBytes: number
  /** for blocks of postings, in bytes */
  readonly blockBytes: number
}

/** More posts than these behind the segments are not read by a search: it says how far it reaches instead. */
export const MOST_TAIL = 40_000
const MOST_BATCHES = 4000
const MOST_CHANGES = 5000
/** Blocks fetched by one statement: 4 MB. */
const FETCHED = 512

export function openCatalog(options: CatalogOptions): Catalog {
  const { db, pool } = options
  const columns = boundedCache<Columns>(options.columnBytes)
  const blocks = boundedCache<Uint8Array>(options.blockBytes)
  const dead = boundedCache<Bits>(options.columnBytes / 8)
  const tails = new Map<string, Tail>()
  const views = inTurns()
  const loads = new Map<number, Promise<Columns>>()
  return {
    // In turns: what is read beforehand and what a search reads would else come twice, or in the wrong order.
    view: async (orgId) => {
      const tail = tails.get(orgId) ?? { batches: new Map(), changes: new Map() }
      tails.set(orgId, tail)
      return views(orgId, () => viewOf(options, orgId, tail))
    },
    columns: async (orgId, { segmentId }) => {
      const key = String(segmentId)
      const loading = loads.get(segmentId) ?? columns.get(key) ?? readColumns(pool, orgId, segmentId)
      if (loading instanceof Promise) loads.set(segmentId, loading)
      try {
        const known = await loading
        columns.set(key, known, sizeOf(known))
        return known
      } finally {
        loads.delete(segmentId)
      }
    },
    dead: async (orgId, { segmentId, docs, dead: many }, lastSeal) => {
      if (many === 0) return undefined
      const key = `${segmentId} ${many}`
      const known = dead.get(key)
      if (known) return known
      const bits = noBits(docs)
      const rows = await listDead(db, orgId, [segmentId])
      for (const { doc, bySegment } of rows) if (bySegment <= lastSeal) setBit(bits, doc)
      dead.set(key, bits, bits.byteLength)
      return bits
    },
    blocks: async (orgId, segments, ranges) =>
      readMissing(
        pool,
        blocks,
        orgId,
        segments.flatMap((segment) => wantedOf(segment, ranges)),
      ),
  }
}

async function viewOf(options: CatalogOptions, orgId: string, tail: Tail): Promise<View> {
  const snapshot = await readSnapshot(options.db, orgId)
  const isBehind = snapshot.pending > MOST_TAIL || snapshot.batches.length > MOST_BATCHES
  if (isBehind) tail.batches.clear()
  else await catchUp(options, orgId, tail, snapshot)
  const stored = snapshot.segments.reduce((sum, segment) => sum + segment.docs - segment.dead, 0)
  return {
    lastSeal: snapshot.lastSeal,
    segments: snapshot.segments,
    tail: [...tail.batches.values()],
    outOf: stored + snapshot.pending,
    behind: isBehind ? snapshot.cursorAt : undefined,
  }
}

/** One after the other for each key, whether or not the one before went well. */
function inTurns(): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  const turns = new Map<string, Promise<unknown>>()
  return (key, run) => {
    const mine = (turns.get(key) ?? Promise.resolve()).then(run, run)
    turns.set(key, mine)
    return mine
  }
}

type Wanted = { readonly segmentId: number; readonly block: number; readonly key: string }

async function readMissing(
  pool: pg.Pool,
  known: BoundedCache<Uint8Array>,
  orgId: string,
  wanted: readonly Wanted[],
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  const keep = (key: string, block: Uint8Array): void => {
    found.set(key, block)
    known.set(key, block, block.length)
  }
  const missing: Wanted[] = []
  for (const each of wanted) {
    const block = known.get(each.key)
    if (block) keep(each.key, block)
    else missing.push(each)
  }
  for (let i = 0; i < missing.length; i += FETCHED) {
    const some = missing.slice(i, i + FETCHED)
    const read = await readScattered(pool, orgId, some)
    for (const [k, { key }] of some.entries()) keep(key, read[k] as Uint8Array)
  }
  return found
}

function wantedOf(
  { segmentId, firstKeys }: { readonly segmentId: number; readonly firstKeys: Float64Array },
  ranges: readonly (readonly [number, number])[],
): Wanted[] {
  const numbers = new Set<number>()
  for (const [from, to] of ranges) {
    const [first, end] = blocksOf(firstKeys, from, to)
    for (let block = first; block < end; block++) numbers.add(block)
  }
  return [...numbers].map((block) => ({ segmentId, block, key: `${segmentId} ${block}` }))
}

type Snapshot = {
  readonly cursorAt: number
  readonly lastSeal: number
  readonly segments: readonly OpenSegment[]
  readonly pending: number
  readonly batches: readonly string[]
  readonly changes: readonly (readonly [string, string])[]
}

/** In one statement, so that each post is either in a segment or behind them. */
async function readSnapshot(db: Db, orgId: string): Promise<Snapshot> {
  const found = await sql<Snapshot>`
    with s as (
      select coalesce(max(cursor_xid::text), '0')::xid8 as xid, coalesce(max(cursor_batch::text), ${NO_BATCH})::uuid as batch,
        coalesce(max(cursor_at), 'epoch') as at, coalesce(max(last_seal), 0) as seal
      from search_state where org_id = ${orgId}
    ), behind as materialized (
      select b.batch_id, b.xid, b.accepted from ingest_batches b, s
      where b.org_id = ${orgId} and (b.xid, b.batch_id) > (s.xid, s.batch) and b.accepted > 0
    )
    select (extract(epoch from s.at) * 1000)::float8 as "cursorAt", s.seal as "lastSeal",
      (select coalesce(json_agg(json_build_object('segmentId', g.segment_id, 'docs', g.docs, 'dead', g.dead,
          'first', extract(epoch from g.first_at) * 1000, 'last', extract(epoch from g.last_at) * 1000)
          order by g.last_at desc), '[]')
        from search_segments g where g.org_id = ${orgId} and g.state = 'live' and g.docs > 0) as segments,
      (select coalesce(sum(accepted), 0) from behind) as pending,
      (select coalesce(json_agg(few.batch_id), '[]')
        from (select batch_id from behind order by xid, batch_id limit ${MOST_BATCHES + 1}) few) as batches,
      (select coalesce(json_agg(json_build_array(c.post_id, c.xid::text)), '[]')
        from (select post_id, xid from search_changes where org_id = ${orgId} limit ${MOST_CHANGES}) c) as changes
    from s`.execute(db)
  const [snapshot] = found.rows
  if (!snapshot) throw new Error('the state of the index gave no row')
  return snapshot
}

const NO_BATCH = '00000000-0000-0000-0000-000000000000'

/** `changes`: up to which transaction changed posts have been read again. */
type Tail = { readonly batches: Map<string, TailBatch>; readonly changes: Map<string, string> }

async function catchUp({ db, fold }: CatalogOptions, orgId: string, tail: Tail, snapshot: Snapshot): Promise<void> {
  const wanted = new Set(snapshot.batches)
  for (const batchId of tail.batches.keys()) if (!wanted.has(batchId)) tail.batches.delete(batchId)
  const missing = snapshot.batches.filter((batchId) => !tail.batches.has(batchId))
  const fresh = Map.groupBy(await readBatches(db, orgId, missing), ({ batchId }) => batchId)
  for (const batchId of missing) tail.batches.set(batchId, fold(fresh.get(batchId) ?? []))
  await readAgain(db, fold, orgId, tail, snapshot.changes)
}

async function readAgain(
  db: Db,
  fold: CatalogOptions['fold'],
  orgId: string,
  tail: Tail,
  changes: Snapshot['changes'],
): Promise<void> {
  const now = new Map(changes)
  for (const id of tail.changes.keys()) if (!now.has(id)) tail.changes.delete(id)
  const changed = new Set(changes.flatMap(([id, xid]) => (tail.changes.get(id) === xid ? [] : [id])))
  if (changed.size === 0) return
  for (const [batchId, { documents }] of tail.batches) {
    const keys = documents.filter(({ id }) => changed.has(id))
    if (keys.length === 0) continue
    const read = await readPosts(db, orgId, keys)
    tail.batches.set(batchId, fold([...documents.filter(({ id }) => !changed.has(id)), ...read]))
  }
  for (const [id, xid] of changes) tail.changes.set(id, xid)
}

function sizeOf({ docs, tracks, firstKeys, names }: Columns): number {
  const named = names.regions.length + names.sources.length + names.tracks.length
  return docs * DOC_BYTES + tracks.byteLength + firstKeys.byteLength + named * 100
}
