import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { courseOf, turnOf } from './course.ts'

/** Steps that the watch takes when it looks after each point. */
function turns(counts: readonly number[], usual = 0): string[] {
  let hasPeaked = false
  return counts.flatMap((_, at) => {
    const turn = turnOf(courseOf(counts.slice(0, at + 1), usual), hasPeaked)
    if (turn) hasPeaked = turn === 'turned'
    return turn ? [`${at} ${turn}`] : []
  })
}

const flat = (count: number, points: number): number[] => Array.from({ length: points }, () => count)

test('a storm turns once when less than six tenths of its strongest half hour are left, and rises again once', () => {
  assert.deepEqual(turns([...flat(20, 6), ...flat(2, 12)]), ['9 turned'])
  assert.deepEqual(turns([...flat(20, 6), ...flat(2, 12), ...flat(20, 6), ...flat(2, 8)]), [
    '9 turned',
    '22 rebound',
    '27 turned',
  ])
})

test('what is small, or only the usual, never turns', () => {
  assert.deepEqual(turns([...flat(3, 6), ...flat(0, 12)]), [])
  assert.deepEqual(turns([...flat(20, 6), ...flat(2, 12)], 20), [])
})

test('a curve that flickers between six and eight tenths of its top says nothing', () => {
  const flicker = fc.array(fc.integer({ min: 61, max: 79 }), { minLength: 12, maxLength: 200 })
  fc.assert(
    fc.property(flicker, (counts) => {
      assert.deepEqual(turns([...flat(100, 6), ...counts.map((count) => count)]), [])
    }),
  )
})

test('whatever the curve, a turn and a rise take turns', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 120 }), (counts) => {
      const kinds = turns(counts).map((turn) => turn.split(' ')[1])
      assert.ok(kinds.every((kind, at) => kind === (at % 2 === 0 ? 'turned' : 'rebound')))
    }),
  )
})
