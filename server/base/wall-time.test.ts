import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY, HOUR, MINUTE } from './clock.ts'
import { hourMs, weekdayOf } from './wall-time.ts'

test('weekdays are those of the calendar, also before 1970', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 100_000 }), (day) => {
      assert.equal(weekdayOf(day) % 7, new Date(day * DAY).getUTCDay())
    }),
  )
})

test('an hour on the wall is ms since midnight', () => {
  assert.deepEqual(['00:00', '09:05', '23:59'].map(hourMs), [0, 9 * HOUR + 5 * MINUTE, DAY - MINUTE])
})
