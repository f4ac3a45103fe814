import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchQueries } from '../../test/support/queries.ts'
import { makeTalk, makeTrack, type Talk } from '../../test/support/talk.ts'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { trackSeries } from '../monitoring/reads.ts'
import { countsBetween, spanOfAll } from './series-counts-reads.ts'
import { watchAll } from './watch-actions.ts'

/** Two platforms, unevenly; some posts are negative. */
async function chatter(talk: Talk): Promise<Date> {
  const from = talk.clock.now()
  await talk.say({ from, minutes: 300, count: 211, negative: 40 })
  await talk.say({ from, minutes: 240, count: 97, negative: 7, platform: 'zhihu' })
  talk.clock.set(new Date(from.getTime() + 5 * HOUR + 31 * SECOND))
  return from
}

test('steps of all lengths, of the whole and of a platform, are those that the database would count', async (t) => {
  const talk = await makeTalk(t)
  const from = await chatter(talk)
  const { app, company, trackId } = talk
  const begin = new Date(Math.floor(from.getTime() / HOUR) * HOUR)
  const end = new Date(begin.getTime() + 6 * HOUR)
  const spans = [
    {
      from: new Date(begin.getTime() + 10 * MINUTE),
      to: new Date(begin.getTime() + 4 * HOUR + 5 * MINUTE),
      stepMinutes: 5,
    },
    { from: begin, to: end, stepMinutes: 60 },
    { from: end, to: begin, stepMinutes: 60 },
  ]
  await inTransaction(app.db, async (trx) => {
    const { db, count } = watchQueries(trx)
    const counts = countsBetween(db as typeof trx, company.orgId, trackId, spanOfAll(spans))
    for (const span of spans) {
      for (const platform of [undefined, 'zhihu', 'weibo'] as const) {
        const told = await trackSeries(trx, company.orgId, trackId, span, span.stepMinutes, platform)
        assert.deepEqual(
          await counts({ ...span, platform }),
          told.map(({ at, posts, judged, negative }) => ({ at, posts, judged, negative })),
        )
      }
    }
    assert.equal(
      (await counts({ from: begin, to: end, stepMinutes: 5, platform: 'none' })).filter(({ posts }) => posts > 0)
        .length,
      0,
    )
    assert.equal(count(''), 1)
    await assert.rejects(counts({ from: new Date(0), to: end, stepMinutes: 5 }), /another span/)
  })
})

test('one watch asks once for the counts of each track, and once for how late posts come', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, clock } = talk
  for (const name of ['白川', '青禾豆浆']) await makeTrack(app.db, company.orgId, name, clock.now())
  await chatter(talk)
  await watchAll(app)
  await talk.say({ from: clock.now(), minutes: 4, count: 30 })
  clock.set(new Date(clock.now().getTime() + 5 * MINUTE))
  const { db, count } = watchQueries(app.db)
  await watchAll({ ...app, db })
  assert.deepEqual([count('platform as code, sum(posts)'), count('unnest(h.lags)')], [3, 1])
})
