import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeTalk, makeTrack, type Talk, type Words } from '../../test/support/talk.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { openDatabase } from '../base/db.ts'
import { seriesStart } from '../monitoring/reads.ts'
import { acknowledgeAlert } from './actions.ts'
import { listAlerts } from './reads.ts'
import { listSeriesReadings } from './series-store.ts'
import { watchAll } from './watch-actions.ts'

const START = new Date('2026-03-02T02:00:00Z')
/** Hours and minutes after the fortnight with which each script begins. */
const at = (hours: number, minutes = 0): Date => new Date(START.getTime() + 14 * DAY + hours * HOUR + minutes * MINUTE)
const settled = (time: Date): Date => new Date(time.getTime() + 31 * SECOND)
const all = ({ app, company }: Talk) => listAlerts(app.db, company.orgId, { state: 'all' })
const raisings = (talk: Talk): number => talk.told.filter(({ isNew }) => isNew).length

/** A fortnight of three posts an hour, a tenth of them negative, that was watched. */
async function watchedFortnight(t: TestContext): Promise<Talk> {
  const talk = await makeTalk(t)
  talk.clock.set(at(0))
  await talk.say({ from: START, minutes: 14 * 24 * 60, count: 1000, negative: 100 })
  await look(talk, at(0))
  assert.deepEqual(await all(talk), [])
  return talk
}

async function look({ clock, settle }: Talk, time: Date): Promise<void> {
  clock.set(settled(time))
  await settle()
}

/** What is said from `from` on comes in batches of ten minutes, each ten minutes after its end; watched each five minutes. */
async function tenMinutesLate(
  talk: Talk,
  from: Date,
  batches: readonly Omit<Words, 'from' | 'minutes'>[],
): Promise<void> {
  for (const [n, words] of batches.entries()) {
    const begin = new Date(from.getTime() + n * 10 * MINUTE)
    await look(talk, new Date(begin.getTime() + 15 * MINUTE))
    talk.clock.set(new Date(begin.getTime() + 20 * MINUTE))
    await talk.say({ ...words, from: begin, minutes: 10 })
    await look(talk, new Date(begin.getTime() + 20 * MINUTE))
  }
}

test('ten minutes late in batches: a storm is one alert at the first watch after its batch, and then grows', async (t) => {
  const talk = await watchedFortnight(t)
  const quiet = { count: 1 }
  await tenMinutesLate(talk, at(0), [quiet, quiet, quiet])
  assert.deepEqual(await all(talk), [])
  await tenMinutesLate(talk, at(0, 30), [{ count: 80, negative: 60 }])
  const [alert, ...others] = await all(talk)
  assert.deepEqual(others, [])
  assert.equal(alert?.raisedAt, settled(at(0, 50)).toISOString())
  assert.equal(alert?.detectedAt, at(0, 35).toISOString(), 'in the time of the posts')
  assert.equal(raisings(talk), 1)
  await acknowledgeAlert(talk.app, talk.company.analyst, alert?.id ?? '')
  talk.told.splice(0)
  await tenMinutesLate(talk, at(0, 40), [{ count: 200, negative: 150 }])
  const loud = talk.told.filter(({ isLoud }) => isLoud).map(({ news }) => news)
  assert.deepEqual(loud, ['grew'], 'late posts make it grow')
  await tenMinutesLate(talk, at(0, 50), Array(6).fill({ count: 100, negative: 70 }))
  assert.equal((await all(talk)).length, 1)
})

test('a feed that is always late gives the curve that one in time gives', async (t) => {
  const [late, punctual] = [await watchedFortnight(t), await watchedFortnight(t)]
  const batches = Array.from({ length: 8 }, (_, n) => ({ count: 1 + (n % 3), negative: n % 2 }))
  await tenMinutesLate(late, at(0), batches)
  for (const [n, words] of batches.entries()) {
    punctual.clock.set(at(0, n * 10))
    await punctual.say({ ...words, from: at(0, n * 10), minutes: 10 })
    await look(punctual, at(0, n * 10 + 10))
  }
  await look(punctual, at(1, 30))
  const wanted = await curve(punctual)
  // three detectors by 5 minutes, two by the hour
  assert.equal(wanted.length, 3 * (14 * 288 + 18) + 2 * (14 * 24 + 1))
  assert.deepEqual(await curve(late), wanted)
})

