/** Learns the rumour model of stories: what their words tell (out of fold), then small trees on that and on how they spread, one set for each age. */
import type { Judged } from '../bench/rumour-cascades.ts'
import { RUMOUR_AGES as AGES, type Grams, readGrams, readTrees, type Trees } from '../server/text/rumour.ts'
import {
  countUntil,
  gramBuckets,
  type RumourReader,
  sourceFeatures,
  spreadFeatures,
} from '../server/text/rumour-features.ts'
import { type Lesson, trainGrams } from './train-rumour-text.ts'
import { trainTrees } from './train-rumour-trees.ts'

const TAUGHT_AGES = [1, 24] as const
const INNER_FOLDS = 4

/** What is asked of a story; made once, used in every fold. */
export type Prepared = {
  readonly isRumour: boolean
  readonly fold: number
  readonly source: readonly number[]
  readonly grams: Int32Array
  /** by age */
  readonly spread: readonly (readonly number[])[]
  readonly replyGrams: readonly Int32Array[]
}
export type Learnt = { readonly source: Grams; readonly replies: Grams; readonly trees: readonly Trees[] }
/** which numbers the trees see */
export type Variant = { readonly source: boolean; readonly sourceGrams: boolean; readonly replyGrams: boolean }
export const FULL: Variant = { source: true, sourceGrams: true, replyGrams: true }
/** Nothing of how the source is written or who wrote it, nor any learnt word: only how it spreads, and listed words of doubt. */
export const STYLE_BLIND: Variant = { source: false, sourceGrams: false, replyGrams: false }

export function prepare(reader: RumourReader, story: Judged): Prepared {
  const { replies, facts } = story
  return {
    isRumour: story.isRumour,
    fold: story.fold,
    source: sourceFeatures(reader, story),
    grams: gramBuckets(reader, [story.source.text]),
    spread: AGES.map((age) => spreadFeatures(replies, facts, age * 3600)),
    replyGrams: AGES.map((age) =>
      age === 0
        ? new Int32Array(0)
        : gramBuckets(
            reader,
            replies.slice(0, countUntil(replies, age * 3600)).map(({ text }) => text),
          ),
    ),
  }
}

export function learn(stories: readonly Prepared[], variant: Variant = FULL): Learnt {
  const parts = Array.from({ length: INNER_FOLDS }, (_, part) => part)
  // What the n-grams say of a story must come from models that have not seen it, or the trees would trust them too much.
  const inner = parts.map((part) =>
    grams(
      stories.filter((_, i) => i % INNER_FOLDS !== part),
      variant,
    ),
  )
  const rows = AGES.map((_, at) =>
    stories.map((story, i) => rowOf(inner[i % INNER_FOLDS] as Texts, story, at, variant)),
  )
  const labels = stories.map(({ isRumour }) => isRumour)
  return { ...grams(stories, variant), trees: rows.map((each) => trainTrees(each, labels)) }
}

type Texts = { readonly source: Grams; readonly replies: Grams }
const NOTHING: Grams = { weights: new Float32Array(0), scale: 0, bias: 0 }

function grams(stories: readonly Prepared[], variant: Variant): Texts {
  const source: Lesson[] = stories.map((story) => ({ grams: story.grams, isRumour: story.isRumour, weight: 1 }))
  const replies: Lesson[] = stories.flatMap((story) =>
    TAUGHT_AGES.map((age) => ({
      grams: story.replyGrams[AGES.indexOf(age)] as Int32Array,
      isRumour: story.isRumour,
      weight: 1 / TAUGHT_AGES.length,
    })),
  )
  return {
    source: variant.sourceGrams ? trainGrams(source) : NOTHING,
    replies: variant.replyGrams ? trainGrams(replies) : NOTHING,
  }
}

function rowOf(texts: Texts, story: Prepared, at: number, variant: Variant): number[] {
  return [
    ...(variant.source ? story.source : []),
    variant.sourceGrams ? readGrams(texts.source, story.grams) : 0,
    variant.replyGrams && at > 0 ? readGrams(texts.replies, story.replyGrams[at] as Int32Array) : 0,
    ...(story.spread[at] ?? []),
  ]
}

/** Probability at one of AGES, by its place. */
export function judge(learnt: Learnt, story: Prepared, at: number, variant: Variant = FULL): number {
  return 1 / (1 + Math.exp(-readTrees(learnt.trees[at] as Trees, rowOf(learnt, story, at, variant))))
}
