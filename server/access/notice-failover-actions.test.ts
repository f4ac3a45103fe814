import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Desk, makeDesk, outboxOf } from '../../test/support/channels.ts'
import { MINUTE, SECOND } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { sendDue } from '../base/outbox-sender.ts'
import { noticeChannels } from './channel-send-actions.ts'
import { readInbox } from './inbox-actions.ts'
import { failOver } from './notice-failover-actions.ts'
import { countNotices, getOwnNotices, listNotices, retryNotices } from './notice-list-actions.ts'
import { countUndelivered } from './notice-list-store.ts'
import { findNotice } from './notice-row-store.ts'

/** A number that no SMS can go to: it fails for good before anybody is asked. */
const NO_NUMBER = 'none'
const LATER = { code: 450, text: '4.2.0 greylisted' }

async function worker({ app, clock }: Desk): Promise<number> {
  return sendDue({ db: app.db, clock, log: silentLog, channels: noticeChannels(app) })
}

test('an SMS that fails for good goes by the next channel once, also where two workers find it at once', async (t) => {
  const desk = await makeDesk(t)
  await desk.addSms(NO_NUMBER)
  const mail = await desk.addMail()
  await desk.tell('one', desk.one)
  const found = await sql<{ id: string }>`select id from notices where notifier = 'twilio'`.execute(desk.app.db)
  const notice = await findNotice(desk.app.db, desk.company.orgId, found.rows[0]?.id ?? '')
  assert.ok(notice)
  const outcomes = await Promise.all([1, 2, 3].map(() => failOver(desk.app, notice, 'final')))
  assert.deepEqual(outcomes, ['moved', 'moved', 'moved'])
  await Promise.all([worker(desk), worker(desk)])
  await desk.work()
  assert.equal(mail.arrived.length, 1)
  assert.deepEqual(mail.arrived[0]?.envelope.to, [desk.company.emails.commander])
  assert.deepEqual(await desk.states(), ['failed-over twilio one', 'sent email one'])
  const counts = await countNotices(desk.app, desk.company.administrator)
  assert.deepEqual([counts.sent, counts.failedOver, counts.undelivered, counts.setAside], [1, 1, 0, 0])
})

test('e-mail that fails three times: Bark takes over, and the letter is not sent once Bark has', async (t) => {
  const desk = await makeDesk(t)
  const mail = await desk.addMail()
  await desk.addBark()
  mail.script.push(LATER, LATER, LATER)
  await desk.tell('one', desk.one)
  await desk.work()
  desk.clock.advance(6 * SECOND)
  await desk.work()
  assert.deepEqual([desk.robots.said.length, await desk.states()], [0, ['retrying email one']])
  desk.clock.advance(11 * SECOND)
  await desk.work()
  assert.equal(desk.robots.said.length, 1)
  assert.match(desk.robots.said[0]?.text ?? '', /one/)
  for (let minute = 0; minute < 5; minute++) {
    desk.clock.advance(MINUTE)
    await desk.work()
  }
  assert.deepEqual([mail.arrived.length, desk.robots.calls.count], [0, 1])
  assert.deepEqual(await desk.states(), ['failed-over email one', 'sent bark one'])
  assert.deepEqual(
    (await outboxOf(desk.app)).map(({ state }) => state),
    ['passed', 'sent'],
  )
})

test('where the next channel fails too, the first one that was failing still gets through', async (t) => {
  const desk = await makeDesk(t)
  const mail = await desk.addMail()
  await desk.addBark()
  mail.script.push(LATER, LATER, LATER)
  desk.robots.script('device1234', { status: 400, body: { code: 400, message: 'failed to get device token' } })
  await desk.tell('one', desk.one)
  for (const seconds of [6, 11, 30]) {
    await desk.work()
    desk.clock.advance(seconds * SECOND)
  }
  await desk.work()
  assert.equal(mail.arrived.length, 1)
  assert.deepEqual(await desk.states(), ['sent email one', 'set-aside bark one'])
  assert.equal((await readInbox(desk.app, desk.company.administrator, {})).unread, 0, 'nothing was lost')
})

test('an address that is gone is forgotten, and the next channel takes over', async (t) => {
  const desk = await makeDesk(t)
  await desk.addBark()
  const mail = await desk.addMail()
  desk.robots.script('device1234', { status: 400, body: { code: 400, message: 'failed to get device token' } })
  await desk.tell('one', desk.one)
  await desk.work()
  assert.equal(mail.arrived.length, 1)
  const left = await sql`select 1 from person_addresses`.execute(desk.app.db)
  assert.deepEqual(left.rows, [])
  await desk.tell('two', desk.one)
  await desk.work()
  assert.deepEqual([desk.robots.calls.count, mail.arrived.length], [1, 2])
})

