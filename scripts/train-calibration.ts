/** Makes probabilities of scores (Guo et al. 2017): one factor and one start per class, fitted to the dev parts. */
import { type Corpus, type Softmax, softmax, type Task } from './train-linear.ts'

export type Calibration = { readonly sharpness: number; readonly bias: Float32Array }

const ROUNDS = 400
const RATE = 2
const RATE_OF_SHARPNESS = 0.2

export function calibrateSentiment(model: Softmax, corpus: Corpus, idf: Float32Array, task: Task): Calibration {
  return fit(model, corpus, idf, task)
}

/**
 * Emotions are calibrated knowing the sentiment: `link[emotion × 3 + sentiment]` is added for what the surer model says, which has
 * learnt from more than twice as many texts. Without it glad Cantonese posts were called angry.
 */
export function calibrateEmotion(
  model: Softmax,
  corpus: Corpus,
  idf: Float32Array,
  task: Task,
  sentiment: Softmax,
  { sharpness, bias }: Calibration,
): Calibration & { readonly link: Float32Array } {
  const beside = (d: number): Float64Array => {
    const scores = Float64Array.from(sentiment.score(corpus, idf, d), (score, c) => {
      return (score - (sentiment.bias[c] as number)) * sharpness + (bias[c] as number)
    })
    return softmax(scores)
  }
  return fit(model, corpus, idf, task, beside)
}

/** @param beside further inputs of a document, each of which gets a weight per class */
function fit(
  model: Softmax,
  corpus: Corpus,
  idf: Float32Array,
  task: Task,
  beside?: (d: number) => Float64Array,
): Calibration & { link: Float32Array } {
  const { classes } = task
  const docs = [...task.labels.keys()].filter((d) => (task.labels[d] as number) >= 0)
  const raw = docs.map((d) =>
    Float64Array.from(model.score(corpus, idf, d), (score, c) => score - (model.bias[c] as number)),
  )
  const extra = docs.map((d) => beside?.(d) ?? new Float64Array(0))
  const inputs = extra[0]?.length ?? 0
  const bias = Float32Array.from(model.bias)
  const link = new Float32Array(classes * inputs)
  let sharpness = 1
  const total = docs.reduce((sum, d) => sum + (task.weights[d] as number), 0)
  for (let round = 0; round < ROUNDS; round++) {
    const slopes = new Float64Array(classes)
    const slopesOfLink = new Float64Array(link.length)
    let slopeOfSharpness = 0
    for (const [i, d] of docs.entries()) {
      const scores = (raw[i] as Float64Array).map(
        (score, c) => score * sharpness + (bias[c] as number) + linked(link, extra[i], c),
      )
      turnIntoSlope(scores, task.labels[d] as number, task.polar[d] === 1)
      for (let c = 0; c < classes; c++) {
        const g = ((scores[c] as number) * (task.weights[d] as number)) / total
        slopes[c] = (slopes[c] as number) + g
        slopeOfSharpness += g * ((raw[i] as Float64Array)[c] as number)
        for (let k = 0; k < inputs; k++) {
          slopesOfLink[c * inputs + k] =
            (slopesOfLink[c * inputs + k] as number) + g * ((extra[i] as Float64Array)[k] as number)
        }
      }
    }
    for (let c = 0; c < classes; c++) bias[c] = (bias[c] as number) - RATE * (slopes[c] as number)
    for (let k = 0; k < link.length; k++) link[k] = (link[k] as number) - RATE * (slopesOfLink[k] as number)
    sharpness -= RATE_OF_SHARPNESS * slopeOfSharpness
  }
  return { sharpness, bias, link }
}

function linked(link: Float32Array, beside: Float64Array | undefined, c: number): number {
  let sum = 0
  const inputs = beside?.length ?? 0
  for (let k = 0; k < inputs; k++) sum += (link[c * inputs + k] as number) * (beside?.[k] as number)
  return sum
}

function turnIntoSlope(scores: Float64Array, label: number, polar: boolean): void {
  // A set without neutral says nothing of it: only the odds of its two classes are fitted.
  if (polar) scores.fill(-1e9, 1, scores.length - 1)
  softmax(scores)
  scores[label] = (scores[label] as number) - 1
}
