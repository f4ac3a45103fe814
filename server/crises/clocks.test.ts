import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MINUTE } from '../base/clock.ts'
import { CLOCK_SEED } from './clock-seed.ts'
import {
  afterRaise,
  bornOnRaise,
  type ClockRule,
  firstTurn,
  type Level,
  minutesOfTurn,
  nextTurn,
  passed,
  type Start,
  startedBy,
} from './clocks.ts'
import { CRISIS_TYPES, type CrisisType } from './schema.ts'

const ALERT = new Date('2026-03-02T02:00:00Z')
const later = (minutes: number): Date => new Date(ALERT.getTime() + minutes * MINUTE)
const startOf = (level: Level, type: CrisisType = 'opinion', declared = 12, now = declared): Start => ({
  level,
  type,
  firstAlertAt: ALERT,
  declaredAt: later(declared),
  now: later(now),
})
function rule(key: string): ClockRule {
  const found = CLOCK_SEED.find((each) => each.key === key)
  assert.ok(found, key)
  return found
}

/** level, type → minutes after the first alert at which each is due; declared 12 minutes after it */
const DECLARED: [Level, CrisisType, Record<string, number>][] = [
  [
    1,
    'opinion',
    { convene: 30, exec_report: 60, first_statement_target: 60, first_statement: 240, internal_sitrep: 42 },
  ],
  [2, 'brand_image', { convene: 30, exec_report: 60, first_statement: 240, internal_sitrep: 132 }],
  [3, 'opinion', { exec_report: 1440, first_statement: 240, internal_sitrep: 1452 }],
  [
    2,
    'data_security',
    { convene: 30, exec_report: 60, first_statement: 240, internal_sitrep: 132, personal_data: 240 },
  ],
]
for (const [level, type, expected] of DECLARED) {
  test(`declaring ${type} at level ${level} starts exactly its clocks, counted from the first alert`, () => {
    const start = startOf(level, type)
    const due = startedBy(CLOCK_SEED, 'declaration', start).map((each) => {
      const dueAt = firstTurn(each, start)?.dueAt.getTime() ?? Number.NaN
      return [each.key, (dueAt - ALERT.getTime()) / MINUTE]
    })
    assert.deepEqual(Object.fromEntries(due), expected)
  })
}

test('warnings are at half and at four fifths of the time', () => {
  const times = firstTurn(rule('first_statement'), startOf(1))
  assert.deepEqual(times?.warnAt, [later(120), later(192)])
  assert.equal(times?.isTarget, false)
  assert.equal(firstTurn(rule('first_statement'), startOf(3))?.isTarget, true)
  assert.equal(firstTurn(rule('convene'), startOf(3)), undefined)
})

const PASSED: [number, number][] = [
  [14.9, 0],
  [15, 1],
  [24, 2],
  [29.9, 2],
  [30, 3],
  [999, 3],
]
for (const [minutes, expected] of PASSED) {
  test(`after ${minutes} of 30 minutes ${expected} of its times have passed`, () => {
    const times = firstTurn(rule('convene'), startOf(1))
    assert.ok(times)
    assert.equal(passed(times, later(minutes)), expected)
  })
}

test('internal reports: every 30 minutes for two hours at level 1, then every two hours', () => {
  const sitrep = rule('internal_sitrep')
  assert.deepEqual(nextTurn(sitrep, startOf(1, 'opinion', 12, 131))?.dueAt, later(161))
  assert.deepEqual(nextTurn(sitrep, startOf(1, 'opinion', 12, 132))?.dueAt, later(252))
  assert.deepEqual(nextTurn(sitrep, startOf(3, 'opinion', 12, 20))?.dueAt, later(1460))
})

test('progress: first within 6 hours of the first statement, then every 24', () => {
  const progress = rule('progress_update')
  const atStatement = startOf(1, 'opinion', 12, 50)
  assert.ok(startedBy(CLOCK_SEED, 'statement', atStatement).includes(progress))
  assert.deepEqual(firstTurn(progress, atStatement)?.dueAt, later(50 + 360))
  assert.deepEqual(nextTurn(progress, startOf(1, 'opinion', 12, 300))?.dueAt, later(300 + 1440))
  assert.equal(nextTurn(rule('convene'), atStatement), undefined)
})

/** due after, start → minutes at the new level → due after the raise at minute 100 */
const RAISED: [string, number, number | null, number][] = [
  ['shortened', 1440, 240, 240],
  ['shortened to a moment gone by: due now, not missed before it was owed', 1440, 60, 100],
  ['already stricter: kept', 60, 240, 60],
  ['not asked for at the new level: kept', 90, null, 90],
]
for (const [what, before, minutes, expected] of RAISED) {
  test(`raising the level: ${what}`, () => {
    const clock = { startedAt: ALERT, dueAt: later(before), warnAt: [], isTarget: false }
    assert.deepEqual(afterRaise(clock, minutes, false, later(100)).dueAt, later(expected))
  })
}

test('raising never moves a due time back, whatever the numbers', () => {
  const whole = fc.integer({ min: 0, max: 100_000 })
  fc.assert(
    fc.property(whole, fc.option(whole), whole, (before, minutes, raisedAt) => {
      const clock = { startedAt: ALERT, dueAt: later(before), warnAt: [], isTarget: true }
      const raised = afterRaise(clock, minutes, false, later(raisedAt))
      assert.ok(raised.dueAt <= clock.dueAt)
      assert.ok(raised.dueAt >= raised.startedAt)
      assert.equal(raised.isTarget, minutes === null)
    }),
  )
})

test('a clock that a raise brings into being is not overdue before it was owed', () => {
  const convene = rule('convene')
  assert.deepEqual(bornOnRaise(convene, startOf(1, 'opinion', 12, 20))?.dueAt, later(30))
  const late = bornOnRaise(convene, startOf(1, 'opinion', 12, 300))
  assert.deepEqual(late?.startedAt, ALERT)
  assert.deepEqual(late?.dueAt, later(300))
})

test('the minutes of a turn follow its place', () => {
  const sitrep = rule('internal_sitrep')
  assert.equal(minutesOfTurn(sitrep, 1, 1, false), 30)
  assert.equal(minutesOfTurn(sitrep, 4, 1, true), 30)
  assert.equal(minutesOfTurn(sitrep, 4, 1, false), 120)
})

test('the table: keys once, three languages, known types, nothing closer than 20 minutes', () => {
  assert.equal(new Set(CLOCK_SEED.map(({ key }) => key)).size, CLOCK_SEED.length)
  for (const each of CLOCK_SEED) {
    assert.ok(each.source['zh-Hant'] && each.source['zh-Hans'] && each.source.en, each.key)
    for (const type of each.types) assert.ok(CRISIS_TYPES.includes(type))
    for (const level of [1, 2, 3] as const) {
      assert.ok((each.minutes[level] ?? 20) >= 20 && (each.repeatMinutes?.[level] ?? 20) >= 20)
      const higher = level > 1 ? each.minutes[(level - 1) as Level] : null
      const own = each.minutes[level]
      if (higher !== null && own !== null) assert.ok(higher <= own, `${each.key}: a higher level may not be slower`)
    }
  }
})
