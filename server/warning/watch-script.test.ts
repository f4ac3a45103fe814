import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeTalk, type Talk } from '../../test/support/talk.ts'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { openDatabase } from '../base/db.ts'
import { acknowledgeAlert } from './actions.ts'
import { alertPage } from './page-reads.ts'
import { listAlerts } from './reads.ts'
import type { AlertCard } from './schema.ts'
import { watchAll } from './watch-actions.ts'

const START = new Date('2026-03-02T02:00:00Z')
/** Days, hours and minutes after the storm of this script breaks, a fortnight after the track was made. */
const at = (hours: number, minutes = 0): Date => new Date(START.getTime() + 14 * DAY + hours * HOUR + minutes * MINUTE)
/** Half a minute later counts are complete. */
const settled = (time: Date): Date => new Date(time.getTime() + 31_000)

/** A fortnight of three posts an hour, a tenth of them negative. */
async function quietFortnight({ say, clock }: Talk): Promise<void> {
  clock.set(at(0))
  await say({ from: START, minutes: 14 * 24 * 60, count: 1000, negative: 100 })
}

async function watchUntil({ clock, settle }: Talk, from: Date, to: Date, everyMinutes = 5): Promise<void> {
  for (let time = from.getTime(); time <= to.getTime(); time += everyMinutes * MINUTE) {
    clock.set(settled(new Date(time)))
    await settle()
  }
}

/** The news since the last look, in short. */
const heard = (talk: Talk): string[] =>
  talk.told.splice(0).map(({ news, isLoud, alert }) => `${news}${isLoud ? '!' : ''} ${alert.state}`)

test('a storm: detected at its first point, muted by acknowledging, heard again when it grows or spreads, resolved, back', async (t) => {
  const talk = await makeTalk(t)
  const { app, clock, company, say, settle } = talk
  await quietFortnight(talk)
  await settle()
  assert.deepEqual(heard(talk), [], 'a quiet fortnight alarms nobody')

  await say({ from: at(0), minutes: 60, count: 300, negative: 200, text: '青禾豆浆喝完腹泻' })
  clock.set(new Date(at(0, 5).getTime() + 29_000))
  await settle()
  assert.deepEqual(heard(talk), [], 'the first five minutes are not complete yet')
  clock.set(settled(at(0, 5)))
  await settle()
  assert.deepEqual(heard(talk), ['raised! open', 'moved open'], 'two detectors, one alert, one sound')
  const alert = await assertFirst(talk)
  await settle()
  assert.deepEqual(heard(talk), [], 'nothing new, nothing told')

  await watchUntil(talk, at(0, 10), at(0, 10))
  assert.deepEqual(heard(talk), ['grew! open'])
  await acknowledgeAlert(app, company.analyst, alert.id)
  assert.deepEqual(heard(talk), ['moved acknowledged'])
  await watchUntil(talk, at(0, 15), at(0, 20))
  assert.deepEqual(heard(talk), [], 'not yet twice as large: muted')
  await watchUntil(talk, at(0, 25), at(0, 25))
  assert.deepEqual(heard(talk), ['grew! acknowledged'], 'twice as large: heard')
  await say({ from: at(0, 25), minutes: 5, count: 4, negative: 4, platform: 'zhihu' })
  await watchUntil(talk, at(0, 30), at(0, 30))
  assert.deepEqual(heard(talk), ['spread! acknowledged'])
  await watchUntil(talk, at(0, 35), at(1))
  const grown = (await listAlerts(app.db, company.orgId))[0]
  assert.equal(grown?.level, 2, 'hundreds of complaints are more than minor')
  assert.equal(grown?.acknowledgedBy, company.analyst.name)
  talk.told.splice(0)

  await fadeAndReturn(talk, alert.id)
})

async function assertFirst({ app, company }: Talk): Promise<AlertCard> {
  const [alert] = await listAlerts(app.db, company.orgId)
  assert.ok(alert)
  assert.equal(alert.number, 1)
  assert.equal(alert.detectedAt, at(0, 5).toISOString())
  assert.equal(alert.raisedAt, settled(at(0, 5)).toISOString())
  assert.deepEqual(alert.detectors.toSorted(), ['negative-share', 'volume'])
  assert.equal(alert.observed, 25)
  assert.ok(alert.expected < 1)
  assert.ok(alert.topWords.some((word) => word.includes('腹泻')))
  assert.equal(Date.parse(alert.ackDueAt) - Date.parse(alert.raisedAt), 4 * HOUR, 'minor: four hours')
  return alert
}

