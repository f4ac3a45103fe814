import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeCompany } from '../../test/support/company.ts'
import { makeTalk, makeTrack, type Talk } from '../../test/support/talk.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Detector } from '../detectors/contract.ts'
import { detectors } from '../detectors/index.ts'
import { markFalseAlarm, resolveAlert } from './actions.ts'
import { alertPage } from './page-reads.ts'
import { listAlerts } from './reads.ts'
import { forgetReadings, watchAll, watchTrack } from './watch-actions.ts'
import { watchOf } from './watch-reads.ts'

const START = new Date('2026-03-02T02:00:00Z')
/** Hours and minutes after the fortnight with which each script begins. */
const at = (hours: number, minutes = 0): Date => new Date(START.getTime() + 14 * DAY + hours * HOUR + minutes * MINUTE)
const settled = (time: Date): Date => new Date(time.getTime() + 31 * SECOND)
const all = (talk: Talk) => listAlerts(talk.app.db, talk.company.orgId, { state: 'all' })

/** A fortnight of `count` posts, a tenth of them negative, read by the watch. */
async function watchedFortnight(talk: Talk, count = 1000): Promise<void> {
  talk.clock.set(at(0))
  await talk.say({ from: START, minutes: 14 * 24 * 60, count, negative: count / 10 })
  await talk.settle()
}

async function watchUntil({ clock, settle }: Talk, from: Date, to: Date): Promise<void> {
  for (let time = from.getTime(); time <= to.getTime(); time += 5 * MINUTE) {
    clock.set(settled(new Date(time)))
    await settle()
  }
}

test('ten thousand posts in ten minutes are one alert', async (t) => {
  const talk = await makeTalk(t)
  await watchedFortnight(talk)
  await talk.say({ from: at(0), minutes: 10, count: 10_000, negative: 6000 })
  await watchUntil(talk, at(0, 5), at(8))
  const alerts = await all(talk)
  assert.equal(alerts.length, 1)
  assert.equal(alerts[0]?.level, 1)
  assert.equal(talk.told.filter(({ isNew }) => isNew).length, 1)
  const page = await alertPage(talk.app, talk.company.orgId, alerts[0]?.id ?? '')
  assert.ok(page.posts >= 10_000)
  assert.ok(page.negative >= 6000 && page.negative <= page.judged)
})

test('thirty negative of forty, after days of a tenth, is an alert about the share', async (t) => {
  const talk = await makeTalk(t)
  await watchedFortnight(talk, 10_000)
  assert.deepEqual(await all(talk), [])
  // as many posts as ever: thirty an hour
  await talk.say({ from: at(0), minutes: 80, count: 40, negative: 30 })
  await watchUntil(talk, at(0, 5), at(1, 20))
  const [alert, ...others] = await all(talk)
  assert.ok(alert)
  assert.equal(others.length, 0)
  assert.deepEqual(alert.detectors, ['negative-share'])
  assert.ok(Math.abs((alert.usualNegativeShare ?? 0) - 0.1) < 0.02, `usual ${alert.usualNegativeShare}`)
  assert.ok((alert.negativeShare ?? 0) > 0.25, `now ${alert.negativeShare}`)
  // figures are in posts although a share spoke
  assert.ok(alert.observed >= 10 && alert.expected > alert.observed / 2 && alert.expected < alert.observed * 2)
})

test('an imported fortnight full of storms raises nothing; what goes on now is raised once', async (t) => {
  const talk = await makeTalk(t)
  talk.clock.set(at(0))
  await talk.say({ from: START, minutes: 14 * 24 * 60, count: 1000, negative: 100 })
  for (const day of [4, 6, 8, 10, 12]) {
    await talk.say({ from: new Date(START.getTime() + day * DAY), minutes: 60, count: 400, negative: 300 })
  }
  await talk.settle()
  const recorded = await sql<{
    n: number
  }>`select count(*) as n from readings where alarm and detector = 'volume'`.execute(talk.app.db)
  assert.ok((recorded.rows[0]?.n ?? 0) >= 2, `seen, and kept among the readings: ${recorded.rows[0]?.n}`)
  assert.deepEqual(await all(talk), [])
  await talk.say({ from: at(0), minutes: 5, count: 100, negative: 50 })
  await watchUntil(talk, at(0, 5), at(0, 5))
  assert.equal((await all(talk)).length, 1)
})

