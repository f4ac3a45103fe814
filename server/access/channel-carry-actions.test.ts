import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeDesk } from '../../test/support/channels.ts'
import { MINUTE } from '../base/clock.ts'
import { type Message, NotifyError } from '../notifiers/contract.ts'
import { notifiers } from '../notifiers/index.ts'
import { carryMessage } from './channel-carry-actions.ts'
import { findChannel } from './channel-store.ts'
import { messageOf } from './notice-message.ts'

const AT = new Date('2026-03-02T02:00:00Z')
const WORDS = { locale: 'en', level: 2, subject: 'It grows', lines: ['line'], url: null, acknowledgeUrl: null } as const

function messageTo(address: string, mode: Message['mode'] = 'live'): Message {
  const told = { ...WORDS, mode, thread: null, createdAt: AT }
  return messageOf(told, { to: { name: '周岚', address }, zone: 'Asia/Taipei', publicUrl: 'https://weiji.example' })
}

const carrying = () => ({ key: 'key', signal: AbortSignal.timeout(5000) })

test('a drill leaves by no channel that is not a sandbox, and is no failure of it', async (t) => {
  const { app, company, addRobot, robots } = await makeDesk(t)
  const id = await addRobot('robot')
  const channel = await findChannel(app.db, company.orgId, id)
  assert.ok(channel)
  const outside = notifiers.filter(({ isSandbox }) => !isSandbox)
  assert.ok(outside.length >= 1)
  for (const { id: notifier } of outside)
    await assert.rejects(carryMessage(app, { ...channel, notifier }, messageTo('', 'drill'), carrying()), {
      code: 'refused',
      isFinal: true,
      message: `${notifier} carries no drills`,
    })
  assert.equal(robots.calls.count, 0)
  assert.equal((await findChannel(app.db, company.orgId, id))?.failedAt, null)
})

test('beside the channel stands how it went; what is about one address alone does not, and too often means rest', async (t) => {
  const { app, clock, company, addRobot, addBark, robots } = await makeDesk(t)
  const [robot, bark] = [await addRobot('robot'), await addBark('device1234')]
  const read = async (id: string) => {
    const channel = await findChannel(app.db, company.orgId, id)
    assert.ok(channel)
    return channel
  }
  const carry = async (id: string, address: string) =>
    carryMessage(app, await read(id), messageTo(address), carrying()).then(
      () => 'sent',
      (error: unknown) => (error instanceof NotifyError ? error.code : String(error)),
    )
  assert.equal(await carry(robot, ''), 'sent')
  assert.deepEqual([(await read(robot)).sentAt, (await read(robot)).failedAt], [clock.now(), null])
  robots.script('robot', { body: { errcode: 310000, errmsg: 'sign not match' } })
  assert.equal(await carry(robot, ''), (await read(robot)).failureCode)
  assert.deepEqual([(await read(robot)).failure, (await read(robot)).restsUntil], ['310000 sign not match', null])
  robots.script('robot', { body: { errcode: 130101, errmsg: 'send too fast' } })
  assert.equal(await carry(robot, ''), 'throttled')
  assert.deepEqual((await read(robot)).restsUntil, new Date(clock.now().getTime() + 10 * MINUTE))
  robots.script('device1234', { status: 400, body: { code: 400, message: 'failed to push: Unregistered' } })
  const code = await carry(bark, 'device1234')
  assert.equal(code, 'gone')
  assert.equal((await read(bark)).failedAt, null)
})
