import { type Fold, type Folded, KINDS } from './fold.ts'

/** Hashes of what a text says, written into a buffer that is used again and again: no string is made for any of them. */
export type Features = { hashes: Int32Array; length: number }

/** Two models with features of their own: Chinese of either script and Cantonese, and English. */
export type Family = 'zh' | 'en'

const LONGEST_GRAM = 4
/** The first units of a text that the linear models read: an opinion is settled long before, and time is bounded. */
const MOST_UNITS = 4_000
const MARK_URL = 0xe000
const MARK_NAME = 0xe001

export function emptyFeatures(): Features {
  return { hashes: new Int32Array(8192), length: 0 }
}

/**
 * Character 1–4-grams of the folded text, with the words and pairs of words of Latin script in addition for English.
 * Web addresses count as one sign, and so do names after an @, which say who and not how.
 */
export function collectFeatures(fold: Fold, text: Folded, family: Family, clean: Folded, into: Features): void {
  cleanText(fold, text, clean)
  const needed = clean.length * (LONGEST_GRAM + 2)
  if (into.hashes.length < needed) into.hashes = new Int32Array(needed * 2)
  into.length = 0
  addGrams(clean, into)
  if (family === 'en') addWords(fold, clean, into)
}

function addGrams({ units, length }: Folded, into: Features): void {
  const { hashes } = into
  let n = into.length
  for (let i = 0; i < length; i++) {
    let hash = 0x3c6ef372
    const end = i + LONGEST_GRAM < length ? i + LONGEST_GRAM : length
    for (let k = i; k < end; k++) {
      hash = Math.imul(hash ^ (units[k] as number), 0x9e3779b1)
      hash ^= hash >>> 15
      hashes[n++] = hash
    }
  }
  into.length = n
}

function addWords(fold: Fold, { units, length }: Folded, into: Features): void {
  const { hashes } = into
  let n = into.length
  let previous = 0x1b873593
  for (let i = 0; i < length; ) {
    if ((fold.kind[units[i] as number] as number) < KINDS.han) {
      i++
      continue
    }
    let hash = 0x510e527f
    // An apostrophe belongs to its word: don't, it's.
    for (; i < length && ((fold.kind[units[i] as number] as number) >= KINDS.han || units[i] === 39); i++) {
      hash = Math.imul(hash ^ (units[i] as number), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    hashes[n++] = hash
    const pair = Math.imul(previous ^ Math.imul(hash, 0xc2b2ae35), 0x27d4eb2f)
    hashes[n++] = pair ^ (pair >>> 15)
    previous = hash
  }
  into.length = n
}

/** The folded text without web addresses and Latin names after an @. */
function cleanText(fold: Fold, { units, length }: Folded, into: Folded): void {
  if (into.units.length < length) into.units = new Uint16Array(length * 2)
  const most = Math.min(length, MOST_UNITS)
  let n = 0
  for (let i = 0; i < most; i++) {
    const unit = units[i] as number
    const url = unit === 104 ? urlEnd(units, length, i) : i
    if (url > i) {
      into.units[n++] = MARK_URL
      i = url - 1
    } else if (unit === 64 && isLatin(fold, units[i + 1] as number)) {
      into.units[n++] = MARK_NAME
      while (i + 1 < most && isLatin(fold, units[i + 1] as number)) i++
    } else into.units[n++] = unit
  }
  into.length = n
}

/** The index behind the web address that begins at `at` (http://…, https://…), or `at` where none does. */
export function urlEnd(units: Uint16Array, length: number, at: number): number {
  if (units[at + 1] !== 116 || units[at + 2] !== 116 || units[at + 3] !== 112) return at
  let i = units[at + 4] === 115 ? at + 5 : at + 4
  if (units[i] !== 58 || units[i + 1] !== 47) return at
  while (i < length && (units[i] as number) > 32 && (units[i] as number) < 127) i++
  return i
}

function isLatin(fold: Fold, unit: number): boolean {
  return unit === 95 || (unit < 128 && (fold.kind[unit] as number) >= KINDS.letter)
}
