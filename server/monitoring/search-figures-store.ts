import { MINUTE } from '../base/clock.ts'
import { type Bits, countBits, eachBit, noBits, orBits, setBit, withoutBits } from './search-bits.ts'
import type { OpenSegment } from './search-catalog-store.ts'
import type { Columns } from './search-columns.ts'
import { readTexts } from './search-document-store.ts'
import type { Figures, FiguresRequest } from './search-engine.ts'
import {
  type Evaluated,
  evaluateSegments,
  type Lookup,
  overlapping,
  type Prepared,
  prepare,
} from './search-lookup-store.ts'
import { type Place, readIds } from './search-parts-store.ts'
import { placeKey, sampleOf } from './search-sample.ts'
import type { Sought } from './search-sought.ts'
import { findInTail, type TailDocument } from './search-tail.ts'
import {
  addTally,
  type Bars,
  barsOf,
  emptyTally,
  type Part,
  type Span,
  sizeOfPart,
  tallyDocument,
  tallySegment,
} from './search-tally.ts'

const AT_ONCE = 8
/** So many texts are all read; of more a sample is, half as many at least. */
const MOST_READ = 1000

/**
 * Counts everything that holds. What the index cannot decide is read, all of it where it is little; else a sample is, and each post of it
 * stands for as many as it was drawn from. A segment never changes: what was counted of it is kept, so that whoever asks again, as an
 * open page does whenever something comes, counts what is new.
 */
export async function findFigures(on: Lookup, { orgId, sought, steps, now }: FiguresRequest): Promise<Figures> {
  const asked = prepare(on, orgId, sought)
  const view = await on.catalog.view(orgId)
  const tail = findInTail(view.tail, asked.reader, asked.knownTail)
  const segments = overlapping(view.segments, sought)
  const known = segments.map((segment) => on.parts.get(nameOf(asked, segment)))
  const found = await findSegments(on, asked, view.lastSeal, without(segments, known))
  const bars = spanOf(sought, [...known, ...found], tail, steps, now)
  // Over another span bars are wider or narrower: then all is counted anew.
  const fitting = known.map((part) => (part && isOf(part, bars) ? part : undefined))
  const others = segments.filter((_, i) => known[i] && !fitting[i])
  const all = others.length === 0 ? found : [...found, ...(await findSegments(on, asked, view.lastSeal, others))]
  const tally = emptyTally(bars)
  for (const [i, part] of fitting.entries()) {
    if (!part) continue
    if (part.tally) addTally(tally, part.tally)
    on.parts.set(nameOf(asked, segments[i] as OpenSegment), part, sizeOfPart(part))
  }
  for (const each of all) {
    const part = partOf(each, bars)
    if (part.tally) addTally(tally, part.tally)
    if (each.weight === 1) on.parts.set(nameOf(asked, each.segment), part, sizeOfPart(part))
  }
  for (const { document, mark } of tail) tallyDocument(tally, document, mark)
  return {
    tally,
    isExact: all.every(({ weight }) => weight === 1),
    sampled: all.reduce((sum, { sampled }) => sum + sampled, 0),
    outOf: view.outOf,
    behind: view.behind,
  }
}

type Found = Evaluated & {
  /** of the texts read those that hold */
  readonly held: Bits | undefined
  /** for how many each of them stands */
  readonly weight: number
  readonly sampled: number
  readonly span: Span | undefined
}

const nameOf = ({ key }: Prepared, { segmentId, dead }: OpenSegment): string => `${segmentId} ${dead} ${key}`
const isOf = ({ tally }: Part, { step }: Bars): boolean => tally === undefined || tally.bars.step === step

function without(segments: readonly OpenSegment[], known: readonly unknown[]): OpenSegment[] {
  return segments.filter((_, i) => known[i] === undefined)
}

async function findSegments(
  on: Lookup,
  asked: Prepared,
  lastSeal: number,
  segments: readonly OpenSegment[],
): Promise<Found[]> {
  const evaluated: Evaluated[] = []
  for (let i = 0; i < segments.length; i += AT_ONCE) {
    evaluated.push(...(await evaluateSegments(on, asked, lastSeal, segments.slice(i, i + AT_ONCE))))
  }
  const { held, weight, sampled } = await readUnsure(on, asked, evaluated)
  return evaluated.map((each, i) => ({
    ...each,
    held: held[i],
    weight,
    // A number of the whole question, told once.
    sampled: i === 0 ? sampled : 0,
    span: spanOfBits(each.columns, [each.sets.sure, held[i]]),
  }))
}

function partOf({ columns, sets: { sure }, held, weight, span }: Found, { step }: Bars): Part {
  if (!span) return { span, tally: undefined }
  const [first, last] = span.map((at) => Math.floor(at / step)) as [number, number]
  const tally = emptyTally({ from: first * step, step, count: last - first + 1 })
  if (weight === 1) tallySegment(tally, columns, held ? orBits(sure, held) : sure, 1)
  else {
    tallySegment(tally, columns, sure, 1)
    if (held) tallySegment(tally, columns, held, weight)
  }
  return { span, tally }
}

