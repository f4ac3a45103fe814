/** A robot or webhook whose platform says that it is no more, and browsers that are not reached. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Desk, makeDesk } from '../../test/support/channels.ts'
import { deviceOf } from '../../test/support/device.ts'
import { MINUTE } from '../base/clock.ts'
import { NotifyError } from '../notifiers/contract.ts'
import { changeChannel, makeChannel } from './channel-actions.ts'
import { switchOffGone } from './channel-gone-actions.ts'
import { getChannelCard } from './channel-list-actions.ts'
import { getOwnChannels } from './channel-own-actions.ts'
import { findChannel } from './channel-store.ts'
import { testChannel, testOwnChannel } from './channel-test-actions.ts'
import { readInbox } from './inbox-actions.ts'
import { addSubscription } from './push-actions.ts'
import { listActs } from './reads.ts'

const ROOM = { to: { personIds: [] }, rooms: true } as const
const GONE = { body: { errcode: 300005, errmsg: 'token is not exist' } }

const cardOf = ({ app, company }: Desk, id: string) => getChannelCard(app, company.administrator, id)
/** What the administrator was told about channels. */
async function told({ app, company }: Desk): Promise<string[]> {
  const { notices } = await readInbox(app, company.administrator, {})
  return notices.map(({ subject }) => subject).filter((subject) => subject.includes('渠道'))
}

test('a robot that was removed is switched off, said once to whoever keeps the channels, and another says the rest', async (t) => {
  const desk = await makeDesk(t)
  const { app, company, robots } = desk
  const first = await desk.addRobot('robot1')
  await desk.addRobot('robot2')
  const mail = await desk.addMail()
  robots.script('robot1', GONE)
  for (let n = 1; n <= 3; n++) await desk.tell(`cause ${n}`, ROOM)
  await desk.work()
  assert.deepEqual([robots.saidBy('robot1').length, robots.saidBy('robot2').length], [0, 3])
  const card = await cardOf(desk, first)
  assert.deepEqual(
    [card.isOn, card.gone],
    [false, { at: desk.clock.now().toISOString(), said: '300005 token is not exist' }],
  )
  assert.deepEqual(await told(desk), ['通知渠道「robot1」已停用：機器人或群不在了'])
  assert.equal(
    mail.arrived.filter(({ envelope }) => envelope.to.includes(company.emails.administrator)).length,
    1,
    'also outside, by the administrator’s own first channel',
  )
  const acts = await listActs(app.db, company.orgId, { objectKind: 'channel' })
  assert.deepEqual(
    acts.filter(({ verb }) => verb === 'switchChannelOff').map(({ detail }) => detail),
    [{ name: 'robot1' }],
  )
})

test('a person switches it on again, or gives it a new address, which does', async (t) => {
  const desk = await makeDesk(t)
  const { app, company, robots, clock } = desk
  const id = await desk.addRobot('robot1')
  const lose = async (key: string) => {
    robots.script('robot1', GONE)
    await desk.tell(key, ROOM)
    await desk.work()
    assert.equal((await cardOf(desk, id)).isOn, false)
  }
  await lose('one')
  await changeChannel(app, company.administrator, id, { isOn: true })
  assert.deepEqual([(await cardOf(desk, id)).isOn, (await cardOf(desk, id)).gone], [true, null])
  clock.advance(MINUTE)
  await lose('two')
  assert.equal((await told(desk)).length, 2, 'another time is said anew')
  await changeChannel(app, company.administrator, id, { name: '輿情群 一號' })
  assert.equal((await cardOf(desk, id)).isOn, false, 'another name changes nothing')
  await changeChannel(app, company.administrator, id, { values: { url: robots.robotUrl('robot9') } })
  assert.deepEqual([(await cardOf(desk, id)).isOn, (await cardOf(desk, id)).gone], [true, null])
  await desk.tell('three', ROOM)
  await desk.work()
  assert.equal(robots.saidBy('robot9').length, 1)
})

test('what was said of an address that somebody has changed meanwhile is not of the new one', async (t) => {
  const desk = await makeDesk(t)
  const { app, company, robots, clock } = desk
  const id = await desk.addRobot('robot1')
  const before = await findChannel(app.db, company.orgId, id)
  assert.ok(before)
  clock.advance(MINUTE)
  await changeChannel(app, company.administrator, id, { values: { url: robots.robotUrl('robot9') } })
  await switchOffGone(app, before, new NotifyError('gone', 'gone', { isFinal: true }))
  assert.equal((await cardOf(desk, id)).isOn, true)
  assert.deepEqual(await told(desk), [])
})

test('a test that finds it gone says so and switches nothing off: somebody is looking', async (t) => {
  const desk = await makeDesk(t)
  const id = await desk.addRobot('robot1')
  desk.robots.script('robot1', GONE)
  assert.equal((await testChannel(desk.app, desk.company.administrator, id)).code, 'gone')
  const card = await cardOf(desk, id)
  assert.deepEqual([card.isOn, card.gone, card.verdict.failureCode], [true, null, 'gone'])
})

test('a webhook that answers 410 is off at once; one that answers 404 only where that stays', async (t) => {
  const desk = await makeDesk(t)
  const { app, company, robots, clock } = desk
  const add = (name: string) => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    return makeChannel(app, company.administrator, {
      notifier: 'webhook',
      name,
      values: { url: robots.deviceUrl(name), secret },
    })
  }
  const [closed, moving] = [await add('closed'), await add('moving')]
  robots.script('closed', { status: 410, body: {} })
  const none = { status: 404, body: {} }
  robots.script('moving', none, none)
  await desk.tell('one', ROOM)
  for (let attempt = 0; attempt < 3; attempt++) {
    await desk.work()
    clock.advance(MINUTE)
  }
  assert.deepEqual([(await cardOf(desk, closed)).isOn, (await cardOf(desk, moving)).isOn], [false, true])
  assert.equal(robots.saidBy('moving').length, 1)
  robots.script('moving', ...Array.from({ length: 12 }, () => none))
  await desk.tell('two', ROOM)
  for (let attempt = 0; attempt < 12; attempt++) {
    await desk.work()
    clock.advance(16 * MINUTE)
  }
  assert.equal((await cardOf(desk, moving)).isOn, false)
})

test('a browser shows since when it hears nothing, until a message is taken on; one that is gone is forgotten', async (t) => {
  const desk = await makeDesk(t)
  const { app, company, robots, clock } = desk
  const push = { notifier: 'web-push', name: '瀏覽器', values: { contact: 'it@qinghe.example' } }
  const id = await makeChannel(app, company.administrator, push)
  await addSubscription(app, company.commander, { ...deviceOf('phone'), endpoint: robots.deviceUrl('phone') })
  const device = async () => (await getOwnChannels(app, company.commander)).channels[0]?.devices?.[0]
  const since = clock.now().toISOString()
  robots.script('phone', { status: 500, body: {} }, { status: 403, body: {} })
  await testOwnChannel(app, company.commander, id)
  assert.deepEqual([(await device())?.failedAt, (await device())?.failureCode], [since, 'later'])
  clock.advance(MINUTE)
  await desk.tell('one', desk.one)
  await desk.work()
  assert.deepEqual([(await device())?.failedAt, (await device())?.failureCode], [since, 'sign-in'])
  await desk.tell('two', desk.one)
  await desk.work()
  assert.deepEqual([(await device())?.failedAt, (await device())?.failureCode], [null, null])
  robots.script('phone', { status: 410, body: {} })
  await desk.tell('three', desk.one)
  await desk.work()
  assert.equal(await device(), undefined)
})
