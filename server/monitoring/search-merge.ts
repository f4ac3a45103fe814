import { type Bits, eachBit, hasBit, noBits, setBit } from './search-bits.ts'
import { type Columns, namer } from './search-columns.ts'
import { ID_BYTES } from './search-document.ts'
import { eachEntry } from './search-postings.ts'

export type MergeInput = {
  readonly columns: Columns
  readonly ids: Uint8Array
  /** documents that no longer count: they are left out */
  readonly dead: Bits
  /** blocks of postings in their order, some at a time */
  readonly blocks: AsyncIterable<readonly Uint8Array[]>
}

/** Where documents went: input → document → new document, or GONE. */
export type Moves = readonly Uint32Array[]
export const GONE = 0xffffffff

/** The new order of all documents that live, by time and then id. */
export function orderOf(inputs: readonly MergeInput[]): { moves: Moves; docs: number } {
  const moves = inputs.map(({ columns }) => new Uint32Array(columns.docs).fill(GONE))
  const next = inputs.map(() => 0)
  let docs = 0
  for (;;) {
    let least = -1
    for (const [i, input] of inputs.entries()) {
      while ((next[i] as number) < input.columns.docs && hasBit(input.dead, next[i] as number)) {
        next[i] = (next[i] as number) + 1
      }
      if ((next[i] as number) >= input.columns.docs) continue
      if (least < 0 || isBefore(input, next[i] as number, inputs[least] as MergeInput, next[least] as number)) least = i
    }
    if (least < 0) return { moves, docs }
    ;(moves[least] as Uint32Array)[next[least] as number] = docs++
    next[least] = (next[least] as number) + 1
  }
}

/** All columns but the blocks' keys, which are known when the postings are written, and the ids. */
export function mergeColumns(
  inputs: readonly MergeInput[],
  moves: Moves,
  docs: number,
): { columns: Omit<Columns, 'firstKeys'>; ids: Uint8Array } {
  const [regions, sources, tracks, marks] = [namer<string>(), namer<string>(), namer<string>(), namer<number>()]
  const columns = {
    docs,
    at: new Float64Array(docs),
    marks: new Uint16Array(docs),
    followers: new Int32Array(docs),
    region: new Uint32Array(docs),
    source: new Uint32Array(docs),
  }
  const ids = new Uint8Array(docs * ID_BYTES)
  const many = new Uint32Array(docs)
  for (const [i, { columns: from, ids: fromIds }] of inputs.entries()) {
    const [regionCodes, sourceCodes] = [from.names.regions.map(regions.codeOf), from.names.sources.map(sources.codeOf)]
    const markCodes = from.names.marks.map(marks.codeOf)
    eachMoved(moves[i], (doc, to) => {
      columns.at[to] = from.at[doc] as number
      columns.marks[to] = markCodes[from.marks[doc] as number] as number
      columns.followers[to] = from.followers[doc] as number
      columns.region[to] = regionCodes[from.region[doc] as number] as number
      columns.source[to] = sourceCodes[from.source[doc] as number] as number
      many[to] = (from.trackEnd[doc] as number) - startOf(from, doc)
      ids.set(fromIds.subarray(doc * ID_BYTES, (doc + 1) * ID_BYTES), to * ID_BYTES)
    })
  }
  // Sums of what each has: where each one's tracks end.
  const trackEnd = new Uint32Array(docs)
  let sum = 0
  for (let doc = 0; doc < docs; doc++) trackEnd[doc] = sum += many[doc] as number
  const codes = new Uint16Array(sum)
  for (const [i, { columns: from }] of inputs.entries()) {
    const trackCodes = from.names.tracks.map(tracks.codeOf)
    eachMoved(moves[i], (doc, to) => {
      let place = (trackEnd[to] as number) - (many[to] as number)
      for (let k = startOf(from, doc); k < (from.trackEnd[doc] as number); k++) {
        codes[place++] = trackCodes[from.tracks[k] as number] as number
      }
    })
  }
  const names = { marks: marks.names, regions: regions.names, sources: sources.names, tracks: tracks.names }
  return { columns: { ...columns, trackEnd, tracks: codes, names }, ids }
}

/** Where the tracks of a document begin in `tracks`. */
export function startOf({ trackEnd }: { readonly trackEnd: Uint32Array }, doc: number): number {
  return doc === 0 ? 0 : (trackEnd[doc - 1] as number)
}

