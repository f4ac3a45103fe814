import assert from 'node:assert/strict'
import { test } from 'node:test'
import { curveShape } from './hot-list-curve.ts'

const BOX = { width: 100, height: 90, left: 0, top: 0 }
const at = (minute: number): string => new Date(minute * 60_000).toISOString()
const points = (...ranks: [number, number | null][]) => ranks.map(([minute, rank]) => ({ at: at(minute), rank }))

test('place 1 is at the top, and the best place is marked where it was first reached', () => {
  const shape = curveShape({ points: points([0, 10], [10, 1], [20, 1]), gaps: [] }, BOX)
  assert.deepEqual(shape.lines, ['0,90 50,0 100,0'])
  assert.deepEqual(shape.best, { x: 50, y: 0 })
  assert.equal(shape.worst, 10)
})

test('the line breaks where nobody looked, and drops where it had left', () => {
  const shape = curveShape(
    { points: points([0, 1], [10, 2], [20, null], [80, 5], [100, 4]), gaps: [{ from: at(20), to: at(80) }] },
    BOX,
  )
  assert.deepEqual(shape.lines, ['0,0 10,10', '80,40 100,30'])
  assert.deepEqual(shape.drops, [{ x: 10, y: 10 }])
  assert.deepEqual(shape.gaps, [{ x: 20, width: 60 }])
})

test('a gap between two looks at which it was there is no line', () => {
  const shape = curveShape({ points: points([0, 1], [50, 1], [100, 2]), gaps: [{ from: at(0), to: at(50) }] }, BOX)
  assert.deepEqual([shape.dots, shape.lines], [[{ x: 0, y: 0 }], ['50,0 100,10']])
})

test('one look, or none', () => {
  assert.deepEqual(curveShape({ points: points([5, 3]), gaps: [] }, BOX).dots, [{ x: 50, y: 20 }])
  const none = curveShape({ points: [], gaps: [] }, BOX)
  assert.deepEqual([none.lines, none.dots, none.best], [[], [], undefined])
})
