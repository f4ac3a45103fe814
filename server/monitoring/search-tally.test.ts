import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFold } from '../text/fold.ts'
import { readModels } from './judges.ts'
import {
  allBits,
  countBits,
  docsOf,
  hasBit,
  keepBetween,
  keepCodes,
  keepRange,
  lastBits,
  noBits,
  setBit,
} from './search-bits.ts'
import { buildSegment } from './search-build.ts'
import { markOf } from './search-columns.ts'
import { compareDocuments, type SearchDocument } from './search-document.ts'
import { chooseMerge } from './search-merge-store.ts'
import { barsOf, emptyTally, tallyDocument, tallySegment } from './search-tally.ts'

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

test('a column is asked in whole words and in single bits alike', () => {
  const codes = Uint16Array.from({ length: 100 }, (_, i) => i % 3)
  const values = Int32Array.from({ length: 100 }, (_, i) => (i % 7) - 1)
  const sparse = noBits(100)
  for (const doc of [0, 5, 31, 32, 63, 64, 98, 99]) setBit(sparse, doc)
  for (const start of [allBits(100), sparse, noBits(100)]) {
    const before = [...docsOf(start)]
    const [byCode, byValue] = [start.slice(), start.slice()]
    keepCodes(byCode, codes, Uint8Array.of(1, 0, 1))
    assert.deepEqual(
      [...docsOf(byCode)],
      before.filter((doc) => doc % 3 !== 1),
    )
    keepBetween(byValue, values, 0, 4)
    assert.deepEqual(
      [...docsOf(byValue)],
      before.filter((doc) => doc % 7 >= 1 && doc % 7 <= 5),
    )
  }
})

const documentArbitrary: fc.Arbitrary<SearchDocument> = fc.record({
  id: fc.uuid(),
  at: fc.integer({ min: 0, max: 3 * DAY }),
  batchId: fc.constant('00000000-0000-0000-0000-000000000000'),
  rootId: fc.constant(null),
  followers: fc.constant(null),
  source: fc.constantFrom('a', 'b'),
  authorId: fc.constant('x'),
  authorName: fc.constant('x'),
  region: fc.constantFrom('', '廣東', '上海'),
  trackIds: fc.subarray(['t1', 't2', 't3']),
  lexiconIds: fc.constant([]),
  text: fc.constant(''),
  platform: fc.nat(2),
  kind: fc.nat(1),
  sentiment: fc.constantFrom(null, 0, 1, 2),
  emotion: fc.nat(2),
  language: fc.nat(1),
  isVerified: fc.boolean(),
})

test('counting a segment column by column gives what counting its posts one by one gives', () => {
  const fold = createFold(readModels().fold)
  fc.assert(
    fc.property(fc.array(documentArbitrary, { maxLength: 80 }), fc.integer({ min: 1, max: 30 }), (given, steps) => {
      const documents = given.toSorted(compareDocuments)
      const { columns } = buildSegment(fold, documents)
      const bits = noBits(documents.length)
      for (const doc of documents.keys()) if (doc % 4 !== 1) setBit(bits, doc)
      const bars = barsOf(0, 3 * DAY, steps)
      const [bySegment, byPost] = [emptyTally(bars), emptyTally(bars)]
      tallySegment(bySegment, columns, bits, 1)
      for (const [doc, document] of documents.entries()) {
        if (hasBit(bits, doc)) tallyDocument(byPost, document, markOf(document))
      }
      assert.deepEqual(bySegment, byPost)
    }),
    { numRuns: 200 },
  )
})
