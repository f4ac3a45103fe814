import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { localText } from '../monitoring/local-time.ts'
import { gapsOf, inOrder, losesTime, movedBy, repeated } from './fixed-shifts.ts'

const shift = (from: string, to: string, personId = 'a') => ({ personId, from, to })

test('a shift that is moved keeps its hours on the wall, also over the day on which clocks change', () => {
  // New York sets its clocks forward on 8 March 2026 at 02:00.
  const night = shift('2026-03-07T01:00:00.000Z', '2026-03-07T13:00:00.000Z')
  const moved = movedBy(night, 7, 'America/New_York')
  assert.deepEqual(moved, shift('2026-03-14T00:00:00.000Z', '2026-03-14T12:00:00.000Z'))
  assert.deepEqual(movedBy(moved, -7, 'America/New_York'), night)
})

test('repeated every week: the shift itself and as many more', () => {
  const found = repeated(
    shift('2026-03-02T01:00:00.000Z', '2026-03-02T13:00:00.000Z'),
    { everyDays: 7, times: 3 },
    'Asia/Taipei',
  )
  assert.deepEqual(
    found.map(({ from }) => from.slice(0, 10)),
    ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23'],
  )
})

test('of two shifts at the same time the later one of the list loses; shifts that touch do not', () => {
  const hour = (from: number, to: number) =>
    shift(new Date(from * 3_600_000).toISOString(), new Date(to * 3_600_000).toISOString())
  assert.deepEqual(losesTime([hour(0, 12), hour(12, 24), hour(20, 30), hour(1, 2)]), [false, false, true, true])
  assert.deepEqual(losesTime([]), [])
})

test('moving keeps the wall time for any day, zone and distance', () => {
  const zones = fc.constantFrom('Asia/Taipei', 'America/New_York', 'Australia/Lord_Howe', 'UTC')
  fc.assert(
    fc.property(
      fc
        .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) })
        .map((ms) => Math.floor(ms / 60_000) * 60_000),
      fc.integer({ min: -400, max: 400 }),
      zones,
      (ms, days, zone) => {
        const given = shift(new Date(ms).toISOString(), new Date(ms + 3_600_000).toISOString())
        const before = localText(given.from, zone).slice(11)
        const after = localText(movedBy(given, days, zone).from, zone).slice(11)
        // An hour that the clocks leave out cannot be kept; nothing else may change.
        if (/^0[123]:/.test(before)) return
        assert.equal(after, before)
      },
    ),
  )
})

test('gaps are counted in hours, and the order of time keeps the order of equals', () => {
  const none = { insteadOf: null, layerId: null }
  const spans = [
    { ...none, personId: 'a', from: '2026-03-02T00:00:00Z', to: '2026-03-02T12:00:00Z' },
    { ...none, personId: null, from: '2026-03-02T12:00:00Z', to: '2026-03-02T13:30:00Z' },
  ]
  assert.deepEqual(gapsOf(spans, '2026-03-02T00:00:00Z'), { hours: 1.5, first: '2026-03-02T12:00:00Z' })
  // Half of it is over.
  assert.deepEqual(gapsOf(spans, '2026-03-02T12:45:00Z'), { hours: 0.8, first: '2026-03-02T12:45:00Z' })
  assert.deepEqual(gapsOf(spans, '2026-03-02T14:00:00Z'), { hours: 0, first: undefined })
  assert.deepEqual(gapsOf([], '2026-03-02T00:00:00Z'), { hours: 0, first: undefined })
  const one = shift('2026-03-02T00:00:00Z', '2026-03-02T01:00:00Z', 'b')
  const same = shift('2026-03-02T00:00:00Z', '2026-03-02T02:00:00Z', 'c')
  const early = shift('2026-03-01T00:00:00Z', '2026-03-02T02:00:00Z', 'd')
  assert.deepEqual(
    inOrder([one, same, early]).map(({ personId }) => personId),
    ['d', 'b', 'c'],
  )
})
