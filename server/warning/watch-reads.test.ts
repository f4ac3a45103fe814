import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { Value } from 'typebox/value'
import { watchQueries } from '../../test/support/queries.ts'
import { makeServer } from '../../test/support/server.ts'
import { makeTalk, makeTrack, type Talk } from '../../test/support/talk.ts'
import { SECOND } from '../base/clock.ts'
import type { KeptCurves } from './kept-curves-store.ts'
import { Watch } from './schema.ts'
import { watchOf, watchText } from './watch-reads.ts'

const TRACKS = 20

/** Twenty tracks, each judged at every five minutes of a week by two detectors. */
async function aWeek(t: TestContext): Promise<Talk> {
  const talk = await makeTalk(t)
  const { app, company, clock } = talk
  for (let n = 1; n < TRACKS; n++) await makeTrack(app.db, company.orgId, `白川${n}`, clock.now())
  await sql`
    insert into readings (org_id, track_id, detector, version, at, value, "of", baseline, low, high, score, alarm, phase)
    select ${company.orgId}, track_id, detector, '1', at, round(60 + 40 * sin(extract(epoch from at) / 9000)), 100, 50.123456, 20.123456, 80.123456,
      1.23456, false, 'watching'
    from tracks, unnest(array['volume', 'negative-share']) as detector,
      generate_series(${clock.now()}::timestamptz - interval '7 days', ${clock.now()}::timestamptz, interval '5 minutes') as at`.execute(
    app.db,
  )
  await sql`
    insert into series_states (org_id, track_id, detector, subject, version, settled_at, upto_at)
    select ${company.orgId}, track_id, 'volume', '', '1', ${clock.now()}, ${clock.now()} from tracks`.execute(app.db)
  return talk
}

test('what open pages ask for every half minute is short, and complete', async (t) => {
  const { app, company } = await aWeek(t)
  for (const hours of [24, 168]) {
    const text = await watchText(app, company.orgId, hours)
    const watch = JSON.parse(text) as Watch
    assert.deepEqual([...Value.Errors(Watch, watch)], [])
    const points = watch.tracks.flatMap(({ curves }) => curves).map(({ at }) => at.length)
    assert.equal(points.length, 2 * TRACKS)
    for (const count of points) assert.ok(count >= 96 && count <= 120, `${count} points`)
    assert.ok(text.length < 110_000, `${text.length} bytes`)
  }
})

test('nobody reads a curve again that no detector has judged; one that was judged leaves the others as they are', async (t) => {
  const { app, company, trackId, clock } = await aWeek(t)
  const { db, count } = watchQueries(app.db)
  const kept: KeptCurves = new Map()
  const look = () => watchText({ ...app, db }, company.orgId, 24, kept)
  const first = await look()
  const [curves, all] = [count('from readings'), count('')]
  assert.equal(curves, 1, 'of twenty tracks at once')
  assert.equal(await look(), first)
  assert.deepEqual([count('from readings') - curves, count('') - all], [0, 4])
  const change = async (value: number, minutes: number) => {
    await sql`update readings set value = ${value} where track_id = ${trackId}`.execute(app.db)
    await sql`update series_states set upto_at = upto_at + ${minutes} * interval '1 minute' where track_id = ${trackId}`.execute(
      app.db,
    )
  }
  await change(99, 0)
  assert.equal(await look(), first, 'what came late may be seen half a minute later')
  await change(1234, 5)
  const [one, other] = await Promise.all([look(), look()])
  assert.equal(one, other)
  assert.equal(count('from readings') - curves, 1, 'whoever asks meanwhile waits for the same')
  const asked = await watchOf(app, company.orgId, 24)
  assert.deepEqual(JSON.parse(one), asked)
  assert.ok(asked.tracks.find((track) => track.trackId === trackId)?.curves.every(({ value }) => value[0] === 1234))
  assert.notEqual(one, first)
  await change(77, 0)
  clock.set(new Date(clock.now().getTime() + 31 * SECOND))
  const later = JSON.parse(await look()) as Watch
  assert.ok(later.tracks.find((track) => track.trackId === trackId)?.curves.every(({ value }) => value.includes(77)))
  assert.ok(count('from readings') - curves <= 3)
})

test('the answer is what it is said to be', async (t) => {
  const talk = await aWeek(t)
  const server = await makeServer(t, talk.app)
  const { status, body, headers } = await (await server.as(talk.company, 'analyst')).get('/api/watch?hours=168')
  assert.equal(status, 200)
  assert.match(String(headers['content-type']), /^application\/json; charset=utf-8/)
  assert.deepEqual(body, await watchOf(talk.app, talk.company.orgId, 168))
  assert.equal((await server.anonymous.get('/api/watch')).status, 401)
})
