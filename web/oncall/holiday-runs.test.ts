import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Holiday } from '../../server/oncall/schema.ts'
import { runsByYear, withDays, withoutRun } from './holiday-runs.ts'

const day = (at: string, name = '春节', kind: Holiday['kind'] = 'off'): Holiday => ({ day: at, kind, name, source: '' })
const DAYS = [
  day('2025-12-31', '元旦'),
  day('2026-01-01', '元旦'),
  day('2026-02-14', '春节', 'work'),
  day('2026-02-15'),
  day('2026-02-16'),
  day('2026-02-17', '廠慶'),
  day('2026-02-19'),
]

test('days that follow each other are one line, as long as name and kind are the same, and each year is its own', () => {
  const said = runsByYear(DAYS).map(({ year, runs }) => [
    year,
    ...runs.map(({ from, to, count, kind, name }) => `${from.slice(5)}–${to.slice(5)} ${count} ${kind} ${name}`),
  ])
  assert.deepEqual(said, [
    [
      '2026',
      '01-01–01-01 1 off 元旦',
      '02-14–02-14 1 work 春节',
      '02-15–02-16 2 off 春节',
      '02-17–02-17 1 off 廠慶',
      '02-19–02-19 1 off 春节',
    ],
    ['2025', '12-31–12-31 1 off 元旦'],
  ])
})

test('a day that is added replaces what the list said of it; a line is taken out with all its days', () => {
  const changed = withDays(DAYS, [day('2026-02-16', '值守', 'work')])
  assert.equal(changed.length, DAYS.length)
  assert.deepEqual(
    changed.find((each) => each.day === '2026-02-16'),
    day('2026-02-16', '值守', 'work'),
  )
  assert.deepEqual(
    withoutRun(DAYS, { from: '2026-02-15', to: '2026-02-16' }).map((each) => each.day),
    ['2025-12-31', '2026-01-01', '2026-02-14', '2026-02-17', '2026-02-19'],
  )
})
