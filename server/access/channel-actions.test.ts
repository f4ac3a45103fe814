import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { NEAR } from '../../test/support/notices.ts'
import { changeChannel, makeChannel, orderChannels, removeChannel } from './channel-actions.ts'
import { listChannelCards } from './channel-list-actions.ts'
import type { ChannelChange, NewChannel } from './channel-schema.ts'
import { openChannel } from './channel-secret-actions.ts'
import { findChannel, listChannels } from './channel-store.ts'
import { addSubscription } from './push-actions.ts'
import { listSubscriptions } from './push-store.ts'
import { listActs } from './reads.ts'

const VALUES = { host: 'smtp.qinghe.example', from: 'weiji@qinghe.example', user: 'weiji', password: 'geheim 42' }
const HOOK = { url: 'https://hooks.qinghe.example/', secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }
const DEVICE = {
  endpoint: 'https://push.example.com/1',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
}

async function prepare(t: TestContext) {
  const { app } = await makeApp(t, NEAR)
  const company = await makeCompany(app)
  const { administrator, orgId } = company
  const make = (more: Partial<NewChannel> = {}) =>
    makeChannel(app, administrator, { notifier: 'email', name: '公司信箱', values: VALUES, ...more })
  const change = (id: string, given: ChannelChange) => changeChannel(app, administrator, id, given)
  const row = async (id: string) => {
    const found = await findChannel(app.db, orgId, id)
    assert.ok(found)
    return found
  }
  const card = async (id: string) => (await listChannelCards(app, administrator)).find((each) => each.id === id)
  return { app, company, administrator, orgId, make, change, row, card }
}

test('a password is sealed, told to nobody, and stays when it is not named', async (t) => {
  const { app, orgId, make, change, row, card } = await prepare(t)
  const id = await make()
  await change(id, { values: { host: VALUES.host, from: 'other@qinghe.example', user: 'weiji' } })
  const shown = await card(id)
  assert.deepEqual([shown?.secretsKept, shown?.values.from], [['password'], 'other@qinghe.example'])
  assert.equal(openChannel(app, await row(id)).password, 'geheim 42')
  const stored = await sql<{ text: string }>`
    select c::text || coalesce((select string_agg(a.body::text, '') from audit_acts a), '') as text from channels c`.execute(
    app.db,
  )
  assert.ok(!JSON.stringify([stored.rows, shown]).includes('geheim'))
  const acts = await listActs(app.db, orgId, { objectKind: 'channel' })
  assert.deepEqual(
    acts.map(({ verb, detail }) => [verb, detail]),
    [
      ['makeChannel', { name: '公司信箱', notifier: 'email', room: null }],
      ['changeChannel', { name: '公司信箱', changed: ['from'] }],
    ],
  )
  await change(id, { values: { host: VALUES.host, from: VALUES.from, user: 'weiji', password: null } })
  assert.deepEqual((await card(id))?.secretsKept, [])
})

test('a kept password never follows to another server, port, user or weaker encryption', async (t) => {
  const { make, change, card } = await prepare(t)
  const id = await make()
  const { password: _, ...kept } = VALUES
  const reason = 'password give it again: it would go to another server'
  for (const other of [{ host: 'evil.example' }, { port: 2525 }, { user: 'admin' }, { security: 'none' }]) {
    const refused = { code: 'invalid', detail: { field: 'values/password', reason } }
    await assert.rejects(change(id, { values: { ...kept, ...other } }), refused, JSON.stringify(other))
  }
  assert.equal((await card(id))?.values.host, VALUES.host)
  await change(id, { values: { ...kept, host: 'new.qinghe.example', password: 'new' } })
  assert.equal((await card(id))?.values.host, 'new.qinghe.example')
})

