import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fanOf } from './fan.ts'

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()

test('the range goes on from where the posts stand now', () => {
  const course = [5, 10, 15].map((minute) => ({ at: at(minute), posts: minute * 2 }))
  const forecast = [1, 6, 24].map((hours) => ({ hours, low: hours, middle: 2 * hours, high: 5 * hours }))
  const fan = fanOf({ course, forecast })
  assert.ok(fan)
  assert.deepEqual(fan.now, { x: 0.5, y: 30 / 150 })
  for (const line of [fan.past.at(-1), fan.middle[0], fan.band[0]]) assert.deepEqual(line, fan.now)
  const last = fan.ends.at(-1)
  assert.deepEqual([last?.x, last?.y, last?.total], [1, 78 / 150, 78])
  assert.deepEqual(
    [last?.low, last?.high],
    [
      { total: 54, y: 54 / 150 },
      { total: 150, y: 1 },
    ],
  )
  assert.equal(fan.band.length, 7)
  for (const { x, y } of [...fan.past, ...fan.band]) assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1)
})

test('nothing foretold: no picture; a story of one step has a line too', () => {
  assert.equal(fanOf({ course: [], forecast: [] }), undefined)
  const forecast = [{ hours: 1, low: 1, middle: 2, high: 3 }]
  assert.equal(fanOf({ course: [{ at: at(5), posts: 3 }], forecast })?.past.length, 2)
})
