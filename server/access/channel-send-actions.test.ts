import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeDesk, outboxOf } from '../../test/support/channels.ts'
import { deviceOf } from '../../test/support/device.ts'
import { MINUTE } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { sendDue } from '../base/outbox-sender.ts'
import { changeChannel, makeChannel } from './channel-actions.ts'
import { getOwnChannels } from './channel-own-actions.ts'
import { noticeChannels } from './channel-send-actions.ts'
import { listChannels } from './channel-store.ts'
import { testOwnChannel } from './channel-test-actions.ts'
import { addSubscription } from './push-actions.ts'

const ROOM = { to: { personIds: [] }, rooms: true } as const

test('a storm of 200 in a minute: 14 are said in the room, the rest comes together, and level 1 still goes at once', async (t) => {
  const desk = await makeDesk(t)
  const { robots, clock, tell, work } = desk
  await desk.addRobot('robot1')
  for (let n = 1; n <= 200; n++) {
    assert.equal(await tell(`cause ${n}`, ROOM), 1)
    clock.advance(250)
    if (n % 20 === 0) await work()
  }
  assert.deepEqual(
    robots.said.map(({ text }) => Number(/cause (\d+)/.exec(text)?.[1])).sort((one, other) => one - other),
    Array.from({ length: 14 }, (_, at) => at + 1),
  )
  await tell('grave 1', { ...ROOM, level: 1 })
  await tell('grave 2', { ...ROOM, level: 1 })
  await work()
  assert.deepEqual(
    robots.said
      .slice(14)
      .map(({ text }) => /grave \d/.exec(text)?.[0])
      .sort(),
    ['grave 1', 'grave 2'],
  )
  assert.equal(robots.calls.count, 16)
  clock.advance(5 * MINUTE)
  await work()
  assert.equal(robots.said.length, 17)
  const digest = robots.said.at(-1)?.text ?? ''
  assert.match(digest, /186 則通知/)
  // As many as DingTalk carries, and of the others how many.
  const named = new Set(digest.match(/cause \d+/g))
  assert.ok(named.size > 40, `${named.size} are named`)
  assert.match(digest, new RegExp(`另有 ${186 - named.size} 則`))
  const states = Object.groupBy(await allStates(desk), (state) => state)
  assert.deepEqual([states.put?.length, states.gathered?.length], [17, 186])
})

test('two robots of a room share its messages, each within its own limit', async (t) => {
  const { addRobot, robots, tell, work, clock, states } = await makeDesk(t)
  await addRobot('robot1')
  await addRobot('robot2')
  for (let n = 1; n <= 40; n++) {
    await tell(`cause ${n}`, ROOM)
    clock.advance(1000)
    await work()
  }
  assert.deepEqual([robots.saidBy('robot1').length, robots.saidBy('robot2').length], [14, 14])
  assert.equal(new Set(robots.said.map(({ text }) => /cause \d+/.exec(text)?.[0])).size, 28, 'each is said once')
  assert.equal((await states()).filter((state) => state.startsWith('held')).length, 12)
})

test('a robot that was called too often rests ten minutes, and its message goes by the next', async (t) => {
  const desk = await makeDesk(t)
  const { robots, tell, work, clock, app, company } = desk
  await desk.addRobot('robot1')
  await desk.addRobot('robot2')
  robots.script('robot1', { body: { errcode: 130101, errmsg: 'send too fast' } })
  await tell('one', ROOM)
  await work()
  assert.deepEqual(
    robots.said.map(({ by }) => by),
    ['robot2'],
  )
  const [first] = await listChannels(app.db, company.orgId)
  assert.deepEqual(first?.restsUntil, new Date(clock.now().getTime() + 10 * MINUTE))
  assert.deepEqual(await desk.states(), ['failed-over dingtalk one', 'sent dingtalk one'])
  for (let n = 2; n <= 5; n++) await tell(`while it rests ${n}`, ROOM)
  await work()
  assert.deepEqual([robots.saidBy('robot1').length, robots.saidBy('robot2').length], [0, 5])
  clock.advance(10 * MINUTE)
  await tell('rested', ROOM)
  await work()
  assert.equal(robots.saidBy('robot1').length, 1)
})

test('a robot without another one is waited for, without counting attempts and without being called meanwhile', async (t) => {
  const { addRobot, robots, tell, work, clock, app } = await makeDesk(t)
  await addRobot('robot1')
  robots.script('robot1', { body: { errcode: 130101, errmsg: 'send too fast' } })
  await tell('one', { ...ROOM, level: 1 })
  await work()
  for (let minute = 1; minute < 10; minute++) {
    clock.advance(MINUTE)
    await work()
  }
  assert.deepEqual([robots.calls.count, robots.said.length], [1, 0])
  assert.deepEqual(await outboxOf(app), [{ state: 'waiting', attempts: 0, channel: 'notice-dingtalk' }])
  clock.advance(MINUTE)
  await work()
  assert.deepEqual(
    robots.said.map(({ text }) => text.includes('one')),
    [true],
  )
})