/** Merges the lists of all inputs, key by key in order. */
export async function mergePostings(
  inputs: readonly MergeInput[],
  moves: Moves,
  docs: number,
  add: (key: number, docs: Uint32Array, from: number, to: number) => void,
  pause: () => Promise<void>,
): Promise<void> {
  const readers = inputs.map(({ blocks }, i) => entryReader(blocks, moves[i] as Uint32Array))
  await Promise.all(readers.map((reader) => reader.fill()))
  const union = unifier(docs)
  for (;;) {
    let key = Number.POSITIVE_INFINITY
    for (const reader of readers) if (reader.key() < key) key = reader.key()
    if (key === Number.POSITIVE_INFINITY) return
    for (const reader of readers) {
      // A list may go on in the next block, which may have to be fetched first.
      while (reader.key() === key) {
        union.take(reader)
        if (reader.next()) continue
        await reader.fill()
        await pause()
      }
    }
    const list = union.end()
    if (list.length > 0) add(key, list, 0, list.length)
  }
}

type EntryReader = ReturnType<typeof entryReader>

function entryReader(blocks: AsyncIterable<readonly Uint8Array[]>, moves: Uint32Array) {
  const source = blocks[Symbol.asyncIterator]()
  let keys: number[] = []
  let ends: number[] = []
  let docs = new Uint32Array(2 ** 17)
  let at = 0
  const load = (block: Uint8Array): void => {
    eachEntry(block, (key, entry, count) => {
      let length = ends.at(-1) ?? 0
      if (docs.length < length + count) {
        const wider = new Uint32Array((length + count) * 2)
        wider.set(docs)
        docs = wider
      }
      for (let i = 0; i < count; i++) {
        const to = moves[entry[i] as number] as number
        if (to !== GONE) docs[length++] = to
      }
      keys.push(key)
      ends.push(length)
    })
  }
  return {
    /** Infinity at the end */
    key: (): number => keys[at] ?? Number.POSITIVE_INFINITY,
    docs: (): Uint32Array => docs.subarray(at === 0 ? 0 : ends[at - 1], ends[at]),
    /** @returns false where `fill` is needed to know whether there is more */
    next: (): boolean => {
      at++
      return at < keys.length
    },
    fill: async (): Promise<void> => {
      keys = []
      ends = []
      at = 0
      while (keys.length === 0) {
        const { done, value } = await source.next()
        if (done) return
        for (const block of value) load(block)
      }
    },
  }
}

/** Puts lists together. Long ones by a set of bits; sorting them would take several times as long. */
function unifier(docs: number) {
  let list = new Uint32Array(1024)
  let length = 0
  let isSorted = true
  const bits = noBits(docs)
  const take = (reader: EntryReader): void => {
    const more = reader.docs()
    if (more.length === 0) return
    if (list.length < length + more.length) {
      const wider = new Uint32Array((length + more.length) * 2)
      wider.set(list.subarray(0, length))
      list = wider
    }
    if (length > 0 && (list[length - 1] as number) > (more[0] as number)) isSorted = false
    list.set(more, length)
    length += more.length
  }
  const end = (): Uint32Array => {
    const all = list.subarray(0, length)
    if (!isSorted && length > docs / 64) sortByBits(all, bits)
    else if (!isSorted) all.sort()
    length = 0
    isSorted = true
    return all
  }
  return { take, end }
}

function sortByBits(all: Uint32Array, bits: Bits): void {
  for (const doc of all) setBit(bits, doc)
  let at = 0
  eachBit(bits, (doc) => {
    all[at++] = doc
  })
  bits.fill(0)
}

function eachMoved(moves: Uint32Array | undefined, visit: (doc: number, to: number) => void): void {
  for (const [doc, to] of (moves ?? []).entries()) if (to !== GONE) visit(doc, to)
}

function isBefore(a: MergeInput, doc: number, b: MergeInput, other: number): boolean {
  const [at, otherAt] = [a.columns.at[doc] as number, b.columns.at[other] as number]
  if (at !== otherAt) return at < otherAt
  for (let i = 0; i < ID_BYTES; i++) {
    const [x, y] = [a.ids[doc * ID_BYTES + i] as number, b.ids[other * ID_BYTES + i] as number]
    if (x !== y) return x < y
  }
  return false
}
