import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Series } from './nab-data.ts'
import { chance, interval, measure, score } from './nab-measures.ts'
import { judge } from './nab-scorer.ts'

/** 2,000 rows, probation 300, one window of 400 rows with its label in the middle. */
const series: Series = {
  key: 'made-up',
  name: 'made-up',
  timestamps: [],
  values: Array.from({ length: 2000 }, () => 1),
  file: judge(2000, [[800, 1199]]),
  labels: [1000],
}

test('windows, labels, delay and false alarm episodes are counted as described', () => {
  const days = (2000 - 300) / 288
  const it = measure([series], [[100, 400, 500, 700, 970, 1500]])
  assert.deepEqual(
    { ...it, falseEpisodesPerDay: Math.round(it.falseEpisodesPerDay * days) },
    {
      windowsHit: 1,
      windows: 1,
      labels: 1,
      near: 0,
      nearish: 1,
      medianDelay: -150,
      falsePoints: 4,
      // 400 and 500 are less than 12 h apart, 700 and 1500 stand alone; 100 lies in the probation
      falseEpisodesPerDay: 3,
    },
  )
  assert.equal(measure([series], [[990]]).near, 1)
  assert.equal(measure([series], [[1037]]).nearish, 0)
})

test('chance is far below an alarm in the window, and series that are alike leave no doubt', () => {
  const alarms = [[800]]
  assert.ok(score([series], alarms, 'standard') > 99)
  assert.ok(chance([series], alarms, 200) < 30)
  const [low, high] = interval([series, series], [[800], [800]], () => 0.3)
  assert.equal(low, high)
})