async function curve({ app }: Talk): Promise<string[]> {
  const found =
    await sql<object>`select detector, at, value, baseline, score, alarm from readings order by 1, 2`.execute(app.db)
  return found.rows.map((row) => JSON.stringify(row))
}

test('out of order: the end of a storm before its beginning is the same one alert', async (t) => {
  const talk = await watchedFortnight(t)
  await look(talk, at(1))
  await talk.say({ from: at(0, 40), minutes: 20, count: 100, negative: 70 })
  await look(talk, at(1))
  assert.equal(raisings(talk), 1, 'no new point: it is read at once')
  await talk.say({ from: at(0, 20), minutes: 20, count: 100, negative: 70 })
  await look(talk, at(1, 5))
  await talk.say({ from: at(0), minutes: 20, count: 100, negative: 70 })
  for (const minutes of [10, 15, 20]) await look(talk, at(1, minutes))
  assert.equal((await all(talk)).length, 1)
  assert.equal(raisings(talk), 1)
  const spoken = await sql<{ n: number }>`
    select count(*) as n from alert_alarms where detector = 'volume'`.execute(talk.app.db)
  assert.equal(spoken.rows[0]?.n, 1, 'a curve that changed tells nothing twice')
})

/** Ten days of thirty posts an hour that end at `end`, with a storm in the last 48 minutes. */
async function importTenDays(talk: Talk, end: Date, text?: string): Promise<void> {
  const words = text === undefined ? {} : { text }
  const from = new Date(end.getTime() - 10 * DAY)
  await talk.say({ from, minutes: 10 * 24 * 60, count: 7200, negative: 720, ...words })
  const storm = new Date(end.getTime() - 48 * MINUTE)
  await talk.say({ from: storm, minutes: 48, count: 400, negative: 300, ...words })
}

async function usualOf(talk: Talk, trackId: string): Promise<{ low: number; baseline: number; high: number }> {
  const span = { from: new Date(0), to: talk.clock.now() }
  const volume = { detector: 'volume', subject: '' }
  // An hour and a half before the end: nothing of the storm is in it.
  const point = (await listSeriesReadings(talk.app.db, talk.company.orgId, trackId, volume, span)).at(-18)
  assert.ok(point)
  return point
}

test('an import with a storm in its last minutes, for a track made just before, is one alert; the habit is known', async (t) => {
  const talk = await makeTalk(t)
  talk.clock.set(at(0))
  const trackId = await makeTrack(talk.app.db, talk.company.orgId, '白川', at(0, -1))
  await importTenDays(talk, at(0), '白川酒店')
  await look(talk, at(0))
  await look(talk, at(0, 5))
  const [alert, ...others] = await all(talk)
  assert.deepEqual(others, [])
  assert.equal(alert?.trackId, trackId)
  assert.ok(Date.parse(alert?.detectedAt ?? '') > at(0, -48).getTime(), alert?.detectedAt)
  assert.equal(raisings(talk), 1)
  const { low, baseline, high } = await usualOf(talk, trackId)
  assert.ok(baseline > 2 && baseline < 3, `two and a half posts in five minutes: ${baseline}`)
  assert.ok(low <= 2.5 && high >= 2.5 && high < 10, `${low} to ${high}`)
})

