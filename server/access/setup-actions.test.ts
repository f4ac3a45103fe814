import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { DAY } from '../base/clock.ts'
import { findActor, getOrganisation, listActs, listOrganisations, listPeople } from './reads.ts'
import { signInByLink } from './session-actions.ts'
import { ensureSetupLink, isSetupNeeded, makeDemoOrganisation, setUp } from './setup-actions.ts'

const VISITOR = { address: '192.0.2.7', userAgent: 'test' }
const INPUT = {
  organisation: ' 青禾 ',
  zone: 'Asia/Taipei',
  name: '林可欣',
  email: 'lin.kexin@qinghe.example',
  password: '三匹白馬過河 tonight',
  locale: 'zh-Hant',
}

test('the link of the first start makes the organisation and its first person, who may try everything, and then is spent', async (t) => {
  const { app } = await makeApp(t)
  assert.equal(await isSetupNeeded(app), true)
  const link = await ensureSetupLink(app)
  assert.match(link ?? '', /^http:\/\/localhost:8080\/setup#[\w-]{43}$/)
  const { actor } = await setUp(app, { ...INPUT, token: tokenOf(link) }, VISITOR)
  assert.deepEqual(await getOrganisation(app.db, actor.orgId), {
    id: actor.orgId,
    name: '青禾',
    zone: 'Asia/Taipei',
    isDemo: false,
  })
  const [person] = await listPeople(app.db, actor.orgId)
  assert.deepEqual(person?.roles, ['administrator', 'commander'])
  assert.equal(person?.locale, 'zh-Hant')
  assert.equal(actor.permissions.has('people.manage') && actor.permissions.has('crises.lead'), true)
  assert.deepEqual(
    (await listActs(app.db, actor.orgId)).map(({ verb }) => verb),
    ['makeOrganisation', 'grantRoles', 'signIn'],
  )
  assert.equal(await isSetupNeeded(app), false)
  assert.equal(await ensureSetupLink(app), undefined)
  await assert.rejects(setUp(app, { ...INPUT, token: tokenOf(link) }, VISITOR), { code: 'setup-done' })
})

test('of many uses of the link at once exactly one makes an organisation', async (t) => {
  const { app } = await makeApp(t)
  const token = tokenOf(await ensureSetupLink(app))
  const uses = Array.from({ length: 6 }, (_, n) =>
    setUp(app, { ...INPUT, token, email: `p${n}@qinghe.example` }, VISITOR),
  )
  const results = await Promise.allSettled(uses)
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const result of results) {
    if (result.status === 'rejected') assert.match(result.reason.code, /^(link-used|setup-done)$/)
  }
  assert.equal((await listOrganisations(app.db)).length, 1)
})

test('without the link of the latest start an open port makes nothing', async (t) => {
  const { app, clock } = await makeApp(t)
  const early = tokenOf(await ensureSetupLink(app))
  const late = tokenOf(await ensureSetupLink(app))
  for (const token of ['', 'x', `${late}x`, early]) {
    await assert.rejects(setUp(app, { ...INPUT, token }, VISITOR), { code: 'link-used' })
  }
  for (const [change, code] of [
    [{ password: 'qinghe202606' }, 'password-weak'],
    [{ zone: 'Asia/Nowhere' }, 'invalid'],
    [{ organisation: '  ' }, 'invalid'],
  ] as const) {
    await assert.rejects(setUp(app, { ...INPUT, ...change, token: late }, VISITOR), { code })
  }
  clock.advance(DAY)
  await assert.rejects(setUp(app, { ...INPUT, token: late }, VISITOR), { code: 'link-used' })
  assert.equal((await listOrganisations(app.db)).length, 0)
})

test('a demo is labelled, made once, entered by a link that works once, and does not keep the real thing from beginning', async (t) => {
  const { app } = await makeApp(t)
  const first = await makeDemoOrganisation(app)
  const second = await makeDemoOrganisation(app)
  assert.equal(first.orgId, second.orgId)
  assert.equal((await getOrganisation(app.db, first.orgId)).isDemo, true)
  await assert.rejects(signInByLink(app, tokenOf(first.link), VISITOR), { code: 'link-used' })
  const { actor } = await signInByLink(app, tokenOf(second.link), VISITOR)
  assert.equal(actor.permissions.has('crises.lead'), true)
  await assert.rejects(signInByLink(app, tokenOf(second.link), VISITOR), { code: 'link-used' })
  assert.equal(await isSetupNeeded(app), false)
  const link = await ensureSetupLink(app)
  const real = await setUp(app, { ...INPUT, token: tokenOf(link) }, VISITOR)
  assert.notEqual(real.actor.orgId, first.orgId)
  assert.equal(await findActor(app.db, real.actor.orgId, actor.id), undefined)
})

test('where there is an organisation there is no link', async (t) => {
  const { app } = await makeApp(t)
  await makeCompany(app)
  assert.equal(await ensureSetupLink(app), undefined)
})

function tokenOf(link: string | undefined): string {
  const token = link?.split('#')[1]
  assert.ok(token)
  return token
}