test('a secret copied into another channel does not open there, and one sealed with another key can be given anew', async (t) => {
  const { app, orgId, make, change, row, administrator } = await prepare(t)
  const [one, other] = [await make(), await make({ name: '備援信箱', values: { ...VALUES, password: 'anders' } })]
  await sql`update channels set secrets = (select secrets from channels where id = ${one}) where id = ${other}`.execute(
    app.db,
  )
  const stolen = await row(other)
  assert.throws(() => openChannel(app, stolen), { code: 'settings', isFinal: true })
  const rekeyed = { ...app, config: { ...app.config, secretKey: createSecretKey(Buffer.alloc(32, 2)) } }
  assert.throws(() => openChannel(rekeyed, stolen), { code: 'settings' })
  const cards = await listChannelCards(rekeyed, administrator)
  assert.deepEqual(
    cards.map(({ secretsKept }) => secretsKept),
    [[], []],
  )
  await changeChannel(rekeyed, administrator, one, { values: VALUES })
  assert.equal(openChannel(rekeyed, await row(one)).password, 'geheim 42')
  await change(other, { values: VALUES })
  assert.equal((await listChannels(app.db, orgId)).length, 2)
})

test('what nobody changed leaves no history behind: new settings have none, a new name keeps it', async (t) => {
  const { app, make, change, card } = await prepare(t)
  const id = await make()
  await sql`update channels set failed_at = now(), failure_code = 'sign-in', failure = '535', rests_until = now() + interval '1 year'`.execute(
    app.db,
  )
  await change(id, { name: '新名字', isOn: false })
  await change(id, { values: { host: VALUES.host, from: VALUES.from, user: VALUES.user } })
  const before = await card(id)
  assert.deepEqual([before?.verdict.failureCode, before?.name, before?.isOn], ['sign-in', '新名字', false])
  await change(id, { values: { host: VALUES.host, from: 'new@qinghe.example', user: VALUES.user } })
  const after = await card(id)
  assert.deepEqual([after?.verdict.failureCode, after?.restsUntil, after?.isOn], [null, null, false])
})

test('a room has the name of its channel unless told; people have none', async (t) => {
  const { make, change, row, card } = await prepare(t)
  const hook = { notifier: 'webhook', values: HOOK }
  const one = await make({ ...hook, name: ' 值班群 ' })
  const other = await make({
    ...hook,
    name: '值班群二號',
    room: '值班群',
    leastLevel: 1,
    locale: 'en',
    topics: ['alert'],
  })
  assert.deepEqual(
    [await row(one), await row(other)].map(({ room, topics, leastLevel, locale, position }) => [
      ...[room, topics, leastLevel, locale, position],
    ]),
    [
      ['值班群', ['alert', 'call', 'rumour', 'blind'], 2, null, 0],
      ['值班群', ['alert'], 1, 'en', 1],
    ],
  )
  const shown = await card(other)
  assert.deepEqual([shown?.secretsKept, shown?.values, shown?.people], [['url', 'secret'], {}, null])
  await assert.rejects(make({ room: '值班群' }), { code: 'invalid', message: 'email reaches people, not rooms' })
  await change(other, { room: '管理層' })
  assert.equal((await row(other)).room, '管理層')
})

