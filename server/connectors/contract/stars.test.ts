import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStars } from './stars.ts'

const READ: readonly [value: unknown, stars: number | undefined][] = [
  [1, 1],
  ['5', 5],
  ['4.0', 4],
  ['4.5', 5],
  ['１星', 1],
  ['三星', 3],
  ['2颗星', 2],
  ['★★☆☆☆', 2],
  ['⭐⭐⭐', 3],
  ['2/5', 2],
  ['4.2 out of 5 stars', 4],
  ['star3', 3],
  ['差评', 1],
  ['中評', 3],
  ['好评', 5],
  ['', undefined],
  [null, undefined],
  ['☆☆☆☆☆', undefined],
  ['0', undefined],
  // Another scale: 85 of 100 is no five, 8 of 10 no four.
  ['85', undefined],
  ['8', undefined],
  ['10分', undefined],
  ['很好', undefined],
]

test('stars as shops write them; another scale is no guess', () => {
  for (const [value, stars] of READ) assert.equal(readStars(value), stars, String(value))
})
