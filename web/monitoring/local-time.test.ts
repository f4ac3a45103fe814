import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localText, utcOf } from './local-time.ts'

test('what a field for date and time says is meant in the zone of the source, and shown so again', () => {
  for (const [text, zone, at] of [
    ['2026-06-01T17:00', 'Asia/Shanghai', '2026-06-01T09:00:00.000Z'],
    ['2026-06-01T17:00', 'Europe/London', '2026-06-01T16:00:00.000Z'],
    ['2026-01-01T00:30', 'Europe/London', '2026-01-01T00:30:00.000Z'],
    ['2026-03-29T03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-06-01T17:00', 'Mars/Olympus', '2026-06-01T17:00:00.000Z'],
  ] as const) {
    assert.equal(utcOf(text, zone), at)
    assert.equal(localText(at, zone), text)
  }
  assert.equal(localText(null, 'UTC'), '')
})
