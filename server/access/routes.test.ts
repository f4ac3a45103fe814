import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany, PASSWORD } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { makeServer } from '../../test/support/server.ts'
import { accessJobs } from './jobs.ts'
import type { Me, Person, Token, Verification } from './schema.ts'
import { ensureSetupLink, makeDemoOrganisation } from './setup-actions.ts'

const NEW_PASSWORD = '三匹白馬過河 tonight'

test('signing in sets a cookie that scripts cannot read and other sites do not send; signing out takes it away', async (t) => {
  const { app } = await makeApp(t)
  const { emails } = await makeCompany(app)
  const server = await makeServer(t, watching(app))
  const reply = await server.anonymous.post('/api/sessions', { email: emails.commander, password: PASSWORD })
  assert.equal(reply.status, 200)
  assert.equal((reply.body as Me).person.name, '周岚')
  const cookie = String(reply.headers['set-cookie'])
  assert.match(cookie, /^weiji=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/)
  const browser = server.with({ cookie: cookie.split(';')[0] ?? '' })
  assert.deepEqual((await browser.get('/api/me')).body, reply.body)
  const out = await browser.delete('/api/sessions/current')
  assert.deepEqual([out.status, out.headers['set-cookie']], [204, 'weiji=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax'])
  const after = await browser.get('/api/me')
  assert.deepEqual([after.status, codeOf(after)], [401, 'signed-out'])
})

test('behind TLS the cookie is for this host and secure connections only', async (t) => {
  const { app } = await makeApp(t, { config: { publicUrl: 'https://weiji.example' } })
  const { emails } = await makeCompany(app)
  const server = await makeServer(t, watching(app))
  const reply = await server.anonymous.post('/api/sessions', { email: emails.analyst, password: PASSWORD })
  assert.match(String(reply.headers['set-cookie']), /^__Host-weiji=[\w-]{43}; Path=\/; .*; Secure$/)
  const token = String(reply.headers['set-cookie']).split(';')[0]?.split('=')[1] ?? ''
  assert.equal((await server.with({ cookie: `__Host-weiji=${token}` }).get('/api/me')).status, 200)
  assert.equal((await server.with({ cookie: `weiji=${token}` }).get('/api/me')).status, 401)
})

test('another site’s page cannot act with our cookie', async (t) => {
  const { app } = await makeApp(t)
  const { emails } = await makeCompany(app)
  const server = await makeServer(t, watching(app))
  const reply = await server.anonymous.post('/api/sessions', { email: emails.analyst, password: PASSWORD })
  const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? ''
  const forged = await server.with({ cookie, origin: 'https://evil.example' }).delete('/api/sessions/current')
  assert.deepEqual([forged.status, codeOf(forged)], [403, 'cross-site'])
  assert.equal((await server.with({ cookie }).get('/api/me')).status, 200)
})

