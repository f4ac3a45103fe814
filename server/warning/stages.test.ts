import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { NEAR } from '../../test/support/notices.ts'
import { makeTalk, makeTrack, type Talk } from '../../test/support/talk.ts'
import { listActs } from '../access/reads.ts'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { acknowledgeAlert } from './actions.ts'
import { takeAlarm } from './group-actions.ts'
import { handOverAlert } from './handover-actions.ts'
import { mergeAlerts, splitAlert, unmergeAlert } from './merge-actions.ts'
import { alertPage } from './page-reads.ts'
import { listAlerts } from './reads.ts'
import type { AlarmSubject, AlertCard } from './schema.ts'

const alarmed = async (talk: Talk, trackId: string, detector: string, subject?: AlarmSubject): Promise<AlertCard> => {
  const { app, company, clock } = talk
  clock.advance(MINUTE)
  const at = clock.now()
  const saw = { detector, version: '1', at, score: 9, observed: 30, expected: 1, windowMinutes: 60, isOfPosts: true }
  const watched = { orgId: company.orgId, trackId, mode: 'live' } as const
  const row = await inTransaction(app.db, (trx) => takeAlarm(app, trx, watched, { ...saw, subject }))
  const card = (await listAlerts(app.db, company.orgId, { state: 'all' })).find(({ id }) => id === row?.id)
  assert.ok(card)
  return card
}

test('ten thousand posts in ten minutes make at most five messages for each person, and every post is in the record', async (t) => {
  const talk = await makeTalk(t, NEAR)
  const { app, clock, company, say, settle } = talk
  const begin = clock.now()
  const storm = new Date(begin.getTime() + 14 * DAY)
  clock.set(storm)
  await say({ from: begin, minutes: 14 * 24 * 60, count: 1000, negative: 100 })
  await settle()
  await say({ from: storm, minutes: 10, count: 10_000, negative: 6000, text: '青禾豆浆喝完腹泻' })
  for (let minute = 5; minute <= 26 * 60; minute += minute < 180 ? 5 : 60) {
    clock.set(new Date(storm.getTime() + minute * MINUTE + 31_000))
    await settle()
    if (minute === 5) await acknowledgeAlert(app, company.analyst, (await onlyAlert(talk)).id)
  }
  const each = await sql<{ n: number }>`
    select count(*) as n from notices where topic = 'alert' and state <> 'kept' group by person_id`.execute(app.db)
  assert.ok(each.rows.length > 0)
  for (const { n } of each.rows) assert.ok(n >= 1 && n <= 5, `${n} messages`)
  const alert = await onlyAlert(talk)
  const page = await alertPage(app, company.orgId, alert.id)
  assert.equal(page.posts, 10_000)
  assert.equal(alert.state, 'resolved')
  const stages = page.stages.map(({ stage }) => stage)
  assert.deepEqual([stages[0], stages.includes('peaked'), stages.at(-1)], ['opened', true, 'closed'])
})

async function onlyAlert({ app, company }: Talk): Promise<AlertCard> {
  const alerts = await listAlerts(app.db, company.orgId, { state: 'all' })
  assert.equal(alerts.length, 1)
  return alerts[0] as AlertCard
}

test('alarms of the same detector about two posts at one moment are two, about the same post one', async (t) => {
  const talk = await makeTalk(t)
  const { id } = await alarmed(talk, talk.trackId, 'key-account', { postId: 'a', followers: 10 })
  const { app, company, trackId, clock } = talk
  const watched = { orgId: company.orgId, trackId, mode: 'live' } as const
  const saw = { version: '1', at: clock.now(), score: 9, observed: 1, expected: 0, windowMinutes: 5, isOfPosts: false }
  for (const postId of ['a', 'b', 'b']) {
    const alarm = { ...saw, detector: 'key-account', subject: { postId } }
    await inTransaction(app.db, (trx) => takeAlarm(app, trx, watched, alarm))
  }
  const { alarms } = await alertPage(app, company.orgId, id)
  assert.deepEqual(alarms.map(({ subject }) => subject?.postId).toSorted(), ['a', 'b'])
})

