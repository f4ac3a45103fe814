// Ten thousand posts in ten minutes of which everything speaks: volume, share, key accounts, fast posts, copies on other platforms, a hot list.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { NEAR } from '../../test/support/notices.ts'
import { everyday, makeScene, type Sent } from '../../test/support/signal-scene.ts'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { acknowledgeAlert } from './actions.ts'
import { alertPage } from './page-reads.ts'
import { listAlerts } from './reads.ts'
import { watchAll } from './watch-actions.ts'

const PLATFORMS = ['weibo', 'douyin', 'zhihu', 'xiaohongshu'] as const
const OTHERS: readonly string[] = Array.from({ length: 49 }, (_, n) => `別家 ${n}`)

/** A thousand posts of one minute; a third of them answers ten roots, ten are by accounts with a million followers, the rest copies one text. */
function minuteOf(minute: number): Sent[] {
  return Array.from({ length: 1000 }, (_, n): Sent => {
    const minutesAgo = 1 - n / 1000
    const root = { rootExternalId: `root ${n % 10}`, parentExternalId: `root ${n % 10}` }
    if (minute > 0 && n % 3 === 0) return { text: '', kind: 'repost', minutesAgo, ...root }
    const isLoud = n % 100 === 1
    const name = isLoud ? `star ${minute} ${n}` : `one ${(n * 7919 + minute) % 5000}`
    const platform = PLATFORMS[minute < 2 ? 0 : n % PLATFORMS.length] ?? 'weibo'
    const author = { externalId: name, name, followers: isLoud ? 1_000_000 + n * 1000 : 300 }
    return {
      ...(minute === 0 && n < 10 ? { externalId: `root ${n}` } : {}),
      ...{ platform, minutesAgo, author, text: `青禾豆漿喝完全家腹瀉送醫院的經過 壞 ${n % 7}` },
    }
  })
}

test('with all signals on: at most five messages for each person, one alert, and every post and every alarm in the record', async (t) => {
  const { app, company, clock, send, look, watch } = await makeScene(t, NEAR)
  await send(everyday(400))
  await watch()
  await watchAll(app)
  const told = async () => {
    const found = await sql<{ n: number }>`
      select count(*) as n from notices where topic = 'alert' and state <> 'kept' group by person_id`.execute(app.db)
    return found.rows.map(({ n }) => n)
  }
  for (let minute = 0; minute < 10; minute++) {
    clock.set(new Date(clock.now().getTime() + MINUTE))
    await send(minuteOf(minute))
    await look(0, [...OTHERS.slice(0, 45 - 5 * minute), '青禾腹瀉', ...OTHERS.slice(45 - 5 * minute)])
    await watch()
    await watchAll(app)
  }
  for (let minute = 10; minute <= 26 * 60; minute += minute < 180 ? 10 : 60) {
    clock.set(new Date(clock.now().getTime() + (minute < 180 ? 10 * MINUTE : HOUR) + SECOND))
    await watch()
    await watchAll(app)
    if (minute === 10)
      await acknowledgeAlert(app, company.analyst, (await listAlerts(app.db, company.orgId))[0]?.id ?? '')
  }
  const messages = await told()
  assert.ok(messages.length > 0)
  for (const n of messages) assert.ok(n >= 1 && n <= 5, `${n} messages`)
  const [alert, ...others] = await listAlerts(app.db, company.orgId, { state: 'all' })
  assert.ok(alert)
  assert.deepEqual(others, [])
  const page = await alertPage(app, company.orgId, alert.id)
  const detectors = new Set(page.alarms.map(({ detector }) => detector))
  for (const each of ['volume', 'key-account', 'velocity', 'platform-jump', 'hot-topic'])
    assert.ok(detectors.has(each), `${each} is not among ${[...detectors]}`)
  assert.ok(page.posts >= 10_000, `${page.posts} posts`)
  const kept = await sql<{ told: number; alarms: number }>`
    select (select count(*) from signal_tellings where is_loud) as told,
      (select count(*) from alert_alarms where detector in ('key-account', 'velocity', 'platform-jump')) as alarms`.execute(
    app.db,
  )
  const [{ told: tellings, alarms } = { told: 0, alarms: 0 }] = kept.rows
  assert.ok(alarms > 15 && alarms === tellings - 1, `${alarms} alarms of ${tellings} tellings, one of them a topic`)
  assert.equal(alert.state, 'resolved')
})
