/**
 * `bench rumour`: rumour or not, at 0, 1, 6 and 24 hours of age, by five folds over the judged Weibo stories of CED (near copies in one
 * fold); models of CED on other sets; and, second, copies posted together against chance (rumour-synchrony.ts). Sets that are for
 * research only judge and never teach what is shipped.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { FULL, judge, learn, type Prepared, prepare, STYLE_BLIND, type Variant } from '../scripts/train-rumour-model.ts'
import { createFold } from '../server/text/fold.ts'
import { RUMOUR_AGES, readGrams } from '../server/text/rumour.ts'
import { type RumourReader, startReading } from '../server/text/rumour-features.ts'
import { FOLDS, type Judged, loadRumours, NO_RUMOURS, rumoursPresent } from './rumour-cascades.ts'
import { printSynchrony } from './rumour-synchrony.ts'

const FOLD_FILE = path.join(import.meta.dirname, '../server/models/fold.bin.gz')
const NO_STYLE: Variant = { source: false, sourceGrams: false, replyGrams: true }
const BINS = 10

export async function run(args: string[]): Promise<void> {
  if (!rumoursPresent()) return console.log(NO_RUMOURS)
  const reader = startReading(createFold(gunzipSync(readFileSync(FOLD_FILE))))
  const ced = loadRumours(reader, 'casc_ced')
  if (!args.includes('--synchrony')) printScores(reader, ced)
  printSynchrony(ced)
}

function printScores(reader: RumourReader, ced: readonly Judged[]): void {
  const stories = ced.map((story) => prepare(reader, story))
  console.log('accuracy / macro F1 in %, then the mean distance of what is stated from what is true, in points')
  const folds = Array.from({ length: FOLDS }, (_, fold) => stories.filter((story) => story.fold === fold).length)
  console.log(`\nCED, ${stories.length} stories, folds of ${folds.join(', ')}`)
  printMajority(stories)
  const one = byFolds(stories, FULL)
  printRow('n-grams of the source alone', [one.map(({ source }) => source)], stories)
  printRow('n-grams of the first hour alone', [one.map(({ firstHour }) => firstHour)], stories)
  printRow('shipped: all that is known', ofAges(one), stories)
  printRow('without the source: how it spreads, all words of replies', ofAges(byFolds(stories, NO_STYLE)), stories)
  printRow('style-blind: how it spreads, listed words of doubt', ofAges(byFolds(stories, STYLE_BLIND)), stories)
  printTransfer(reader, stories)
}

type Said = { readonly byAge: readonly number[]; readonly source: number; readonly firstHour: number }

function byFolds(stories: readonly Prepared[], variant: Variant): Said[] {
  const learnt = Array.from({ length: FOLDS }, (_, fold) =>
    learn(
      stories.filter((story) => story.fold !== fold),
      variant,
    ),
  )
  return stories.map((story) => {
    const model = learnt[story.fold] as ReturnType<typeof learn>
    return {
      byAge: RUMOUR_AGES.map((_, at) => judge(model, story, at, variant)),
      source: chance(readGrams(model.source, story.grams)),
      firstHour: chance(readGrams(model.replies, story.replyGrams[1] ?? new Int32Array(0))),
    }
  })
}

const ofAges = (said: readonly Said[]): number[][] =>
  RUMOUR_AGES.map((_, at) => said.map(({ byAge }) => byAge[at] ?? 0))
const chance = (logit: number): number => 1 / (1 + Math.exp(-logit))

function printTransfer(reader: RumourReader, ced: readonly Prepared[]): void {
  const [full, blind] = [learn(ced, FULL), learn(ced, STYLE_BLIND)]
  for (const [set, note] of [
    ['casc_checked', 'CHECKED, COVID-19, papers of record against small accounts'],
    ['casc_rumoureval2017', 'RumourEval 2017, English, false against true rumours'],
    ['casc_twitter1516', 'Twitter15/16, no words, any rumour against none'],
  ] as const) {
    const events = loadRumours(reader, set).filter(
      ({ label }) => set !== 'casc_rumoureval2017' || label !== 'unverified',
    )
    const stories = events.map((story) => prepare(reader, story))
    console.log(`\n${note}: ${stories.length} stories`)
    printMajority(stories)
    const judged = (model: typeof full, variant: Variant) =>
      RUMOUR_AGES.map((_, at) => stories.map((story) => judge(model, story, at, variant)))
    if (set !== 'casc_twitter1516') printRow('taught by CED, all that is known', judged(full, FULL), stories)
    printRow('taught by CED, style-blind', judged(blind, STYLE_BLIND), stories)
    printRow('taught by its own other folds, style-blind', ofAges(byFolds(stories, STYLE_BLIND)), stories)
  }
}

function printMajority(stories: readonly Prepared[]): void {
  const share = stories.filter(({ isRumour }) => isRumour).length / stories.length
  const most = Math.max(share, 1 - share)
  console.log(`  ${'majority'.padEnd(58)} ${(100 * most).toFixed(1)} / ${((100 * most) / (1 + most)).toFixed(1)}`)
}

function printRow(name: string, byAge: readonly (readonly number[])[], stories: readonly Prepared[]): void {
  const cells = byAge.map((said, at) => {
    const truth = stories.map(({ isRumour }) => isRumour)
    const right = said.filter((p, i) => p > 0.5 === truth[i]).length / said.length
    const age = byAge.length > 1 ? `${RUMOUR_AGES[at]} h ` : ''
    return `${age}${(100 * right).toFixed(1)} / ${(100 * macroF1(said, truth)).toFixed(1)} (${(100 * distance(said, truth)).toFixed(1)})`
  })
  console.log(`  ${name.padEnd(58)} ${cells.join('   ')}`)
}

function macroF1(said: readonly number[], truth: readonly boolean[]): number {
  const of = (wanted: boolean): number => {
    const hits = said.filter((p, i) => p > 0.5 === wanted && truth[i] === wanted).length
    const named = said.filter((p) => p > 0.5 === wanted).length
    const there = truth.filter((each) => each === wanted).length
    return (2 * hits) / Math.max(1, named + there)
  }
  return (of(true) + of(false)) / 2
}

/** Expected calibration error over ten bins. */
function distance(said: readonly number[], truth: readonly boolean[]): number {
  const bins = Array.from({ length: BINS }, () => ({ said: 0, true: 0 }))
  for (const [i, p] of said.entries()) {
    const bin = bins[Math.min(BINS - 1, Math.floor(p * BINS))]
    if (!bin) continue
    bin.said += p
    bin.true += truth[i] ? 1 : 0
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.said - bin.true), 0) / said.length
}