test('handed over: who gave it to whom and why; whoever gets it takes it by acknowledging', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const { id } = await alarmed(talk, talk.trackId, 'volume')
  await assert.rejects(handOverAlert(app, company.auditor, id, { toId: company.pr.id, reason: '' }), {
    code: 'forbidden',
  })
  const toNobody = handOverAlert(app, company.analyst, id, { toId: company.auditor.id, reason: '' })
  await assert.rejects(toNobody, { code: 'invalid' })
  const given = await handOverAlert(app, company.analyst, id, { toId: company.pr.id, reason: 'I am off' })
  assert.equal(given.state, 'acknowledged')
  assert.deepEqual(given.holder, { id: company.pr.id, name: company.pr.name, isTaken: false })
  const told = await sql<{
    to: string
  }>`select distinct person_id as to from notices where subject like '%轉交%' or subject like '%handed%' or subject like '%转交%'`.execute(
    app.db,
  )
  assert.deepEqual(
    told.rows.map(({ to }) => to),
    [company.pr.id],
  )
  const taken = await acknowledgeAlert(app, company.pr, id)
  assert.equal(taken.holder?.isTaken, true)
  const { handovers } = await alertPage(app, company.orgId, id)
  assert.deepEqual(
    handovers.map(({ byName, toName, reason }) => [byName, toName, reason]),
    [[company.analyst.name, company.pr.name, 'I am off']],
  )
  const acts = await listActs(app.db, company.orgId, { objectKind: 'alert', objectIds: [id] })
  assert.deepEqual(
    acts.map(({ verb }) => verb),
    ['raiseAlert', 'acknowledgeAlert', 'handOverAlert', 'takeAlert'],
  )
})

test('merged: one goes on and hears for both; taken back, what was heard meanwhile goes home', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId } = talk
  const otherTrack = await makeTrack(app.db, company.orgId, '白川', app.clock.now())
  const mine = await alarmed(talk, trackId, 'volume')
  const other = await alarmed(talk, otherTrack, 'volume')
  assert.notEqual(mine.id, other.id)
  await assert.rejects(mergeAlerts(app, company.analyst, mine.id, { into: other.id, reason: ' ' }), {
    code: 'reason-missing',
  })
  await mergeAlerts(app, company.analyst, mine.id, { into: other.id, reason: 'the same batch' })
  assert.equal((await alarmed(talk, trackId, 'negative-share')).id, other.id)
  const page = await alertPage(app, company.orgId, other.id)
  assert.deepEqual(
    page.related.map(({ id, state }) => [id, state]),
    [[mine.id, 'merged']],
  )
  assert.equal(page.alarms.length, 2)
  const back = await unmergeAlert(app, company.commander, mine.id, 'another batch')
  assert.equal(back.state, 'acknowledged')
  assert.equal((await alertPage(app, company.orgId, mine.id)).alarms.length, 2)
  assert.equal((await alertPage(app, company.orgId, other.id)).alarms.length, 1)
  assert.equal((await alarmed(talk, trackId, 'volume')).id, mine.id)
})

test('split: a platform of its own takes its alarms, later ones find it, and merging it back undoes it', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId } = talk
  await talk.say({ from: app.clock.now(), minutes: 1, count: 20, negative: 10 })
  const whole = await alarmed(talk, trackId, 'volume')
  await alarmed(talk, trackId, 'platform-jump', { platform: 'douyin', from: 'weibo' })
  const given = { scope: { platform: 'douyin' }, reason: 'another matter' }
  const part = await splitAlert(app, company.analyst, whole.id, given)
  assert.deepEqual([part.splitFrom, part.scope, part.state], [whole.id, given.scope, 'acknowledged'])
  await assert.rejects(splitAlert(app, company.analyst, whole.id, given), { code: 'wrong-state' })
  assert.equal((await alertPage(app, company.orgId, part.id)).alarms.length, 1)
  assert.equal((await alarmed(talk, trackId, 'velocity', { platform: 'douyin', postId: 'p' })).id, part.id)
  assert.equal((await alarmed(talk, trackId, 'negative-share')).id, whole.id)
  await mergeAlerts(app, company.analyst, part.id, { into: whole.id, reason: 'the same after all' })
  assert.equal((await alarmed(talk, trackId, 'velocity', { platform: 'douyin', postId: 'q' })).id, whole.id)
})

test('one story on two tracks is one group, told once and taken on as one', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, clock } = talk
  const otherTrack = await makeTrack(app.db, company.orgId, '豆浆', clock.now())
  const from = clock.now()
  clock.advance(2 * HOUR)
  await talk.say({
    from: new Date(clock.now().getTime() - 30 * MINUTE),
    minutes: 25,
    count: 600,
    negative: 500,
    text: '青禾豆浆腹泻',
  })
  assert.ok(from < clock.now())
  const first = await alarmed(talk, trackId, 'volume')
  const second = await alarmed(talk, otherTrack, 'volume')
  assert.ok(second.group)
  const alerts = await listAlerts(app.db, company.orgId)
  assert.deepEqual(
    alerts.map(({ group }) => group),
    [second.group, second.group],
  )
  const told = await sql<{ n: number }>`select count(distinct url) as n from notices where topic = 'alert'`.execute(
    app.db,
  )
  assert.equal(told.rows[0]?.n, 1)
  await acknowledgeAlert(app, company.analyst, first.id)
  const states = (await listAlerts(app.db, company.orgId)).map(({ state }) => state)
  assert.deepEqual(states, ['acknowledged', 'acknowledged'])
})
