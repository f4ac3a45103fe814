import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeTalk, type Talk } from '../../test/support/talk.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import { watchOf } from './watch-reads.ts'

type Given = {
  readonly from: Date
  readonly steps: number
  readonly alarm?: number
  readonly baseline?: number
  readonly value?: number
}

async function insert({ app, company, trackId }: Talk, { from, steps, alarm = -1, value = 0 }: Given): Promise<void> {
  await sql`
    insert into readings (org_id, track_id, detector, version, at, value, "of", baseline, low, high, score, alarm, phase)
    select ${company.orgId}, ${trackId}, 'volume', '1', ${from}::timestamptz + n * interval '5 minutes', ${value}::real + n, 1, 1, 1.23456789, 2, n,
      n = ${alarm}, 'watching' from generate_series(0, ${steps}::int - 1) as n`.execute(app.db)
}

test('over a week each step is one point, an alarm before all others; the newest point is always there', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const from = new Date(Math.floor((app.clock.now().getTime() - 3 * HOUR) / HOUR) * HOUR)
  await insert(talk, { from, steps: 12, alarm: 8 })
  const curve = async (hours: number) => (await watchOf(app, company.orgId, hours)).tracks[0]?.curves[0]
  assert.deepEqual((await curve(12))?.at, [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55])
  assert.equal((await curve(24))?.at.length, 4)
  const week = await curve(168)
  assert.ok(week && week.at.length >= 1 && week.at.length <= 3, `${week?.at.length} points`)
  const alarms = week.alarms.map((n) => Date.parse(week.from ?? '') + (week.at[n] ?? 0) * MINUTE)
  assert.deepEqual(alarms, [from.getTime() + 8 * 5 * MINUTE])
  const newest = new Date(app.clock.now().getTime() - 5 * MINUTE)
  await insert(talk, { from: newest, steps: 1, value: 12_345 })
  const last = await curve(168)
  assert.equal(Date.parse(last?.from ?? '') + (last?.at.at(-1) ?? 0) * MINUTE, newest.getTime())
  assert.deepEqual([last?.value.at(-1), last?.low.at(-1)], [12_345, 1.235], 'a count is whole, a band has four digits')
})
