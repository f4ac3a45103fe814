/** Trains the linear model of one family of languages and packs it into the columns that server/text/linear.ts reads. */
import { EMOTIONS, SENTIMENTS } from '../server/text/contract.ts'
import type { Family } from '../server/text/features.ts'
import type { Fold } from '../server/text/fold.ts'
import { checkOf, slotOf } from '../server/text/linear.ts'
import type { Column } from '../server/text/model-file.ts'
import { type Calibration, calibrateEmotion, calibrateSentiment } from './train-calibration.ts'
import { countFeatures, type Hashed, hashTexts, toCorpus, Vocabulary, weighFeatures } from './train-features.ts'
import { type Corpus, Softmax, type Task } from './train-linear.ts'
import { ownExamples } from './train-own.ts'
import { type Example, readExamples, SETS, withoutEmoticons } from './train-sets.ts'

export type Recipe = {
  readonly family: Family
  /** number of pairs of slots, a power of two */
  readonly pairs: number
  /** how many of the features that stand in two texts or more are kept at most */
  readonly features: number
  readonly epochs: number
  readonly rate: number
  readonly l2: number
  /** what a feature that the table lacks adds to the squared length of a text */
  readonly unknown: number
  /** weight of the copy without emoticons that is learnt beside each text that has some */
  readonly bare: number
}

const QUESTIONS = [{ classes: SENTIMENTS.length }, { classes: EMOTIONS.length }] as const
const CLASSES = SENTIMENTS.length + EMOTIONS.length
const SEED = 20_26

type Columns = Record<string, Column>
type Known = { readonly hashes: Int32Array; readonly count: Uint32Array; readonly rarity: Float32Array }

export function trainModel(fold: Fold, recipe: Recipe, say: (line: string) => void): Columns {
  const sets = SETS.filter(({ family }) => family === recipe.family)
  const originals = [...sets.flatMap((set) => readExamples(set, 'train')), ...ownExamples(recipe.family)]
  const examples = [...originals, ...bareCopies(originals, recipe.bare)]
  const hashed = hashTexts(
    fold,
    recipe.family,
    examples.map(({ text }) => text),
  )
  // Counted without the copies, whose features would otherwise all stand in two texts.
  const all = known(hashed, originals)
  say(`${recipe.family}: ${examples.length} texts, ${all.hashes.length} features in two texts or more`)
  const rough = fit(recipe, examples, hashed, all)
  const slots = place(recipe, all, rough)
  const kept = pick(all, [...slots.values()])
  const models = fit(recipe, examples, hashed, kept)
  say(`${recipe.family}: ${kept.hashes.length} features kept`)
  const dev = readDev(fold, recipe, kept)
  const [sentiment, emotion] = models as [Softmax, Softmax]
  const [ofSentiment, ofEmotion] = dev.tasks as [Task, Task]
  const first3 = calibrateSentiment(sentiment, dev.corpus, kept.rarity, ofSentiment)
  const last7 = calibrateEmotion(emotion, dev.corpus, kept.rarity, ofEmotion, sentiment, first3)
  for (const { sharpness, bias } of [first3, last7])
    say(`  sharpness ${sharpness.toFixed(3)}, bias ${[...bias].map((b) => b.toFixed(2)).join(' ')}`)
  return Object.assign(pack(recipe, kept, [...slots.keys()], models, [first3, last7]), {
    [`${recipe.family}.link`]: last7.link,
  })
}

function bareCopies(examples: readonly Example[], weight: number): Example[] {
  if (weight === 0) return []
  return examples
    .filter(({ text }) => withoutEmoticons(text) !== text)
    .map((example) => ({ ...example, text: withoutEmoticons(example.text), weight: example.weight * weight }))
}

function known(hashed: Hashed, originals: readonly Example[]): Known {
  const { kept, count } = countFeatures(hashed.hashes.subarray(0, hashed.start[originals.length]), 2)
  return { hashes: kept, count, rarity: weighFeatures(hashed, originals, kept, count) }
}

function fit(recipe: Recipe, examples: readonly Example[], hashed: Hashed, features: Known): Softmax[] {
  const corpus = corpusOf(hashed, features, recipe.unknown)
  return tasksOf(examples).map((task) => {
    const model = new Softmax(features.hashes.length, task.classes)
    model.train(corpus, task, features.rarity, features.count, { ...recipe, seed: SEED })
    return model
  })
}

function corpusOf(hashed: Hashed, features: Known, unknown: number): Corpus {
  const vocabulary = new Vocabulary(features.hashes.length)
  for (const hash of features.hashes) vocabulary.add(hash)
  return toCorpus(hashed, vocabulary, features.rarity, unknown)
}

