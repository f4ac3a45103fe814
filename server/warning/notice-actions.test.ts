import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { NEAR, setUpMail } from '../../test/support/notices.ts'
import { makeTalk } from '../../test/support/talk.ts'
import { chooseNotices } from '../access/notice-actions.ts'
import { listNotices } from '../access/notice-list-actions.ts'
import type { App } from '../app.ts'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { acknowledgeAlert, markFalseAlarm, markForCrisis } from './actions.ts'
import { type Alarm, takeAlarm } from './group-actions.ts'
import { listAlerts } from './reads.ts'

async function prepare(t: TestContext) {
  const talk = await makeTalk(t, NEAR)
  const { app, clock, company, trackId } = talk
  const alarmAt = (at: Date): Alarm => ({
    detector: 'volume',
    version: '1',
    at,
    score: 9,
    observed: 10,
    expected: 1,
    windowMinutes: 5,
    isOfPosts: true,
  })
  /** So many angry posts in five minutes, and the detector's alarm at their end. */
  const rage = async (count: number, mode: 'live' | 'drill' = 'live') => {
    const from = clock.now()
    await talk.say({ from, minutes: 5, count, negative: count })
    clock.advance(6 * MINUTE)
    const at = new Date(from.getTime() + 5 * MINUTE)
    const watched = { orgId: company.orgId, trackId, mode }
    const alert = await inTransaction(app.db, (trx) => takeAlarm(app, trx, watched, alarmAt(at)))
    assert.ok(alert)
    return alert
  }
  /** How the commander's letters begin, newest first. */
  const told = async () => {
    const rows = await listNotices(app, company.administrator, { limit: 200 })
    return rows.filter(({ to }) => to === company.commander.name).map(({ subject }) => subject.split(/：|: /)[0])
  }
  return { ...talk, rage, told }
}

/** The detector has watched before and takes one post in five minutes for usual. */
async function keepHabit(app: App, orgId: string, trackId: string, at: Date): Promise<void> {
  await sql`
    insert into series_states (org_id, track_id, detector, version, settled_at, upto_at)
    values (${orgId}, ${trackId}, 'volume', '1', ${at}, ${at})`.execute(app.db)
  await sql`
    insert into readings (org_id, track_id, detector, at, value, "of", baseline, low, high, score, alarm, phase, version)
    values (${orgId}, ${trackId}, 'volume', ${new Date(at.getTime() - 5 * MINUTE)}, 1, 1, 1, 0, 4, 0, false, 'watching', '1')`.execute(
    app.db,
  )
}

test('the whole way: posts come in, detectors speak, an alert opens, and each who handles alerts has one letter, whoever works', async (t) => {
  const talk = await makeTalk(t, NEAR)
  const { app, clock, company, say, settle } = talk
  const { server, deliver } = await setUpMail(t, app, company, clock)
  const begin = clock.now()
  const storm = new Date(begin.getTime() + 14 * DAY)
  clock.set(storm)
  await say({ from: begin, minutes: 14 * 24 * 60, count: 1000, negative: 100 })
  await settle()
  await deliver()
  assert.equal(server.arrived.length, 0, 'a quiet fortnight wakes nobody')
  await say({ from: storm, minutes: 60, count: 1800, negative: 1500, text: '青禾豆浆喝完腹泻' })
  for (let minute = 5; minute <= 30; minute += 5) {
    clock.set(new Date(storm.getTime() + minute * MINUTE + 31_000))
    await settle()
    // Two workers at once.
    await Promise.all([deliver(), deliver()])
  }
  const [alert] = await listAlerts(app.db, company.orgId)
  const mine = server.arrived.filter(({ envelope }) => envelope.to[0] === company.emails.commander)
  assert.deepEqual(
    mine.map(({ subject }) => subject?.slice(0, 9)),
    ['二級預警：「青禾」', '預警擴大（二級）：', '預警升為一級：「青'],
  )
  for (const { text } of mine) assert.match(text ?? '', new RegExp(`/alerts/${alert?.id}\\n`))
  const [first, second] = mine
  assert.deepEqual([first?.references, first?.messageId === second?.messageId], [second?.references, false])
  assert.equal(server.arrived.length, 15)
})

