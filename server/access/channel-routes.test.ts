import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startMailServer } from '../../test/support/mail-server.ts'
import { NEAR } from '../../test/support/notices.ts'
import { makeServer } from '../../test/support/server.ts'
import { makeTalk } from '../../test/support/talk.ts'
import { notifiers } from '../notifiers/index.ts'
import type { ChannelCard, ChannelKind, OwnChannels } from './channel-schema.ts'

const HOOK = { url: 'https://hooks.qinghe.example/', secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }

test('the settings page: kinds with their forms, one added without showing the password, tested, switched off, removed', async (t) => {
  const { app, company } = await makeTalk(t, NEAR)
  const mail = await startMailServer(t)
  const browser = await (await makeServer(t, app)).as(company, 'administrator')
  const kinds = (await browser.get('/api/channels/kinds')).body as ChannelKind[]
  assert.deepEqual(
    kinds.map(({ notifier }) => notifier),
    notifiers.map(({ id }) => id),
  )
  const form = kinds.find(({ notifier }) => notifier === 'email')
  const required = form?.fields.filter(({ isRequired }) => isRequired).map(({ key }) => key)
  assert.deepEqual([required, form?.address, form?.limits.room], [['host', 'from'], null, null])
  const push = kinds.find(({ notifier }) => notifier === 'web-push')
  assert.deepEqual([push?.fields.map(({ key }) => key), push?.made], [['contact'], ['publicKey', 'privateKey']])
  assert.deepEqual((await browser.get('/api/channels')).body, [])
  const values = { host: 'localhost', port: mail.port, security: 'none', from: 'weiji@qinghe.example' }
  const given = { notifier: 'email', name: '公司信箱', isOn: false, values }
  const made = await browser.post('/api/channels', {
    ...given,
    values: { ...values, user: 'w', password: 'geheim 42' },
  })
  assert.equal(made.status, 200, made.text)
  assert.ok(!made.text.includes('geheim'))
  const card = made.body as ChannelCard
  assert.deepEqual([card.isOn, card.secretsKept, card.isAddressLocal], [false, ['password'], true])
  const path = `/api/channels/${card.id}`
  const wrong = await browser.send('PATCH', path, { values: { ...values, from: 'nobody' } })
  assert.deepEqual([wrong.status, (wrong.body as { error: { field: string } }).error.field], [422, 'values/from'])
  assert.equal((await browser.post('/api/channels', given)).status, 409)
  const changed = await browser.send('PATCH', path, { values: { ...values, password: null }, isOn: true })
  assert.deepEqual([(changed.body as ChannelCard).isOn, (changed.body as ChannelCard).secretsKept], [true, []])
  const tried = await browser.post(`${path}/test`)
  assert.deepEqual(tried.body, { isSent: true, code: null, said: '250 2.0.0 Ok: queued as 1', freeAt: null })
  const hook = await browser.post('/api/channels', { notifier: 'webhook', name: '值班群', values: HOOK })
  assert.equal((hook.body as ChannelCard).room, '值班群')
  const ids = [(hook.body as ChannelCard).id, card.id]
  const ordered = await browser.put('/api/channels/order', { ids })
  assert.deepEqual(
    (ordered.body as ChannelCard[]).map(({ id, verdict }) => [id, verdict.sentAt !== null]),
    [
      [ids[0], false],
      [ids[1], true],
    ],
  )
  assert.equal((await browser.delete(path)).status, 204)
  assert.equal((await browser.send('PATCH', path, {})).status, 404)
  assert.equal(((await browser.get('/api/channels')).body as ChannelCard[]).length, 1)
})

test('one’s own page: an address, a test, “it arrived”, quiet hours; what does not fit is refused by its field', async (t) => {
  const { app, company } = await makeTalk(t, NEAR)
  const server = await makeServer(t, app)
  const [admin, browser] = [await server.as(company, 'administrator'), await server.as(company, 'analyst')]
  const values = { server: 'https://bark.invalid' }
  await admin.post('/api/channels', { notifier: 'bark', name: 'Bark', values })
  const before = (await browser.get('/api/me/channels')).body as OwnChannels
  const [own] = before.channels
  assert.deepEqual([own?.name, own?.address, own?.field?.key, before.pushKey], ['Bark', null, 'barkKey', null])
  const field = async (reply: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await reply
    return [status, (body as { error: { code: string; field?: string } }).error.field]
  }
  assert.deepEqual(await field(browser.post(`/api/me/channels/${own?.id}/test`)), [422, 'addresses/barkKey'])
  const set = await browser.put('/api/me/addresses/barkKey', { address: 'device1234' })
  assert.equal((set.body as OwnChannels).channels[0]?.address, 'device1234')
  const tried = await browser.post(`/api/me/channels/${own?.id}/test`)
  assert.deepEqual([tried.status, (tried.body as { code: string }).code], [200, 'host-unknown'])
  assert.deepEqual(await field(browser.post('/api/me/addresses/barkKey/confirm')), [409, 'addresses/barkKey'])
  assert.equal((await browser.put('/api/me/addresses/pigeon', { address: 'x' })).status, 404)
  const quiet = { isOn: true, starts: '23:00', ends: '07:00', zone: 'Asia/Taipei', days: [1, 2] }
  const kept = await browser.put('/api/me/quiet-hours', quiet)
  assert.deepEqual((kept.body as OwnChannels).quietHours, quiet)
  assert.deepEqual(await field(browser.put('/api/me/quiet-hours', { ...quiet, zone: 'Mars' })), [422, 'zone'])
  for (const wrong of [{ starts: '24:00' }, { days: [] }, { days: [8] }, { ends: '7:00' }])
    assert.equal((await browser.put('/api/me/quiet-hours', { ...quiet, ...wrong })).status, 422, JSON.stringify(wrong))
  const people = await admin.get('/api/people/reaches')
  assert.equal((people.body as unknown[]).length, 10)
  const others = await admin.put(`/api/people/${company.analyst.id}/addresses`, { addresses: { barkKey: null } })
  assert.equal(others.status, 200, others.text)
  assert.equal((await browser.get(`/api/people/${company.analyst.id}/addresses`)).status, 403)
})
