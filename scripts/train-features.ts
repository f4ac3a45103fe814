/** Turns labelled texts into a sparse corpus over the features that are worth keeping. */
import { collectFeatures, emptyFeatures, type Family } from '../server/text/features.ts'
import { emptyFolded, type Fold, foldText } from '../server/text/fold.ts'
import type { Corpus } from './train-linear.ts'
import type { Example } from './train-sets.ts'

/** Distinct features of each text: hashes[start[d] … start[d+1]). */
export type Hashed = { readonly hashes: Int32Array; readonly start: Float64Array }

export function hashTexts(fold: Fold, family: Family, texts: readonly string[]): Hashed {
  const folded = emptyFolded()
  const clean = emptyFolded()
  const features = emptyFeatures()
  const start = new Float64Array(texts.length + 1)
  let hashes = new Int32Array(1 << 24)
  let n = 0
  for (const [d, text] of texts.entries()) {
    foldText(fold, fold.fuzzy, text, folded)
    collectFeatures(fold, folded, family, clean, features)
    const sorted = features.hashes.slice(0, features.length).sort()
    if (n + sorted.length > hashes.length) {
      const larger = new Int32Array(hashes.length * 2)
      larger.set(hashes)
      hashes = larger
    }
    for (let i = 0; i < sorted.length; i++)
      if (i === 0 || sorted[i] !== sorted[i - 1]) hashes[n++] = sorted[i] as number
    start[d + 1] = n
  }
  return { hashes: hashes.subarray(0, n), start }
}

/** Numbers hashes from 0 on, by open addressing: a Map of several million numbers takes ten times the room. */
export class Vocabulary {
  readonly #keys: Int32Array
  readonly #ids: Int32Array
  readonly #mask: number
  size = 0

  constructor(most: number) {
    const room = 2 ** Math.ceil(Math.log2(most * 2))
    this.#keys = new Int32Array(room)
    this.#ids = new Int32Array(room).fill(-1)
    this.#mask = room - 1
  }

  find(hash: number): number {
    return this.#ids[this.#slot(hash)] as number
  }

  add(hash: number): number {
    const slot = this.#slot(hash)
    if ((this.#ids[slot] as number) < 0) {
      this.#keys[slot] = hash
      this.#ids[slot] = this.size++
    }
    return this.#ids[slot] as number
  }

  #slot(hash: number): number {
    let slot = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) & this.#mask
    while ((this.#ids[slot] as number) >= 0 && this.#keys[slot] !== hash) slot = (slot + 1) & this.#mask
    return slot
  }
}

/**
 * Features that stand in at least `least` texts, with the number of those texts.
 * @param hashes the distinct features of each text, one text after another
 */
export function countFeatures(hashes: Int32Array, least: number): { kept: Int32Array; count: Uint32Array } {
  const sorted = hashes.slice().sort()
  const kept: number[] = []
  const count: number[] = []
  for (let i = 0; i < sorted.length; ) {
    let end = i + 1
    while (end < sorted.length && sorted[end] === sorted[i]) end++
    if (end - i >= least) {
      kept.push(sorted[i] as number)
      count.push(end - i)
    }
    i = end
  }
  return { kept: Int32Array.from(kept), count: Uint32Array.from(count) }
}

/**
 * The texts over known features only.
 * @param unknown what each feature that is not known adds to the squared length of its text
 */
export function toCorpus(
  { hashes, start }: Hashed,
  vocabulary: Vocabulary,
  idf: Float32Array,
  unknown: number,
): Corpus {
  const texts = start.length - 1
  const ids = new Int32Array(hashes.length)
  const begins = new Float64Array(texts + 1)
  const norm = new Float32Array(texts)
  let n = 0
  for (let d = 0; d < texts; d++) {
    let squares = 0
    for (let i = start[d] as number; i < (start[d + 1] as number); i++) {
      const id = vocabulary.find(hashes[i] as number)
      if (id >= 0) {
        ids[n++] = id
        squares += (idf[id] as number) ** 2
      } else squares += unknown
    }
    norm[d] = squares > 0 ? 1 / Math.sqrt(squares) : 0
    begins[d + 1] = n
  }
  return { ids: ids.subarray(0, n), start: begins, norm }
}

/**
 * How telling each feature is: the root of its inverse document frequency times the strongest log ratio of its share in the texts of a
 * class and in all others (as in NB-SVM, Wang & Manning 2012, but one number for all classes).
 */
export function weighFeatures(
  hashed: Hashed,
  examples: readonly Example[],
  kept: Int32Array,
  count: Uint32Array,
): Float32Array {
  const vocabulary = new Vocabulary(kept.length)
  for (const hash of kept) vocabulary.add(hash)
  const ratios = [
    logRatios(
      hashed,
      examples.map(({ sentiment }) => sentiment),
      3,
      vocabulary,
    ),
    logRatios(
      hashed,
      examples.map(({ emotion }) => emotion),
      7,
      vocabulary,
    ),
  ]
  return Float32Array.from(count, (n, f) => {
    const ratio = Math.max(ratios[0]?.[f] ?? 0, EMOTION_SHARE * (ratios[1]?.[f] ?? 0), LEAST_RATIO)
    return ratio * Math.sqrt(Math.log(1 + examples.length / n))
  })
}

/** Emotions are asked of fewer texts, whose ratios are wilder. */
const EMOTION_SHARE = 0.5
const LEAST_RATIO = 0.02
/** Counts are smoothed by so many texts per class. */
const SMOOTHING = 3

function logRatios(
  { hashes, start }: Hashed,
  labels: readonly number[],
  classes: number,
  vocabulary: Vocabulary,
): Float32Array {
  const counts = new Float32Array(vocabulary.size * classes)
  const totals = new Float64Array(classes)
  for (const [d, label] of labels.entries()) {
    if (label < 0) continue
    for (let i = start[d] as number; i < (start[d + 1] as number); i++) {
      const f = vocabulary.find(hashes[i] as number)
      if (f < 0) continue
      counts[f * classes + label] = (counts[f * classes + label] as number) + 1
      totals[label] = (totals[label] as number) + 1
    }
  }
  const total = totals.reduce((sum, each) => sum + each, 0)
  return Float32Array.from({ length: vocabulary.size }, (_, f) => {
    const own = counts.subarray(f * classes, (f + 1) * classes)
    const all = own.reduce((sum, each) => sum + each, 0)
    const ratios = [...totals].map((of, c) => {
      const share = of / total
      const here = ((own[c] as number) + SMOOTHING * share) / (of + SMOOTHING)
      const elsewhere = (all - (own[c] as number) + SMOOTHING * (1 - share)) / (total - of + SMOOTHING)
      return Math.abs(Math.log(here / elsewhere))
    })
    return Math.max(...ratios)
  })
}
