import type pg from 'pg'
import { SECOND } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import type { Fold } from '../text/fold.ts'
import { type Plan, rangesOf } from '../text/gram-plan.ts'
import { type Bits, clearBit, eachBit, hasBit, lastBits, noBits } from './search-bits.ts'
import { type BoundedCache, boundedCache } from './search-cache.ts'
import { type Catalog, type OpenSegment, openCatalog, type View } from './search-catalog-store.ts'
import type { Columns } from './search-columns.ts'
import { compareDocuments } from './search-document.ts'
import { readTexts } from './search-document-store.ts'
import type { PageRequest, Ref, RefPage } from './search-engine.ts'
import { evaluate, type Sets } from './search-evaluate.ts'
import { readIds } from './search-parts-store.ts'
import { blocksOf, lowerBound, readBlock } from './search-postings.ts'
import { keepSought, planOfSought, type Sought } from './search-sought.ts'
import { findInTail, type KnownTail, newestFirst, type Reader, readerOf, tailFolder } from './search-tail.ts'
import type { Part } from './search-tally.ts'

export type LookupOptions = {
  readonly db: Db
  readonly pool: pg.Pool
  readonly fold: Fold
  readonly columnBytes: number
  readonly blockBytes: number
  /** asked between steps: whoever wanted the answer may have gone */
  readonly isCancelled: () => boolean
}

export type Lookup = LookupOptions & {
  readonly catalog: Catalog
  /** by segment and question */
  readonly known: BoundedCache<Sets>
  /** what was counted, by segment and question */
  readonly parts: BoundedCache<Part>
  /** by question: which of the texts that were read hold, see placeKey */
  readonly knownTexts: BoundedCache<ReadonlyMap<number, boolean>>
  /** by question */
  readonly knownTails: BoundedCache<KnownTail>
}
export type Prepared = {
  readonly orgId: string
  readonly sought: Sought
  readonly plan: Plan
  readonly reader: Reader
  /** names the question */
  readonly key: string
  readonly knownTail: KnownTail
}
export type Evaluated = { readonly segment: OpenSegment; readonly columns: Columns; readonly sets: Sets }

/** Segments whose postings are fetched together. */
const AT_ONCE = 6
/** For answers by segment: a page asks for posts and figures of the same, and then for the next page. */
const KNOWN_BYTES = 48 * 2 ** 20
const PART_BYTES = 32 * 2 ** 20
const TEXT_BYTES = 16 * 2 ** 20
const KNOWN_TAILS = 200
/** After so long a page is handed out as it is, with the place where to go on. */
const PATIENCE_MS = 4 * SECOND

export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

export function openLookup(options: LookupOptions): Lookup {
  const { db, pool, fold, columnBytes, blockBytes } = options
  const catalog = openCatalog({ db, pool, fold: tailFolder(fold), columnBytes, blockBytes })
  return {
    ...options,
    catalog,
    known: boundedCache(KNOWN_BYTES),
    parts: boundedCache(PART_BYTES),
    knownTexts: boundedCache(TEXT_BYTES),
    knownTails: boundedCache(KNOWN_TAILS),
  }
}

export function prepare({ fold, knownTails }: Lookup, orgId: string, sought: Sought): Prepared {
  const key = `${orgId} ${JSON.stringify(sought)}`
  const knownTail = knownTails.get(key) ?? new WeakMap()
  knownTails.set(key, knownTail, 1)
  return { orgId, sought, plan: planOfSought(fold, sought), reader: readerOf(fold, sought), key, knownTail }
}