test('an alert opens: one letter to each who handles alerts, with its own sentence, since when, until when and a link', async (t) => {
  const { app, clock, company, rage } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  const { id } = await rage(60)
  // Two workers at once, and once more.
  await Promise.all([deliver(), deliver()])
  await deliver()
  assert.equal(server.arrived.length, 5)
  const letter = server.arrived.find(({ envelope }) => envelope.to[0] === company.emails.commander)
  assert.match(letter?.subject ?? '', /^二級預警：「青禾」5 分鐘內 60 條帖文，平時約 1 條（60 倍）；負面佔 100%/)
  assert.match(letter?.text ?? '', /^預警 1，二級 較大\n自 3\/2 10:00 GMT\+8 起\n請在 3\/2 10:21 GMT\+8 前確認收到\n/)
  assert.match(letter?.text ?? '', new RegExp(`http://localhost:8080/alerts/${id}\n`))
})

test('one letter for each stage: opened, graver, acknowledged and graver still, marked for a crisis; never for each alarm', async (t) => {
  const { app, company, clock, trackId, rage, told } = await prepare(t)
  await keepHabit(app, company.orgId, trackId, clock.now())
  await chooseNotices(app, company.commander, { topic: 'alert', isOn: true, leastLevel: 3 })
  const { id } = await rage(20)
  assert.deepEqual(await told(), ['三級預警'])
  await rage(5)
  await rage(6)
  assert.deepEqual(await told(), ['三級預警'])
  await rage(60)
  assert.deepEqual(await told(), ['預警升為二級', '三級預警'])
  await acknowledgeAlert(app, company.analyst, id)
  await rage(400)
  await rage(30)
  assert.deepEqual(await told(), ['預警升為一級', '預警升為二級', '三級預警'])
  await markForCrisis(app, company.analyst, id, 'spreads')
  assert.deepEqual(await told(), ['預警待宣布危機', '預警升為一級', '預警升為二級', '三級預警'])
  // Who did it need not be told.
  const analyst = await listNotices(app, company.administrator, { limit: 200 })
  assert.ok(!analyst.some(({ to, subject }) => to === company.analyst.name && subject.startsWith('預警待宣布危機')))
})

test('minor ones reach only those who asked for them; who heard that it opened hears that it closed', async (t) => {
  const { app, company, rage } = await prepare(t)
  await chooseNotices(app, company.auditor, { topic: 'alert', isOn: true, leastLevel: 3 })
  const { id } = await rage(20)
  await markFalseAlarm(app, company.analyst, id, { reasonCode: 'spam' })
  const rows = await listNotices(app, company.administrator, {})
  assert.deepEqual(
    rows.map(({ to, level }) => [to, level]),
    [
      [company.auditor.name, 3],
      [company.auditor.name, 3],
    ],
  )
})

test('what was closed and comes back is told again', async (t) => {
  const { app, company, clock, rage, told } = await prepare(t)
  const { id } = await rage(60)
  clock.advance(MINUTE)
  await markFalseAlarm(app, company.analyst, id, { reasonCode: 'spam' })
  clock.advance(HOUR)
  await rage(200)
  const [alert] = await listAlerts(app.db, company.orgId)
  assert.deepEqual([alert?.id, alert?.recurrence], [id, 1])
  assert.deepEqual(await told(), ['預警再現（二級）', '預警結束', '二級預警'])
})

test('a drill’s alert leaves the house by no letter', async (t) => {
  const { app, company, clock, rage } = await prepare(t)
  const { server, deliver } = await setUpMail(t, app, company, clock)
  await rage(60, 'drill')
  await deliver()
  assert.deepEqual(server.arrived, [])
  const states = new Set((await listNotices(app, company.administrator, {})).map(({ state }) => state))
  assert.deepEqual([...states], ['drill'])
})
