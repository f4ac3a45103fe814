import { MINUTE } from '../base/clock.ts'
import { type Bits, docsOf } from './search-bits.ts'
import { type Columns, emotionOf, kindOf, languageOf, platformOf, sentimentOf, UNJUDGED } from './search-columns.ts'
import type { SearchDocument } from './search-document.ts'
import { lowerBound } from './search-postings.ts'

/** Bars of a histogram: [from + n × step, …). */
export type Bars = { readonly from: number; readonly step: number; readonly count: number }

/** Posts and the negative ones among them, by code. */
type Pair = { readonly posts: Float64Array; readonly negative: Float64Array }
export type NamedCounts = Map<string, { posts: number; negative: number }>

/** Weighted counts of what was found. A weight above 1 stands for posts of which only a sample was read. */
export type Tally = {
  posts: number
  judged: number
  negative: number
  readonly bars: Bars
  readonly histogram: Pair & { readonly judged: Float64Array }
  readonly platforms: Pair
  readonly sentiments: Pair
  readonly emotions: Pair
  readonly kinds: Pair
  readonly languages: Pair
  readonly regions: NamedCounts
  readonly sources: NamedCounts
  readonly tracks: NamedCounts
}

/** From one moment to another, in ms, both of them included. */
export type Span = readonly [number, number]
/** Where what holds in a segment begins and ends, and what was counted of it; no tally where nothing holds. */
export type Part = { readonly span: Span | undefined; readonly tally: Tally | undefined }

export function emptyTally(bars: Bars): Tally {
  return {
    posts: 0,
    judged: 0,
    negative: 0,
    bars,
    histogram: { ...pair(bars.count), judged: new Float64Array(bars.count) },
    platforms: pair(256),
    sentiments: pair(4),
    emotions: pair(16),
    kinds: pair(16),
    languages: pair(16),
    regions: new Map(),
    sources: new Map(),
    tracks: new Map(),
  }
}

/**
 * Adds the documents of a segment. For each there is one addition by its mark, by region, source and track; what these add up to is
 * worked out once behind, and bars are made of the marks of their stretch: facet by facet for each post took ten times as long.
 */
export function tallySegment(tally: Tally, columns: Columns, bits: Bits, weight: number): void {
  const { marks, region, source, trackEnd, tracks, names } = columns
  const docs = docsOf(bits)
  // Looked up, not asked: a branch that goes either way by chance costs more than all else here.
  const negatives = Uint8Array.from(names.marks, (mark) => Number(sentimentOf(mark) === 0))
  const byRegion = new Uint32Array(names.regions.length * 2)
  const bySource = new Uint32Array(names.sources.length * 2)
  const byTrack = new Uint32Array(names.tracks.length * 2)
  for (let i = 0; i < docs.length; i++) {
    const doc = docs[i] as number
    const other = negatives[marks[doc] as number] as number
    increase(byRegion, (region[doc] as number) * 2 + other)
    increase(bySource, (source[doc] as number) * 2 + other)
    for (let k = doc === 0 ? 0 : (trackEnd[doc - 1] as number); k < (trackEnd[doc] as number); k++) {
      increase(byTrack, (tracks[k] as number) * 2 + other)
    }
  }
  tallyBars(tally, columns, docs, weight)
  addNamed(tally.regions, names.regions, byRegion, weight)
  addNamed(tally.sources, names.sources, bySource, weight)
  addNamed(tally.tracks, names.tracks, byTrack, weight)
}

/** Adds what was counted apart, in bars of the same step of which none lies outside. */
export function addTally(tally: Tally, part: Tally): void {
  tally.posts += part.posts
  tally.judged += part.judged
  tally.negative += part.negative
  for (const name of ['platforms', 'sentiments', 'emotions', 'kinds', 'languages'] as const) {
    addAll(tally[name].posts, part[name].posts, 0)
    addAll(tally[name].negative, part[name].negative, 0)
  }
  const shift = Math.round((part.bars.from - tally.bars.from) / tally.bars.step)
  for (const name of ['posts', 'negative', 'judged'] as const)
    addAll(tally.histogram[name], part.histogram[name], shift)
  for (const name of ['regions', 'sources', 'tracks'] as const) {
    for (const [key, { posts, negative }] of part[name]) addName(tally[name], key, posts, negative)
  }
}

function addAll(to: Float64Array, from: Float64Array, shift: number): void {
  for (let i = 0; i < from.length; i++) to[i + shift] = (to[i + shift] as number) + (from[i] as number)
}

/** Memory, in bytes. */
export function sizeOfPart({ tally }: Part): number {
  if (!tally) return 100
  const { bars, regions, sources, tracks } = tally
  return TALLY_BYTES + bars.count * 24 + (regions.size + sources.size + tracks.size) * 120
}
const TALLY_BYTES = 6000