test('the same import on a track that was watched for days waits until all of it is in, and is one alert', async (t) => {
  const talk = await makeTalk(t)
  for (const hours of [-72, -48, -24, 0]) await look(talk, at(hours))
  const before = await readings(talk)
  // A watch falls between two batches: of half an import it makes nothing.
  talk.clock.set(new Date(at(0, 5).getTime() + 20 * SECOND))
  await talk.say({ from: at(-240), minutes: 60 * 24 * 5, count: 3600, negative: 360 })
  await look(talk, at(0, 5))
  assert.equal(written(before, await readings(talk)), 0)
  await talk.say({ from: at(-120), minutes: 60 * 24 * 5, count: 3600, negative: 360 })
  await talk.say({ from: at(0, -48), minutes: 48, count: 400, negative: 300 })
  await look(talk, new Date(settled(at(0, 5)).getTime() + 31 * SECOND))
  const [alert, ...others] = await all(talk)
  assert.deepEqual(others, [])
  assert.ok(Date.parse(alert?.detectedAt ?? '') > at(0, -48).getTime(), alert?.detectedAt)
  assert.equal(raisings(talk), 1)
  const { baseline } = await usualOf(talk, talk.trackId)
  assert.ok(baseline > 1.5 && baseline < 3.5, `the habit is the import's: ${baseline}`)
  for (const minutes of [10, 15, 60]) await look(talk, at(0, minutes))
  assert.equal((await all(talk)).length, 1)
  assert.equal(raisings(talk), 1)
  assert.equal(await changes(talk), 0)
})

async function readings({ app }: Talk): Promise<Map<string, string>> {
  const found = await sql<{ key: string; written: string }>`
    select detector || ' ' || at as key, xmin::text as written from readings order by 1`.execute(app.db)
  return new Map(found.rows.map(({ key, written }) => [key, written]))
}

