import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { deviceOf } from '../../test/support/device.ts'
import { Refusal } from '../base/errors.ts'
import { addSubscription, removeSubscription } from './push-actions.ts'
import { listSubscriptions } from './push-store.ts'
import { listActs } from './reads.ts'

test('a browser is known once, whatever it is called; who signs in there later has it instead', async (t) => {
  const { app } = await makeApp(t)
  const { administrator, analyst, orgId } = await makeCompany(app)
  const given = deviceOf('one')
  const first = await addSubscription(app, administrator, { ...given, device: 'Chrome · Mac' })
  const again = await addSubscription(app, administrator, { ...given, device: 'Chrome · desk' })
  assert.equal(first.id, again.id)
  const own = await listSubscriptions(app.db, orgId, [administrator.id])
  assert.deepEqual(
    own.map(({ device }) => device),
    ['Chrome · desk'],
  )
  await addSubscription(app, analyst, { ...given, device: 'Chrome · desk' })
  assert.equal((await listSubscriptions(app.db, orgId, [administrator.id])).length, 0)
  assert.equal((await listSubscriptions(app.db, orgId, [analyst.id])).length, 1)
  const verbs = (await listActs(app.db, orgId, { objectKind: 'device' })).map(({ verb }) => verb)
  assert.deepEqual(verbs, ['addDevice', 'addDevice', 'addDevice'])
})

test('a browser that renews its subscription keeps its name, and the old one is gone', async (t) => {
  const { app } = await makeApp(t)
  const { administrator, orgId } = await makeCompany(app)
  const old = deviceOf('old')
  await addSubscription(app, administrator, { ...old, device: 'Safari · iPhone' })
  await addSubscription(app, administrator, { ...deviceOf('new'), replaces: old.endpoint })
  const own = await listSubscriptions(app.db, orgId, [administrator.id])
  assert.deepEqual(
    own.map(({ device, endpoint }) => [device, endpoint]),
    [['Safari · iPhone', 'https://push.example.net/send/new']],
  )
})

test('what nobody could send to is refused, as are more browsers than anybody has', async (t) => {
  const { app } = await makeApp(t)
  const { administrator } = await makeCompany(app)
  const { endpoint, keys } = deviceOf('bad')
  const far = { endpoint: 'http://push.example.net/x', keys }
  const wrong = { endpoint, keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } }
  for (const given of [far, wrong]) await assert.rejects(addSubscription(app, administrator, given), isAbout('keys'))
  for (let at = 0; at < 20; at++) await addSubscription(app, administrator, deviceOf(`n${at}`))
  await assert.rejects(addSubscription(app, administrator, deviceOf('n20')), isAbout('endpoint'))
  // The twentieth again is no more than before.
  await addSubscription(app, administrator, deviceOf('n19'))
})

test('one removes one’s own only, and programs have none', async (t) => {
  const { app } = await makeApp(t)
  const { administrator, analyst, orgId } = await makeCompany(app)
  const { id } = await addSubscription(app, administrator, { ...deviceOf('one'), device: 'Firefox' })
  await assert.rejects(removeSubscription(app, analyst, id), { code: 'not-found' })
  await removeSubscription(app, administrator, id)
  assert.equal((await listSubscriptions(app.db, orgId, [administrator.id])).length, 0)
  const program = { ...administrator, kind: 'token' as const }
  await assert.rejects(addSubscription(app, program, deviceOf('two')), { code: 'forbidden' })
})

const isAbout = (field: string) => (error: unknown) =>
  error instanceof Refusal && error.code === 'invalid' && error.detail.field === field
