// Series beside those of whole tracks: platforms, silence, weeks, and what everybody says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeTalk, makeTrack, type Talk } from '../../test/support/talk.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { checkAll } from './blind-actions.ts'
import { blindness } from './blind-reads.ts'
import { listAlerts } from './reads.ts'
import { changeRule } from './rule-actions.ts'

const START = new Date('2026-03-02T02:00:00Z')
const at = (days: number, minutes = 0): Date => new Date(START.getTime() + days * DAY + minutes * MINUTE)

async function look(talk: Talk, to: Date): Promise<void> {
  talk.clock.set(new Date(to.getTime() + 31 * SECOND))
  await talk.settle()
}

const alerts = (talk: Talk) => listAlerts(talk.app.db, talk.company.orgId, { state: 'all' })

async function alarms(talk: Talk) {
  const found = await sql<{ detector: string; platform: string | null }>`
    select detector, subject->>'platform' as platform from alert_alarms order by at, detector`.execute(talk.app.db)
  return found.rows
}

async function series(talk: Talk): Promise<string[]> {
  const found = await sql<{ name: string }>`
    select detector || ' ' || subject as name from series_states where subject <> '' order by 1`.execute(talk.app.db)
  return found.rows.map(({ name }) => name)
}

test('a storm on a small platform: an alarm that names it, one alert and one message, however the whole sees it', async (t) => {
  const talk = await makeTalk(t)
  const fortnight = { from: START, minutes: 14 * 24 * 60 }
  talk.clock.set(at(14))
  await talk.say({ ...fortnight, count: 8000, negative: 800 })
  await talk.say({ ...fortnight, count: 500, negative: 50, platform: 'xiaohongshu' })
  await talk.say({ ...fortnight, count: 60, platform: 'zhihu' })
  await look(talk, at(14))
  assert.deepEqual(
    await series(talk),
    ['platform-volume xiaohongshu'],
    'the whole is nearly all weibo, zhihu is too quiet',
  )
  talk.clock.set(at(14, 20))
  await talk.say({ from: at(14), minutes: 20, count: 30, platform: 'xiaohongshu' })
  for (const minutes of [20, 25, 30]) await look(talk, at(14, minutes))
  const spoken = await alarms(talk)
  assert.ok(spoken.some(({ detector, platform }) => detector === 'platform-volume' && platform === 'xiaohongshu'))
  assert.equal((await alerts(talk)).length, 1)
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from alert_stages where is_told`.execute(
    talk.app.db,
  )
  assert.equal(rows[0]?.n, 1, 'told once')
})

test('a platform of which nobody speaks any more has no series, and one that comes into use has one', async (t) => {
  const talk = await makeTalk(t)
  const week = { from: START, minutes: 7 * 24 * 60 }
  talk.clock.set(at(7))
  await talk.say({ ...week, count: 400 })
  await talk.say({ ...week, count: 200, platform: 'douyin' })
  await look(talk, at(7))
  assert.deepEqual(await series(talk), ['platform-volume douyin', 'platform-volume weibo'])
  talk.clock.set(at(14))
  await talk.say({ from: at(7), minutes: 7 * 24 * 60, count: 400 })
  await talk.say({ from: at(7), minutes: 7 * 24 * 60, count: 150, platform: 'bilibili' })
  await look(talk, at(14, 5))
  assert.deepEqual(await series(talk), ['platform-volume bilibili', 'platform-volume weibo'])
})

/** Four tracks about different things, and eight days of so many posts an hour of each. */
async function makeTracks(t: Parameters<typeof makeTalk>[0]) {
  const talk = await makeTalk(t)
  const words = ['青禾', '白川', '松風', '海岸']
  const ids = [talk.trackId]
  for (const word of words.slice(1)) ids.push(await makeTrack(talk.app.db, talk.company.orgId, word, START))
  const say = (word: string, from: Date, minutes: number, count: number) =>
    talk.say({ from, minutes, count, text: `${word}豆浆` })
  talk.clock.set(at(8))
  for (const word of words) await say(word, START, 8 * 24 * 60, 8 * 24 * 24)
  await look(talk, at(8))
  return { ...talk, words, ids, sayOf: say }
}

test('everybody is spoken of three times as much: no alarm; one of them far more: one', async (t) => {
  const talk = await makeTracks(t)
  for (let minutes = 0; minutes < 120; minutes += 5) {
    talk.clock.set(at(8, minutes + 5))
    for (const word of talk.words) await talk.sayOf(word, at(8, minutes), 5, 6)
    await look(talk, at(8, minutes + 5))
  }
  assert.deepEqual(await alarms(talk), [])
  const { rows } = await sql<{ track_id: string; times: number }>`
    select track_id, max(times) as times from platform_rises where platform = '' group by 1`.execute(talk.app.db)
  assert.equal(rows.length, 4)
  for (const { times } of rows) assert.ok(times > 2 && times <= 3.01, String(times))
  for (let minutes = 120; minutes < 150; minutes += 5) {
    talk.clock.set(at(8, minutes + 5))
    for (const word of talk.words) await talk.sayOf(word, at(8, minutes), 5, word === '青禾' ? 60 : 6)
    await look(talk, at(8, minutes + 5))
  }
  assert.deepEqual(
    (await alerts(talk)).map(({ trackId }) => trackId),
    [talk.trackId],
  )
})

test('one track alone is spoken of three times as much: an alarm, as ever', async (t) => {
  const talk = await makeTracks(t)
  for (let minutes = 0; minutes < 60; minutes += 5) {
    talk.clock.set(at(8, minutes + 5))
    for (const word of talk.words) await talk.sayOf(word, at(8, minutes), 5, word === '青禾' ? 6 : 2)
    await look(talk, at(8, minutes + 5))
  }
  assert.deepEqual(
    (await alerts(talk)).map(({ trackId }) => trackId),
    [talk.trackId],
  )
  const { rows } = await sql`select 1 from platform_rises where track_id = ${talk.trackId}`.execute(talk.app.db)
  assert.deepEqual(rows, [])
})

test('a track that falls silent while others go on is a trouble of our sight, no alert; its rule can turn that off', async (t) => {
  const talk = await makeTracks(t)
  const { app, company, clock } = talk
  await sql`update source_hours set lags = array_fill(0, array[12])`.execute(app.db)
  await sql`
    insert into search_state (org_id, cursor_xid, cursor_batch, cursor_at, last_seal)
    values (${company.orgId}, '9223372036854775807', 'ffffffff-ffff-ffff-ffff-ffffffffffff', ${at(30)}, 0)`.execute(
    app.db,
  )
  const codes = async () => {
    const { troubles } = await blindness(app.db, company.orgId, clock.now())
    return troubles.map(({ code, subject, since }) => [code, subject, since])
  }
  const check = async (until: number) => {
    for (let minutes = 0; minutes < until; minutes += 5) {
      const now = clock.now().getTime()
      for (const word of talk.words.slice(1)) await talk.sayOf(word, new Date(now - 5 * MINUTE), 5, 2)
      await look(talk, new Date(Math.floor(now / (5 * MINUTE)) * 5 * MINUTE + 5 * MINUTE))
      await sql`update source_hours set lags = array_fill(0, array[12])`.execute(app.db)
      await checkAll(app, async () => clock.now())
    }
  }
  await check(15)
  assert.deepEqual(await codes(), [], 'for a quarter of an hour a few posts an hour may stay away')
  await check(100)
  assert.deepEqual(await codes(), [['track-silent', '青禾', at(8, -5).toISOString()]])
  assert.deepEqual(await alerts(talk), [])
  const rule = { detector: 'silence', settings: { budgetDays: 14 as const }, reason: 'a seasonal brand' }
  await changeRule(app, company.pr, talk.trackId, { ...rule, mode: 'off' })
  await check(15)
  assert.deepEqual(await codes(), [])
})

test('what grows for weeks raises an alert that stands for a day, though no curve of hours shows it', async (t) => {
  const talk = await makeTalk(t)
  const days = (from: number, to: number, count: number, negative: number) =>
    talk.say({
      from: at(from),
      minutes: (to - from) * 24 * 60,
      count: (to - from) * count,
      negative: (to - from) * negative,
    })
  talk.clock.set(at(40))
  await days(0, 40, 40, 4)
  await look(talk, at(40))
  for (let day = 40; day < 62; day++) {
    talk.clock.set(at(day + 1))
    await days(day, day + 1, 40, Math.min(16, 4 + day - 39))
    await look(talk, at(day + 1, 5))
    if ((await alerts(talk)).length > 0) break
  }
  const [alert, ...others] = await alerts(talk)
  assert.deepEqual(others, [])
  assert.ok(
    (await alarms(talk)).some(({ detector }) => detector === 'slow-drift'),
    JSON.stringify(await alarms(talk)),
  )
  const raised = new Date(alert?.detectedAt ?? 0).getTime()
  const state = async () => (await alerts(talk))[0]?.state
  talk.clock.set(new Date(raised + 20 * HOUR))
  await talk.settle()
  assert.equal(await state(), 'open')
})