test('what finds no place in the budget waits for the next minute: a robot is never called more than its platform allows', async (t) => {
  const { addRobot, robots, tell, work, clock } = await makeDesk(t)
  await addRobot('robot1')
  for (let n = 1; n <= 30; n++) await tell(`grave ${n}`, { ...ROOM, level: 1 })
  await work()
  assert.equal(robots.said.length, 20)
  clock.advance(30_000)
  await work()
  assert.equal(robots.calls.count, 20)
  clock.advance(MINUTE)
  await work()
  assert.equal(robots.said.length, 30)
  assert.ok(!robots.said.some(({ text }) => text.includes('30 則')), 'the gravest are never gathered')
})

test('two workers at once say each message once', async (t) => {
  const { addRobot, robots, tell, app, clock } = await makeDesk(t)
  await addRobot('robot1')
  await addRobot('robot2')
  for (let n = 1; n <= 10; n++) await tell(`cause ${n}`, ROOM)
  const worker = () => sendDue({ db: app.db, clock, log: silentLog, channels: noticeChannels(app) })
  await Promise.all([worker(), worker(), worker()])
  await worker()
  assert.equal(new Set(robots.said.map(({ text }) => /cause \d+/.exec(text)?.[0])).size, 10)
  assert.equal(robots.calls.count, 10)
})

test('a room hears what it wants, in its language, and who is named there is called by name', async (t) => {
  const desk = await makeDesk(t)
  const { robots, tell, work, app, company } = desk
  const id = await desk.addRobot('robot1')
  await changeChannel(app, company.administrator, id, { topics: ['alert'], leastLevel: 2, locale: 'en' })
  await desk.address('commander', 'phone', '+8613800138000')
  assert.equal(await tell('minor', { ...ROOM, level: 3 }), 0)
  assert.equal(await tell('blind', { ...ROOM, topic: 'blind' }), 0)
  assert.equal(await tell('drill', { ...ROOM, mode: 'drill' }), 0)
  const named = { to: { personIds: [company.commander.id, company.pr.id] } }
  await tell('of people alone', named)
  await work()
  assert.equal(robots.said.length, 0)
  await tell('called', { ...named, rooms: true })
  await work()
  const [said] = robots.said
  assert.match(said?.text ?? '', /called/)
  assert.match(said?.text ?? '', /Open in Weiji/)
  assert.deepEqual(said?.body.at, { atMobiles: ['13800138000'], isAtAll: false })
})

test('a robot that is removed before it speaks: another of its room does, and without one it is undelivered', async (t) => {
  const desk = await makeDesk(t)
  const { robots, tell, work, app, company } = desk
  const id = await desk.addRobot('robot1')
  await tell('first', ROOM)
  const second = await desk.addRobot('robot2')
  await changeChannel(app, company.administrator, id, { isOn: false })
  await work()
  assert.deepEqual(
    robots.said.map(({ by }) => by),
    ['robot2'],
  )
  await tell('second', ROOM)
  await changeChannel(app, company.administrator, second, { isOn: false })
  await work()
  assert.deepEqual(await desk.states(), ['sent dingtalk first', 'undelivered dingtalk second'])
})

async function allStates({ app }: { readonly app: Parameters<typeof outboxOf>[0] }): Promise<string[]> {
  const found = await sql<{ state: string }>`select state from notices where room is not null`.execute(app.db)
  return found.rows.map(({ state }) => state)
}

test('of a browser it is known when something was last taken on for it, a test or a notice', async (t) => {
  const desk = await makeDesk(t)
  const { app, clock, company, robots } = desk
  const push = { notifier: 'web-push', name: '瀏覽器', values: { contact: 'it@qinghe.example' } }
  const id = await makeChannel(app, company.administrator, push)
  await addSubscription(app, company.commander, { ...deviceOf('phone'), endpoint: robots.deviceUrl('phone') })
  const sentAt = async () => (await getOwnChannels(app, company.commander)).channels[0]?.devices?.[0]?.sentAt
  robots.script('phone', { status: 500, body: {} })
  assert.equal((await testOwnChannel(app, company.commander, id)).isSent, false)
  assert.equal(await sentAt(), null)
  assert.equal((await testOwnChannel(app, company.commander, id)).isSent, true)
  assert.equal(await sentAt(), clock.now().toISOString())
  clock.advance(MINUTE)
  await desk.tell('one', desk.one)
  await desk.work()
  assert.equal(robots.saidBy('phone').length, 2)
  assert.equal(await sentAt(), clock.now().toISOString())
})