test('names are unique among those in use, whatever their case; one that was removed keeps its name and no secret', async (t) => {
  const { app, company, administrator, orgId, make, change, row, card } = await prepare(t)
  const one = await make({ name: 'Mail' })
  await assert.rejects(make({ name: ' mail' }), { code: 'name-taken' })
  const other = await make({ name: '備援' })
  await assert.rejects(change(other, { name: 'MAIL' }), { code: 'name-taken' })
  await change(one, { name: 'mail' })
  await removeChannel(app, administrator, one)
  assert.equal(await card(one), undefined)
  const removed = await row(one)
  const { name, settings, secrets, removedAt } = removed
  assert.deepEqual([name, settings, secrets, removedAt], ['mail', {}, null, app.clock.now()])
  assert.throws(() => openChannel(app, { ...removed, settings: VALUES }), { code: 'settings', isFinal: true })
  await change(other, { name: 'Mail' })
  for (const again of [removeChannel(app, administrator, one), change(one, { isOn: true })])
    await assert.rejects(again, { code: 'not-found' })
  assert.equal((await listChannels(app.db, orgId, { withRemoved: true })).length, 2)
  const theirs = await makeCompany(app, '別家')
  await assert.rejects(removeChannel(app, theirs.administrator, other), { code: 'not-found' })
  for (const work of [
    makeChannel(app, company.commander, { notifier: 'email', name: 'x', values: VALUES }),
    changeChannel(app, company.commander, other, {}),
    removeChannel(app, company.analyst, other),
    orderChannels(app, company.analyst, [other]),
    listChannelCards(app, company.analyst),
  ])
    await assert.rejects(work, { code: 'forbidden' })
})

test('wrong settings are named; what cannot be is refused by its field', async (t) => {
  const { make } = await prepare(t)
  const wrong = async (more: Partial<NewChannel>, field: string) =>
    assert.rejects(make(more), (error: { code: string; detail: { field: string } }) => {
      assert.deepEqual([error.code, error.detail.field], ['invalid', field])
      return true
    })
  await wrong({ values: { ...VALUES, from: 'x' } }, 'values/from')
  await wrong({ values: { ...VALUES, color: 'red' } }, 'values/color')
  await wrong({ notifier: 'pigeon' }, 'notifier')
  await wrong({ notifier: 'web-push', values: { contact: 'it@qinghe.example', publicKey: 'mine' } }, 'values/publicKey')
})

test('the order is that of the organisation, all of it', async (t) => {
  const { app, administrator, orgId, make, change } = await prepare(t)
  const ids = [await make({ name: 'a' }), await make({ name: 'b' }), await make({ name: 'c' })]
  const order = async () => (await listChannels(app.db, orgId)).map(({ name }) => name).join('')
  await orderChannels(app, administrator, [...ids].reverse())
  assert.equal(await order(), 'cba')
  await change(ids[0] ?? '', { position: 0 })
  assert.equal(await order(), 'acb')
  for (const wrong of [ids.slice(1), [...ids, ids[0] ?? '']])
    await assert.rejects(orderChannels(app, administrator, wrong), { code: 'invalid' })
  assert.equal(await order(), 'acb')
})

test('twenty that ask for the same name get one; fifty are enough', async (t) => {
  const { app, orgId, make } = await prepare(t)
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => make()))
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1)
  for (let count = 1; count < 50; count += 1) await make({ name: `channel ${count}` })
  await assert.rejects(make({ name: 'one more' }), { code: 'wrong-state' })
  assert.equal((await listChannels(app.db, orgId)).length, 50)
})

test('keys that the product makes are made once, and what browsers registered goes with them', async (t) => {
  const { app, company, administrator, orgId, make, change, row, card } = await prepare(t)
  const push = { notifier: 'web-push', name: '瀏覽器', values: { contact: 'it@qinghe.example' } }
  const id = await make(push)
  const { publicKey, privateKey } = openChannel(app, await row(id))
  assert.ok(publicKey && privateKey)
  assert.deepEqual((await card(id))?.secretsKept, [], 'nobody has to give it, so no form asks for it')
  await change(id, { values: { contact: 'other@qinghe.example' } })
  const after = openChannel(app, await row(id))
  assert.deepEqual([after.publicKey, after.privateKey], [publicKey, privateKey])
  await assert.rejects(make({ ...push, name: 'second' }), { code: 'already-done' })
  await addSubscription(app, company.analyst, DEVICE)
  assert.deepEqual((await card(id))?.people, { reached: 1, of: 10 })
  await removeChannel(app, administrator, id)
  assert.deepEqual(await listSubscriptions(app.db, orgId, [company.analyst.id]), [])
  await make({ ...push, name: 'second' })
})
