import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeTalk } from '../../test/support/talk.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import { makeLexicon } from '../monitoring/lexicon-actions.ts'
import { watchAll } from './watch-actions.ts'

test('one post of the gravest words about the brand is an alert within a point; the next ones rest', async (t) => {
  const { app, clock, company, say, settle } = await makeTalk(t)
  const words = [{ expression: '食物中毒', weight: 5 }]
  const { id } = await makeLexicon(app, company.pr, { name: '食品安全', words })
  const start = clock.now()
  await say({ from: start, minutes: 120, count: 24 })
  clock.advance(2 * HOUR)
  await settle()
  assert.equal((await alarmsOf()).length, 0)

  await say({ from: clock.now(), minutes: 1, count: 1, text: '青禾喝完食物中毒' })
  clock.advance(6 * MINUTE)
  await watchAll(app)
  const alarms = await alarmsOf()
  assert.deepEqual(
    alarms.map(({ detector, subject, observed }) => [detector, subject, observed]),
    [['lexicon', { category: id, words: ['食物中毒'] }, 5]],
  )
  await say({ from: clock.now(), minutes: 1, count: 1, text: '青禾害人食物中毒' })
  clock.advance(6 * MINUTE)
  await watchAll(app)
  assert.equal((await alarmsOf()).length, 1)

  async function alarmsOf() {
    const found = await sql<{ detector: string; subject: object; observed: number }>`
      select detector, subject, observed from alert_alarms where org_id = ${company.orgId} order by at`.execute(app.db)
    return found.rows
  }
})

test('a list that was just made does not take the time before it for silence', async (t) => {
  const { app, clock, company, trackId, say } = await makeTalk(t)
  await say({ from: clock.now(), minutes: 180, count: 36, text: '青禾投訴' })
  clock.advance(3 * HOUR)
  const { id } = await makeLexicon(app, company.pr, { name: '投訴', words: [{ expression: '投訴', weight: 2 }] })
  await say({ from: clock.now(), minutes: 60, count: 6, text: '青禾投訴' })
  clock.advance(HOUR)
  await watchAll(app)
  const found = await sql<{ alarms: number; readings: number }>`
    select count(*)::int as readings, (count(*) filter (where alarm))::int as alarms from readings
    where track_id = ${trackId} and detector = 'lexicon' and subject = ${id}`.execute(app.db)
  assert.ok((found.rows[0]?.readings ?? 0) >= 12)
  assert.equal(found.rows[0]?.alarms, 0)
})
