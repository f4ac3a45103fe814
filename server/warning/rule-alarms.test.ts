import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MINUTE } from '../base/clock.ts'
import type { Point } from '../detectors/contract.ts'
import { detectors } from '../detectors/index.ts'
import { isAlarm, judgePoints, type RuleAt, type RulePoint } from './rule-alarms.ts'

const START = Date.UTC(2026, 2, 2)
const speaking = { threshold: 2, restPoints: 24, louder: 1 }
const rule = (more: Partial<RuleAt> = {}): RuleAt => ({
  version: 1,
  isOn: true,
  threshold: 2,
  conditions: {},
  leastLevel: 3,
  ...more,
})
const counts = (at: RuleAt, isShare = false) => ({ speaking, stepMinutes: 5, isShare, ruleAt: () => at })

function points(rows: Record<number, Partial<RulePoint>>, length = 60): RulePoint[] {
  return Array.from({ length }, (_, row) => {
    const score = rows[row]?.score ?? 0
    const usual = { value: 2, of: 2, baseline: 2, score, able: true, loudness: score }
    return { at: new Date(START + row * 5 * MINUTE), ...usual, ...rows[row] }
  })
}
const whys = (at: RuleAt, list: RulePoint[], isShare = false) =>
  judgePoints(counts(at, isShare), list).map(({ why }) => why)

test('it says of each point why it spoke or not', () => {
  const list = points({
    20: { score: 1.9 },
    21: { score: 2 },
    25: { score: 2.5 },
    30: { score: 3 },
    40: { score: 9, able: false },
  })
  const found = whys(rule(), list)
  assert.deepEqual(
    [20, 21, 25, 30, 40].map((row) => found[row]),
    ['below', 'spoke', 'resting', 'spoke', 'unable'],
  )
  const judged = judgePoints(counts(rule()), list)
  assert.equal(judged[25]?.restsUntil?.getTime(), START + (21 + 24) * 5 * MINUTE)
  assert.ok(whys(rule({ isOn: false }), list).every((why) => why === 'off'))
})

test('too few posts in the hour: silence, and no rest begins from it', () => {
  const loud = Object.fromEntries([20, 21, 22, 23, 24].map((row) => [row, { score: 4, value: 10 }]))
  const found = whys(rule({ conditions: { leastPosts: 50 } }), points(loud))
  assert.deepEqual(
    [19, 20, 21, 22, 23].map((row) => found[row]),
    ['few-posts', 'few-posts', 'few-posts', 'few-posts', 'spoke'],
  )
})

test('so many times the usual speaks whatever the score; next to nothing does not', () => {
  const grown = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [30 + n, { value: 9 }]))
  const found = whys(rule({ conditions: { timesUsual: 3 } }), points(grown))
  assert.equal(found.indexOf('spoke-fixed'), 36)
  const tiny = points({ 30: { value: 3 } }).map((point) => ({
    ...point,
    baseline: 0.01,
    value: point.value === 3 ? 3 : 0,
  }))
  assert.ok(!whys(rule({ conditions: { timesUsual: 3 } }), tiny).some(isAlarm))
})

test('a share: from so many per cent of so many posts', () => {
  const list = points({ 20: { value: 0.5, of: 8 }, 30: { value: 0.5, of: 30 } }).map((point) =>
    point.of === 2 ? { ...point, value: 0.1, of: 30 } : point,
  )
  const found = whys(rule({ conditions: { share: { least: 0.4, posts: 20 } } }), list, true)
  assert.deepEqual(
    [20, 30].map((row) => found[row]),
    ['below', 'spoke-fixed'],
  )
})

type Course = { readonly rows: number; readonly at: (row: number) => Point; readonly cuts: readonly number[] }
const STORMS: Course = {
  rows: 1500,
  at: (row) => {
    const isStorm = row > 800 && row % 160 < 20
    return { value: isStorm ? 30 + (row % 13) : row % 3, of: isStorm ? 45 : 12 }
  },
  cuts: [700, 830, 977, 1200],
}
const isHigh = (row: number): boolean => (row >= 1500 && row < 2400) || row >= 5000
const DRIFT: Course = {
  rows: 6000,
  at: (row) => ({ value: isHigh(row) ? 60 + (row % 5) : 10 + (row % 3), of: 80 }),
  cuts: [1400, 1900, 2500, 5200],
}
/** Storms of minutes for most; for the others what they listen for. */
const COURSES: Readonly<Record<string, Course>> = {
  'slow-drift': DRIFT,
  'volume-drift': DRIFT,
  silence: {
    rows: 2000,
    at: (row) => ({ value: row > 700 && row % 450 < 30 ? 0 : 3 + (row % 4) }),
    cuts: [800, 910, 1360],
  },
}

for (const detector of detectors) {
  test(`${detector.id}: in pieces, with the hour and the alarm before, it judges as in one go; at the default, as the detector`, () => {
    const state = detector.start()
    const course = COURSES[detector.id] ?? STORMS
    const list = Array.from({ length: course.rows }, (_, row) => {
      const read = detector.step(state, course.at(row))
      const { score, isAble: able, loudness, baseline, alarm } = read
      return {
        at: new Date(START + row * detector.stepMinutes * MINUTE),
        value: row % 3,
        of: 12,
        score,
        able,
        loudness,
        baseline,
        alarm,
      }
    })
    const series = { ...detector, isShare: false, ruleAt: () => rule({ threshold: detector.speaking.threshold }) }
    const whole = judgePoints(series, list)
    assert.deepEqual(
      whole.map(({ why }) => isAlarm(why)),
      list.map(({ alarm }) => alarm),
    )
    assert.ok(list.filter(({ alarm }) => alarm).length >= 2)
    for (const cut of course.cuts) {
      const before = list.slice(0, cut).findLast(({ alarm }) => alarm)
      const rest = judgePoints(series, list.slice(cut), list.slice(0, cut), before)
      assert.deepEqual(rest, whole.slice(cut), `cut at ${cut}`)
    }
  })
}
