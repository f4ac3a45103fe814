import type { Word } from './expression.ts'
import { emptyFolded, type Fold, type Folded, foldText, joinWords, KINDS, STOP } from './fold.ts'

/**
 * What a text is indexed by. A gram is a number below 2^53: two neighbouring units of a script without spaces (退款), or a whole Latin
 * word or number (a hash of 53 bits), or a mark of the post such as its track. The same units that `scan` of automaton.ts compares, so
 * that whatever matches a text has its grams.
 */
export type Grams = { keys: Float64Array; length: number }

const SPACE = 32
const UNITS = 65_536
/** Behind the last unit of a run there is no unit 0, so that a single character is found at the end of a text as well. */
const END = 0
/** Pairs of units of authors' names, apart from those of texts. */
const NAMES = 2 ** 32
/** From here on keys are hashes: 2^21 - 2 values of 2^32 each. */
const HASHES = 2 ** 21 - 2

export function emptyGrams(): Grams {
  return { keys: new Float64Array(1024), length: 0 }
}

/** Adds the grams of a joined text (`joinWords`), some of them several times. */
export function collectGrams(fold: Fold, { units, length }: Folded, into: Grams): void {
  for (let i = 0; i < length; ) {
    const unit = units[i] as number
    if (unit === SPACE || unit === STOP) i++
    else if ((fold.kind[unit] as number) >= KINDS.letter) i = collectToken(fold, units, i, length, into)
    else i = collectPairs(fold, units, i, length, into)
  }
}

/** Adds pairs of all units of a joined name: part of a name is part of a word, unlike in texts. */
export function collectNameGrams({ units, length }: Folded, into: Grams): void {
  for (let i = 0; i < length; i++) {
    const next = i + 1 < length ? (units[i + 1] as number) : END
    push(into, NAMES + (units[i] as number) * UNITS + next)
  }
}

/** @param text such as `track ID`: what is no word of a text */
export function markKey(text: string): number {
  // A control character begins it, so it is never a word's key.
  let [a, b] = [step(SEED_A, 1), step(SEED_B, 1)]
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = step(a, unit)
    b = step(b, unit)
  }
  return hashKey(a, b)
}

/** What of the index decides about a word or part of a name. `isExact`: it decides alone; otherwise a text must be read. */
export type GramNeed = {
  /** all of these */
  readonly keys: readonly number[]
  /** and one of each of these, both ends included */
  readonly ranges: readonly (readonly [number, number])[]
  readonly isExact: boolean
}

/** @returns undefined where the word folds to nothing and so is in no text */
export function needOfWord(fold: Fold, { word, exact }: Word): GramNeed | undefined {
  const joined = joinedOf(fold, word)
  const { units, length } = joined
  if (length === 0) return exact ? { keys: [], ranges: [], isExact: false } : undefined
  const grams = emptyGrams()
  const ranges: (readonly [number, number])[] = []
  let runs = 0
  let longest = 0
  for (let i = 0; i < length; runs++) {
    const unit = units[i] as number
    const start = i
    if (unit === SPACE || unit === STOP) i++
    else if ((fold.kind[unit] as number) >= KINDS.letter) i = collectToken(fold, units, i, length, grams)
    else {
      const before = grams.length
      i = collectPairs(fold, units, i, length, grams)
      // Without the pair that says "here it ends": in a text it may go on.
      grams.length = i - start === 1 ? before : grams.length - 1
      if (i - start === 1) ranges.push([unit * UNITS, unit * UNITS + UNITS - 1])
      longest = Math.max(longest, i - start)
    }
  }
  const keys = [...new Set(grams.keys.subarray(0, grams.length))]
  return { keys, ranges, isExact: !exact && runs === 1 && longest <= 2 }
}

/** @returns undefined where nothing of it remains */
export function needOfName(fold: Fold, part: string): GramNeed | undefined {
  const joined = joinedOf(fold, part)
  const [first = 0] = joined.units
  if (joined.length === 0) return undefined
  if (joined.length === 1) {
    const from = NAMES + first * UNITS
    return { keys: [], ranges: [[from, from + UNITS - 1]], isExact: true }
  }
  const grams = emptyGrams()
  collectNameGrams(joined, grams)
  const keys = [...new Set(grams.keys.subarray(0, grams.length - 1))]
  return { keys, ranges: [], isExact: joined.length === 2 }
}

/** A text folded and joined, as a string: for names and regions, which are compared by it. */
export function foldedString(fold: Fold, text: string): string {
  const { units, length } = joinedOf(fold, text)
  let result = ''
  for (let i = 0; i < length; i++) result += String.fromCharCode(units[i] as number)
  return result
}

function joinedOf(fold: Fold, text: string): Folded {
  const [raw, joined] = [emptyFolded(), emptyFolded()]
  foldText(fold, fold.fuzzy, text, raw)
  joinWords(fold, raw, joined)
  return joined
}

/** A word may begin or end where `isApart` of automaton.ts says so: a token is all between two such places. */
function collectToken(fold: Fold, units: Uint16Array, start: number, length: number, into: Grams): number {
  const kind = fold.kind[units[start] as number]
  let [a, b, i] = [SEED_A, SEED_B, start]
  for (; i < length && fold.kind[units[i] as number] === kind; i++) {
    const unit = units[i] as number
    a = step(a, unit)
    b = step(b, unit)
  }
  push(into, hashKey(a, b))
  return i
}

function collectPairs(fold: Fold, units: Uint16Array, start: number, length: number, into: Grams): number {
  let i = start
  let unit = units[i] as number
  for (;;) {
    i++
    const next = i < length ? (units[i] as number) : SPACE
    const goesOn = next !== SPACE && next !== STOP && (fold.kind[next] as number) < KINDS.letter
    push(into, unit * UNITS + (goesOn ? next : END))
    if (!goesOn) return i
    unit = next
  }
}

function push(into: Grams, key: number): void {
  if (into.length === into.keys.length) {
    const larger = new Float64Array(into.keys.length * 2)
    larger.set(into.keys)
    into.keys = larger
  }
  into.keys[into.length++] = key
}

const SEED_A = 0x811c9dc5
const SEED_B = 0x27d4eb2f

function step(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ unit, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

function hashKey(a: number, b: number): number {
  const [low, high] = [finish(a), finish(b ^ 0x5bd1e995)]
  return (2 + (high % HASHES)) * 2 ** 32 + low
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