test('from the first link to an invited colleague and a whole audit', async (t) => {
  const { app, settle } = await makeApp(t, { jobs: accessJobs })
  const server = await makeServer(t, watching(app))
  assert.deepEqual((await server.anonymous.get('/api/setup')).body, { needed: true })
  const token = (await ensureSetupLink(app))?.split('#')[1]
  const founder = {
    organisation: '青禾',
    zone: 'Asia/Taipei',
    name: '林可欣',
    email: 'lin@qinghe.example',
    password: NEW_PASSWORD,
  }
  assert.equal((await server.anonymous.post('/api/setup', { ...founder, token: `${token}x` })).status, 410)
  const weak = await server.anonymous.post('/api/setup', { ...founder, token, password: 'password1234' })
  assert.deepEqual([weak.status, codeOf(weak)], [422, 'password-weak'])
  const made = await server.anonymous.post('/api/setup', { ...founder, token })
  const browser = server.with({ cookie: String(made.headers['set-cookie']).split(';')[0] ?? '' })
  assert.deepEqual((await server.anonymous.get('/api/setup')).body, { needed: false })

  const invited = await browser.post('/api/people', { name: '周岚', email: 'zhou@qinghe.example', roles: ['analyst'] })
  const { person, link } = invited.body as { person: Person; link: string }
  const invitation = link.split('#')[1]
  assert.deepEqual((await server.anonymous.post('/api/invitations/state', { token: invitation })).body, {
    name: '周岚',
    organisation: '青禾',
  })
  const joined = await server.anonymous.post('/api/invitations', { token: invitation, password: NEW_PASSWORD })
  assert.equal((joined.body as Me).person.id, person.id)
  const roles = await browser.put(`/api/people/${person.id}/roles`, { roles: ['commander'] })
  assert.deepEqual((roles.body as Person).roles, ['commander'])
  const relinked = await browser.post(`/api/people/${person.id}/link`)
  assert.deepEqual([relinked.status, typeof (relinked.body as { link: string }).link], [201, 'string'])
  assert.equal((await browser.post(`/api/people/${person.id}/disabling`, { reason: 'left' })).status, 200)
  const colleague = server.with({ cookie: String(joined.headers['set-cookie']).split(';')[0] ?? '' })
  assert.equal((await colleague.get('/api/me')).status, 401)
  assert.equal((await browser.delete(`/api/people/${person.id}/disabling`, { reason: 'back' })).status, 200)

  const [session] = (await browser.get('/api/sessions')).body as { id: string; isCurrent: boolean }[]
  assert.equal(session?.isCurrent, true)
  assert.equal((await browser.put('/api/me/locale', { locale: 'en' })).status, 204)
  assert.equal(((await browser.get('/api/me')).body as Me).person.locale, 'en')
  assert.equal(
    (await browser.put('/api/me/password', { old: NEW_PASSWORD, new: '另一個很長的密碼 forty-two' })).status,
    204,
  )
  await settle()
  const verified = (await browser.get('/api/audit/verification')).body as Verification
  const listed = (await browser.get('/api/audit?limit=500')).body as { verb: string; isSealed: boolean }[]
  assert.equal(verified.isWhole, true)
  assert.equal(verified.rows, listed.length)
  const some = (await browser.get(`/api/audit?verb=disablePerson&object=${person.id}`)).body as { verb: string }[]
  assert.deepEqual(
    some.map(({ verb }) => verb),
    ['disablePerson'],
  )
})

test('a key is made, opens what it may, and is revoked', async (t) => {
  const { app } = await makeApp(t)
  const server = await makeServer(t, watching(app))
  const browser = await server.as(await makeCompany(app), 'administrator')
  const key = await browser.post('/api/tokens', { name: 'collector', permissions: ['posts.read'], expiresInDays: 30 })
  const { secret, token: shown } = key.body as { secret: string; token: Token }
  const program = server.with({ authorization: `Bearer ${secret}` })
  assert.equal((await program.get('/api/posts')).status, 200)
  for (const url of ['/api/me', '/api/sessions', '/api/audit']) assert.equal((await program.get(url)).status, 403, url)
  assert.equal((await browser.delete(`/api/tokens/${shown.id}`)).status, 204)
  assert.equal((await program.get('/api/posts')).status, 401)
})

test('a demo is entered by its link, once', async (t) => {
  const { app } = await makeApp(t)
  const server = await makeServer(t, watching(app))
  const token = (await makeDemoOrganisation(app)).link.split('#')[1]
  const reply = await server.anonymous.post('/api/sessions/link', { token })
  assert.equal((reply.body as Me).organisation.isDemo, true)
  assert.equal((await server.anonymous.post('/api/sessions/link', { token })).status, 410)
})

test('who is locked out is told for how long', async (t) => {
  const { app } = await makeApp(t)
  const { emails } = await makeCompany(app)
  const server = await makeServer(t, watching(app))
  const attempt = async () => server.anonymous.post('/api/sessions', { email: emails.analyst, password: 'wrong' })
  for (let n = 0; n < 10; n += 1) assert.equal((await attempt()).status, 401)
  const reply = await attempt()
  assert.deepEqual([reply.status, codeOf(reply), reply.headers['retry-after']], [429, 'locked-out', '30'])
})

function codeOf({ body }: { body: unknown }): string {
  return (body as { error: { code: string } }).error.code
}