test('another version of a detector learns from the past and raises nothing of it again', async (t) => {
  const talk = await makeTalk(t)
  await watchedFortnight(talk)
  await talk.say({ from: at(0), minutes: 30, count: 300, negative: 200 })
  await watchUntil(talk, at(0, 5), at(0, 40))
  const [alert] = await all(talk)
  await resolveAlert(talk.app, talk.company.analyst, alert?.id ?? '', 'over')
  talk.told.splice(0)
  const next = detectors.map(nextVersion)
  talk.clock.set(settled(at(0, 45)))
  await watchAll(talk.app, next)
  assert.deepEqual(
    talk.told.map(({ news }) => news),
    [],
  )
  assert.equal((await all(talk))[0]?.state, 'resolved')
  const anew = await sql<{ n: number }>`
    select count(*) as n from readings where at >= ${at(-13 * 24)} and version like '%-next'`.execute(talk.app.db)
  // three detectors by 5 minutes, two by the hour
  assert.equal(anew.rows[0]?.n, 3 * (13 * 288 + 9) + 2 * 13 * 24, 'the whole fortnight was read anew')
})

/** The same detector with another version, whose states begin with a byte of their own. */
function nextVersion(detector: Detector<unknown>): Detector<unknown> {
  return {
    ...detector,
    version: `${detector.version}-next`,
    save: (state) => Uint8Array.from([1, ...detector.save(state)]),
    load: (bytes) => {
      assert.equal(bytes[0], 1, 'no state of another version')
      return detector.load(bytes.slice(1))
    },
  }
}

test('a detector that fails is said once, shown, and the others run; it goes on where it stopped', async (t) => {
  const errors: string[] = []
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message) => errors.push(message),
    with: () => log,
  }
  const talk = await makeTalk(t, { log })
  await watchedFortnight(talk)
  const { app, clock, company, trackId, say } = talk
  const broken: readonly Detector<unknown>[] = detectors.map((each) =>
    each.id === 'volume' ? { ...each, step: () => assert.fail('out of order') } : each,
  )
  await say({ from: at(0), minutes: 60, count: 90, negative: 70 })
  for (const minutes of [5, 10, 30, 60]) {
    clock.set(settled(at(0, minutes)))
    await watchAll(app, broken)
  }
  assert.deepEqual(errors, ['a detector failed'])
  assert.deepEqual((await all(talk))[0]?.detectors, ['negative-share'], 'the other one has spoken')
  const shown = (await watchOf(app, company.orgId)).tracks[0]?.curves
  assert.deepEqual(
    shown?.map(({ detector, failure }) => [detector, failure]),
    [
      ['negative-share', null],
      ['volume', 'out of order'],
    ],
  )
  await watchTrack(app, company.orgId, trackId)
  const read = await sql<{ n: number }>`
    select count(*) as n from readings where detector = 'volume' and at >= ${at(0)}`.execute(app.db)
  assert.equal(read.rows[0]?.n, 12, 'what it had missed is read')
  assert.equal((await watchOf(app, company.orgId)).tracks[0]?.curves[1]?.failure, null)
  assert.equal((await all(talk)).length, 1)
})

test('two organisations never mix: posts, alerts, numbers and news', async (t) => {
  const talk = await makeTalk(t)
  const other = await makeCompany(talk.app, '白川')
  await makeTrack(talk.app.db, other.orgId, '青禾', talk.clock.now())
  await watchedFortnight(talk)
  await talk.say({ from: at(0), minutes: 5, count: 100, company: other })
  await watchUntil(talk, at(0, 5), at(0, 5))
  assert.deepEqual(await all(talk), [])
  const [theirs] = await listAlerts(talk.app.db, other.orgId)
  assert.equal(theirs?.number, 1)
  assert.equal((await watchOf(talk.app, talk.company.orgId)).tracks[0]?.posts, 71, 'a day of three an hour')
  await assert.rejects(alertPage(talk.app, talk.company.orgId, theirs?.id ?? ''), { code: 'not-found' })
  await assert.rejects(resolveAlert(talk.app, talk.company.commander, theirs?.id ?? '', 'mine?'), { code: 'not-found' })
})

const REPLAY = '00000000-0000-7000-8000-000000000001'

/** As `weiji replay` leaves it: posts of days ago, played a moment ago. */
async function replay(
  talk: Talk,
  from: Date,
  upTo: Date,
  state: 'running' | 'done' | 'stopped' = 'done',
): Promise<void> {
  const { app, clock, company } = talk
  await sql`delete from replays where name = 'cascade'`.execute(app.db)
  await sql`
    insert into replays (org_id, replay_id, run_key, name, state, started_at, heard_at, lead_from, first_at, up_to, last_at, posts, total)
    values (${company.orgId}, ${REPLAY}, 'k', 'cascade', ${state}, ${clock.now()}, ${clock.now()},
      ${new Date(from.getTime() - 2 * HOUR)}, ${from}, ${upTo}, ${upTo}, 0, 0)`.execute(app.db)
}

