import { type Bits, setBit } from './search-bits.ts'

/**
 * Lists of documents by gram, in blocks that each fit a page of the database and can be read alone. A block is entries of ascending keys:
 * difference to the key before, number of documents, the first document, then differences; all as variable-length numbers. A list
 * that is too long for one block goes on in the next under the same key.
 */
export const BLOCK_BYTES = 8000
const MOST_HEADER = 8 + 5
const LEAST_ROOM = MOST_HEADER + 64

export type BlockSink = (block: Uint8Array, firstKey: number) => void

export type BlockWriter = {
  /** @param docs ascending; @param key not below those before */
  add(key: number, docs: Uint32Array, from: number, to: number): void
  end(): void
}

export function blockWriter(sink: BlockSink): BlockWriter {
  let block = new Uint8Array(BLOCK_BYTES)
  let at = 0
  let firstKey = 0
  let lastKey = 0
  const flush = (): void => {
    if (at === 0) return
    sink(block.subarray(0, at), firstKey)
    block = new Uint8Array(BLOCK_BYTES)
    at = 0
    lastKey = 0
  }
  const scratch = new Uint8Array(BLOCK_BYTES + 8)
  const add = (key: number, docs: Uint32Array, from: number, to: number): void => {
    for (let next = from; next < to; ) {
      if (BLOCK_BYTES - at < LEAST_ROOM) flush()
      const room = BLOCK_BYTES - at - MOST_HEADER - 5
      const begin = next
      let size = 0
      for (let before = 0; next < to && size <= room; next++) {
        const doc = docs[next] as number
        size = writeSmall(scratch, size, doc - before)
        before = doc
      }
      if (at === 0) firstKey = key
      at = writeLarge(block, at, key - lastKey)
      at = writeSmall(block, at, next - begin)
      block.set(scratch.subarray(0, size), at)
      at += size
      lastKey = key
    }
  }
  return { add, end: flush }
}

/** Adds the documents of all keys of [from, to] in this block to `into`. */
export function readBlock(block: Uint8Array, from: number, to: number, into: Bits): void {
  let key = 0
  let at = 0
  while (at < block.length) {
    let factor = 1
    let byte = block[at++] as number
    for (; byte >= 128; factor *= 128) {
      key += (byte - 128) * factor
      byte = block[at++] as number
    }
    key += byte * factor
    if (key > to) return
    let count = 0
    let shift = 0
    for (byte = block[at++] as number; byte >= 128; shift += 7) {
      count |= (byte & 127) << shift
      byte = block[at++] as number
    }
    count |= byte << shift
    at = key < from ? skip(block, at, count) : readDocs(block, at, count, into)
  }
}

/** Calls `visit` for each entry; `docs[0 … count)` holds only until it returns. */
export function eachEntry(block: Uint8Array, visit: (key: number, docs: Uint32Array, count: number) => void): void {
  const docs = new Uint32Array(BLOCK_BYTES)
  const place = { at: 0 }
  for (let key = 0; place.at < block.length; ) {
    key += readNumber(block, place)
    const count = readNumber(block, place)
    let doc = 0
    for (let i = 0; i < count; i++) {
      doc += readNumber(block, place)
      docs[i] = doc
    }
    visit(key, docs, count)
  }
}

/** Which blocks hold keys of [from, to], of blocks that begin with these keys: [first, behind the last). */
export function blocksOf(firstKeys: Float64Array, from: number, to: number): [number, number] {
  // A list may go on over several blocks that all begin with its key, and begin in the block before them.
  const first = lowerBound(firstKeys, from)
  return [Math.max(0, first - 1), lowerBound(firstKeys, to, true)]
}

/** Index of the first that is not below `value`; with `isAbove`, of the first above it. */
export function lowerBound(values: Float64Array, value: number, isAbove = false): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const each = values[middle] as number
    if (each < value || (isAbove && each === value)) low = middle + 1
    else high = middle
  }
  return low
}

function skip(block: Uint8Array, start: number, count: number): number {
  let at = start
  for (let left = count; left > 0; ) if ((block[at++] as number) < 128) left--
  return at
}

function readDocs(block: Uint8Array, start: number, count: number, into: Bits): number {
  let at = start
  let doc = 0
  for (let i = 0; i < count; i++) {
    let byte = block[at++] as number
    let gap = byte & 127
    for (let shift = 7; byte >= 128; shift += 7) {
      byte = block[at++] as number
      gap |= (byte & 127) << shift
    }
    doc += gap
    setBit(into, doc)
  }
  return at
}

function readNumber(block: Uint8Array, place: { at: number }): number {
  let value = 0
  let factor = 1
  for (;;) {
    const byte = block[place.at++] as number
    value += (byte & 127) * factor
    if (byte < 128) return value
    factor *= 128
  }
}

function writeSmall(into: Uint8Array, start: number, value: number): number {
  let at = start
  let left = value
  for (; left >= 128; left >>>= 7) into[at++] = (left & 127) | 128
  into[at++] = left
  return at
}

/** Up to 2^53, where shifts would lose the upper bits. */
function writeLarge(into: Uint8Array, start: number, value: number): number {
  let at = start
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) into[at++] = (left % 128) + 128
  into[at++] = left
  return at
}
