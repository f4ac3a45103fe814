import { bitsOf } from '../base/bit-count.ts'

/** A set of documents of one segment: bit n of word n / 32. All sets of a segment have the same length. */
export type Bits = Uint32Array

export function noBits(docs: number): Bits {
  return new Uint32Array((docs + 31) >>> 5)
}

export function allBits(docs: number): Bits {
  const bits = noBits(docs).fill(0xffffffff)
  if ((docs & 31) !== 0) bits[bits.length - 1] = 2 ** (docs & 31) - 1
  return bits
}

export function setBit(bits: Bits, doc: number): void {
  bits[doc >>> 5] = (bits[doc >>> 5] as number) | (1 << (doc & 31))
}

export function clearBit(bits: Bits, doc: number): void {
  bits[doc >>> 5] = (bits[doc >>> 5] as number) & ~(1 << (doc & 31))
}

export function hasBit(bits: Bits, doc: number): boolean {
  return ((bits[doc >>> 5] as number) & (1 << (doc & 31))) !== 0
}

// Loops, not `map`: a call for each word takes longer than the word.
export function andBits(a: Bits, b: Bits): Bits {
  const both = new Uint32Array(a.length)
  for (let i = 0; i < a.length; i++) both[i] = (a[i] as number) & (b[i] as number)
  return both
}

export function orBits(a: Bits, b: Bits): Bits {
  const either = new Uint32Array(a.length)
  for (let i = 0; i < a.length; i++) either[i] = (a[i] as number) | (b[i] as number)
  return either
}

export function withoutBits(a: Bits, b: Bits): Bits {
  const rest = new Uint32Array(a.length)
  for (let i = 0; i < a.length; i++) rest[i] = (a[i] as number) & ~(b[i] as number)
  return rest
}

export function countBits(bits: Bits): number {
  let count = 0
  for (let i = 0; i < bits.length; i++) count += bitsOf(bits[i] as number)
  return count
}

/** Leaves only documents of [from, to). */
export function keepRange(bits: Bits, from: number, to: number): void {
  const [first, last] = [from >>> 5, to >>> 5]
  bits.fill(0, 0, Math.min(first, bits.length))
  bits.fill(0, last + 1)
  if (first < bits.length) bits[first] = (bits[first] as number) & (0xffffffff << (from & 31))
  if (last < bits.length) bits[last] = (bits[last] as number) & (2 ** (to & 31) - 1)
}

/** All documents of a set, in order. */
export function docsOf(bits: Bits): Int32Array {
  const docs = new Int32Array(countBits(bits))
  let length = 0
  for (let i = 0; i < bits.length; i++) {
    for (let word = bits[i] as number; word !== 0; word &= word - 1) {
      docs[length++] = (i << 5) + 31 - Math.clz32(word & -word)
    }
  }
  return docs
}

/** Leaves only documents for which `keeps[codes[doc]]` is 1. A column of whole words is walked in one go, without a branch a document. */
export function keepCodes(bits: Bits, codes: Uint16Array | Uint32Array, keeps: Uint8Array): void {
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] as number
    if (word === 0) continue
    const first = i << 5
    let kept = 0
    if (word === 0xffffffff) {
      for (let k = 0; k < 32; k++) kept |= (keeps[codes[first + k] as number] as number) << k
    } else {
      for (let left = word; left !== 0; left &= left - 1) {
        const k = 31 - Math.clz32(left & -left)
        kept |= (keeps[codes[first + k] as number] as number) << k
      }
    }
    bits[i] = kept
  }
}

/** Leaves only documents whose value is in [least, most]. */
export function keepBetween(bits: Bits, values: Int32Array, least: number, most: number): void {
  for (let i = 0; i < bits.length; i++) {
    let kept = 0
    for (let left = bits[i] as number; left !== 0; left &= left - 1) {
      const low = left & -left
      const value = values[(i << 5) + 31 - Math.clz32(low)] as number
      if (value >= least && value <= most) kept |= low
    }
    bits[i] = kept
  }
}

/** Calls `visit` with each document in order. */
export function eachBit(bits: Bits, visit: (doc: number) => void): void {
  for (let i = 0; i < bits.length; i++) {
    let word = bits[i] as number
    while (word !== 0) {
      const low = word & -word
      visit((i << 5) + 31 - Math.clz32(low))
      word ^= low
    }
  }
}

/** The `most` greatest documents below `end`, greatest first. */
export function lastBits(bits: Bits, end: number, most: number): number[] {
  const found: number[] = []
  for (let i = Math.min(bits.length - 1, (end - 1) >> 5); i >= 0 && found.length < most; i--) {
    let word = bits[i] as number
    if (end - (i << 5) < 32) word &= 2 ** (end - (i << 5)) - 1
    while (word !== 0 && found.length < most) {
      const high = 31 - Math.clz32(word)
      found.push((i << 5) + high)
      word &= ~(1 << high)
    }
  }
  return found
}
