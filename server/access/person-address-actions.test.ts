import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeDesk } from '../../test/support/channels.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watchQueries } from '../../test/support/queries.ts'
import { inTransaction } from '../base/db.ts'
import { changeChannel } from './channel-actions.ts'
import { listPersonReaches } from './channel-list-actions.ts'
import { getOwnChannels, orderOwnChannels } from './channel-own-actions.ts'
import { findAddress, listKindsInUse, listReaches, mentionsOf } from './channel-reads.ts'
import { testOwnChannel } from './channel-test-actions.ts'
import {
  confirmAddress,
  forgetAddress,
  getPersonAddresses,
  setOwnAddress,
  setPersonAddresses,
} from './person-address-actions.ts'
import { listActs } from './reads.ts'

const PHONE = '+886 912 345 678'

test('an address is one’s own; others see that it changed and not to what; a new one is unproven', async (t) => {
  const { app, company, addBark } = await makeDesk(t)
  const { commander, orgId } = company
  const id = await addBark('device1234', false)
  const bark = async () => (await getOwnChannels(app, commander)).channels.find((each) => each.id === id)
  await assert.rejects(confirmAddress(app, commander, 'barkKey'), { code: 'guard-unmet' })
  await testOwnChannel(app, commander, id)
  await confirmAddress(app, commander, 'barkKey')
  assert.deepEqual([(await bark())?.isConfirmed, (await bark())?.address], [true, 'device1234'])
  await setOwnAddress(app, commander, 'barkKey', 'device1234')
  assert.equal((await bark())?.isConfirmed, true, 'the same one again changes nothing')
  await setOwnAddress(app, commander, 'barkKey', ' device5678 ')
  assert.deepEqual([(await bark())?.isConfirmed, (await bark())?.isTested], [false, false])
  assert.equal((await bark())?.address, 'device5678')
  await setOwnAddress(app, commander, 'barkKey', null)
  assert.equal((await bark())?.address, null)
  await assert.rejects(confirmAddress(app, commander, 'barkKey'), { code: 'not-found' })
  await assert.rejects(setOwnAddress(app, commander, 'pigeon', 'x'), { code: 'not-found' })
  const tooLong = { code: 'invalid', detail: { field: 'addresses/barkKey', reason: 'must have at most 64 characters' } }
  await assert.rejects(setOwnAddress(app, commander, 'barkKey', 'x'.repeat(65)), tooLong)
  const acts = await listActs(app.db, orgId, { verbs: ['changeAddress'] })
  assert.deepEqual(
    acts.map(({ objectId, detail }) => [objectId, detail]),
    [
      [commander.id, { field: 'barkKey', isRemoved: false }],
      [commander.id, { field: 'barkKey', isRemoved: true }],
    ],
  )
})

test('an administrator sees and sets those of others, of what channels use; nobody else, and not of another organisation', async (t) => {
  const { app, company, addSms, addRobot } = await makeDesk(t)
  const { administrator, analyst, commander } = company
  await addSms(PHONE, false)
  await addRobot('robot')
  const shown = await getPersonAddresses(app, administrator, commander.id)
  assert.deepEqual(
    shown.addresses.map(({ field, notifiers, address, isConfirmed }) => [field.key, notifiers, address, isConfirmed]),
    [['phone', ['twilio', 'dingtalk'], PHONE, false]],
  )
  await setPersonAddresses(app, administrator, analyst.id, { phone: '+86 138 0013 8000', barkKey: 'device1234' })
  const more = await getPersonAddresses(app, administrator, analyst.id)
  assert.deepEqual(more.addresses.map(({ field, notifiers }) => [field.key, notifiers]).sort(), [
    ['barkKey', []],
    ['phone', ['twilio', 'dingtalk']],
  ])
  const stranger = { code: 'invalid', detail: { field: 'addresses/pigeon', reason: 'nothing asks for such a thing' } }
  await assert.rejects(setPersonAddresses(app, administrator, analyst.id, { phone: null, pigeon: 'x' }), stranger)
  assert.equal((await getPersonAddresses(app, administrator, analyst.id)).addresses.length, 2, 'nothing of it was done')
  const theirs = await makeCompany(app, '別家')
  await assert.rejects(setPersonAddresses(app, theirs.administrator, analyst.id, { phone: '1' }), { code: 'not-found' })
  await assert.rejects(getPersonAddresses(app, theirs.administrator, analyst.id), { code: 'not-found' })
  await assert.rejects(setPersonAddresses(app, commander, analyst.id, { phone: '1' }), { code: 'forbidden' })
  assert.deepEqual(await mentionsOf(app.db, company.orgId, 'dingtalk', [commander.id, administrator.id, analyst.id]), [
    { name: commander.name, address: PHONE },
    { name: administrator.name, address: '' },
    { name: analyst.name, address: '+86 138 0013 8000' },
  ])
})

