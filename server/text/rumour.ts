import type { Fold } from './fold.ts'
import { readModelFile } from './model-file.ts'
import {
  countUntil,
  gramBuckets,
  type RumourCascade,
  type RumourReader,
  replyFacts,
  sourceFeatures,
  spreadFeatures,
  startReading,
} from './rumour-features.ts'

/** Ages, in hours, at which the model was taught; between them the younger one answers. */
export const RUMOUR_AGES = [0, 1, 6, 24] as const
export type RumourAge = (typeof RUMOUR_AGES)[number]
export const TREE_DEPTH = 3
const INNER: number = 2 ** TREE_DEPTH - 1
const LEAVES: number = 2 ** TREE_DEPTH

export type Trees = {
  /** (2^TREE_DEPTH − 1) inner nodes a tree in heap order: left where the number is at most the cut */
  readonly feature: Uint8Array
  readonly cut: Float32Array
  readonly leaf: Float32Array
  readonly bias: number
}
/** Weights of buckets of n-grams; what it says is a logit. */
export type Grams = { readonly weights: Int8Array | Float32Array; readonly scale: number; readonly bias: number }

export type RumourModel = {
  readonly version: string
  readonly reader: RumourReader
  readonly source: Grams
  readonly replies: Grams
  /** by age, with all that is known */
  readonly full: readonly Trees[]
  /** by age, from how it spreads alone */
  readonly spread: readonly Trees[]
}

export type RumourScore = {
  /** 0..1, of a story among as many rumours as others */
  readonly score: number
  /** the same without how the source is written and who wrote it */
  readonly spreadScore: number
  readonly hours: RumourAge
}

/** @param bytes `server/models/rumour.bin`, unpacked. Not to be shared between threads. */
export function readRumourModel(fold: Fold, bytes: Uint8Array): RumourModel {
  const file = readModelFile(bytes)
  const grams = (name: string): Grams => {
    const [scale = 0, bias = 0] = file.column(`${name}.line`, 'f32')
    return { weights: file.column(`${name}.weights`, 'i8'), scale, bias }
  }
  const trees = (name: string): Trees[] =>
    RUMOUR_AGES.map((age) => ({
      feature: file.column(`${name}.${age}.feature`, 'u8'),
      cut: file.column(`${name}.${age}.cut`, 'f32'),
      leaf: file.column(`${name}.${age}.leaf`, 'f32'),
      bias: file.column(`${name}.${age}.bias`, 'f32')[0] ?? 0,
    }))
  return {
    version: file.version,
    reader: startReading(fold),
    source: grams('source'),
    replies: grams('replies'),
    full: trees('full'),
    spread: trees('spread'),
  }
}

/** @param cascade replies oldest first */
export function scoreRumour(model: RumourModel, cascade: RumourCascade, ageHours: number): RumourScore {
  const at = Math.max(
    0,
    RUMOUR_AGES.findLastIndex((age) => ageHours >= age),
  )
  const hours = RUMOUR_AGES[at] ?? 0
  const seen = cascade.replies.slice(0, countUntil(cascade.replies, hours * 3600))
  const facts = seen.map(({ text }) => replyFacts(model.reader, text))
  const spread = spreadFeatures(seen, facts, hours * 3600)
  const row = [
    ...sourceFeatures(model.reader, cascade),
    readGrams(model.source, gramBuckets(model.reader, [cascade.source.text])),
    at === 0
      ? 0
      : readGrams(
          model.replies,
          gramBuckets(
            model.reader,
            seen.map(({ text }) => text),
          ),
        ),
    ...spread,
  ]
  const blind = [0, 0, ...spread]
  return {
    score: chanceOf(readTrees(model.full[at] as Trees, row)),
    spreadScore: chanceOf(readTrees(model.spread[at] as Trees, blind)),
    hours,
  }
}

export function readGrams({ weights, scale, bias }: Grams, grams: Int32Array): number {
  let sum = 0
  for (const gram of grams) sum += weights[gram] as number
  return bias + (sum * scale) / Math.sqrt(Math.max(1, grams.length))
}

export function readTrees({ feature, cut, leaf, bias }: Trees, row: readonly number[]): number {
  let score = bias
  for (let tree = 0; tree * LEAVES < leaf.length; tree++) {
    let node = 0
    while (node < INNER) {
      const value = row[feature[tree * INNER + node] as number] ?? 0
      node = 2 * node + (value > (cut[tree * INNER + node] as number) ? 2 : 1)
    }
    score += leaf[tree * LEAVES + node - INNER] as number
  }
  return score
}

function chanceOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}