function spanOfBits({ at }: Columns, sets: readonly (Bits | undefined)[]): Span | undefined {
  const ends = sets.flatMap((bits) => (bits && endsOf(bits)) ?? []).map((doc) => at[doc] as number)
  return ends.length === 0 ? undefined : [Math.min(...ends), Math.max(...ends)]
}

type Read = {
  /** by segment: those of the texts read that hold; undefined where all was decided */
  readonly held: readonly (Uint32Array | undefined)[]
  /** for how many each of them stands */
  readonly weight: number
  readonly sampled: number
}

async function readUnsure(on: Lookup, asked: Prepared, evaluated: readonly Evaluated[]): Promise<Read> {
  const unsure = evaluated.map(({ sets: { sure, maybe } }) => (sure === maybe ? undefined : withoutBits(maybe, sure)))
  const total = unsure.reduce((sum, bits) => sum + (bits ? countBits(bits) : 0), 0)
  if (total === 0) return { held: unsure.map(() => undefined), weight: 1, sampled: 0 }
  const drawn = draw(evaluated, unsure, sampleOf(total, MOST_READ))
  const holds = await readHolds(on, asked, drawn)
  const held = unsure.map((bits, i) => bits && noBits(evaluated[i]?.segment.docs ?? 0))
  for (const { segment, place } of drawn) {
    const bits = held[segment]
    if (bits && holds.get(placeKey(place.segmentId, place.doc))) setBit(bits, place.doc)
  }
  return { held, weight: total / Math.max(1, drawn.length), sampled: drawn.length < total ? drawn.length : 0 }
}

type Drawn = { readonly segment: number; readonly place: Place; readonly at: number }

function draw(
  evaluated: readonly Evaluated[],
  unsure: readonly (Uint32Array | undefined)[],
  isDrawn: (segmentId: number, doc: number) => boolean,
): Drawn[] {
  const drawn: Drawn[] = []
  for (const [segment, bits] of unsure.entries()) {
    const each = evaluated[segment]
    if (!bits || !each) continue
    const { segmentId } = each.segment
    eachBit(bits, (doc) => {
      if (isDrawn(segmentId, doc))
        drawn.push({ segment, place: { segmentId, doc }, at: each.columns.at[doc] as number })
    })
  }
  return drawn
}

/** Whether it holds, by place. A document of a segment never changes: what was read of it for the same question is kept. */
async function readHolds(on: Lookup, asked: Prepared, drawn: readonly Drawn[]): Promise<ReadonlyMap<number, boolean>> {
  const { orgId, key, reader } = asked
  const keyOf = ({ place: { segmentId, doc } }: Drawn): number => placeKey(segmentId, doc)
  const holds = new Map(on.knownTexts.get(key))
  const missing = drawn.filter((each) => !holds.has(keyOf(each)))
  const places = missing.map(({ place }) => place)
  const ids = await readIds(on.pool, orgId, places)
  const keys = missing.map(({ at }, i) => ({ id: ids[i] ?? '', at }))
  const texts = await readTexts(on.db, orgId, keys)
  for (const [i, each] of missing.entries()) {
    const text = texts.get(ids[i] ?? '')
    holds.set(keyOf(each), text !== undefined && reader.holdsText(text))
  }
  // Of this question's present segments alone, or those that were merged away would stay for ever.
  const kept = new Map(drawn.map((each) => [keyOf(each), holds.get(keyOf(each)) === true]))
  on.knownTexts.set(key, kept, kept.size * TEXT_BYTES)
  return kept
}
/** What it takes to know of one text whether it holds. */
const TEXT_BYTES = 48

/** From the beginning to the end of what is asked for; where it is open, of what was found. */
function spanOf(
  { from, to }: Sought,
  parts: readonly (Pick<Part, 'span'> | undefined)[],
  tail: readonly TailDocument[],
  steps: number,
  now: number,
): Bars {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const widen = (at: number): void => {
    first = Math.min(first, at)
    last = Math.max(last, at)
  }
  for (const part of parts) for (const at of part?.span ?? []) widen(at)
  for (const { document } of tail) widen(document.at)
  if (from !== undefined && (first !== Number.POSITIVE_INFINITY || to !== undefined)) first = from
  // An end in the future would be bars of nothing; posts may bear a time shortly ahead of ours.
  if (to !== undefined && (last !== Number.NEGATIVE_INFINITY || from !== undefined)) {
    last = Math.max(last, first, Math.min(to - 1, now))
  }
  if (!Number.isFinite(first) || !Number.isFinite(last)) return { from: 0, step: MINUTE, count: 0 }
  return barsOf(first, Math.max(first, last), steps)
}

function endsOf(bits: Uint32Array): [number, number] | undefined {
  const low = bits.findIndex((word) => word !== 0)
  if (low < 0) return undefined
  const high = bits.findLastIndex((word) => word !== 0)
  const [first, last] = [bits[low] as number, bits[high] as number]
  return [low * 32 + 31 - Math.clz32(first & -first), high * 32 + 31 - Math.clz32(last)]
}