/** The newest that hold, all of them certainly. */
export async function findPage(on: Lookup, { orgId, sought, before, limit }: PageRequest): Promise<RefPage> {
  const asked = prepare(on, orgId, sought)
  const view = await on.catalog.view(orgId)
  const walk = startWalk(on, asked, view)
  const refs: Ref[] = []
  const began = performance.now()
  let place = before
  for (;;) {
    const wanted = limit + 1 - refs.length
    const { candidates, isEnd } = await walk(place, Math.max(wanted, limit))
    const sure = await confirm(on, asked, candidates)
    refs.push(...sure)
    place = candidates.at(-1)
    if (isEnd || refs.length > limit) break
    if (performance.now() - began > PATIENCE_MS) {
      return { refs: refs.slice(0, limit), next: place ?? null, behind: view.behind }
    }
  }
  const page = refs.slice(0, limit)
  return { refs: page, next: refs.length > limit ? (page.at(-1) ?? null) : null, behind: view.behind }
}

type Candidate = Ref & { readonly isSure: boolean }
type Walk = (before: Ref | undefined, wanted: number) => Promise<{ candidates: Candidate[]; isEnd: boolean }>

/**
 * Walks from the newest to older ones. Segments are looked at from the one that reaches furthest, and only as far as needed: for a
 * frequent word that is the last few.
 */
function startWalk(on: Lookup, asked: Prepared, view: View): Walk {
  const tail = newestFirst(findInTail(view.tail, asked.reader, asked.knownTail))
  const segments = overlapping(view.segments, asked.sought)
  const evaluated = new Map<number, Evaluated>()
  return async (before, wanted) => {
    const found: Spot[] = tail
      .filter((each) => before === undefined || compareDocuments(each, before) < 0)
      .slice(0, wanted)
      .map(({ id, at }) => ({ id, at, isSure: true }))
    let isEnd = found.length < wanted
    const below = segments.filter(({ first }) => before === undefined || first <= before.at)
    for (const [i, segment] of below.entries()) {
      if (isEnough(found, wanted, segment)) continue
      if (!evaluated.has(segment.segmentId)) {
        const next = below.slice(i, i + AT_ONCE).filter(({ segmentId }) => !evaluated.has(segmentId))
        const some = await evaluateSegments(on, asked, view.lastSeal, next)
        for (const each of some) evaluated.set(each.segment.segmentId, each)
      }
      const each = evaluated.get(segment.segmentId)
      if (!each) continue
      const spots = await newestOf(on, asked.orgId, each, before, wanted)
      if (spots.length === wanted) isEnd = false
      found.push(...spots)
    }
    const candidates = await order(on, asked.orgId, found, wanted)
    return { candidates, isEnd: isEnd && candidates.length < wanted }
  }
}

/** A document whose id is not known yet, or a post of the tail. */
type Spot = {
  readonly at: number
  readonly isSure: boolean
  readonly id?: string
  readonly segmentId?: number
  readonly doc?: number
}

/** Whether nothing of this segment can be among the newest `wanted` any more. */
function isEnough(found: readonly Spot[], wanted: number, segment: OpenSegment): boolean {
  return found.length >= wanted && found.filter(({ at }) => at > segment.last).length >= wanted
}

async function newestOf(
  on: Lookup,
  orgId: string,
  { segment: { segmentId }, columns, sets }: Evaluated,
  before: Ref | undefined,
  wanted: number,
): Promise<Spot[]> {
  const end = before === undefined ? columns.docs : await endBefore(on, orgId, segmentId, columns, before)
  return lastBits(sets.maybe, end, wanted).map((doc) => ({
    segmentId,
    doc,
    at: columns.at[doc] as number,
    isSure: hasBit(sets.sure, doc),
  }))
}

/** The first document that is not before this place. Only of the same moment ids must be looked up. */
async function endBefore(
  { pool }: Lookup,
  orgId: string,
  segmentId: number,
  { at }: Columns,
  before: Ref,
): Promise<number> {
  let low = lowerBound(at, before.at)
  let high = lowerBound(at, before.at, true)
  while (low < high) {
    const middle = (low + high) >>> 1
    const [id = ''] = await readIds(pool, orgId, [{ segmentId, doc: middle }])
    if (id < before.id) low = middle + 1
    else high = middle
  }
  return low
}

