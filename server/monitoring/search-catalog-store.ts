import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from '../base/db.ts'
import { type Bits, noBits, setBit } from './search-bits.ts'
import { type BoundedCache, boundedCache } from './search-cache.ts'
import type { Columns } from './search-columns.ts'
import type { SearchDocument } from './search-document.ts'
import { readBatches, readPosts } from './search-document-store.ts'
import { readColumns } from './search-merge-store.ts'
import { readScattered } from './search-parts-store.ts'
import { blocksOf } from './search-postings.ts'
import { listDead } from './search-segment-store.ts'
import type { TailDocument } from './search-tail.ts'

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
  readonly tail: readonly TailDocument[]
  /** all posts that are stored */
  readonly outOf: number
  /** undefined: everything that is stored is found; else what came up to then, in ms */
  readonly behind: number | undefined
}

export type Catalog = {
  /** What there is to be searched now: live segments and, where they are few, the posts behind them. */
  view(orgId: string): Promise<View>
  columns(orgId: string, segment: OpenSegment): Promise<Columns>
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
  readonly fold: (document: SearchDocument) => TailDocument
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
  return {
    view: async (orgId) => {
      const snapshot = await readSnapshot(db, orgId)
      const isBehind = snapshot.pending > MOST_TAIL || snapshot.batches.length > MOST_BATCHES
      const tail = tails.get(orgId) ?? { batches: new Map(), changes: new Map() }
      tails.set(orgId, tail)
      if (isBehind) tail.batches.clear()
      else await catchUp(options, orgId, tail, snapshot)
      const stored = snapshot.segments.reduce((sum, segment) => sum + segment.docs - segment.dead, 0)
      return {
        lastSeal: snapshot.lastSeal,
        segments: snapshot.segments,
        tail: [...tail.batches.values()].flat(),
        outOf: stored + snapshot.pending,
        behind: isBehind ? snapshot.cursorAt : undefined,
      }
    },
    columns: async (orgId, { segmentId }) => {
      const key = String(segmentId)
      const known = columns.get(key) ?? (await readColumns(pool, orgId, segmentId))
      columns.set(key, known, sizeOf(known))
      return known
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
type Tail = { readonly batches: Map<string, TailDocument[]>; readonly changes: Map<string, string> }

async function catchUp({ db, fold }: CatalogOptions, orgId: string, tail: Tail, snapshot: Snapshot): Promise<void> {
  const wanted = new Set(snapshot.batches)
  for (const batchId of tail.batches.keys()) if (!wanted.has(batchId)) tail.batches.delete(batchId)
  const missing = snapshot.batches.filter((batchId) => !tail.batches.has(batchId))
  const fresh = new Map(missing.map((batchId) => [batchId, [] as TailDocument[]]))
  for (const document of await readBatches(db, orgId, missing)) fresh.get(document.batchId)?.push(fold(document))
  for (const [batchId, documents] of fresh) tail.batches.set(batchId, documents)
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
  for (const [batchId, documents] of tail.batches) {
    const keys = documents.filter(({ document }) => changed.has(document.id)).map(({ document }) => document)
    if (keys.length === 0) continue
    const read = await readPosts(db, orgId, keys)
    const rest = documents.filter(({ document }) => !changed.has(document.id))
    tail.batches.set(batchId, [...rest, ...read.map(fold)])
  }
  for (const [id, xid] of changes) tail.changes.set(id, xid)
}

function sizeOf({ docs, tracks, firstKeys, names }: Columns): number {
  const named = names.regions.length + names.sources.length + names.tracks.length
  return docs * (8 + 2 + 4 * 4) + tracks.byteLength + firstKeys.byteLength + named * 100
}
