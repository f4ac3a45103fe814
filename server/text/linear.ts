import type { Features } from './features.ts'
import type { ModelFile } from './model-file.ts'

/**
 * Linear models on a table of known features. A feature's hash names a pair of slots; a 16-bit check in the slot tells it from
 * others (a plain hashed model mixes them: 4 million distinct 1–4-grams fell on 1 million numbers). Each slot holds how telling
 * the feature is (inverse document frequency) and its weight for each class, in bytes.
 */
export type LinearModel = {
  /**
   * Pairs of slots, each in one line of a processor's cache, since where a feature lies is anywhere: two checks (u16), two rarities (u8),
   * the weights of both (i8), and which text counted each of them last (u16)
   */
  readonly pairs: DataPairs
  readonly classes: number
  readonly mask: number
  /** per class: what a weight of 1 is worth, and where it starts */
  readonly scale: Float32Array
  readonly bias: Float32Array
  /** how much a feature that the table lacks adds to the length of a text (in squared rarity) */
  readonly unknown: number
  /** emotions × 3: what is added to the score of an emotion for each sentiment, by its probability */
  readonly link: Float32Array
}
/** The same memory, seen in four ways. */
type DataPairs = {
  readonly bytes: Uint8Array
  readonly signed: Int8Array
  readonly halves: Uint16Array
  readonly words: Uint32Array
  /** bytes of a pair, as a power of two */
  readonly shift: number
  /** where the marks of texts begin in a pair, in halves */
  readonly marks: number
}

/** What scoring works in: the slots that a text's features were found in, the sums, and the number of the text. */
export type Scoring = { found: Int32Array; readonly sums: Int32Array; text: number }

const MOST_TEXTS = 0xffff
const RARITIES = 4
const WEIGHTS = 6

/** @param name of the family; its classes are those of sentiment, then those of emotion: one walk answers both */
export function readLinear(file: ModelFile, name: string): LinearModel {
  const check = file.column(`${name}.check`, 'u16')
  const scale = file.column(`${name}.scale`, 'f32')
  const classes = scale.length
  return {
    pairs: pair(check, file.column(`${name}.rarity`, 'u8'), file.column(`${name}.weights`, 'i8'), classes),
    classes,
    mask: check.length / 2 - 1,
    scale,
    bias: file.column(`${name}.bias`, 'f32'),
    unknown: file.column(`${name}.unknown`, 'f32')[0] ?? 0,
    link: file.column(`${name}.link`, 'f32'),
  }
}

export function startScoring({ classes }: LinearModel): Scoring {
  return { found: new Int32Array(8192), sums: new Int32Array(classes), text: 0 }
}

/** First of the two slots in which a feature may lie. */
export function slotOf(hash: number, mask: number): number {
  return ((hash ^ (hash >>> 16)) & mask) << 1
}

/** Never 0, which marks an empty slot. */
export function checkOf(hash: number): number {
  return (Math.imul(hash, 0xc2b2ae35) >>> 16) | 1
}

/**
 * Raw score of each class, and how many features of the text the model knows.
 * A feature counts once however often it stands in the text: 哈哈哈哈哈哈 is not six times as glad.
 */
export function scoreFeatures(model: LinearModel, scoring: Scoring, features: Features, into: Float64Array): number {
  const { pairs, classes, unknown } = model
  const { bytes, signed, halves, shift, marks } = pairs
  const many = findSlots(model, scoring, features)
  const { found, sums } = scoring
  const text = nextText(scoring, pairs)
  sums.fill(0)
  let known = 0
  let squares = 0
  for (let i = 0; i < many; i++) {
    const slot = found[i] as number
    const start = (slot >>> 1) << shift
    const side = slot & 1
    const mark = (start >>> 1) + marks + side
    if (halves[mark] === text) continue
    halves[mark] = text
    const idf = bytes[start + RARITIES + side] as number
    squares += idf * idf
    known++
    for (let c = 0, w = start + WEIGHTS + side * classes; c < classes; c++, w++)
      sums[c] = (sums[c] as number) + idf * (signed[w] as number)
  }
  squares += (features.length - many) * unknown
  const norm = known > 0 ? 1 / Math.sqrt(squares) : 0
  for (let c = 0; c < classes; c++) {
    into[c] = (model.bias[c] as number) + (sums[c] as number) * norm * (model.scale[c] as number)
  }
  return known
}

/**
 * Which slots hold the features. A pass of its own without a branch: most features are not in the table, which nothing can guess, and memory
 * is asked for many of them at once.
 */
function findSlots({ pairs, mask }: LinearModel, scoring: Scoring, { hashes, length }: Features): number {
  const { words, shift } = pairs
  if (scoring.found.length < length) scoring.found = new Int32Array(length * 2)
  const { found } = scoring
  let many = 0
  for (let i = 0; i < length; i++) {
    const hash = hashes[i] as number
    const slot = slotOf(hash, mask)
    const checks = words[(slot >>> 1) << (shift - 2)] as number
    const wanted = checkOf(hash)
    const isFirst = (((checks & 0xffff) ^ wanted) - 1) >>> 31
    const isSecond = (((checks >>> 16) ^ wanted) - 1) >>> 31
    found[many] = slot | (isFirst ^ 1)
    many += isFirst | isSecond
  }
  return many
}

/** Numbers of 16 bits come round; before one is used again the marks are wiped. */
function nextText(scoring: Scoring, { halves, shift, marks }: DataPairs): number {
  if (scoring.text === MOST_TEXTS) {
    scoring.text = 0
    for (let at = marks; at < halves.length; at += 1 << (shift - 1)) halves.fill(0, at, at + 2)
  }
  return ++scoring.text
}

function pair(check: Uint16Array, rarity: Uint8Array, weights: Int8Array, classes: number): DataPairs {
  const marks = Math.ceil((WEIGHTS + 2 * classes) / 2)
  const shift = Math.ceil(Math.log2(marks * 2 + 4))
  const bytes = new Uint8Array((check.length / 2) << shift)
  const signed = new Int8Array(bytes.buffer)
  const halves = new Uint16Array(bytes.buffer)
  for (let slot = 0; slot < check.length; slot++) {
    const start = (slot >>> 1) << shift
    const side = slot & 1
    halves[(start >>> 1) + side] = check[slot] as number
    bytes[start + RARITIES + side] = rarity[slot] as number
    for (let c = 0; c < classes; c++)
      signed[start + WEIGHTS + side * classes + c] = weights[slot * classes + c] as number
  }
  return { bytes, signed, halves, words: new Uint32Array(bytes.buffer), shift, marks }
}