/** The newest `wanted`, with their ids, in their order. */
async function order({ pool }: Lookup, orgId: string, spots: readonly Spot[], wanted: number): Promise<Candidate[]> {
  const byTime = spots.toSorted((a, b) => b.at - a.at)
  const least = byTime[wanted - 1]?.at ?? Number.NEGATIVE_INFINITY
  const near = byTime.filter(({ at }) => at >= least)
  const places = near.flatMap(({ segmentId, doc }) =>
    segmentId === undefined || doc === undefined ? [] : [{ segmentId, doc }],
  )
  const ids = (await readIds(pool, orgId, places)).values()
  return near
    .map(({ at, isSure, id }) => ({ at, isSure, id: id ?? ids.next().value ?? '' }))
    .sort((a, b) => compareDocuments(b, a))
    .slice(0, wanted)
}

/** Leaves out what turns out not to hold when it is read. */
async function confirm({ db }: Lookup, { orgId, reader }: Prepared, candidates: readonly Candidate[]): Promise<Ref[]> {
  const texts = await readTexts(
    db,
    orgId,
    candidates.filter(({ isSure }) => !isSure),
  )
  return candidates
    .filter(({ id, isSure }) => {
      const text = texts.get(id)
      return isSure || (text !== undefined && reader.holdsText(text))
    })
    .map(({ id, at }) => ({ id, at }))
}

/** Segments that may hold posts of the time that is asked for, from the one that reaches furthest. */
export function overlapping(segments: readonly OpenSegment[], { from, to }: Sought): OpenSegment[] {
  return segments.filter(({ first, last }) => (from === undefined || last >= from) && (to === undefined || first < to))
}

export async function evaluateSegments(
  { catalog, fold, isCancelled, known }: Lookup,
  { orgId, sought, plan, key }: Prepared,
  lastSeal: number,
  segments: readonly OpenSegment[],
): Promise<Evaluated[]> {
  if (isCancelled()) throw new Cancelled('nobody waits for this any more')
  const opened: { segment: OpenSegment; columns: Columns; sets: Sets | undefined; name: string }[] = []
  for (const segment of segments) {
    const name = `${segment.segmentId} ${segment.dead} ${key}`
    opened.push({ segment, columns: await catalog.columns(orgId, segment), sets: known.get(name), name })
  }
  const fresh = opened.filter(({ sets }) => sets === undefined)
  const blocks = await catalog.blocks(
    orgId,
    fresh.map(({ segment: { segmentId }, columns: { firstKeys } }) => ({ segmentId, firstKeys })),
    rangesOf(plan),
  )
  const evaluated: Evaluated[] = []
  for (const { segment, columns, sets: before, name } of opened) {
    const sets = before ?? evaluate(plan, segment.docs, listReader(segment, columns, blocks))
    if (!before) {
      const dead = await catalog.dead(orgId, segment, lastSeal)
      if (dead) remove(sets, dead)
      keepSought(fold, sought, columns, sets)
    }
    known.set(name, sets, sets.maybe.byteLength + (sets.sure === sets.maybe ? 0 : sets.sure.byteLength))
    evaluated.push({ segment, columns, sets })
  }
  return evaluated
}

function listReader(
  { segmentId, docs }: OpenSegment,
  { firstKeys }: Columns,
  blocks: ReadonlyMap<string, Uint8Array>,
): (from: number, to: number) => Bits {
  return (from, to) => {
    const bits = noBits(docs)
    const [first, end] = blocksOf(firstKeys, from, to)
    for (let block = first; block < end; block++) {
      const data = blocks.get(`${segmentId} ${block}`)
      if (data) readBlock(data, from, to, bits)
    }
    return bits
  }
}

function remove({ sure, maybe }: Sets, dead: Bits): void {
  eachBit(dead, (doc) => {
    clearBit(maybe, doc)
    clearBit(sure, doc)
  })
}
