import assert from 'node:assert/strict'
import { test } from 'node:test'
import { READY_HOLIDAYS } from './holiday-days.ts'
import { dayKindOf, dayListOf, hoursAt, nextBusiness } from './hours.ts'
import { dayNumber, zoneClock } from './zone.ts'

const LIST = dayListOf(READY_HOLIDAYS.flatMap(({ days }) => days))
const BUSINESS = { businessFrom: '09:00', businessTo: '18:00' }

test('business, night and days off, with holidays and the weekends that are made up', () => {
  const clock = zoneClock('Asia/Shanghai')
  const table: [string, string][] = [
    ['2026-03-04T09:00:00+08:00', 'business'],
    ['2026-03-04T08:59:59+08:00', 'night'],
    ['2026-03-04T18:00:00+08:00', 'night'],
    ['2026-03-07T10:00:00+08:00', 'off'],
    // Wednesday within Spring Festival
    ['2026-02-18T10:00:00+08:00', 'off'],
    // the Saturday before it is made up
    ['2026-02-14T10:00:00+08:00', 'business'],
    ['2026-10-10T03:10:00+08:00', 'night'],
  ]
  for (const [moment, hours] of table) assert.equal(hoursAt(Date.parse(moment), clock, LIST, BUSINESS), hours, moment)
})

test('what waits for business hours waits for the next working day', () => {
  const clock = zoneClock('Asia/Shanghai')
  const next = (text: string) => new Date(nextBusiness(Date.parse(text), clock, LIST, BUSINESS)).toISOString()
  assert.equal(next('2026-03-04T02:00:00.000Z'), '2026-03-04T02:00:00.000Z')
  // the evening before National Day: a week later, in the morning
  assert.equal(next('2026-09-30T20:00:00+08:00'), '2026-10-08T01:00:00.000Z')
  assert.equal(next('2026-10-09T20:00:00+08:00'), '2026-10-10T01:00:00.000Z')
})

test('official days: each day once, made-up days are weekends, and the numbers of days off are those of the notices', () => {
  for (const { key, days } of READY_HOLIDAYS) {
    assert.equal(new Set(days.map(({ day }) => day)).size, days.length, key)
    for (const { day } of days.filter(({ kind }) => kind === 'work'))
      assert.equal(dayKindOf(dayNumber(day), new Map()), 'off', day)
  }
  const off = READY_HOLIDAYS.map(({ days }) => days.filter(({ kind }) => kind === 'off').length)
  assert.deepEqual(off, [28, 33])
})
