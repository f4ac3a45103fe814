import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allBits, countBits, keepRange, lastBits, noBits, setBit } from './search-bits.ts'
import { chooseMerge } from './search-merge-store.ts'
import { barsOf } from './search-tally.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

const BARS: [string, number, number, number, ReturnType<typeof barsOf>][] = [
  ['one moment', 90_000, 90_000, 60, { from: 60_000, step: MINUTE, count: 1 }],
  ['an hour in sixty', 0, 60 * MINUTE - 1, 60, { from: 0, step: MINUTE, count: 60 }],
  ['a day in 24', 0, DAY - 1, 24, { from: 0, step: 60 * MINUTE, count: 24 }],
  ['begins at a round time', 3 * MINUTE, 63 * MINUTE, 4, { from: 0, step: 15 * MINUTE, count: 5 }],
  ['forty years', 0, 40 * 365 * DAY, 20, { from: 0, step: 28 * 27 * DAY, count: 20 }],
]
for (const [what, first, last, about, expected] of BARS) {
  test(`bars: ${what}`, () => assert.deepEqual(barsOf(first, last, about), expected))
}

const row = (segmentId: number, docs: number, dead = 0) => ({ segmentId, docs, dead })
test('small segments are merged when there are enough of a size, large ones not beyond a million', () => {
  const ids = (...args: Parameters<typeof chooseMerge>): number[] =>
    chooseMerge(...args).map(({ segmentId }) => segmentId)
  const small = Array.from({ length: 8 }, (_, i) => row(i, 5000 + i))
  assert.deepEqual(ids(small), [0, 1, 2, 3, 4, 5, 6, 7])
  assert.deepEqual(ids(small.slice(1)), [])
  const large = Array.from({ length: 8 }, (_, i) => row(i, 300_000))
  assert.deepEqual(ids(large), [0, 1, 2])
  assert.deepEqual(ids([row(1, 900_000), row(2, 950_000)]), [])
  assert.deepEqual(ids([row(1, 1000, 400), row(2, 1000)]), [1])
})

test('sets of documents at the edges of their words', () => {
  for (const docs of [0, 1, 31, 32, 33, 64]) {
    assert.equal(countBits(allBits(docs)), docs)
    for (const [from, to] of [
      [0, docs],
      [1, docs],
      [0, 0],
      [31, 32],
      [32, 33],
    ] as const) {
      const bits = allBits(docs)
      keepRange(bits, from, to)
      assert.equal(countBits(bits), Math.max(0, Math.min(docs, to) - Math.min(from, docs)), `${docs} [${from}, ${to})`)
    }
  }
  const bits = noBits(100)
  for (const doc of [0, 31, 32, 63, 99]) setBit(bits, doc)
  assert.deepEqual(lastBits(bits, 100, 3), [99, 63, 32])
  assert.deepEqual(lastBits(bits, 63, 9), [32, 31, 0])
  assert.deepEqual(lastBits(bits, 0, 9), [])
})