/** Documents are in the order of time: bar by bar, each by its marks. */
function tallyBars(tally: Tally, { at, marks, names }: Columns, docs: Int32Array, weight: number): void {
  const { from, step, count } = tally.bars
  const sentiments = Uint8Array.from(names.marks, sentimentOf)
  const byMark = new Uint32Array(names.marks.length)
  const ofBar = new Uint32Array(names.marks.length)
  const byBar = new Uint32Array(count * 4)
  for (let next = 0; next < docs.length; ) {
    const bar = Math.floor(((at[docs[next] as number] as number) - from) / step)
    const end = lowerBound(at, from + (bar + 1) * step)
    for (; next < docs.length && (docs[next] as number) < end; next++)
      increase(ofBar, marks[docs[next] as number] as number)
    for (let code = 0; code < ofBar.length; code++) {
      const many = ofBar[code] as number
      byMark[code] = (byMark[code] as number) + many
      byBar[bar * 4 + (sentiments[code] as number)] = (byBar[bar * 4 + (sentiments[code] as number)] as number) + many
    }
    ofBar.fill(0)
  }
  for (const [code, mark] of names.marks.entries()) tallyMark(tally, mark, (byMark[code] as number) * weight)
  addBars(tally, byBar, weight)
}

function increase(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1
}

export function tallyDocument(tally: Tally, { at, region, source, trackIds }: SearchDocument, mark: number): void {
  const { bars, histogram } = tally
  const isNegative = tallyMark(tally, mark, 1)
  const bar = Math.floor((at - bars.from) / bars.step)
  add(histogram, bar, isNegative, 1)
  if (sentimentOf(mark) !== UNJUDGED) histogram.judged[bar] = (histogram.judged[bar] as number) + 1
  addName(tally.regions, region, 1, Number(isNegative))
  addName(tally.sources, source, 1, Number(isNegative))
  for (const id of trackIds) addName(tally.tracks, id, 1, Number(isNegative))
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 28 * 1440]

/** About so many bars over all of [first, last], each a round number of minutes that begins at a round time of UTC. */
export function barsOf(first: number, last: number, about: number): Bars {
  const wanted = (last - first) / Math.max(1, about) / MINUTE
  const minutes = STEPS.find((step) => step >= wanted) ?? Math.ceil(wanted / (28 * 1440)) * 28 * 1440
  const step = minutes * MINUTE
  const from = Math.floor(first / step) * step
  return { from, step, count: Math.floor((last - from) / step) + 1 }
}

function tallyMark(tally: Tally, mark: number, weight: number): boolean {
  const sentiment = sentimentOf(mark)
  const isNegative = sentiment === 0
  tally.posts += weight
  add(tally.platforms, platformOf(mark), isNegative, weight)
  add(tally.kinds, kindOf(mark), isNegative, weight)
  add(tally.languages, languageOf(mark), isNegative, weight)
  if (sentiment === UNJUDGED) return false
  tally.judged += weight
  if (isNegative) tally.negative += weight
  add(tally.sentiments, sentiment, isNegative, weight)
  add(tally.emotions, emotionOf(mark), isNegative, weight)
  return isNegative
}

function add({ posts, negative }: Pair, code: number, isNegative: boolean, weight: number): void {
  posts[code] = (posts[code] as number) + weight
  if (isNegative) negative[code] = (negative[code] as number) + weight
}

function addBars({ histogram }: Tally, byBar: Uint32Array, weight: number): void {
  for (let bar = 0; bar < histogram.posts.length; bar++) {
    for (let sentiment = 0; sentiment < 4; sentiment++) {
      const many = (byBar[bar * 4 + sentiment] as number) * weight
      add(histogram, bar, sentiment === 0, many)
      if (sentiment !== UNJUDGED) histogram.judged[bar] = (histogram.judged[bar] as number) + many
    }
  }
}

/** @param byCode for each name those that are not negative, then those that are */
function addNamed(counts: NamedCounts, names: readonly string[], byCode: Uint32Array, weight: number): void {
  for (const [code, name] of names.entries()) {
    const negative = (byCode[code * 2 + 1] as number) * weight
    const posts = (byCode[code * 2] as number) * weight + negative
    if (posts > 0) addName(counts, name, posts, negative)
  }
}

function addName(counts: NamedCounts, name: string, posts: number, negative: number): void {
  const known = counts.get(name)
  if (known) {
    known.posts += posts
    known.negative += negative
  } else counts.set(name, { posts, negative })
}

function pair(length: number): Pair {
  return { posts: new Float64Array(length), negative: new Float64Array(length) }
}
