import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dice } from '../../bench/chance.ts'
import { silence, silentFor } from './silence.ts'

const DAY = 288

/** Independent posts, so many a day, with a wave over the day and quiet weekends; days begin at an odd time. */
function posts(days: number, perDay: number, seed: number, weekend = 1): number[] {
  const random = dice(seed)
  return Array.from({ length: days * DAY }, (_, row) => {
    const at = row + 100
    const isWeekend = Math.floor(at / DAY) % 7 >= 5
    const mean = (perDay / DAY) * (1 + 0.8 * Math.sin((at / DAY) * 2 * Math.PI)) * (isWeekend ? weekend : 1)
    let count = 0
    for (let left = Math.exp(-mean), chance = random(); chance > left; chance *= random()) count++
    return count
  })
}

function alarmsOf(values: readonly number[]): number[] {
  const state = silence.start()
  return values.flatMap((value, row) => (silence.step(state, { value }).alarm ? [row] : []))
}

test('a hundred an hour that stop are told within a quarter of an hour', () => {
  for (const day of [20, 40]) {
    const values = posts(day, 2400, day)
    const told = alarmsOf([...values, ...Array(DAY).fill(0)]).find((row) => row >= values.length)
    assert.ok(told !== undefined && told - values.length < 3, `day ${day}: ${told}`)
  }
})

test('three a day are not cried over: two years, hardly a word; a week and a half of nothing is told', () => {
  let cries = 0
  for (const seed of [1, 2]) cries += alarmsOf(posts(365, 3, seed)).length
  assert.ok(cries <= 2, `${cries} in two years`)
  const values = posts(60, 3, 5)
  assert.ok(alarmsOf([...values, ...Array(11 * DAY).fill(0)]).some((row) => row >= values.length))
})

test('nights are part of the rhythm, and weekends that begin at full speed are learnt within a few', () => {
  for (const seed of [1, 2, 3, 4]) {
    assert.deepEqual(alarmsOf(posts(30, 240, seed)), [])
    const cries = alarmsOf(posts(84, 240, seed, 0))
    assert.ok(cries.filter((row) => row >= 21 * DAY).length <= 1, `${cries.map((row) => row / DAY)}`)
  }
})

test('what nobody can know yet is no silence', () => {
  const values = posts(20, 2400, 9)
  const unknown = Array(DAY).fill(-1)
  assert.deepEqual(
    alarmsOf([...values, ...unknown]).filter((row) => row >= values.length),
    [],
  )
})

test('an outage does not become the habit, silence that stays does', () => {
  const before = posts(21, 2400, 11)
  const values = posts(32, 2400, 11)
  const isOut = (row: number): boolean => [21, 31].some((day) => row >= day * DAY + 50 && row < day * DAY + 90)
  const told = alarmsOf(values.map((value, row) => (isOut(row) ? 0 : value)))
  for (const day of [21, 31])
    assert.ok(
      told.some((row) => row >= day * DAY + 50 && row < day * DAY + 55),
      `${told}`,
    )
  const ended = alarmsOf([...before, ...Array(60 * DAY).fill(0)]).filter((row) => row >= before.length)
  assert.ok(ended.length > 0 && ended.length < 21, `${ended.length} times told in 60 days`)
})

test('while nothing comes the score only grows; with a post it is gone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 600 }), (seed, length) => {
      const state = silence.start()
      for (const value of posts(9, 60 + (seed % 900), seed)) silence.step(state, { value })
      let last = silence.step(state, { value: 1 }).score
      assert.equal(last, 0)
      for (let row = 0; row < length; row++) {
        const { score } = silence.step(state, { value: 0 })
        assert.ok(score >= last - 0.05, `${score} after ${last}`)
        last = score
      }
      assert.equal(silence.step(state, { value: 2 }).score, 0)
    }),
    { numRuns: 15 },
  )
})

test('by the hour: three silent ones of a source that came each hour, none of a source that comes at night', () => {
  const hourly = Array(14 * 24).fill(5)
  assert.ok(silentFor(hourly, { from: 0.5, until: 3.6 }) >= 2)
  assert.ok(silentFor(hourly, { from: 0.5, until: 0.9 }) < 0.5)
  const nightly = Array.from({ length: 14 * 24 - 16 }, (_, hour) => (hour % 24 < 8 ? 5 : 0))
  assert.ok(silentFor(nightly, { from: 0.5, until: 16 }) < 1)
  assert.equal(silentFor([0, 0, 5], { from: 0, until: 400 }), 0)
})
