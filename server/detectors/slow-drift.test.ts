import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { constructDays, type Days } from '../../bench/drift-series.ts'
import type { Point } from './contract.ts'
import { slowDrift, volumeDrift } from './slow-drift.ts'

const DAY = 24
const QUIET: Days = {
  perDay: 300,
  share: 0.15,
  days: 200,
  mood: 0.25,
  keep: 0.5,
  weekend: 0.6,
  bursts: 0,
  holidays: [],
}

/** Days, counted from 0, at the end of which it spoke. */
function toldOf(detector: typeof slowDrift, points: readonly Point[]): number[] {
  const state = detector.start()
  return points.flatMap((point, hour) => (detector.step(state, point).alarm ? [hour / DAY] : []))
}
const sharesOf = (days: Days, seed: number): Point[] => constructDays(days, seed)
const countsOf = (days: Days, seed: number): Point[] => constructDays(days, seed).map(({ of = 0 }) => ({ value: of }))

test('twenty points more of a hundred over three weeks are told within five, and hardly twice', () => {
  for (const seed of [1, 2, 3, 4]) {
    const told = toldOf(slowDrift, sharesOf({ ...QUIET, drift: { from: 90, over: 21, points: 0.2 } }, seed))
    const [first = 0] = told
    assert.ok(first > 90 && first < 125, `seed ${seed}: ${told}`)
    assert.ok(told.length <= 2, `seed ${seed}: ${told}`)
  }
})

test('posts that treble over three weeks are told within five', () => {
  for (const seed of [1, 2, 3, 4]) {
    const told = toldOf(volumeDrift, countsOf({ ...QUIET, drift: { from: 90, over: 21, times: 3 } }, seed))
    assert.ok((told[0] ?? 0) > 90 && (told[0] ?? 999) < 125, `seed ${seed}: ${told}`)
  }
})

for (const [what, days] of [
  ['a week like any other, quiet at the weekend', QUIET],
  ['one burst of a day, ten times the usual', { ...QUIET, burstAt: 120 }],
  [
    'a holiday of a week, twice the usual and angrier',
    { ...QUIET, holidays: [120], holidayTimes: 2, holidayOdds: 0.8 },
  ],
  ['a holiday of a week, half the usual', { ...QUIET, holidays: [120], holidayTimes: 0.5 }],
  ['three posts a day', { ...QUIET, perDay: 3 }],
  ['half a year of calm', { ...QUIET, days: 360 }],
] as [string, Days][]) {
  test(`nothing is told of ${what}`, () => {
    for (const seed of [1, 2, 3]) {
      assert.deepEqual(toldOf(slowDrift, sharesOf(days, seed)), [], `share, seed ${seed}`)
      assert.deepEqual(toldOf(volumeDrift, countsOf(days, seed)), [], `counts, seed ${seed}`)
    }
  })
}

test('for four weeks it says nothing, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 27 * DAY, maxLength: 27 * DAY }),
      (hours) => {
        const points = hours.map(([one, other]) => ({ value: Math.min(one, other), of: Math.max(one, other) }))
        assert.deepEqual(toldOf(slowDrift, points), [])
        assert.deepEqual(toldOf(volumeDrift, points), [])
      },
    ),
    { numRuns: 10 },
  )
})

test('what it says of a rise: the share of the last week, and the usual one', () => {
  const state = slowDrift.start()
  const points = sharesOf({ ...QUIET, drift: { from: 90, over: 1, points: 0.2 } }, 2)
  const told = points.map((point) => slowDrift.step(state, point)).find(({ alarm }) => alarm)
  assert.ok(told && Math.abs(told.expected - 0.15) < 0.05 && told.observed > 0.27 && told.observed < 0.45)
})
