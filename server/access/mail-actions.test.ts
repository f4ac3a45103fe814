import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeAuthority } from '../../test/support/certificate.ts'
import { makeCompany } from '../../test/support/company.ts'
import { startMailServer } from '../../test/support/mail-server.ts'
import { NEAR } from '../../test/support/notices.ts'
import { changeNotifier, listNotifiers, removeNotifier } from './mail-actions.ts'
import { testNotifier } from './mail-send-actions.ts'
import { listActs } from './reads.ts'

const VALUES = { host: 'smtp.qinghe.example', from: 'weiji@qinghe.example', user: 'weiji', password: 'geheim 42' }

async function prepare(t: TestContext) {
  const { app } = await makeApp(t, NEAR)
  const company = await makeCompany(app)
  const change = (values: Readonly<Record<string, unknown>>) =>
    changeNotifier(app, company.administrator, 'email', values)
  const card = async () =>
    (await listNotifiers(app, company.administrator)).find(({ notifier }) => notifier.id === 'email')
  return { app, company, change, card }
}

test('a password is sealed, told to nobody, and stays when it is not named', async (t) => {
  const { app, company, change, card } = await prepare(t)
  assert.equal((await card())?.row, undefined)
  await change(VALUES)
  await change({ host: VALUES.host, from: 'other@qinghe.example', user: 'weiji' })
  const state = await card()
  assert.deepEqual(state?.kept, ['password'])
  assert.equal(state?.row?.settings.from, 'other@qinghe.example')
  const stored = await sql<{
    text: string
  }>`select n::text || coalesce((select string_agg(a.body::text, '') from audit_acts a), '') as text from notifiers n`.execute(
    app.db,
  )
  assert.ok(!JSON.stringify([stored.rows, state?.row?.settings]).includes('geheim'))
  const acts = await listActs(app.db, company.orgId, { verbs: ['changeNotifier'] })
  assert.deepEqual(
    acts.map(({ detail }) => detail),
    [{ changed: ['from', 'fromName', 'host', 'port', 'security', 'user', 'password'] }, { changed: ['from'] }],
  )
  await change({ host: VALUES.host, from: VALUES.from, user: 'weiji', password: null })
  assert.deepEqual((await card())?.kept, [])
})

test('a kept password never follows to another server, port, user or weaker encryption', async (t) => {
  const { change, card } = await prepare(t)
  await change(VALUES)
  const { password: _, ...kept } = VALUES
  const field = {
    code: 'invalid',
    detail: { field: 'values/password', reason: 'give it again: it would go to another server' },
  }
  for (const other of [{ host: 'evil.example' }, { port: 2525 }, { user: 'admin' }, { security: 'none' }])
    await assert.rejects(change({ ...kept, ...other }), field, JSON.stringify(other))
  assert.equal((await card())?.row?.settings.host, VALUES.host)
  await change({ ...kept, host: 'new.qinghe.example', password: 'new' })
  assert.equal((await card())?.row?.settings.host, 'new.qinghe.example')
})

test('wrong settings are named; only whoever keeps the settings may, of the own organisation', async (t) => {
  const { app, company, change } = await prepare(t)
  await assert.rejects(change({ ...VALUES, from: 'x' }), (error: { code: string; detail: { field: string } }) => {
    assert.deepEqual([error.code, error.detail.field], ['invalid', 'values/from'])
    return true
  })
  await assert.rejects(changeNotifier(app, company.administrator, 'pigeon', {}), { code: 'not-found' })
  await assert.rejects(changeNotifier(app, company.commander, 'email', VALUES), { code: 'forbidden' })
  await assert.rejects(testNotifier(app, company.analyst, 'email'), { code: 'forbidden' })
  await assert.rejects(removeNotifier(app, company.administrator, 'email'), { code: 'not-found' })
  await change(VALUES)
  const theirs = await makeCompany(app, '別家')
  assert.equal((await listNotifiers(app, theirs.administrator))[0]?.row, undefined)
  await assert.rejects(removeNotifier(app, theirs.administrator, 'email'), { code: 'not-found' })
  await removeNotifier(app, company.administrator, 'email')
})

test('a password sealed with another key is gone, and a new one can be given', async (t) => {
  const { app, company, change, card } = await prepare(t)
  await change(VALUES)
  const other = { ...app, config: { ...app.config, secretKey: createSecretKey(Buffer.alloc(32, 2)) } }
  assert.deepEqual((await listNotifiers(other, company.administrator))[0]?.kept, [])
  const tried = await testNotifier(other, company.administrator, 'email')
  assert.deepEqual([tried.isSent, tried.code], [false, 'settings'])
  await changeNotifier(other, company.administrator, 'email', VALUES)
  assert.deepEqual((await listNotifiers(other, company.administrator))[0]?.kept, ['password'])
  assert.equal((await card())?.row?.settings.host, VALUES.host)
})

test('a test tells at once what the server said, good or bad, and the page keeps the last of both', async (t) => {
  const { app, company, change, card } = await prepare(t)
  const authority = makeAuthority()
  const account = { user: 'weiji', password: 'geheim 42' }
  const server = await startMailServer(t, { tls: authority.issue('localhost'), account })
  const values = { host: 'localhost', port: server.port, from: VALUES.from, authority: authority.cert, user: 'weiji' }
  const trying = () => testNotifier(app, company.administrator, 'email')
  assert.equal((await trying()).code, 'settings')
  await change({ ...values, password: 'wrong' })
  const wrong = await trying()
  assert.deepEqual([wrong.isSent, wrong.code], [false, 'sign-in'])
  assert.match(wrong.said, /^535 5\.7\.8 authentication failed/)
  assert.deepEqual([(await card())?.row?.failureCode, (await card())?.row?.failure], ['sign-in', wrong.said])
  await change({ ...values, password: 'geheim 42', authority: null })
  assert.equal((await card())?.row?.failureCode, null, 'new settings have no history')
  assert.equal((await trying()).code, 'certificate')
  await change({ ...values, password: 'geheim 42' })
  server.refusals.sender = 'not you'
  assert.deepEqual([(await trying()).code, (await trying()).said], ['sender-refused', '553 5.7.1 not you'])
  delete server.refusals.sender
  const good = await trying()
  assert.deepEqual([good.isSent, good.code, good.said], [true, null, '250 2.0.0 Ok: queued as 1'])
  assert.equal(server.arrived[0]?.subject, 'Weiji 測試郵件')
  assert.match(server.arrived[0]?.text ?? '', /「青禾」/)
  assert.deepEqual(server.arrived[0]?.envelope.to, [company.emails.administrator])
  await change({ ...values, host: 'nowhere.invalid', password: 'x' })
  assert.equal((await trying()).code, 'host-unknown')
  await change({ ...values, host: '10.0.0.8', password: 'x' })
  assert.equal((await trying()).code, 'host-refused')
  const program = { ...company.administrator, kind: 'token' as const }
  await assert.rejects(testNotifier(app, program, 'email'), { code: 'forbidden' })
  const acts = await listActs(app.db, company.orgId, { verbs: ['testNotifier'] })
  assert.equal(acts.length, 8)
})