/** How many rows another transaction has written since. */
function written(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number {
  return [...after].filter(([key, transaction]) => before.get(key) !== transaction).length
}

async function changes({ app }: Talk): Promise<number> {
  return (await sql<{ n: number }>`select count(*) as n from count_changes`.execute(app.db)).rows[0]?.n ?? -1
}

test('a fortnight is read anew at most once an hour', async (t) => {
  const talk = await watchedFortnight(t)
  const anew = async () =>
    (await sql<{ at: Date }>`select max(revised_at) as at from series_states`.execute(talk.app.db)).rows[0]?.at ?? null
  assert.equal(await anew(), null)
  await talk.say({ from: at(-100), minutes: 600, count: 30 })
  await look(talk, at(0, 5))
  const first = await anew()
  assert.deepEqual(first, settled(at(0, 5)))
  await talk.say({ from: at(-80), minutes: 600, count: 30 })
  for (const minutes of [10, 30, 60]) await look(talk, at(0, minutes))
  assert.deepEqual(await anew(), first)
  assert.equal(await changes(talk), 1, 'kept until then')
  await look(talk, at(1, 5))
  assert.deepEqual(await anew(), settled(at(1, 5)))
  assert.equal(await changes(talk), 0)
})

test('a storm of yesterday that comes today is told, one of last week is history', async (t) => {
  const talk = await watchedFortnight(t)
  await talk.say({ from: at(-100), minutes: 60, count: 300, negative: 200 })
  await look(talk, at(0, 5))
  const seen = await sql<{ n: number }>`select count(*) as n from readings where alarm and at < ${at(-90)}`.execute(
    talk.app.db,
  )
  assert.ok((seen.rows[0]?.n ?? 0) > 0)
  assert.deepEqual(await all(talk), [])
  await look(talk, at(2))
  await talk.say({ from: at(-10), minutes: 60, count: 300, negative: 200 })
  await look(talk, at(2, 5))
  assert.equal(raisings(talk), 1)
  await look(talk, at(2, 10))
  assert.equal((await all(talk)).length, 1)
})

test('stray old posts change nothing, and are forgotten', async (t) => {
  const talk = await watchedFortnight(t)
  const before = await readings(talk)
  await talk.say({ from: at(-300), minutes: 60 * 280, count: 4, negative: 4 })
  await talk.say({ from: at(-15 * 24), minutes: 60, count: 100 })
  await look(talk, at(0, 0.9))
  assert.equal(written(before, await readings(talk)), 0)
  assert.deepEqual(await all(talk), [])
  assert.equal(await changes(talk), 0)
})

test('a series begins with the bulk of the history that came, not with a stray post of it', async (t) => {
  const talk = await makeTalk(t)
  const { app, clock, company } = talk
  clock.set(at(0))
  const trackId = await makeTrack(app.db, company.orgId, '白川', at(0))
  const start = () => seriesStart(app.db, company.orgId, trackId)
  const say = (from: Date, count: number) => talk.say({ from, minutes: 60, count, text: '白川' })
  await say(at(-200), 1)
  await say(at(-30), 48)
  assert.deepEqual(await start(), at(0), 'forty-nine are no history')
  await say(at(-20), 20)
  assert.deepEqual(await start(), at(-30))
})

test('in time: a watch writes the readings of the new point, and monitoring no mark', async (t) => {
  const talk = await watchedFortnight(t)
  // As if the fortnight had come in time: of late sources silence cannot be judged before their lag is over.
  await sql`update source_hours set lags = array_fill(0, array[12])`.execute(talk.app.db)
  await look(talk, at(0, 5))
  talk.clock.set(at(0, 9))
  await talk.say({ from: at(0, 9), minutes: 1, count: 3, negative: 1 })
  assert.equal(await changes(talk), 0)
  const before = await readings(talk)
  await look(talk, at(0, 10))
  assert.equal(written(before, await readings(talk)), 3, 'one of each detector that has a new point')
})

test('a crash in the middle of late posts loses nothing and doubles nothing', async (t) => {
  const talk = await watchedFortnight(t)
  const { app } = talk
  const crash = () => Promise.reject(new Error('killed'))
  const killed = { ...app, live: { ...app.live, publish: crash } }
  await look(talk, at(1))
  await talk.say({ from: at(0, 20), minutes: 20, count: 100, negative: 70 })
  const before = await readings(talk)
  await watchAll(killed)
  assert.equal(written(before, await readings(talk)), 0)
  assert.equal(await changes(talk), 1)
  await talk.settle()
  assert.equal(raisings(talk), 1)
  assert.equal(await changes(talk), 0)

  // In a fortnight that is read anew, at its last day: those before it are done.
  const other = await makeTrack(app.db, talk.company.orgId, '白川', at(0))
  await look(talk, at(1, 5))
  await importTenDays(talk, at(1, 5), '白川酒店')
  talk.clock.set(new Date(settled(at(1, 5)).getTime() + 31 * SECOND))
  await watchAll(killed)
  assert.equal((await all(talk)).length, 1)
  await talk.settle()
  assert.deepEqual(
    (await all(talk)).map(({ trackId }) => trackId),
    [other, talk.trackId],
  )
  assert.equal(raisings(talk), 2)
})

test('two workers at once, while more comes: one alert, and nothing is forgotten unread', async (t) => {
  const talk = await watchedFortnight(t)
  await look(talk, at(1))
  const others = [openDatabase(talk.url), openDatabase(talk.url)]
  const watch = () => Promise.all(others.map(({ db }) => watchAll({ ...talk.app, db })))
  for (const minutes of [10, 20, 30]) {
    const coming = talk.say({ from: at(0, minutes), minutes: 10, count: 100, negative: 70 })
    await Promise.all([watch(), coming, watch()])
  }
  await watch()
  await Promise.all(others.map((other) => other.close()))
  assert.equal((await all(talk)).length, 1)
  assert.equal(raisings(talk), 1)
  assert.equal(await changes(talk), 0)
  const read = await sql<{ value: number }>`
    select value from readings where detector = 'volume' and at >= ${at(0, 10)} and at < ${at(0, 40)}`.execute(
    talk.app.db,
  )
  assert.deepEqual(
    read.rows.map(({ value }) => value),
    Array(6).fill(50),
  )
})