test('an address that was given anew while the old one failed is kept', async (t) => {
  const desk = await makeDesk(t)
  await desk.addBark('old1')
  desk.robots.script('old1', 'hang')
  await desk.tell('one', desk.one)
  const sending = worker(desk)
  await desk.robots.next()
  await desk.address('commander', 'barkKey', 'new1')
  const found = await sql<{ id: string }>`select id from notices where notifier = 'bark'`.execute(desk.app.db)
  const notice = await findNotice(desk.app.db, desk.company.orgId, found.rows[0]?.id ?? '')
  assert.ok(notice)
  await failOver(desk.app, notice, 'final', 'old1')
  const left = await sql<{ address: string }>`select address from person_addresses`.execute(desk.app.db)
  assert.deepEqual(left.rows, [{ address: 'new1' }])
  await sending
})

test('the gravest goes by every channel at once; where one fails the others are enough', async (t) => {
  const desk = await makeDesk(t)
  const mail = await desk.addMail()
  await desk.addBark()
  await desk.addSms(NO_NUMBER)
  assert.equal(await desk.tell('grave', { ...desk.one, level: 1 }), 3)
  await desk.work()
  assert.deepEqual([mail.arrived.length, desk.robots.said.length], [1, 1])
  assert.deepEqual(await desk.states(), ['sent bark grave', 'sent email grave', 'set-aside twilio grave'])
  assert.equal((await readInbox(desk.app, desk.company.administrator, {})).unread, 0)
})

test('when all channels of a person fail it is undelivered: seen, counted by channel, told once, and can be tried again', async (t) => {
  const desk = await makeDesk(t)
  const { app, company } = desk
  const mail = await desk.addMail()
  await desk.addSms(NO_NUMBER)
  mail.refusals.recipient = 'no such person'
  for (const key of ['one', 'two']) await desk.tell(key, { ...desk.one, level: 1 })
  await desk.tell('three', desk.one)
  await desk.work()
  const rows = await listNotices(app, company.administrator, { state: 'undelivered' })
  assert.equal(rows.length, 5)
  assert.deepEqual([...new Set(rows.map(({ to }) => to))], ['周岚'])
  const lost = await countUndelivered(app.db, company.orgId, new Date(0))
  assert.deepEqual([...lost.values()].sort(), [2, 3])
  const inbox = await readInbox(app, company.administrator, {})
  // Each of the gravest, and of the rest one in an hour.
  assert.deepEqual(
    inbox.notices.map(({ subject, lines }) => [subject, lines[0]]).sort(),
    ['one', 'three', 'two'].map((key) => ['通知無法送達：周岚', key]),
  )
  // Beyond the limit of an SMS it would be held.
  desk.clock.advance(20 * MINUTE)
  await desk.tell('four', desk.one)
  await desk.work()
  assert.equal((await readInbox(app, company.administrator, {})).unread, 3)
  delete mail.refusals.recipient
  await retryNotices(app, company.administrator, 'mended')
  await desk.work()
  assert.equal(mail.arrived.length, 4)
  assert.equal((await countNotices(app, company.administrator)).undelivered, 0)
})

test('nobody can be reached: kept in-app, said to be unsent, and the page of the person says so', async (t) => {
  const desk = await makeDesk(t)
  await desk.addBark()
  assert.equal(await desk.tell('of two', { to: { personIds: [desk.company.commander.id, desk.company.pr.id] } }), 1)
  await desk.work()
  const rows = await listNotices(desk.app, desk.company.administrator, {})
  assert.deepEqual(rows.map(({ to, state }) => `${to} ${state}`).sort(), ['周岚 sent', '宋怡 unsent'])
  assert.equal((await getOwnNotices(desk.app, desk.company.pr)).unsent, 1)
  assert.equal((await readInbox(desk.app, desk.company.pr, {})).unread, 1)
})

test('a channel that takes nothing now: another one takes over at once, and without one it waits', async (t) => {
  const desk = await makeDesk(t)
  await desk.addBark()
  const busy = { status: 429, body: { code: 429, message: 'too many requests' } }
  desk.robots.script('device1234', busy)
  await desk.tell('alone', desk.one)
  await desk.work()
  assert.deepEqual(await desk.states(), ['waiting bark alone'])
  desk.clock.advance(2 * MINUTE)
  await desk.work()
  assert.deepEqual(await desk.states(), ['sent bark alone'])
  const mail = await desk.addMail()
  desk.robots.script('device1234', busy)
  await desk.tell('two', desk.one)
  await desk.work()
  assert.equal(mail.arrived.length, 1)
  assert.deepEqual(await desk.states(), ['failed-over bark two', 'sent bark alone', 'sent email two'])
})

test('what moves to another channel keeps to that one’s limit: a storm does not move with it', async (t) => {
  const desk = await makeDesk(t)
  const mail = await desk.addMail()
  await desk.addBark()
  mail.refusals.recipient = 'no such person'
  for (let n = 1; n <= 12; n++) {
    await desk.tell(`cause ${n}`, desk.one)
    await desk.work()
    desk.clock.advance(20 * SECOND)
  }
  assert.ok(desk.robots.said.length < 12, `${desk.robots.said.length} were sent one by one`)
  desk.clock.advance(10 * MINUTE)
  await desk.work()
  const text = desk.robots.said.map((said) => said.text).join('\n')
  for (let n = 1; n <= 12; n++) assert.match(text, new RegExp(`cause ${n}\\b`))
})
