import { readModelFile } from './model-file.ts'

/**
 * What a folded unit is. `sign`: spaces, punctuation, symbols, emoji. `stop`: marks that end a clause, which no word reaches
 * across (路過，期待 is not 過期). `gone`: zero-width and combining marks, which never stand between anything.
 */
export const KINDS = { gone: 0, sign: 1, stop: 2, han: 3, letter: 4, digit: 5 } as const

/**
 * Tables made by scripts/train-fold.ts. Everything is folded unit by unit, never by phrase: a part of a text then folds to a part
 * of the folded text, so that a word is found wherever it stands, in either script.
 */
export type Fold = {
  readonly version: string
  /** Traditional → Simplified, width, case, accents; 0xFFFF: see `wide` */
  readonly fuzzy: Uint16Array
  /** width and case only */
  readonly plain: Uint16Array
  /** unit → one of KINDS, of a unit already folded */
  readonly kind: Uint8Array
  /** code point → units: characters that become several (㎏), and those beyond the basic plane (𝐀) */
  readonly wide: ReadonlyMap<number, readonly number[]>
  /** 1 for characters that only Simplified script has (们, 这) */
  readonly simplifiedOnly: Uint8Array
}

/** A text as the engine reads it: `units[0 … length)`, each from the character of the original that starts at `at`. */
export type Folded = { units: Uint16Array; at: Int32Array; length: number }

/** Texts are read up to here, in UTF-16 units: 20,000 is longer than any post, and keeps a 1 MB paste from holding a thread. */
export const LONGEST_TEXT = 20_000
const WIDE = 0xffff
const REPLACEMENT = 0xfffd
const SPACE = 32
/** More signs than this between two characters are a rule or a picture, not a word pulled apart. */
const MOST_SIGNS = 8

/** @param bytes `server/models/fold.bin`, unpacked */
export function createFold(bytes: Uint8Array): Fold {
  const file = readModelFile(bytes)
  const plain = identity()
  const fuzzy = identity()
  apply(plain, file.column('plain.from', 'u16'), file.column('plain.to', 'u16'))
  apply(fuzzy, file.column('fuzzy.from', 'u16'), file.column('fuzzy.to', 'u16'))
  const kind = new Uint8Array(65536)
  const starts = file.column('kind.start', 'u16')
  const values = file.column('kind.value', 'u8')
  for (const [i, start] of starts.entries()) kind.fill(values[i] ?? 0, start, starts[i + 1] ?? 65536)
  const wide = new Map<number, number[]>()
  const targets = file.column('wide.to', 'u16')
  let next = 0
  const lengths = file.column('wide.length', 'u8')
  for (const [i, point] of file.column('wide.from', 'u32').entries()) {
    wide.set(point, [...targets.subarray(next, next + (lengths[i] ?? 0))])
    next += lengths[i] ?? 0
  }
  const simplifiedOnly = new Uint8Array(65536)
  for (const unit of file.column('simplified', 'u16')) simplifiedOnly[unit] = 1
  return { version: file.version, fuzzy, plain, kind, wide, simplifiedOnly }
}

/** Room for one text, to be used again and again; `foldText` makes it larger when needed. */
export function emptyFolded(): Folded {
  return { units: new Uint16Array(1024), at: new Int32Array(1024), length: 0 }
}

/** The folded text as a string of its own. */
export function foldedText(fold: Fold, text: string): string {
  const folded = emptyFolded()
  foldText(fold, fold.fuzzy, text, folded)
  return String.fromCharCode(...folded.units.subarray(0, folded.length))
}

/**
 * Folds into `into`: every sign kept, runs of white space made one space, zero-width marks gone. Lone surrogates become U+FFFD, a sign.
 * @param table `fold.fuzzy`, or `fold.plain` for words that are to be taken exactly
 */
export function foldText(fold: Fold, table: Uint16Array, text: string, into: Folded): void {
  const n = Math.min(text.length, LONGEST_TEXT)
  let length = 0
  let { units, at } = makeRoom(into, n)
  let last = SPACE
  for (let i = 0; i < n; i++) {
    const unit = text.charCodeAt(i)
    const folded = table[unit] as number
    const kind = fold.kind[folded] as number
    if (folded === WIDE || (unit & 0xf800) === 0xd800) {
      const point = text.codePointAt(i) ?? unit
      const width = point > 0xffff ? 2 : 1
      const targets = fold.wide.get(point)
      const many = targets?.length ?? width
      // Two halves between which something is left out would become a character that nobody wrote.
      const isHalf = width === 1 && (unit & 0xf800) === 0xd800
      if (length + many + n - i > units.length) ({ units, at } = grow(into, many))
      for (let k = 0; k < many; k++) {
        units[length] = targets ? (targets[k] as number) : isHalf ? REPLACEMENT : text.charCodeAt(i + k)
        at[length++] = i
      }
      last = 0
      i += width - 1
    } else if (kind !== KINDS.gone && (folded !== SPACE || last !== SPACE)) {
      units[length] = folded
      at[length++] = i
      last = folded
    }
  }
  into.length = length
}

/**
 * Leaves out of a folded text the signs that stand between the characters of a word (退*款, 退 款 → 退款). Between two letters or
 * digits they become one space (customer-service → customer service), and marks that end a clause become one stop.
 */
export function joinWords(fold: Fold, from: Folded, into: Folded): void {
  const { units, at } = makeRoom(into, from.length)
  let length = 0
  let signs = 0
  let stop = false
  let before = KINDS.sign as number
  for (let i = 0; i < from.length; i++) {
    const unit = from.units[i] as number
    // The second half of a pair is what its first half is.
    const kind = fold.kind[(unit & 0xfc00) === 0xdc00 && i > 0 ? (from.units[i - 1] as number) : unit] as number
    if (kind <= KINDS.stop) {
      signs++
      if (kind === KINDS.stop) stop = true
      continue
    }
    if (signs > 0 && length > 0) {
      const apart = stop || signs > MOST_SIGNS
      if (apart || (before !== KINDS.han && kind !== KINDS.han)) {
        units[length] = apart ? STOP : SPACE
        at[length++] = from.at[i - 1] as number
      }
    }
    signs = 0
    stop = false
    units[length] = unit
    at[length++] = from.at[i] as number
    before = kind
  }
  into.length = length
}

/** Stands where a clause ends; no word holds it. */
export const STOP = 10

/** Where the character of the original that starts at `start` ends. */
export function endOfCharacter(text: string, start: number): number {
  return start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1)
}

function makeRoom(room: Folded, needed: number): Folded {
  if (room.units.length < needed) {
    room.units = new Uint16Array(needed * 2)
    room.at = new Int32Array(needed * 2)
  }
  return room
}

/** As makeRoom, but keeps what is there. */
function grow(room: Folded, more: number): Folded {
  const { units, at } = room
  room.units = new Uint16Array(units.length * 2 + more)
  room.at = new Int32Array(at.length * 2 + more)
  room.units.set(units)
  room.at.set(at)
  return room
}

function identity(): Uint16Array {
  return Uint16Array.from({ length: 65536 }, (_, i) => i)
}

function apply(table: Uint16Array, from: Uint16Array, to: Uint16Array): void {
  for (const [i, unit] of from.entries()) table[unit] = to[i] ?? unit
}
