import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HOUR, MINUTE } from '../base/clock.ts'
import { wallClock } from '../base/wall-clock.ts'
import { type QuietSpan, quietUntil } from './quiet-hours.ts'

const EVERY = [1, 2, 3, 4, 5, 6, 7]
const NIGHT: QuietSpan = { isOn: true, starts: '22:00', ends: '07:30', zone: 'Asia/Taipei', days: EVERY }

/** @returns when it ends, or `-` */
function until(quiet: Partial<QuietSpan>, at: string): string {
  return quietUntil({ ...NIGHT, ...quiet }, new Date(at))?.toISOString() ?? '-'
}

test('a night goes over midnight: the end is of the next day, the beginning counts and the end does not', () => {
  const rows = [
    ['2026-03-02T21:59:59.999+08:00', '-'],
    ['2026-03-02T22:00:00+08:00', '2026-03-02T23:30:00.000Z'],
    ['2026-03-03T00:00:00+08:00', '2026-03-02T23:30:00.000Z'],
    ['2026-03-03T07:29:59.999+08:00', '2026-03-02T23:30:00.000Z'],
    ['2026-03-03T07:30:00+08:00', '-'],
  ] as const
  for (const [at, wanted] of rows) assert.equal(until({}, at), wanted, at)
})

test('within a day, from and to the same hours', () => {
  const noon = { starts: '12:00', ends: '13:30' }
  assert.equal(until(noon, '2026-03-02T12:00:00+08:00'), '2026-03-02T05:30:00.000Z')
  assert.equal(until(noon, '2026-03-02T13:30:00+08:00'), '-')
})

test('days are those on which they begin: the night of Friday reaches into Saturday, and that of Saturday is not', () => {
  const weekdays = { days: [1, 2, 3, 4, 5] }
  // 2026-03-06 is a Friday.
  assert.equal(until(weekdays, '2026-03-07T06:00:00+08:00'), '2026-03-06T23:30:00.000Z')
  assert.equal(until(weekdays, '2026-03-07T23:00:00+08:00'), '-')
  assert.equal(until(weekdays, '2026-03-09T06:00:00+08:00'), '-', 'the night of Sunday')
  assert.equal(until(weekdays, '2026-03-09T22:00:00+08:00'), '2026-03-09T23:30:00.000Z')
})

test('switched off they hold nothing', () => {
  assert.equal(until({ isOn: false }, '2026-03-03T00:00:00+08:00'), '-')
})

test('an organisation elsewhere: the hours are those of the zone that the person chose', () => {
  assert.equal(until({ zone: 'Europe/Berlin' }, '2026-01-15T21:30:00Z'), '2026-01-16T06:30:00.000Z')
  assert.equal(
    until({ zone: 'Asia/Kolkata', starts: '23:15', ends: '06:45' }, '2026-01-15T18:00:00Z'),
    '2026-01-16T01:15:00.000Z',
  )
})

test('clocks are set back: the night is an hour longer, and an end that comes twice is the first', () => {
  // Berlin, 2026-10-25: 03:00 summer time is 02:00.
  const berlin = { zone: 'Europe/Berlin' }
  assert.equal(until(berlin, '2026-10-24T20:00:00Z'), '2026-10-25T06:30:00.000Z')
  const early = { ...berlin, ends: '02:30' }
  assert.equal(until(early, '2026-10-24T23:00:00Z'), '2026-10-25T00:30:00.000Z')
  assert.equal(until(early, '2026-10-25T00:30:00Z'), '-', 'the first 02:30')
  assert.equal(until(early, '2026-10-25T01:10:00Z'), '-', 'the second 02:10: it was over, and does not begin again')
})

test('clocks are set forward: the night is an hour shorter, and an end that is left out comes an hour later on the wall', () => {
  // Berlin, 2026-03-29: 02:00 winter time is 03:00.
  const berlin = { zone: 'Europe/Berlin' }
  assert.equal(until(berlin, '2026-03-28T21:00:00Z'), '2026-03-29T05:30:00.000Z')
  assert.equal(until({ ...berlin, ends: '02:30' }, '2026-03-28T23:00:00Z'), '2026-03-29T01:30:00.000Z')
})

test('whoever is left alone at a moment is so until the end that was told, and not at the end', () => {
  const minute = fc.integer({ min: 0, max: 24 * 60 - 1 })
  const hour = (at: number) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
  const zone = fc.constantFrom(
    'Asia/Taipei',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  )
  const days = fc.uniqueArray(fc.constantFrom(...EVERY), { minLength: 1 })
  const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(minute, minute, zone, days, moment, (from, to, where, on, at) => {
      fc.pre(from !== to)
      const quiet = { isOn: true, starts: hour(from), ends: hour(to), zone: where, days: on }
      const end = quietUntil(quiet, at)
      if (!end) return
      assert.ok(end > at && end.getTime() - at.getTime() <= 25 * HOUR)
      assert.deepEqual(quietUntil(quiet, new Date((at.getTime() + end.getTime()) / 2)), end)
      assert.notDeepEqual(quietUntil(quiet, end), end)
      const wall = wallClock(where)(end.getTime())
      const shown = Math.floor(wall / MINUTE) % (24 * 60)
      // Where the end is left out by clocks that are set forward it is shown so much later.
      assert.ok([0, 30, 60].includes((shown - to + 24 * 60) % (24 * 60)), `ends ${hour(to)}, shows ${hour(shown)}`)
    }),
    { numRuns: 2000 },
  )
})
