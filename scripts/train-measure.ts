/** Measures an engine on the dev parts of the labelled sets. */
import { EMOTIONS, type Judged, SENTIMENTS } from '../server/text/contract.ts'
import type { Engine } from '../server/text/engine.ts'
import { compileTracks } from '../server/text/match.ts'
import { readRows } from './train-data.ts'
import { type Example, readExamples, SETS, withoutEmoticons } from './train-sets.ts'

/** Shares of 1. `bare`: the same texts without emoticons and emoji. */
export type Quality = { readonly accuracy: number; readonly macroF1: number }
export type Measured = {
  readonly set: string
  readonly texts: number
  readonly question: 'sentiment-3' | 'sentiment-2' | 'emotion'
  readonly asIs: Quality
  readonly bare: Quality
}
export type Report = {
  readonly rows: readonly Measured[]
  /** mean distance of the stated probability from the share that came true, over all three-class sets in ten bins */
  readonly calibrationError: number
  /** share of Traditional copies of Simplified posts that get the same sentiment */
  readonly sameInTraditional: number
}

export function measure(engine: Engine): Report {
  const rows = SETS.flatMap((set) => {
    const dev = readExamples(set, 'dev')
    const known = dev.filter(({ sentiment }) => sentiment >= 0)
    const opinions = known.filter(({ sentiment }) => sentiment !== 1)
    return [
      ...(set.polar ? [] : [measureSet(engine, set.name, known, 'sentiment-3')]),
      measureSet(engine, set.name, opinions, 'sentiment-2'),
      measureSet(
        engine,
        set.name,
        dev.filter(({ emotion }) => emotion >= 0),
        'emotion',
      ),
    ].filter(({ texts }) => texts > 0)
  })
  return { rows, calibrationError: calibrationError(engine), sameInTraditional: sameInTraditional(engine) }
}

export function measureSet(
  engine: Engine,
  set: string,
  examples: readonly Example[],
  question: Measured['question'],
): Measured {
  const answer = (texts: string[]) => {
    const judged = judge(engine, texts)
    return quality(
      examples.map((example) => (question === 'emotion' ? example.emotion : example.sentiment)),
      texts.map((_, i) => verdict(judged, i, question)),
      question === 'emotion' ? EMOTIONS.length : SENTIMENTS.length,
    )
  }
  return {
    set,
    question,
    texts: examples.length,
    asIs: answer(examples.map(({ text }) => text)),
    bare: answer(examples.map(({ text }) => withoutEmoticons(text))),
  }
}

function judge(engine: Engine, texts: readonly string[]): Judged {
  return engine.judge(texts, compileTracks(engine.fold, []).matcher)
}

/** Where a set knows no neutral, the likelier of the other two counts. */
function verdict(judged: Judged, i: number, question: Measured['question']): number {
  if (question === 'emotion') return judged.emotion[i] as number
  if (question === 'sentiment-3') return judged.sentiment[i] as number
  return (judged.probabilities[3 * i + 2] as number) > (judged.probabilities[3 * i] as number) ? 2 : 0
}

/** Macro-F1 over the classes that the set has. */
export function quality(wanted: readonly number[], given: readonly number[], classes: number): Quality {
  let right = 0
  const f1: number[] = []
  for (let c = 0; c < classes; c++) {
    const both = wanted.filter((label, i) => label === c && given[i] === c).length
    const labelled = wanted.filter((label) => label === c).length
    right += both
    if (labelled > 0) f1.push((2 * both) / (labelled + given.filter((label) => label === c).length))
  }
  return { accuracy: right / wanted.length, macroF1: f1.reduce((sum, each) => sum + each, 0) / f1.length }
}

function calibrationError(engine: Engine): number {
  const examples = SETS.filter((set) => !set.polar)
    .flatMap((set) => readExamples(set, 'dev'))
    .filter(({ sentiment }) => sentiment >= 0)
  const judged = judge(
    engine,
    examples.map(({ text }) => text),
  )
  const bins = Array.from({ length: 10 }, () => ({ stated: 0, true: 0 }))
  for (const [i, { sentiment }] of examples.entries()) {
    const given = judged.sentiment[i] as number
    const stated = judged.probabilities[3 * i + given] as number
    const bin = bins[Math.min(9, Math.floor(stated * 10))]
    if (!bin) continue
    bin.stated += stated
    bin.true += given === sentiment ? 1 : 0
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.stated - bin.true), 0) / examples.length
}

function sameInTraditional(engine: Engine): number {
  const rows = readRows('hant_probe', 'dev')
  const one = judge(
    engine,
    rows.map(({ text }) => text),
  )
  const other = judge(
    engine,
    rows.map(({ text_hans }) => text_hans ?? ''),
  )
  return rows.filter((_, i) => one.sentiment[i] === other.sentiment[i]).length / rows.length
}
