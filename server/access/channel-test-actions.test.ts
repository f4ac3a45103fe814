import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeAuthority } from '../../test/support/certificate.ts'
import { makeDesk } from '../../test/support/channels.ts'
import { makeCompany } from '../../test/support/company.ts'
import { startMailServer } from '../../test/support/mail-server.ts'
import { NEAR } from '../../test/support/notices.ts'
import { MINUTE } from '../base/clock.ts'
import { changeChannel, makeChannel } from './channel-actions.ts'
import { listChannelCards } from './channel-list-actions.ts'
import type { NewChannel } from './channel-schema.ts'
import { testChannel, testOwnChannel } from './channel-test-actions.ts'
import { listAddresses } from './person-address-store.ts'
import { listActs } from './reads.ts'

async function prepareMail(t: TestContext) {
  const { app } = await makeApp(t, NEAR)
  const company = await makeCompany(app)
  const { administrator } = company
  const authority = makeAuthority()
  const account = { user: 'weiji', password: 'geheim 42' }
  const server = await startMailServer(t, { tls: authority.issue('localhost'), account })
  const place = { host: 'localhost', port: server.port, from: 'weiji@qinghe.example', user: 'weiji' }
  const values = { ...place, authority: authority.cert, password: 'wrong' }
  const id = await makeChannel(app, administrator, { notifier: 'email', name: '公司信箱', values })
  const change = (more: NewChannel['values']) =>
    changeChannel(app, administrator, id, { values: { ...values, ...more } })
  const trying = () => testChannel(app, administrator, id)
  const verdict = async () => (await listChannelCards(app, administrator))[0]?.verdict
  return { app, company, administrator, server, id, change, trying, verdict }
}

test('a test tells at once what the server said, good or bad, and the page keeps the last of both', async (t) => {
  const { app, company, administrator, server, id, change, trying, verdict } = await prepareMail(t)
  const wrong = await trying()
  assert.deepEqual([wrong.isSent, wrong.code], [false, 'sign-in'])
  assert.match(wrong.said, /^535 5\.7\.8 authentication failed/)
  assert.deepEqual([(await verdict())?.failureCode, (await verdict())?.failure], ['sign-in', wrong.said])
  await change({ password: 'geheim 42', authority: null })
  assert.equal((await verdict())?.failureCode, null, 'new settings have no history')
  assert.equal((await trying()).code, 'certificate')
  await change({ password: 'geheim 42' })
  server.refusals.sender = 'not you'
  assert.deepEqual([(await trying()).code, (await trying()).said], ['sender-refused', '553 5.7.1 not you'])
  delete server.refusals.sender
  const good = await trying()
  assert.deepEqual(good, { isSent: true, code: null, said: '250 2.0.0 Ok: queued as 1', freeAt: null })
  assert.ok((await verdict())?.sentAt)
  assert.equal(server.arrived[0]?.subject, 'Weiji 測試通知')
  assert.match(server.arrived[0]?.text ?? '', /「青禾」的通知方式「公司信箱」/)
  assert.deepEqual(server.arrived[0]?.envelope.to, [company.emails.administrator])
  await change({ host: 'nowhere.invalid', password: 'x' })
  assert.equal((await trying()).code, 'host-unknown')
  await change({ host: '10.0.0.8', password: 'x' })
  assert.equal((await trying()).code, 'host-refused')
  const rekeyed = { ...app, config: { ...app.config, secretKey: createSecretKey(Buffer.alloc(32, 2)) } }
  assert.equal((await testChannel(rekeyed, administrator, id)).code, 'settings')
  const program = { ...administrator, kind: 'token' as const }
  await assert.rejects(testChannel(app, program, id), { code: 'forbidden' })
  await assert.rejects(testChannel(app, company.analyst, id), { code: 'forbidden' })
  const acts = await listActs(app.db, company.orgId, { verbs: ['testChannel'] })
  assert.equal(acts.length, 8)
  assert.deepEqual(acts.at(-4)?.detail, { name: '公司信箱', isSent: true, code: null })
})

test('a test to a person says what must be known of them, and after one that arrived the address can be confirmed', async (t) => {
  const { app, company, addBark, robots } = await makeDesk(t)
  const id = await addBark('device1234', false)
  const missing = { code: 'invalid', detail: { field: 'addresses/barkKey', reason: 'is needed to send a test there' } }
  await assert.rejects(testChannel(app, company.administrator, id), missing)
  await assert.rejects(testOwnChannel(app, company.analyst, id), missing)
  const testedAt = async () =>
    (await listAddresses(app.db, company.orgId, [company.commander.id])).map(({ testedAt: at }) => at)
  robots.script('device1234', { status: 500, body: { code: 500, message: 'later' } })
  assert.equal((await testOwnChannel(app, company.commander, id)).isSent, false)
  assert.deepEqual(await testedAt(), [null])
  assert.equal((await testOwnChannel(app, company.commander, id)).isSent, true)
  assert.deepEqual(await testedAt(), [app.clock.now()])
  assert.equal(robots.saidBy('device1234').length, 1)
})

test('a test in a room counts like any other, leaves the reserve alone, and is not sent where the robot is full or rests', async (t) => {
  const { app, clock, company, addRobot, robots } = await makeDesk(t)
  const id = await addRobot('robot')
  const trying = () => testChannel(app, company.administrator, id)
  for (let count = 0; count < 14; count += 1) assert.equal((await trying()).isSent, true)
  const full = await trying()
  assert.deepEqual([full.isSent, full.code, Boolean(full.freeAt)], [false, 'throttled', true])
  assert.equal(robots.calls.count, 14)
  const budget = async () => (await listChannelCards(app, company.administrator))[0]?.budget
  assert.deepEqual([(await budget())?.left, (await budget())?.leftForGravest], [0, 6])
  clock.advance(2 * MINUTE)
  robots.script('robot', { body: { errcode: 130101, errmsg: 'send too fast' } })
  assert.deepEqual([(await trying()).code, robots.calls.count], ['throttled', 15])
  const rests = new Date(clock.now().getTime() + 10 * MINUTE).toISOString()
  assert.equal((await budget())?.restsUntil, rests)
  assert.deepEqual([(await trying()).freeAt, robots.calls.count], [rests, 15])
  await assert.rejects(testOwnChannel(app, company.administrator, id), { code: 'not-found' })
})
