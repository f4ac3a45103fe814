import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import {
  floorPoint,
  isLoud,
  planSeries,
  type ReplaySpan,
  replaysOf,
  type SeriesSituation,
  type Stored,
  settledAt,
} from './plan.ts'

const NOW = Date.UTC(2026, 2, 20, 12)
const ago = (days: number): Date => new Date(NOW - days * DAY)
const replay = (id: string, from: number, upTo: number): ReplaySpan => ({
  id,
  from: ago(from),
  upTo: ago(upTo),
  heardAt: ago(0),
})
const stored = (given: Partial<Stored> = {}): Stored => ({
  version: '1',
  settledAt: ago(0.25),
  uptoAt: ago(0),
  silentUntilAt: null,
  revisedUntilAt: null,
  replays: {},
  ...given,
})
const plan = (given: Partial<SeriesSituation> = {}) =>
  planSeries({
    stored: undefined,
    version: '1',
    stepMinutes: 5,
    seriesStart: ago(2),
    until: ago(0),
    replays: [],
    othersUptoAt: undefined,
    hasOldPosts: false,
    ...given,
  })

test('it begins with the track, at most a fortnight back', () => {
  assert.deepEqual(plan(), { from: ago(2), isAnew: true, silentUntil: null, revisedUntil: null })
  assert.deepEqual(plan({ seriesStart: ago(90) }), {
    from: ago(14),
    isAnew: true,
    silentUntil: null,
    revisedUntil: null,
  })
  const uneven = new Date(ago(2).getTime() + 3 * MINUTE)
  assert.deepEqual(plan({ seriesStart: uneven }).from, ago(2))
})

test('it goes on where it stopped', () => {
  const known = stored({ silentUntilAt: ago(5) })
  assert.deepEqual(plan({ stored: known }), { from: ago(0), isAnew: false, silentUntil: ago(5), revisedUntil: ago(0) })
})

test('another version learns from a fortnight, and is silent about what was judged before', () => {
  const old = plan({ stored: stored({ uptoAt: ago(0.1) }), version: '2', seriesStart: ago(90) })
  assert.deepEqual(old, { from: ago(14), isAnew: true, silentUntil: ago(0.1), revisedUntil: null })
})

test('a detector that comes new to a watched track is silent about what the others have judged', () => {
  const late = plan({ othersUptoAt: ago(0.1), replays: [replay('a', 40, 30)], seriesStart: ago(90) })
  assert.deepEqual(late, { from: ago(14), isAnew: true, silentUntil: ago(0.1), revisedUntil: null })
})

test('old posts: a fortnight is read anew, and what was judged before is known as that', () => {
  const known = stored({ silentUntilAt: ago(5) })
  const anew = plan({ stored: known, seriesStart: ago(90), hasOldPosts: true })
  assert.deepEqual(anew, { from: ago(14), isAnew: true, silentUntil: null, revisedUntil: ago(0) })
  const inTheMiddle = stored({ uptoAt: ago(8), settledAt: ago(8.25), revisedUntilAt: ago(0) })
  const on = plan({ stored: inTheMiddle, seriesStart: ago(90) })
  assert.deepEqual(on, { from: ago(8), isAnew: false, silentUntil: null, revisedUntil: ago(0) })
  const other = plan({ stored: inTheMiddle, seriesStart: ago(90), version: '2' })
  assert.deepEqual(other.silentUntil, ago(0), 'another version is silent about all that was judged')
})

test('the kept state is six hours old, and never goes back', () => {
  assert.deepEqual(settledAt(ago(2), ago(0), 5), ago(0.25))
  assert.deepEqual(settledAt(ago(0.1), ago(0), 5), ago(0.1))
})

test('a replay into points that were read as empty is read, and is loud', () => {
  const before = stored({ uptoAt: ago(0) })
  const fast = plan({ stored: before, seriesStart: ago(90), replays: [replay('a', 3, 0)] })
  assert.deepEqual(fast, { from: ago(17), isAnew: true, silentUntil: ago(3), revisedUntil: null })
  const read = stored({ replays: { a: ago(0).toISOString() } })
  assert.equal(plan({ stored: read, replays: [replay('a', 3, 0)] }).isAnew, false)
})

test('a replay of long ago is read from its beginning, also by a track that was just made', () => {
  const first = plan({ seriesStart: ago(100), replays: [replay('a', 100, 0)] })
  assert.deepEqual(first, { from: ago(100), isAnew: true, silentUntil: null, revisedUntil: null })
})

test('a replay at the pace of the clock needs nothing read again', () => {
  const before = stored({ uptoAt: ago(3) })
  assert.deepEqual(plan({ stored: before, replays: [replay('a', 3, 2)] }).from, ago(3))
  const followed = stored({ uptoAt: ago(2), replays: { a: ago(2).toISOString() } })
  assert.equal(plan({ stored: followed, replays: [replay('a', 3, 1)] }).isAnew, false)
})

test('a replay that was stopped and goes on is read from where it stopped', () => {
  const past = stored({ uptoAt: ago(0), replays: { a: ago(2).toISOString() } })
  assert.equal(plan({ stored: past, replays: [replay('a', 3, 2)] }).isAnew, false)
  const on = plan({ stored: past, replays: [replay('a', 3, 1)], seriesStart: ago(3) })
  assert.deepEqual(on, { from: ago(3), isAnew: true, silentUntil: ago(2), revisedUntil: null })
})

test('what was over before the track was made cannot hold its posts', () => {
  const over = { ...replay('a', 3, 2), heardAt: ago(2) }
  assert.deepEqual(replaysOf(ago(1), [over]), [])
  assert.deepEqual(replaysOf(ago(2.5), [over]), [over])
})

test('an alarm is loud for a day, in a replay however long ago, never where it was judged before', () => {
  const now = new Date(NOW)
  assert.equal(isLoud(ago(0.9), now, null, []), true)
  assert.equal(isLoud(ago(1), now, null, []), false)
  assert.equal(isLoud(ago(0.5), now, ago(0.5), []), false)
  assert.equal(isLoud(ago(0.4), now, ago(0.5), []), true)
  const played = [replay('a', 30, 20)]
  assert.equal(isLoud(ago(25), now, ago(30), played), true)
  assert.equal(isLoud(new Date(ago(20).getTime() + HOUR), now, null, played), true)
  assert.equal(isLoud(ago(19), now, null, played), false)
  assert.equal(isLoud(ago(30), now, null, played), false)
})

test('points are counted from 1970', () => {
  assert.equal(floorPoint(new Date('2026-03-02T02:04:59.999Z'), 5).toISOString(), '2026-03-02T02:00:00.000Z')
  assert.equal(floorPoint(new Date('2026-03-02T02:05:00Z'), 5).toISOString(), '2026-03-02T02:05:00.000Z')
})