test('a replay into hours that were read as silent is read, and raises its alert', async (t) => {
  const talk = await makeTalk(t)
  talk.clock.set(at(0))
  await talk.settle()
  const from = at(-72)
  await talk.say({ from, minutes: 240, count: 400, negative: 300 })
  await talk.settle()
  assert.deepEqual(await all(talk), [], 'what came so late is no news by itself')
  await replay(talk, from, at(-68))
  await talk.settle()
  const [alert, ...others] = await all(talk)
  assert.ok(alert)
  assert.deepEqual(others, [])
  const detected = Date.parse(alert.detectedAt)
  assert.ok(detected > from.getTime() && detected <= at(-71).getTime(), `detected ${alert.detectedAt}`)
  assert.equal(alert.raisedAt, at(0).toISOString(), 'the clocks of people run from now')
  assert.equal(talk.told.filter(({ isNew }) => isNew).length, 1)
  await talk.settle()
  assert.equal(talk.told.filter(({ isNew }) => isNew).length, 1)
})

test('a running replay is followed to where it stands; one that was stopped and goes on is read from there', async (t) => {
  const talk = await makeTalk(t)
  talk.clock.set(at(0))
  await talk.settle()
  const upto = async (): Promise<string | undefined> =>
    (
      await sql<{ at: Date }>`select min(upto_at) as at from series_states where detector = 'volume'`.execute(
        talk.app.db,
      )
    ).rows[0]?.at.toISOString()
  assert.equal(await upto(), at(0, -5).toISOString())
  await replay(talk, at(-72), at(-72), 'running')
  await talk.settle()
  assert.equal(await upto(), at(-72).toISOString(), 'back to where nothing has been played yet')
  await talk.say({ from: at(-72), minutes: 120, count: 12 })
  await replay(talk, at(-72), at(-70), 'stopped')
  await talk.settle()
  assert.equal(await upto(), at(0, -5).toISOString(), 'stopped: time goes on without it')
  await talk.say({ from: at(-70), minutes: 120, count: 300, negative: 200 })
  await replay(talk, at(-72), at(-68), 'running')
  await talk.settle()
  assert.equal(await upto(), at(-68).toISOString())
  const [alert, ...others] = await all(talk)
  assert.deepEqual(others, [])
  assert.equal(alert?.state, 'open')
  assert.ok(alert && Date.parse(alert.detectedAt) > at(-72).getTime())
  await replay(talk, at(-72), at(-68), 'done')
  await talk.settle()
  assert.equal(await upto(), at(0, -5).toISOString())
  assert.equal((await all(talk)).length, 1)
  // raised once; days of silence passed in one look and resolved nothing that nobody could have seen
  const news = talk.told.filter(({ isNew }) => isNew).map((each) => each.news)
  assert.deepEqual(news, ['raised'])
})

test('a storm that goes on after it was called false is heard again, although the detectors rest', async (t) => {
  const talk = await makeTalk(t)
  await watchedFortnight(talk)
  await talk.say({ from: at(0), minutes: 5, count: 40 })
  await watchUntil(talk, at(0, 5), at(0, 5))
  const [alert] = await all(talk)
  await markFalseAlarm(talk.app, talk.company.analyst, alert?.id ?? '', { reasonCode: 'campaign' })
  talk.told.splice(0)
  await talk.say({ from: at(0, 5), minutes: 5, count: 20 })
  await watchUntil(talk, at(0, 10), at(0, 10))
  assert.deepEqual(
    talk.told.filter(({ isLoud }) => isLoud),
    [],
    'half as much again',
  )
  await talk.say({ from: at(0, 10), minutes: 10, count: 60 })
  await watchUntil(talk, at(0, 15), at(0, 20))
  const [back] = await all(talk)
  assert.equal(back?.state, 'open')
  assert.equal(back?.recurrence, 1)
  assert.equal(talk.told.filter(({ isNew }) => isNew).length, 1)
})

test('readings are kept for 90 days, and longer where an alert stands on them', async (t) => {
  const talk = await makeTalk(t)
  await watchedFortnight(talk)
  await talk.say({ from: at(0), minutes: 5, count: 100 })
  await watchUntil(talk, at(0, 5), at(0, 5))
  const count = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*) as n from readings`.execute(talk.app.db)).rows[0]?.n ?? 0
  const before = await count()
  talk.clock.set(new Date(START.getTime() + 90 * DAY))
  await forgetReadings(talk.app)
  assert.equal(await count(), before)
  talk.clock.set(at(90 * 24 + 0))
  await forgetReadings(talk.app)
  // a day before it was detected and the point itself, of three detectors by 5 minutes and two by the hour
  assert.equal(await count(), 3 * 288 + 2 * 23)
  talk.clock.set(at(92 * 24))
  await forgetReadings(talk.app)
  assert.equal(await count(), 0)
})
