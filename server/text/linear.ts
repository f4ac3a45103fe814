import type { Features } from './features.ts'
import type { ModelFile } from './model-file.ts'

/**
 * Linear models on a table of known features. A feature's hash names a pair of slots; a 16-bit check in the slot tells it from
 * others (a plain hashed model mixes them: 4 million distinct 1–4-grams fell on 1 million numbers). Each slot holds how telling
 * the feature is (inverse document frequency) and its weight for each class, in bytes.
 */
export type LinearModel = {
  readonly check: Uint16Array
  readonly rarity: Uint8Array
  /** slots × classes */
  readonly weights: Int8Array
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

/** Slots already counted for the text at hand, by the number of the text. */
export type Seen = { readonly textOf: Int32Array; text: number }

/** @param name of the family; its classes are those of sentiment, then those of emotion: one walk answers both */
export function readLinear(file: ModelFile, name: string): LinearModel {
  const check = file.column(`${name}.check`, 'u16')
  const scale = file.column(`${name}.scale`, 'f32')
  return {
    check,
    rarity: file.column(`${name}.rarity`, 'u8'),
    weights: file.column(`${name}.weights`, 'i8'),
    classes: scale.length,
    mask: check.length / 2 - 1,
    scale,
    bias: file.column(`${name}.bias`, 'f32'),
    unknown: file.column(`${name}.unknown`, 'f32')[0] ?? 0,
    link: file.column(`${name}.link`, 'f32'),
  }
}

export function startSeen(model: LinearModel): Seen {
  return { textOf: new Int32Array(model.check.length), text: 0 }
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
export function scoreFeatures(
  model: LinearModel,
  seen: Seen,
  { hashes, length }: Features,
  into: Float64Array,
): number {
  const { check, rarity, weights, classes, mask, unknown } = model
  const { textOf } = seen
  const text = ++seen.text
  into.fill(0)
  let known = 0
  let squares = 0
  for (let i = 0; i < length; i++) {
    const hash = hashes[i] as number
    const wanted = checkOf(hash)
    let slot = slotOf(hash, mask)
    if (check[slot] !== wanted && check[++slot] !== wanted) {
      squares += unknown
      continue
    }
    if (textOf[slot] === text) continue
    textOf[slot] = text
    const idf = rarity[slot] as number
    squares += idf * idf
    known++
    for (let c = 0, w = slot * classes; c < classes; c++, w++)
      into[c] = (into[c] as number) + idf * (weights[w] as number)
  }
  const norm = known > 0 ? 1 / Math.sqrt(squares) : 0
  for (let c = 0; c < classes; c++) {
    into[c] = (model.bias[c] as number) + (into[c] as number) * norm * (model.scale[c] as number)
  }
  return known
}
