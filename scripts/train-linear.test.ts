import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Corpus, Softmax, seeded, softmax, type Task } from './train-linear.ts'
import { quality } from './train-measure.ts'
import { withoutEmoticons } from './train-sets.ts'

/** 300 documents of two features each: one that tells the class, one that tells nothing. */
function made(polar: boolean): { corpus: Corpus; task: Task; labels: number[] } {
  const random = seeded(1)
  const labels = Array.from({ length: 300 }, (_, d) => d % 3)
  const ids = labels.flatMap((label) => [label, 3 + Math.floor(random() * 5)])
  return {
    labels,
    corpus: {
      ids: Int32Array.from(ids),
      start: Float64Array.from({ length: 301 }, (_, d) => 2 * d),
      norm: new Float32Array(300).fill(Math.SQRT1_2),
    },
    task: {
      classes: 3,
      labels: Int8Array.from(labels, (label) => (polar && label === 1 ? -1 : label)),
      weights: new Float32Array(300).fill(1),
      polar: new Uint8Array(300).fill(polar ? 1 : 0),
    },
  }
}

function trained(polar: boolean, seed: number): { model: Softmax; given: number[]; labels: number[] } {
  const { corpus, task, labels } = made(polar)
  const model = new Softmax(8, 3)
  const ones = new Float32Array(8).fill(1)
  model.train(corpus, task, ones, new Uint32Array(8).fill(100), { epochs: 10, rate: 0.3, l2: 0.01, seed })
  const given = labels.map((_, d) => {
    const scores = [...model.score(corpus, ones, d)]
    return scores.indexOf(Math.max(...scores))
  })
  return { model, given, labels }
}

test('learns what tells the classes apart', () => {
  const { given, labels } = trained(false, 1)
  assert.deepEqual(given, labels)
})

test('the same seed gives the same weights, another one others', () => {
  assert.deepEqual(trained(false, 1).model.weights, trained(false, 1).model.weights)
  assert.notDeepEqual(trained(false, 1).model.weights, trained(false, 2).model.weights)
})

test('from documents that know no neutral it still learns positive against negative', () => {
  const { given, labels } = trained(true, 1)
  for (const [d, label] of labels.entries()) if (label !== 1) assert.equal(given[d], label)
})

test('softmax sums to one, however large the scores', () => {
  const three = softmax(Float64Array.of(1000, 999, -1000))
  assert.ok(Math.abs(three.reduce((sum, p) => sum + p, 0) - 1) < 1e-12)
  assert.ok((three[0] as number) > (three[1] as number) && three[2] === 0)
})

test('accuracy and macro-F1, by hand', () => {
  const { accuracy, macroF1 } = quality([0, 0, 0, 2, 2], [0, 0, 2, 2, 1], 3)
  assert.equal(accuracy, 3 / 5)
  assert.ok(Math.abs(macroF1 - (4 / 5 + 2 / 4) / 2) < 1e-12, 'a class that the labels lack does not count')
})

test('emoticons and emoji go, words in brackets of other kinds stay', () => {
  assert.equal(withoutEmoticons('好吃[doge][泪]😡👍【公告】[1]'), '好吃【公告】[1]')
})