async function fadeAndReturn(talk: Talk, id: string): Promise<void> {
  const { app, company, say } = talk
  await watchUntil(talk, at(1, 5), at(24))
  const news = heard(talk)
  assert.equal(news.at(-1), 'moved resolved')
  assert.ok(!news.some((each) => each.includes('!')), `no sound while it fades: ${news}`)
  const page = await alertPage(app, company.orgId, id)
  const resolution = page.transitions.at(-1)
  assert.equal(resolution?.verb, 'auto_resolve')
  assert.equal(resolution?.byName, 'watch')

  const again = at(24)
  await say({ from: again, minutes: 30, count: 600, negative: 400 })
  await watchUntil(talk, again, new Date(again.getTime() + 35 * MINUTE))
  assert.equal(heard(talk)[0], 'recurred! open')
  const back = await listAlerts(app.db, company.orgId, { state: 'all' })
  assert.equal(back.length, 1, 'the same alert')
  assert.equal(back[0]?.recurrence, 1)
  assert.equal(back[0]?.acknowledgedBy, null, 'somebody has to take it on anew')
  const verbs = (await alertPage(app, company.orgId, id)).transitions.map(({ verb }) => verb)
  assert.deepEqual(verbs, ['raise', 'acknowledge', 'auto_resolve', 'recur'])
}

/** Readings, alarms and alerts in the time of the posts, one a line, without ids and without our own time. */
async function course({ app, company }: Talk): Promise<string[]> {
  const readings = await sql<object>`
    select detector, at, value, score, alarm, baseline from readings where org_id = ${company.orgId} order by 1, 2`.execute(
    app.db,
  )
  const alarms = await sql<object>`select detector, at, score, observed from alert_alarms order by 2, 1`.execute(app.db)
  const alerts = await listAlerts(app.db, company.orgId, { state: 'all' })
  const shown = alerts.map(({ number, state, detectedAt, lastAlarmAt, from }) => ({
    number,
    state,
    detectedAt,
    lastAlarmAt,
    from,
  }))
  return [...readings.rows, ...alarms.rows, ...shown].map((row) => JSON.stringify(row))
}

/** Not by deepEqual: the difference of thousands of lines takes it minutes to print. */
function assertSame(found: readonly string[], wanted: readonly string[]): void {
  const first = wanted.findIndex((line, n) => line !== found[n])
  assert.equal(first < 0 ? undefined : found[first], first < 0 ? undefined : wanted[first])
  assert.equal(found.length, wanted.length)
}

async function stormyDay(talk: Talk): Promise<void> {
  await quietFortnight(talk)
  await talk.say({ from: at(0), minutes: 60, count: 300, negative: 200 })
  await talk.say({ from: at(1), minutes: 16 * 60, count: 48, negative: 5 })
}

test('a restart at every step, or one look at the end, sees the same as an undisturbed watch', async (t) => {
  const [one, restarted, late] = [await makeTalk(t), await makeTalk(t), await makeTalk(t)]
  for (const talk of [one, restarted, late]) {
    await stormyDay(talk)
    // A series begins a fortnight before it is first watched: all three begin alike.
    await talk.settle()
  }
  await watchUntil(one, at(0), at(17), 5)
  for (let hours = 0; hours <= 17; hours += 1) {
    restarted.clock.set(settled(at(hours)))
    const own = openDatabase(restarted.url)
    await watchAll({ ...restarted.app, db: own.db })
    await own.close()
  }
  late.clock.set(settled(at(17)))
  await late.settle()
  const [unseen] = await listAlerts(late.app.db, late.company.orgId)
  assert.equal(unseen?.state, 'open', 'calm again before anybody could have seen it')
  const wanted = await course(one)
  assert.match(wanted.at(-1) ?? '', /resolved/)
  assertSame(await course(restarted), wanted)
  assertSame((await course(late)).slice(0, -1), wanted.slice(0, -1))
  late.clock.set(settled(at(19)))
  await late.settle()
  assert.deepEqual(await listAlerts(late.app.db, late.company.orgId), [], 'two hours on a page, and still calm')
})

test('a crash between seeing and telling loses nothing and doubles nothing', async (t) => {
  const talk = await makeTalk(t)
  const { app, clock, company, say, settle } = talk
  await quietFortnight(talk)
  await settle()
  await say({ from: at(0), minutes: 5, count: 50 })
  clock.set(settled(at(0, 5)))
  const before = await course(talk)
  const crash = () => Promise.reject(new Error('killed'))
  await watchAll({ ...app, live: { ...app.live, publish: crash } })
  assertSame(await course(talk), before)
  await settle()
  const [alert] = await listAlerts(app.db, company.orgId)
  assert.equal(alert?.number, 1, 'numbers have no gap')
  assert.equal(alert?.detectedAt, at(0, 5).toISOString())
})
