import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeTalk } from '../../test/support/talk.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import { watchOf } from './page-reads.ts'

test('over a week each step is one point, an alarm before all others; the newest point is always there', async (t) => {
  const { app, company, trackId } = await makeTalk(t)
  const from = new Date(Math.floor((app.clock.now().getTime() - 3 * HOUR) / HOUR) * HOUR)
  await sql`
    insert into readings (org_id, track_id, detector, version, at, value, "of", baseline, low, high, score, alarm, phase)
    select ${company.orgId}, ${trackId}, 'volume', '1', ${from}::timestamptz + n * interval '5 minutes', n, 1, 1, 0, 2, n, n = 8, 'watching'
    from generate_series(0, 11) as n`.execute(app.db)
  const points = async (hours: number) => (await watchOf(app, company.orgId, hours)).tracks[0]?.curves[0]?.points ?? []
  assert.equal((await points(12)).length, 12)
  assert.equal((await points(24)).length, 4)
  const week = await points(168)
  assert.ok(week.length >= 1 && week.length <= 3, `${week.length} points`)
  assert.ok(week.some(({ alarm, at }) => alarm && at === new Date(from.getTime() + 8 * 5 * MINUTE).toISOString()))
  const newest = new Date(app.clock.now().getTime() - 5 * MINUTE)
  await sql`
    insert into readings (org_id, track_id, detector, version, at, value, "of", baseline, low, high, score, alarm, phase)
    select ${company.orgId}, ${trackId}, 'volume', '1', ${newest}::timestamptz - n * interval '5 minutes', n, 1, 1.23456789, 0, 2, n, false,
      'watching' from generate_series(0, 1) as n`.execute(app.db)
  const last = (await points(168)).at(-1)
  assert.equal(last?.at, newest.toISOString())
  assert.equal(last?.baseline, 1.235)
})
