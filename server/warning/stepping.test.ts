import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../base/clock.ts'
import { detectors } from '../detectors/index.ts'
import { isKept, type SeriesPoint, stepThrough } from './stepping.ts'

const START = Date.UTC(2026, 2, 2)
const points: SeriesPoint[] = Array.from({ length: 400 }, (_, n) => ({
  at: new Date(START + n * 5 * MINUTE),
  value: n % 5 === 4 ? 1 : 0,
  of: n % 5,
}))

for (const detector of detectors) {
  test(`${detector.id}: in pieces, through its stored state, it reads the same as in one go`, () => {
    const whole = stepThrough(detector, null, [], points).readings
    const first = stepThrough(detector, null, [], points.slice(0, 150))
    const second = stepThrough(detector, first.state, points.slice(0, 150), points.slice(150))
    assert.deepEqual([...first.readings, ...second.readings], whole)
  })
}

test('a share is shown over the hour that ends with the point, counts as they are', () => {
  const [volume, share] = ['posts', 'negative-share'].map((input) => detectors.find((each) => each.input === input))
  assert.ok(volume && share)
  const counts = points.map(({ at }, n) => ({ at, value: n % 7 }))
  const counted = stepThrough(volume, null, [], counts).readings[13]
  assert.deepEqual([counted?.value, counted?.of], [6, 6])
  const hour = points.slice(2, 14)
  const judged = hour.reduce((total, point) => total + (point.of ?? 0), 0)
  const negative = hour.reduce((total, point) => total + point.value, 0)
  const shown = stepThrough(share, null, [], points, { isShare: true }).readings[13]
  assert.deepEqual([shown?.value, shown?.of], [negative / judged, judged])
  const silent = stepThrough(share, null, [], [{ at: new Date(START), value: 0, of: 0 }], { isShare: true }).readings[0]
  assert.deepEqual([silent?.value, silent?.of], [0, 0])
})

test('a reading is the one that is kept when it is the same in single precision', () => {
  const [detector] = detectors
  assert.ok(detector)
  const reading = stepThrough(detector, null, [], points).readings.at(-1)
  assert.ok(reading)
  // as the database gives a `real` back: the shortest decimal of it
  const kept = { ...reading, baseline: Number(Math.fround(reading.baseline).toPrecision(9)) }
  assert.equal(isKept(reading, kept), true)
  assert.equal(isKept(reading, { ...kept, value: kept.value + 1 }), false)
  assert.equal(isKept(reading, { ...kept, alarm: !kept.alarm }), false)
  assert.equal(isKept(reading, undefined), false)
})
