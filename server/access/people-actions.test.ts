import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany, PASSWORD } from '../../test/support/company.ts'
import { DAY } from '../base/clock.ts'
import { operatorActor } from './actor.ts'
import {
  acceptInvitation,
  changeRoles,
  disablePerson,
  enablePerson,
  getInvitation,
  invitePerson,
  makePersonLink,
} from './people-actions.ts'
import { findActor, findPerson, listActs } from './reads.ts'
import { authenticate, signIn } from './session-actions.ts'

const VISITOR = { address: '192.0.2.7', userAgent: 'test' }
const NEWCOMER = { name: ' 吳思遠 ', email: 'wu.siyuan@qinghe.example', roles: ['analyst'] } as const
const NEW_PASSWORD = '三匹白馬過河 tonight'

test('who is invited sets a password by a link that works once, and is in with the roles given', async (t) => {
  const { app } = await makeApp(t)
  const { administrator, orgId } = await makeCompany(app)
  const { person, link } = await invitePerson(app, administrator, NEWCOMER)
  assert.deepEqual([person.name, person.hasJoined, person.roles], ['吳思遠', false, ['analyst']])
  const token = tokenOf(link)
  assert.equal((await getInvitation(app, token)).name, '吳思遠')
  await assert.rejects(acceptInvitation(app, { token, password: '吳思遠 2026 2027' }, VISITOR), {
    code: 'password-weak',
  })
  const input = { token, password: NEW_PASSWORD }
  const results = await Promise.allSettled([1, 2, 3].map(() => acceptInvitation(app, input, VISITOR)))
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  await assert.rejects(getInvitation(app, token), { code: 'link-used' })
  const { actor } = await signIn(app, { email: NEWCOMER.email, password: NEW_PASSWORD }, VISITOR)
  assert.equal(actor.permissions.has('alerts.handle'), true)
  const acts = await listActs(app.db, orgId, { objectIds: [person.id] })
  assert.deepEqual(
    acts.map(({ verb }) => verb),
    ['invitePerson', 'acceptInvitation'],
  )
  assert.equal(JSON.stringify(acts).includes(token), false)
  await assert.rejects(invitePerson(app, administrator, { ...NEWCOMER, email: 'WU.siyuan@qinghe.example' }), {
    code: 'email-taken',
  })
})

test('a link ends after a week, by a newer link, and when the person is disabled', async (t) => {
  const { app, clock } = await makeApp(t)
  const { administrator } = await makeCompany(app)
  const { person, link } = await invitePerson(app, administrator, NEWCOMER)
  const newer = await makePersonLink(app, administrator, person.id)
  await assert.rejects(getInvitation(app, tokenOf(link)), { code: 'link-used' })
  await disablePerson(app, administrator, person.id, 'a mistake')
  await assert.rejects(getInvitation(app, tokenOf(newer)), { code: 'link-used' })
  await assert.rejects(makePersonLink(app, administrator, person.id), { code: 'wrong-state' })
  await enablePerson(app, administrator, person.id, 'after all')
  await assert.rejects(getInvitation(app, tokenOf(newer)), { code: 'link-used' })
  const last = tokenOf(await makePersonLink(app, administrator, person.id))
  clock.advance(7 * DAY)
  await assert.rejects(acceptInvitation(app, { token: last, password: NEW_PASSWORD }, VISITOR), { code: 'link-used' })
})

test('a new password by link ends the sessions there were, and may not be one of the last', async (t) => {
  const { app } = await makeApp(t)
  const { administrator, analyst, emails } = await makeCompany(app)
  const { token: cookie } = await signIn(app, { email: emails.analyst, password: PASSWORD }, VISITOR)
  const token = tokenOf(await makePersonLink(app, administrator, analyst.id))
  await assert.rejects(acceptInvitation(app, { token, password: PASSWORD }, VISITOR), { code: 'password-weak' })
  await acceptInvitation(app, { token, password: NEW_PASSWORD }, VISITOR)
  await assert.rejects(authenticate(app, { headers: { cookie: `weiji=${cookie}` } }), { code: 'signed-out' })
  await assert.rejects(makePersonLink(app, administrator, administrator.id), { code: 'own-grant' })
})

test('roles change with a row for each grant, never one’s own, and somebody always lets people in', async (t) => {
  const { app } = await makeApp(t)
  const { administrator, commander, analyst, orgId } = await makeCompany(app)
  await assert.rejects(changeRoles(app, commander, analyst.id, ['commander']), { code: 'forbidden' })
  await assert.rejects(changeRoles(app, administrator, administrator.id, ['administrator', 'commander']), {
    code: 'own-grant',
  })
  await assert.rejects(changeRoles(app, administrator, administrator.id, []), { code: 'last-administrator' })
  await assert.rejects(disablePerson(app, operatorActor(orgId), administrator.id, 'x'), { code: 'last-administrator' })
  const changed = await changeRoles(app, administrator, analyst.id, ['commander', 'administrator'])
  assert.deepEqual(changed.roles, ['administrator', 'commander'])
  const [act] = await listActs(app.db, orgId, { verbs: ['changeRoles'] })
  assert.deepEqual(act?.detail, { granted: ['commander', 'administrator'], revoked: ['analyst'] })
  await disablePerson(app, operatorActor(orgId), administrator.id, 'left')
  assert.equal((await findPerson(app.db, orgId, administrator.id))?.isDisabled, true)
})

test('two administrators who disable each other at the same moment do not both succeed', async (t) => {
  const { app } = await makeApp(t)
  const { administrator, analyst, orgId } = await makeCompany(app)
  await changeRoles(app, administrator, analyst.id, ['administrator'])
  const second = await findActor(app.db, orgId, analyst.id)
  assert.ok(second)
  const results = await Promise.allSettled([
    disablePerson(app, administrator, analyst.id, 'x'),
    disablePerson(app, second, administrator.id, 'x'),
  ])
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('nobody reaches people of another organisation', async (t) => {
  const { app } = await makeApp(t)
  const { administrator } = await makeCompany(app)
  const other = await makeCompany(app, 'another')
  const id = other.analyst.id
  await assert.rejects(changeRoles(app, administrator, id, []), { code: 'not-found' })
  await assert.rejects(disablePerson(app, administrator, id, 'x'), { code: 'not-found' })
  await assert.rejects(enablePerson(app, administrator, id, 'x'), { code: 'not-found' })
  await assert.rejects(makePersonLink(app, administrator, id), { code: 'not-found' })
})

function tokenOf(link: string): string {
  return link.split('#')[1] ?? ''
}