function tasksOf(examples: readonly Example[]): Task[] {
  const weights = Float32Array.from(examples, ({ weight }) => weight)
  return [
    {
      classes: SENTIMENTS.length,
      labels: Int8Array.from(examples, ({ sentiment }) => sentiment),
      polar: Uint8Array.from(examples, ({ polar }) => (polar ? 1 : 0)),
      weights,
    },
    {
      classes: EMOTIONS.length,
      labels: Int8Array.from(examples, ({ emotion }) => emotion),
      polar: new Uint8Array(examples.length),
      weights,
    },
  ]
}

/** Slot → feature, the weightiest features first; one whose two slots are taken is left out. */
function place(recipe: Recipe, { hashes, count, rarity }: Known, models: readonly Softmax[]): Map<number, number> {
  const worth = Float32Array.from(
    hashes,
    (_, f) => (rarity[f] as number) * strength(models, f) * Math.sqrt(count[f] as number),
  )
  const order = Int32Array.from(hashes.keys()).sort((a, b) => (worth[b] as number) - (worth[a] as number) || a - b)
  const taken = new Map<number, number>()
  for (const f of order.subarray(0, recipe.features)) {
    const hash = hashes[f] as number
    const slot = slotOf(hash, recipe.pairs - 1)
    const other = taken.get(slot)
    if (other === undefined) taken.set(slot, f)
    // Two features with the same check in one pair could not be told apart.
    else if (!taken.has(slot + 1) && checkOf(hashes[other] as number) !== checkOf(hash)) taken.set(slot + 1, f)
  }
  return taken
}

/** How much a feature says of its strongest class. */
function strength(models: readonly Softmax[], f: number): number {
  let most = 0
  for (const [q, { classes }] of QUESTIONS.entries()) {
    const weights = models[q]?.weights.subarray(f * classes, (f + 1) * classes) ?? []
    // Sentiment first: emotions are asked of fewer texts and decide nothing by themselves.
    for (const weight of weights) most = Math.max(most, Math.abs(weight) * (q === 0 ? 1 : 0.5))
  }
  return most
}

function pick({ hashes, count, rarity }: Known, chosen: readonly number[]): Known {
  return {
    hashes: Int32Array.from(chosen, (f) => hashes[f] as number),
    count: Uint32Array.from(chosen, (f) => count[f] as number),
    rarity: Float32Array.from(chosen, (f) => rarity[f] as number),
  }
}

function readDev(fold: Fold, recipe: Recipe, features: Known): { corpus: Corpus; tasks: Task[] } {
  // Each set weighs alike, whatever its size: a customer's posts resemble one of them, and nobody knows which.
  const examples = SETS.filter(({ family }) => family === recipe.family).flatMap((set) => {
    const rows = readExamples(set, 'dev')
    return rows.flatMap((row) => {
      const weight = 1000 / rows.length
      return [
        { ...row, weight },
        { ...row, weight: weight / 2, text: withoutEmoticons(row.text) },
      ]
    })
  })
  const hashed = hashTexts(
    fold,
    recipe.family,
    examples.map(({ text }) => text),
  )
  return { corpus: corpusOf(hashed, features, recipe.unknown), tasks: tasksOf(examples) }
}

function pack(
  { family, pairs, unknown }: Recipe,
  { hashes, rarity: worths }: Known,
  slots: readonly number[],
  models: readonly Softmax[],
  calibrations: readonly Calibration[],
): Columns {
  const check = new Uint16Array(pairs * 2)
  const rarity = new Uint8Array(pairs * 2)
  const weights = new Int8Array(pairs * 2 * CLASSES)
  const scale = new Float32Array(CLASSES)
  const bias = new Float32Array(CLASSES)
  const step = worths.reduce((most, each) => Math.max(most, each), 0) / 255
  for (const [f, slot] of slots.entries()) {
    check[slot] = checkOf(hashes[f] as number)
    rarity[slot] = Math.max(1, Math.round((worths[f] as number) / step))
  }
  let first = 0
  for (const [q, { classes }] of QUESTIONS.entries()) {
    const learnt = (models[q] as Softmax).weights
    const { sharpness, bias: start } = calibrations[q] as Calibration
    for (let c = 0; c < classes; c++) {
      let most = 0
      for (let f = 0; f < slots.length; f++) most = Math.max(most, Math.abs(learnt[f * classes + c] as number))
      for (const [f, slot] of slots.entries()) {
        weights[slot * CLASSES + first + c] = Math.round(((learnt[f * classes + c] as number) / most) * 127)
      }
      scale[first + c] = (most / 127) * sharpness
      bias[first + c] = start[c] as number
    }
    first += classes
  }
  return {
    [`${family}.check`]: check,
    [`${family}.rarity`]: rarity,
    [`${family}.weights`]: weights,
    [`${family}.scale`]: scale,
    [`${family}.bias`]: bias,
    [`${family}.unknown`]: Float32Array.of(unknown / step ** 2),
  }
}
