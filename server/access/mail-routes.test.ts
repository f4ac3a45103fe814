import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startMailServer } from '../../test/support/mail-server.ts'
import { NEAR } from '../../test/support/notices.ts'
import { makeServer } from '../../test/support/server.ts'
import { makeTalk } from '../../test/support/talk.ts'
import type { NotifierCard, OwnNotices } from './mail-schema.ts'

test('the settings page: a form by the member’s own fields, saved without showing the password, tested, switched off', async (t) => {
  const { app, company } = await makeTalk(t, NEAR)
  const mail = await startMailServer(t)
  const browser = await (await makeServer(t, app)).as(company, 'administrator')
  const cardNow = async () => ((await browser.get('/api/notifiers')).body as NotifierCard[])[0]
  const fresh = await cardNow()
  assert.deepEqual([fresh?.key, fresh?.isSetUp, fresh?.values, fresh?.isAddressLocal], ['email', false, {}, true])
  assert.deepEqual(
    fresh?.fields.filter(({ isRequired }) => isRequired).map(({ key }) => key),
    ['host', 'from'],
  )
  const values = { host: 'localhost', port: mail.port, security: 'none', from: 'weiji@qinghe.example' }
  const path = '/api/notifiers/email'
  const saved = await browser.put(`${path}/settings`, { values: { ...values, user: 'weiji', password: 'geheim 42' } })
  assert.equal(saved.status, 200, saved.text)
  assert.ok(!saved.text.includes('geheim'))
  assert.deepEqual((saved.body as NotifierCard).secretsKept, ['password'])
  const wrong = await browser.put(`${path}/settings`, { values: { ...values, from: 'nobody' } })
  assert.deepEqual([wrong.status, (wrong.body as { error: { field: string } }).error.field], [422, 'values/from'])
  await browser.put(`${path}/settings`, { values: { ...values, password: null } })
  const tried = await browser.post(`${path}/test`)
  assert.deepEqual(tried.body, { isSent: true, code: null, said: '250 2.0.0 Ok: queued as 1' })
  assert.ok((await cardNow())?.sentAt)
  assert.equal((await browser.delete(`${path}/settings`)).status, 204)
  assert.equal((await cardNow())?.isSetUp, false)
  assert.equal((await browser.put('/api/notifiers/pigeon/settings', { values })).status, 404)
})

test('one’s own choices: read, changed, kept', async (t) => {
  const { app, company } = await makeTalk(t)
  const server = await makeServer(t, app)
  const auditor = await server.as(company, 'auditor')
  const changed = await auditor.put('/api/me/notices', { topic: 'alert', isOn: true, leastLevel: 1 })
  assert.equal(changed.status, 200, changed.text)
  const own = (await auditor.get('/api/me/notices')).body as OwnNotices
  assert.deepEqual(own, changed.body)
  assert.deepEqual(own.topics[0], { topic: 'alert', hasLevels: true, isChosen: true, isOn: true, leastLevel: 1 })
  assert.deepEqual([own.isSetUp, own.unsent, own.limit], [false, 0, { messages: 5, minutes: 10 }])
  for (const body of [
    { topic: 'pigeon', isOn: true, leastLevel: 1 },
    { topic: 'alert', isOn: true, leastLevel: 4 },
  ])
    assert.equal((await auditor.put('/api/me/notices', body)).status, 422, JSON.stringify(body))
  const program = await server.withToken(company, ['alerts.read'])
  assert.equal((await program.get('/api/me/notices')).status, 403)
})
