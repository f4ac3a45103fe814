import assert from 'node:assert/strict'
import { test } from 'node:test'
import { curveOf } from './drawn-curve.ts'

const about = { detector: 'volume', detectorVersion: '1', phase: 'watching', failure: null } as const

test('columns become points again, alarms at theirs', () => {
  const sent = { ...about, from: '2026-03-02T01:00:00.000Z', at: [0, 15, 25], value: [3, 4, 9], low: [0, 0, 1] }
  assert.deepEqual(curveOf({ ...sent, high: [5, 5.5, 6], alarms: [2] }).points, [
    { at: '2026-03-02T01:00:00.000Z', value: 3, low: 0, high: 5, alarm: false },
    { at: '2026-03-02T01:15:00.000Z', value: 4, low: 0, high: 5.5, alarm: false },
    { at: '2026-03-02T01:25:00.000Z', value: 9, low: 1, high: 6, alarm: true },
  ])
})

test('a detector that stands still since its beginning has no points, and says why', () => {
  const none = { ...about, failure: 'out of order', from: null, at: [], value: [], low: [], high: [], alarms: [] }
  assert.deepEqual(curveOf(none), { detector: 'volume', phase: 'watching', failure: 'out of order', points: [] })
})
