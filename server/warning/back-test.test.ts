import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../base/clock.ts'
import { fireWords, thin } from './back-test.ts'

const START = Date.UTC(2026, 2, 2)
const steps = (rows: Record<number, number>, length = 400) =>
  Array.from({ length }, (_, row) => ({ at: new Date(START + row * 5 * MINUTE), posts: rows[row] ?? 0 }))
const endOf = (row: number): number => START + (row + 1) * 5 * MINUTE

test('words: so many within the window, then half a day of rest', () => {
  const asked = { posts: 10, windowMinutes: 60 }
  const found = fireWords(steps({ 20: 5, 25: 5, 40: 12, 60: 25, 250: 10 }), 5, asked)
  assert.deepEqual(
    found.map(({ at, posts }) => [at.getTime(), posts]),
    [
      [endOf(25), 10],
      [endOf(250), 10],
    ],
  )
  assert.equal(found[0]?.from.getTime(), endOf(25) - 60 * MINUTE)
  assert.deepEqual(fireWords(steps({ 20: 5, 33: 5 }), 5, asked), [], 'five and five an hour apart')
})

test('thinned for a chart, an alarm is never lost', () => {
  const points = Array.from({ length: 1000 }, (_, row) => {
    const at = new Date(START + row * 5 * MINUTE)
    return { at, value: row, of: 1, baseline: 1, low: 0, high: 2, score: row % 10, able: true, loudness: 0 }
  })
  const alarms = new Set([3, 444, 445].map((row) => START + row * 5 * MINUTE))
  const shown = thin(points, alarms, 100)
  assert.ok(shown.length <= 100 + alarms.size)
  assert.ok([3, 444, 445].every((row) => shown.some(({ value }) => value === row)))
  assert.equal(thin(points.slice(0, 50), alarms, 100).length, 50)
})
