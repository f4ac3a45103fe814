/** What rooms hear of a call: whom each step calls, by name, once; and that somebody has answered. 周岚 is on call, then 吳佩珊. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { type Desk, makeDesk } from '../../test/support/channels.ts'
import { callOf, rosterOf } from '../../test/support/oncall.ts'
import { changeChannel } from '../access/channel-actions.ts'
import { inTransaction } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { beginCall, type Call, endCall } from './actions.ts'
import { testCall } from './answer-actions.ts'
import { listCalls } from './call-reads.ts'
import { callDue } from './call-step-actions.ts'
import { makeOncallRoster } from './roster-actions.ts'

const PHONE = '+8613800138000'

type Night = Desk & {
  readonly alertId: string
  call(more?: Partial<Call>): Promise<boolean>
  /** takes what is due then, and sends it */
  at(time: string): Promise<void>
  answer(): Promise<void>
  /** first lines of what the room heard */
  heard(): string[]
}

async function makeNight(t: TestContext): Promise<Night> {
  const desk = await makeDesk(t)
  const { app, clock, company, robots } = desk
  clock.set(new Date('2026-03-04T03:10:00+08:00'))
  const [layer] = rosterOf(company).layers
  assert.ok(layer)
  const people = [company.commander.id, company.care.id]
  await makeOncallRoster(app, company.commander, rosterOf(company, { layers: [{ ...layer, people }] }))
  const alertId = newId(clock.now().getTime())
  const work = async () => {
    await callDue(app)
    await desk.work()
  }
  return {
    ...desk,
    alertId,
    call: async (more = {}) => {
      const begun = await inTransaction(app.db, (trx) => beginCall(app, trx, { ...callOf(company, alertId), ...more }))
      await work()
      return begun
    },
    at: async (time) => {
      clock.set(new Date(`2026-03-04T${time}:00+08:00`))
      await work()
    },
    answer: async () => {
      const end = { by: company.care, how: 'acknowledged' as const }
      await inTransaction(app.db, (trx) => endCall(app, trx, company.orgId, { kind: 'alert', id: alertId }, end))
      await desk.work()
    },
    heard: () => robots.said.map(({ text }) => text.split('\n').find((line) => line.includes('青禾')) ?? text),
  }
}

test('each step is said once in each room, with those whom it calls by name, and that somebody answered', async (t) => {
  const night = await makeNight(t)
  const { robots, company } = night
  await night.addRobot('robot1')
  await night.addRobot('robot2', '客服群')
  await night.address('commander', 'phone', PHONE)
  await night.call()
  assert.deepEqual(robots.said.map(({ by }) => by).sort(), ['robot1', 'robot2'])
  const [first] = robots.saidBy('robot1')
  assert.deepEqual(first?.body.at, { atMobiles: ['13800138000'], isAtAll: false })
  assert.match(first?.text ?? '', /呼叫 周岚：青禾 是平時的 40 倍/)
  assert.match(first?.text ?? '', /呼叫: @13800138000/)
  assert.match(first?.text ?? '', /前沒有人應答，就會呼叫 吳佩珊。/)
  assert.ok(!first?.text.includes('/a/'), 'the link by which a person answers is that person’s')
  await night.at('03:12')
  assert.equal(robots.said.length, 2)
  await night.at('03:15')
  const [, second] = robots.saidBy('robot1')
  // Whoever has given no number is named in words.
  assert.match(second?.text ?? '', /呼叫 吳佩珊：青禾/)
  assert.match(second?.text ?? '', /呼叫: 吳佩珊/)
  assert.deepEqual(second?.body.at, { atMobiles: [], isAtAll: false })
  await night.answer()
  assert.deepEqual(robots.saidBy('robot1').length, 3)
  const last = robots.saidBy('robot1').at(-1)
  assert.match(last?.text ?? '', /吳佩珊 已應答：青禾/)
  assert.equal(last?.body.at, undefined)
  const [run] = await listCalls(night.app.db, company.orgId, night.clock.now())
  const rooms = run?.log.map(({ deliveries }) => deliveries.filter(({ person }) => person.endsWith('群')).length)
  assert.deepEqual(rooms, [2, 2, 0], 'the log of the call shows them with its steps')
})

test('a room that does not want calls hears none, nor one that does not want the level; nobody hears of tests and drills', async (t) => {
  const night = await makeNight(t)
  const { app, company, robots } = night
  const [quiet, graver] = [await night.addRobot('quiet', '甲'), await night.addRobot('graver', '乙')]
  await changeChannel(app, company.administrator, quiet, { topics: ['alert', 'rumour', 'blind'] })
  await changeChannel(app, company.administrator, graver, { leastLevel: 1 })
  await night.call({ level: 2 })
  await night.answer()
  await testCall(app, company.commander)
  await night.call({ level: 1, mode: 'drill', key: 'drill', subject: { kind: 'alert', id: newId() } })
  assert.equal(robots.said.length, 0)
  await night.call({ key: 'grave', subject: { kind: 'alert', id: newId() } })
  assert.deepEqual(
    robots.said.map(({ by }) => by),
    ['graver'],
  )
})

test('where nobody was called yet, nobody is told that it is taken', async (t) => {
  const night = await makeNight(t)
  const id = await night.addRobot('robot1')
  await changeChannel(night.app, night.company.administrator, id, { leastLevel: 3 })
  assert.equal(await night.call({ level: 3 }), true)
  await night.answer()
  assert.deepEqual(night.robots.said, [])
})

test('calls of level 1 may use the reserve, lighter ones wait like everything else, and what is gathered calls them all', async (t) => {
  const night = await makeNight(t)
  const { robots, tell, clock } = night
  await night.addRobot('robot1')
  await night.address('commander', 'phone', PHONE)
  for (let n = 1; n <= 14; n++) await tell(`cause ${n}`, { to: { personIds: [] }, rooms: true })
  await night.work()
  assert.equal(robots.said.length, 14)
  await night.call({ level: 2 })
  assert.equal(robots.said.length, 14)
  await night.call({ key: 'grave', subject: { kind: 'alert', id: newId() } })
  assert.equal(robots.said.length, 15)
  await tell('cause 15', { to: { personIds: [] }, rooms: true })
  clock.advance(5 * 60_000)
  await night.work()
  const digest = robots.said.at(-1)
  assert.match(digest?.text ?? '', /2 則通知/)
  assert.match(digest?.text ?? '', /呼叫 周岚：青禾/)
  assert.deepEqual(digest?.body.at, { atMobiles: ['13800138000'], isAtAll: false })
})

test('a step that two workers take at once is said once', async (t) => {
  const night = await makeNight(t)
  await night.addRobot('robot1')
  await night.call()
  night.clock.set(new Date('2026-03-04T03:15:00+08:00'))
  await Promise.all([callDue(night.app), callDue(night.app), callDue(night.app)])
  await night.work()
  const found = await sql<{ count: number }>`select count(*) as count from notices where room is not null`.execute(
    night.app.db,
  )
  assert.deepEqual([found.rows[0]?.count, night.robots.said.length], [2, 2])
})
