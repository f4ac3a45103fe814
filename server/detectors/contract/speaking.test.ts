import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Detector, Point } from '../contract.ts'
import { detectors } from '../index.ts'
import { alarmRows, speaks, type Voice } from './speaking.ts'

const speaking = { threshold: 2, restPoints: 10, louder: 1 }
const voice = (score: number, isAble = true): Voice => ({ score, isAble, loudness: score })

test('it speaks at the threshold, rests, and only something louder breaks the rest', () => {
  const loud = (rows: Record<number, number>) => Array.from({ length: 30 }, (_, row) => voice(rows[row] ?? 0))
  assert.deepEqual(alarmRows(speaking, loud({ 3: 1.99, 5: 2, 9: 2.5, 12: 3, 14: 3.9, 23: 2 })), [5, 12, 23])
  assert.equal(speaks(speaking, 0, voice(9, false), undefined), false)
  assert.deepEqual(alarmRows(speaking, loud({ 3: 2.5 }), { row: -5, loudness: 2 }), [])
  assert.deepEqual(alarmRows(speaking, [undefined, voice(2)], { row: -9, loudness: 2 }), [1])
})

const storms: fc.Arbitrary<Point[]> = fc.array(
  fc.tuple(fc.constantFrom(0, 0, 1, 3, 8, 60, 400), fc.nat(100)).map(([of, percent]) => ({
    value: Math.round((of * percent) / 100),
    of,
  })),
  { minLength: 1200, maxLength: 1800, size: 'max' },
)

for (const detector of detectors as readonly Detector<unknown>[]) {
  test(`${detector.id}: from the stored scores alone come exactly its alarms, at any threshold`, () => {
    fc.assert(
      fc.property(storms, fc.constantFrom(0.7, 1, 1.4), (points, times) => {
        const threshold = detector.speaking.threshold * times
        const state = detector.start()
        const readings = points.map((point) => detector.step(state, point, threshold))
        const stored = readings.map(({ score, isAble, loudness }) => ({
          score: Math.fround(score),
          isAble,
          loudness: Math.fround(loudness),
        }))
        const alarms = readings.flatMap(({ alarm }, row) => (alarm ? [row] : []))
        assert.deepEqual(alarmRows({ ...detector.speaking, threshold }, stored), alarms)
      }),
      { numRuns: 25 },
    )
  })
}
