import { bitsOf } from '../base/bit-count.ts'
import { urlEnd } from './features.ts'
import { type Fold, type Folded, KINDS } from './fold.ts'

/**
 * 64-bit simhash (Charikar 2002) over 4-character shingles of the letters of a folded text: copies with other signs, script, case,
 * links or a few other words differ in few bits.
 */
export type Counting = { readonly low: Int32Array; readonly high: Int32Array }

/**
 * Up to so many different bits two posts count as copies. Measured on 1,500 Weibo posts: three characters put before a post change 3 bits
 * (90 % of posts: at most 6), five cut off 5 (10); of unrelated pairs one in a thousand differs in fewer than 19.
 */
export const NEAR_BITS = 8
const SHINGLE = 4
/** Below this many letters too many unrelated posts are alike (哈哈哈哈, 转发微博). */
const SHORTEST = 10
/** Shingles are counted in binary columns of this many digits: 2^12 − 1 of them. */
const DIGITS = 12
const MOST = 2 ** DIGITS - 1

export function startCounting(): Counting {
  return { low: new Int32Array(DIGITS), high: new Int32Array(DIGITS) }
}

/** The fingerprint of a folded text, `0n` where it is too short to tell copies. */
export function fingerprint(fold: Fold, { units, length }: Folded, counting: Counting): bigint {
  const { low, high } = counting
  low.fill(0)
  high.fill(0)
  let [a, b, c] = [0, 0, 0]
  let letters = 0
  for (let i = 0; i < length && letters < MOST + SHINGLE - 1; i++) {
    const unit = units[i] as number
    if ((fold.kind[unit] as number) < KINDS.han) continue
    const end = unit === 104 ? urlEnd(units, length, i) : i
    if (end > i) {
      i = end - 1
      continue
    }
    if (++letters >= SHINGLE) addShingle(low, high, a, b, c, unit)
    a = b
    b = c
    c = unit
  }
  if (letters < SHORTEST) return 0n
  const shingles = letters - SHINGLE + 1
  const bits = (BigInt(majority(high, shingles) >>> 0) << 32n) | BigInt(majority(low, shingles) >>> 0)
  return bits === 0n ? 1n : bits
}

/** How many bits differ; 64 where one of them is no fingerprint. */
export function distance(one: bigint, other: bigint): number {
  if (one === 0n || other === 0n) return 64
  const bits = one ^ other
  return bitsOf(Number(bits & 0xffffffffn)) + bitsOf(Number(bits >> 32n))
}

/** Fingerprints one after the other, in halves: thousands are compared with each that is asked for. */
export type Near = { readonly high: Int32Array; readonly low: Int32Array; length: number }

export function startNear(most: number): Near {
  return { high: new Int32Array(most), low: new Int32Array(most), length: 0 }
}

/** Those without a fingerprint have their place too, and are like nothing. */
export function addNear(near: Near, fingerprint: bigint): void {
  near.high[near.length] = Number(BigInt.asIntN(32, fingerprint >> 32n))
  near.low[near.length++] = Number(BigInt.asIntN(32, fingerprint))
}

/** Place of the first that is a copy, or -1. */
export function findNear({ high, low, length }: Near, fingerprint: bigint): number {
  if (fingerprint === 0n) return -1
  const [mineHigh, mineLow] = [Number(BigInt.asIntN(32, fingerprint >> 32n)), Number(BigInt.asIntN(32, fingerprint))]
  for (let at = 0; at < length; at++) {
    const [otherHigh, otherLow] = [high[at] as number, low[at] as number]
    // Half the bits differ mostly, so one half of them nearly always decides.
    const bits = bitsOf(mineHigh ^ otherHigh)
    if (bits > NEAR_BITS || bits + bitsOf(mineLow ^ otherLow) > NEAR_BITS) continue
    if (otherHigh !== 0 || otherLow !== 0) return at
  }
  return -1
}

function addShingle(low: Int32Array, high: Int32Array, a: number, b: number, c: number, d: number): void {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(c ^ Math.imul(d, 0xc2b2ae35), 0x27d4eb2f)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash ^= hash >>> 13
  let carry = Math.imul(hash, 0x297a2d39)
  carry ^= carry >>> 16
  for (let k = 0; carry !== 0 && k < DIGITS; k++) {
    const digit = low[k] as number
    low[k] = digit ^ carry
    carry &= digit
  }
  carry = Math.imul(hash ^ 0x5bd1e995, 0x165667b1)
  carry ^= carry >>> 16
  for (let k = 0; carry !== 0 && k < DIGITS; k++) {
    const digit = high[k] as number
    high[k] = digit ^ carry
    carry &= digit
  }
}

/** Bits set in more than half of the shingles: all 32 at once, the digits of their counts compared with those of the half from the top. */
function majority(digits: Int32Array, shingles: number): number {
  const half = Math.floor(shingles / 2)
  let [more, same] = [0, -1]
  for (let k = 31 - Math.clz32(shingles); k >= 0; k--) {
    const digit = digits[k] as number
    if (((half >>> k) & 1) === 1) same &= digit
    else {
      more |= same & digit
      same &= ~digit
    }
  }
  return more
}
