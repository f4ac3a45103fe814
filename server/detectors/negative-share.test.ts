import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dice } from '../../bench/chance.ts'
import type { Point, Reading } from './contract.ts'
import { type NegativeShareState, negativeShare } from './negative-share.ts'

const HOUR = 12
const DAY = 24 * HOUR

/** Points of `posts` posts each, of which about a share `at(row)` is negative. */
function brand(rows: number, posts: number, at: (row: number) => number, seed: number): Point[] {
  const random = dice(seed)
  return Array.from({ length: rows }, (_, row) => {
    let value = 0
    for (let post = 0; post < posts; post++) if (random() < at(row)) value++
    return { value, of: posts }
  })
}

const readAll = (points: readonly Point[], state: NegativeShareState = negativeShare.start()): Reading[] =>
  points.map((point) => negativeShare.step(state, point))
const alarmRows = (readings: readonly Reading[]): number[] => readings.flatMap(({ alarm }, row) => (alarm ? [row] : []))

test('a storm of complaints speaks within half an hour, three steady weeks before it hardly ever', () => {
  for (const seed of [1, 2, 3]) {
    const start = 21 * DAY
    const rows = alarmRows(readAll(brand(start + DAY, 6, (row) => (row < start ? 0.2 : 0.7), seed)))
    assert.ok(rows.filter((row) => row < start).length <= 1, `${rows}`)
    const found = rows.find((row) => row >= start)
    assert.ok(found !== undefined && found < start + 6, `alarm ${rows} of ${start}`)
  }
})

test('the more posts, the smaller the rise that is heard; the reading says which window and what it saw', () => {
  const start = 14 * DAY
  const rise = (row: number): number => (row < start ? 0.2 : 0.45)
  const busy = readAll(brand(start + DAY, 30, rise, 4))
  const found = alarmRows(busy).find((row) => row >= start)
  assert.ok(found !== undefined && found < start + 3 * HOUR, `${found}`)
  const spoken = busy[found]
  assert.ok(spoken)
  assert.ok(spoken.observed > 0.35 && spoken.observed <= 1 && Math.abs(spoken.expected - 0.2) < 0.04)
  assert.ok([6, 36, 72].includes(spoken.window))
})

test('small numbers: 3 of 4, or 4 of 4 now and then, wake nobody', () => {
  for (const [value, of] of [
    [3, 4],
    [4, 4],
    [1, 1],
  ] as const) {
    const points = Array.from({ length: 10 * DAY }, (_, row) =>
      row % DAY === 50 ? { value, of } : { value: 0, of: 0 },
    )
    assert.deepEqual(alarmRows(readAll(points)), [])
  }
})

for (const [name, points, expected] of [
  ['a usual brand from its first minute', brand(2 * DAY, 3, () => 0.15, 5), 'silent'],
  ['a well-liked brand', brand(2 * DAY, 3, () => 0.03, 6), 'silent'],
  ['nobody speaks', brand(DAY, 0, () => 0, 7), 'silent'],
  ['an hour of silence, then complaints', [...brand(HOUR, 0, () => 0, 8), ...brand(HOUR, 10, () => 0.7, 8)], HOUR],
  ['complaints from the first minute', brand(HOUR, 10, () => 0.7, 9), 0],
] as [string, Point[], 'silent' | number][]) {
  test(`cold start: ${name}`, () => {
    const readings = readAll(points)
    const rows = alarmRows(readings)
    if (expected === 'silent') assert.deepEqual(rows, [])
    else assert.ok(rows.length >= 1 && (rows[0] ?? -1) >= expected && (rows[0] ?? 1e9) < expected + 6, `${rows}`)
    assert.equal(readings[0]?.phase, 'warming')
  })
}

test('a brand that is mostly scolded speaks at most twice while it is learnt, then has its own habit', () => {
  const readings = readAll(brand(10 * DAY, 4, () => 0.65, 10))
  assert.ok(alarmRows(readings).length <= 2, `${alarmRows(readings)}`)
  assert.ok(Math.abs((readings.at(-1)?.baseline ?? 0) - 0.65) < 0.06)
})

test('a burst of half a day does not become the habit, a change that stays does', () => {
  const start = 14 * DAY
  const burst = readAll(brand(start + 2 * DAY, 8, (row) => (row >= start && row < start + 12 * HOUR ? 0.7 : 0.2), 11))
  assert.ok((burst[start + DAY]?.baseline ?? 1) < 0.25, `${burst[start + DAY]?.baseline}`)
  const lasting = readAll(brand(start + 21 * DAY, 8, (row) => (row < start ? 0.2 : 0.5), 12))
  assert.ok((lasting.at(-1)?.baseline ?? 0) > 0.42, `${lasting.at(-1)?.baseline}`)
  assert.deepEqual(
    alarmRows(lasting).filter((row) => row > start + 14 * DAY),
    [],
  )
})

test('the second burst two days later is heard as well', () => {
  const start = 14 * DAY
  const loud = (row: number): boolean =>
    [0, 2].some((day) => row >= start + day * DAY && row < start + day * DAY + 6 * HOUR)
  const rows = alarmRows(readAll(brand(start + 3 * DAY, 8, (row) => (loud(row) ? 0.6 : 0.2), 13)))
  assert.ok(
    rows.some((row) => row >= start + 2 * DAY && row < start + 2 * DAY + 2 * HOUR),
    `${rows}`,
  )
})

test('inside the rest period only a higher share speaks', () => {
  const start = 14 * DAY
  const steady = alarmRows(readAll(brand(start + 11 * HOUR, 20, (row) => (row < start ? 0.2 : 0.5), 14)))
  const rising = (row: number): number => (row < start ? 0.2 : row < start + 4 * HOUR ? 0.5 : 0.9)
  const rows = alarmRows(readAll(brand(start + 11 * HOUR, 20, rising, 14)))
  assert.equal(steady.filter((row) => row >= start).length, 1, `${steady}`)
  assert.ok(
    rows.some((row) => row >= start + 4 * HOUR && row < start + 6 * HOUR),
    `${rows}`,
  )
})

test('about 99 % of ordinary half hours lie in the band', () => {
  const points = brand(30 * DAY, 5, () => 0.25, 15)
  const readings = readAll(points)
  const inside = readings.slice(2 * DAY).filter(({ low, high }, index) => {
    const half = points.slice(2 * DAY + index - 6 + 1, 2 * DAY + index + 1)
    const share = half.reduce((sum, { value }) => sum + value, 0) / half.reduce((sum, { of }) => sum + (of ?? 0), 0)
    return share >= low && share <= high
  })
  const share = inside.length / (28 * DAY)
  assert.ok(share > 0.975, `${share}`)
  assert.ok((readings.at(-1)?.high ?? 1) < 0.55, `${readings.at(-1)?.high}`)
})

test('months of silence: the level stays, its certainty goes', () => {
  const state = negativeShare.start()
  readAll(
    brand(14 * DAY, 8, () => 0.4, 16),
    state,
  )
  const silent = readAll(
    brand(90 * DAY, 0, () => 0, 17),
    state,
  ).at(-1)
  assert.ok(silent && Math.abs(silent.baseline - 0.4) < 0.05 && silent.score === 0, JSON.stringify(silent))
})

test('a point without the number of judged posts is a mistake of the caller', () => {
  assert.throws(() => negativeShare.step(negativeShare.start(), { value: 1 }), /needs `of`/)
})
