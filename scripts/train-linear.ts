/** Softmax regression on sparse binary features: AdaGrad (Duchi et al. 2011), L2, deterministic by its seed. */

/** Documents by rows: features of document d are ids[start[d] … start[d+1]). */
export type Corpus = { readonly ids: Int32Array; readonly start: Float64Array; readonly norm: Float32Array }

export type Task = {
  readonly classes: number
  /** per document a class, or -1: not taught by it */
  readonly labels: Int8Array
  readonly weights: Float32Array
  /** per document 1 where only the first and the last class are weighed against each other */
  readonly polar: Uint8Array
}

export type Options = { readonly epochs: number; readonly rate: number; readonly l2: number; readonly seed: number }

/** How much of the full three-way loss a polar document still bears: reviews are seldom neutral, but some are. */
const POLAR_FULL = 0.1

export class Softmax {
  readonly weights: Float32Array<ArrayBuffer>
  readonly bias: Float32Array
  readonly #squares: Float32Array
  readonly #biasSquares: Float32Array
  readonly #scores: Float64Array
  readonly #classes: number

  constructor(features: number, classes: number) {
    this.#classes = classes
    this.weights = new Float32Array(features * classes)
    this.#squares = new Float32Array(features * classes).fill(1e-4)
    this.bias = new Float32Array(classes)
    this.#biasSquares = new Float32Array(classes).fill(1)
    this.#scores = new Float64Array(classes)
  }

  train(corpus: Corpus, task: Task, idf: Float32Array, count: Uint32Array, options: Options): void {
    const order = Int32Array.from(task.labels.keys()).filter((d) => (task.labels[d] as number) >= 0)
    const random = seeded(options.seed)
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      shuffle(order, random)
      const rate = options.rate * (1 - epoch / options.epochs)
      for (const d of order) this.#step(corpus, task, idf, count, d, rate, options.l2)
    }
  }

  /** Probabilities of one document, in a buffer that the next call overwrites. */
  score(corpus: Corpus, idf: Float32Array, d: number): Float64Array {
    const scores = this.#scores
    const classes = this.#classes
    const norm = corpus.norm[d] as number
    scores.fill(0)
    for (let i = corpus.start[d] as number; i < (corpus.start[d + 1] as number); i++) {
      const f = corpus.ids[i] as number
      const x = idf[f] as number
      for (let c = 0, w = f * classes; c < classes; c++, w++)
        scores[c] = (scores[c] as number) + x * (this.weights[w] as number)
    }
    for (let c = 0; c < classes; c++) scores[c] = (scores[c] as number) * norm + (this.bias[c] as number)
    return scores
  }

  #step(corpus: Corpus, task: Task, idf: Float32Array, count: Uint32Array, d: number, rate: number, l2: number): void {
    const classes = this.#classes
    const gradient = this.score(corpus, idf, d)
    slope(gradient, task.labels[d] as number, (task.polar[d] as number) === 1)
    const weight = task.weights[d] as number
    const norm = corpus.norm[d] as number
    for (let c = 0; c < classes; c++) {
      const g = (gradient[c] as number) * weight
      gradient[c] = g
      this.#biasSquares[c] = (this.#biasSquares[c] as number) + g * g
      this.bias[c] = (this.bias[c] as number) - (rate * g) / Math.sqrt(this.#biasSquares[c] as number)
    }
    for (let i = corpus.start[d] as number; i < (corpus.start[d + 1] as number); i++) {
      const f = corpus.ids[i] as number
      const x = (idf[f] as number) * norm
      // A feature in many documents is touched by each of them: its share of the penalty is paid in as many parts.
      const decay = l2 / (count[f] as number)
      for (let c = 0, w = f * classes; c < classes; c++, w++) {
        const g = (gradient[c] as number) * x + decay * (this.weights[w] as number)
        const squares = (this.#squares[w] as number) + g * g
        this.#squares[w] = squares
        this.weights[w] = (this.weights[w] as number) - (rate * g) / Math.sqrt(squares)
      }
    }
  }
}

/** Turns scores into the slope of the loss. */
function slope(scores: Float64Array, label: number, polar: boolean): void {
  const last = scores.length - 1
  const first = scores[0] as number
  const end = scores[last] as number
  softmax(scores)
  scores[label] = (scores[label] as number) - 1
  if (!polar) return
  const up = 1 / (1 + Math.exp(first - end))
  for (let c = 0; c <= last; c++) {
    const pair = c === 0 ? 1 - up : c === last ? up : 0
    const alone = pair - (c === label ? 1 : 0)
    scores[c] = POLAR_FULL * (scores[c] as number) + (1 - POLAR_FULL) * alone
  }
}

export function softmax(scores: Float64Array): Float64Array {
  const top = Math.max(...scores)
  let sum = 0
  for (let c = 0; c < scores.length; c++) {
    scores[c] = Math.exp((scores[c] as number) - top)
    sum += scores[c] as number
  }
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] as number) / sum
  return scores
}

/** mulberry32, public domain. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1))
    const held = order[i] as number
    order[i] = order[k] as number
    order[k] = held
  }
}