test('the ways to a person: in their order, else the organisation’s; switched off by either; asked with as many queries for one as for ten', async (t) => {
  const { app, company, addMail, addBark, addSms, addRobot } = await makeDesk(t)
  const { orgId, commander, analyst, administrator } = company
  const [mail, relay, bark] = [await addMail(), await addMail('備援'), await addBark()]
  const sms = await addSms(PHONE)
  await addRobot('robot')
  const waysOf = async (id: string) =>
    ((await listReaches(app.db, orgId, [id])).get(id) ?? []).map(({ channelId, isOn }) => [channelId, isOn])
  assert.deepEqual(await waysOf(commander.id), [
    [mail.id, true],
    [relay.id, true],
    [bark, true],
    [sms, true],
  ])
  assert.deepEqual(await waysOf(analyst.id), [
    [mail.id, true],
    [relay.id, true],
  ])
  await orderOwnChannels(app, commander, [
    { id: sms, isOn: true },
    { id: mail.id, isOn: false },
  ])
  await changeChannel(app, administrator, bark, { isOn: false })
  assert.deepEqual(await waysOf(commander.id), [
    [sms, true],
    [mail.id, false],
    [relay.id, true],
    [bark, false],
  ])
  const own = await getOwnChannels(app, commander)
  assert.deepEqual(
    own.channels.map(({ id, position, isOn }) => [id, position, isOn]),
    [
      [sms, 0, true],
      [mail.id, 1, false],
      [relay.id, 2, true],
    ],
  )
  assert.deepEqual(await listKindsInUse(app.db, orgId), ['email', 'twilio'])
  const reaches = await listPersonReaches(app, administrator)
  assert.deepEqual(
    reaches.map(({ personId, notifiers }) => (personId === commander.id ? notifiers.join() : notifiers.length)).sort(),
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 'twilio,email'],
  )
  const watched = watchQueries(app.db)
  const people = reaches.map(({ personId }) => personId)
  await listReaches(watched.db, orgId, people.slice(0, 1))
  const forOne = watched.count('')
  await listReaches(watched.db, orgId, people)
  assert.deepEqual([forOne, watched.count('')], [5, 10])
})

test('what is not named stays behind what is, however it was ordered before', async (t) => {
  const { app, company, addMail } = await makeDesk(t)
  const { commander } = company
  const [one, two, three] = [await addMail('one'), await addMail('two'), await addMail('three')]
  const order = (...mails: { readonly id: string }[]) =>
    orderOwnChannels(
      app,
      commander,
      mails.map(({ id }) => ({ id, isOn: true })),
    )
  const names = async () => (await getOwnChannels(app, commander)).channels.map(({ name }) => name).join()
  await order(two, one, three)
  await order(three)
  assert.equal(await names(), 'three,two,one')
  await order(one, three)
  assert.equal(await names(), 'one,three,two')
})

test('only channels that reach people can be ordered, each once', async (t) => {
  const { app, company, addMail, addRobot } = await makeDesk(t)
  const mail = { id: (await addMail()).id, isOn: true }
  const robot = { id: await addRobot('robot'), isOn: true }
  const field = (at: number) => ({ code: 'invalid', message: at === 0 ? 'there is no such channel' : 'is named twice' })
  await assert.rejects(orderOwnChannels(app, company.analyst, [robot]), field(0))
  await assert.rejects(orderOwnChannels(app, company.analyst, [mail, mail]), field(1))
  const program = { ...company.administrator, kind: 'token' as const }
  for (const refused of [orderOwnChannels(app, program, []), getOwnChannels(app, program)])
    await assert.rejects(refused, { code: 'forbidden' })
})

test('what rooms call one by is asked for once, and not where a channel asks for it already', async (t) => {
  const { app, company, addRobot, addSms } = await makeDesk(t)
  await addRobot('one', '值班群')
  await addRobot('two', '值班群')
  await addRobot('three', '管理層')
  const mentions = async () => (await getOwnChannels(app, company.commander)).mentions
  assert.deepEqual(
    (await mentions()).map(({ field, address, rooms }) => [field.key, address, rooms]),
    [['phone', null, ['值班群', '管理層']]],
  )
  await addSms(PHONE)
  assert.deepEqual(await mentions(), [])
})

test('an address that is gone is deleted, unless it was changed meanwhile', async (t) => {
  const { app, company, addBark } = await makeDesk(t)
  const { orgId, commander } = company
  await addBark('device1234')
  const way = { personId: commander.id, notifier: 'bark' }
  assert.equal(await findAddress(app.db, orgId, way), 'device1234')
  await inTransaction(app.db, (trx) => forgetAddress(trx, orgId, way, 'older'))
  assert.equal(await findAddress(app.db, orgId, way), 'device1234')
  await inTransaction(app.db, (trx) => forgetAddress(trx, orgId, way, 'device1234'))
  assert.equal(await findAddress(app.db, orgId, way), undefined)
  assert.equal(await findAddress(app.db, orgId, { ...way, notifier: 'email' }), company.emails.commander)
})
