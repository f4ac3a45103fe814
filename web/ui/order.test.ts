import assert from 'node:assert/strict'
import { test } from 'node:test'
import { swapped } from './order.ts'

test('another order; nothing leaves the list', () => {
  assert.deepEqual(swapped(['a', 'b', 'c'], 2, 1), ['a', 'c', 'b'])
  assert.deepEqual(swapped(['a', 'b', 'c'], 0, -1), ['a', 'b', 'c'])
  assert.deepEqual(swapped(['a', 'b', 'c'], 2, 3), ['a', 'b', 'c'])
})
