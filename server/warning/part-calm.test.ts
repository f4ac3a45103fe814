import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCalmPart } from './part-calm.ts'

const CASES: readonly (readonly [posts: number, usual: number, calm: boolean])[] = [
  [0, 0, true],
  [2, 0, true],
  [3, 0, false],
  [3, 4, true],
  [10, 4, true],
  [11, 4, false],
  [130, 100, true],
  [131, 100, false],
]

for (const [posts, usual, calm] of CASES) {
  test(`${posts} posts where ${usual} are usual`, () => assert.equal(isCalmPart({ posts, usual }), calm))
}
