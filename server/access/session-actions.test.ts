import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany, PASSWORD } from '../../test/support/company.ts'
import type { App } from '../app.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { accessJobs } from './jobs.ts'
import { ADDRESS_FAILURES } from './lock-out.ts'
import { changePassword } from './password-actions.ts'
import { hashPassword, NOBODYS_HASH } from './password-store.ts'
import { disablePerson, enablePerson } from './people-actions.ts'
import { listActs } from './reads.ts'
import { authenticate, findAgain, listSessions, revokeSession, signIn, signOut } from './session-actions.ts'

const HOME = { address: '192.0.2.7', userAgent: 'test' }
const AWAY = { address: '198.51.100.9', userAgent: 'test' }
const NEW_PASSWORD = '三匹白馬過河 tonight'

test('who signs in is known by the cookie and may what the rows say at that moment', async (t) => {
  const { app } = await makeApp(t)
  const { orgId, emails, analyst } = await makeCompany(app)
  const { token } = await signIn(app, { email: ` ${emails.analyst.toUpperCase()}`, password: PASSWORD }, HOME)
  const actor = await byCookie(app, token)
  assert.equal(actor?.id, analyst.id)
  assert.equal(actor?.orgId, orgId)
  assert.equal(actor?.permissions.has('posts.read'), true)
  await sql`delete from role_permissions where org_id = ${orgId} and role = 'analyst' and permission = 'posts.read'`.execute(
    app.db,
  )
  assert.equal((await byCookie(app, token))?.permissions.has('posts.read'), false)
  const [act] = await listActs(app.db, orgId, { verbs: ['signIn'] })
  assert.equal(act?.actorId, analyst.id)
  const kept = await sql<{ text: string }>`select s::text as text from sessions s`.execute(app.db)
  assert.equal(kept.rows.length, 1)
  assert.equal(
    kept.rows.some(({ text }) => text.includes(token)),
    false,
  )
})

test('an unknown address, a wrong password and somebody disabled get one answer, after one kind of work', async (t) => {
  const { app } = await makeApp(t)
  const { administrator, analyst, emails } = await makeCompany(app)
  await disablePerson(app, administrator, analyst.id, 'left')
  const refusals: unknown[] = []
  for (const [email, password] of [
    ['nobody@qinghe.example', PASSWORD],
    [emails.commander, 'wrong'],
    [emails.analyst, PASSWORD],
  ] as const) {
    await signIn(app, { email, password }, HOME).catch((error: { code: string; detail: unknown }) =>
      refusals.push({ code: error.code, detail: error.detail }),
    )
  }
  assert.deepEqual(refusals, Array(3).fill({ code: 'sign-in-failed', detail: {} }))
  const cost = (phc: string): string => phc.split('$').slice(1, 4).join('$')
  assert.equal(cost(NOBODYS_HASH), cost(await hashPassword('x')))
  assert.equal(cost(NOBODYS_HASH), 'argon2id$v=19$m=19456,t=2,p=1')
})

test('after ten failures an account waits, longer each time, never over 15 minutes; the owner and open sessions do not', async (t) => {
  const { app, clock } = await makeApp(t)
  const { emails, administrator } = await makeCompany(app)
  const email = emails.administrator
  const open = await signIn(app, { email, password: PASSWORD }, HOME)
  const waits: number[] = []
  for (let failures = 0; failures < 18; ) {
    const refusal = await refusalOf(
      signIn(app, { email, password: 'wrong' }, { ...AWAY, address: `198.51.100.${failures}` }),
    )
    if (refusal.code === 'sign-in-failed') failures += 1
    else {
      assert.equal(refusal.code, 'locked-out')
      waits.push(refusal.detail.retryAfter ?? 0)
      clock.advance((refusal.detail.retryAfter ?? 0) * SECOND)
    }
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 480, 900, 900, 900])
  const right = { email, password: PASSWORD }
  assert.equal((await refusalOf(signIn(app, right, AWAY))).code, 'locked-out')
  assert.equal((await byCookie(app, open.token))?.id, administrator.id)
  await signIn(app, right, HOME)
  clock.advance(15 * MINUTE)
  await signIn(app, right, AWAY)
  await refusalOf(signIn(app, { email, password: 'wrong' }, AWAY))
  await signIn(app, right, AWAY)
})

test('attempts that come at once are counted before the password is looked at', async (t) => {
  const { app } = await makeApp(t)
  const { emails } = await makeCompany(app)
  const tries = Array.from({ length: 15 }, () =>
    refusalOf(signIn(app, { email: emails.analyst, password: 'wrong' }, AWAY)),
  )
  const codes = (await Promise.all(tries)).map(({ code }) => code)
  assert.equal(codes.filter((code) => code === 'sign-in-failed').length, 10)
  assert.equal(codes.filter((code) => code === 'locked-out').length, 5)
})

test('an address that tries many accounts is stopped for a while, and colleagues behind it who sign in rightly do not count', async (t) => {
  const { app, clock } = await makeApp(t)
  const { emails } = await makeCompany(app)
  for (let n = 0; n < 5; n += 1) await signIn(app, { email: emails.analyst, password: PASSWORD }, AWAY)
  for (let n = 0; n < ADDRESS_FAILURES; n += 1) {
    const refusal = await refusalOf(signIn(app, { email: `a${n}@x.example`, password: 'wrong' }, AWAY))
    assert.equal(refusal.code, 'sign-in-failed')
  }
  const refusal = await refusalOf(signIn(app, { email: emails.analyst, password: PASSWORD }, AWAY))
  assert.deepEqual([refusal.code, refusal.detail.retryAfter], ['too-many-requests', 900])
  await signIn(app, { email: emails.analyst, password: PASSWORD }, HOME)
  clock.advance(15 * MINUTE)
  await signIn(app, { email: emails.analyst, password: PASSWORD }, AWAY)
})

test('a session ends by signing out, idleness, age, disabling; a stolen cookie is worth nothing then', async (t) => {
  const { app, clock, settle } = await makeApp(t, { jobs: accessJobs })
  const { administrator, analyst, emails } = await makeCompany(app)
  const enter = async () => signIn(app, { email: emails.analyst, password: PASSWORD }, HOME)
  const out = await enter()
  assert.deepEqual(await findAgain(app, out.actor), out.actor)
  await signOut(app, out.actor)
  assert.equal(await findAgain(app, out.actor), undefined)
  await assert.rejects(byCookie(app, out.token), { code: 'signed-out' })
  await assert.rejects(signOut(app, out.actor), { code: 'not-found' })

  const idle = await enter()
  clock.advance(12 * HOUR - SECOND)
  assert.ok(await byCookie(app, idle.token))
  clock.advance(12 * HOUR)
  await assert.rejects(byCookie(app, idle.token), { code: 'signed-out' })

  const busy = await enter()
  for (let hours = 6; hours < 30 * 24; hours += 6) {
    clock.advance(6 * HOUR)
    assert.ok(await byCookie(app, busy.token))
  }
  clock.advance(6 * HOUR)
  await assert.rejects(byCookie(app, busy.token), { code: 'signed-out' })

  const disabled = await enter()
  await disablePerson(app, administrator, analyst.id, 'left')
  await assert.rejects(byCookie(app, disabled.token), { code: 'signed-out' })
  await enablePerson(app, administrator, analyst.id, 'came back')
  await assert.rejects(byCookie(app, disabled.token), { code: 'signed-out' })
  await enter()
  clock.advance(91 * DAY)
  await settle()
  assert.equal((await sql`select 1 from sessions`.execute(app.db)).rows.length, 0)
})

test('last seen is written once a minute, also when many requests come at once', async (t) => {
  const { app, clock } = await makeApp(t)
  const { emails } = await makeCompany(app)
  const { token, actor } = await signIn(app, { email: emails.analyst, password: PASSWORD }, HOME)
  const version = async (): Promise<unknown> =>
    (await sql<{ x: string }>`select xmin::text as x from sessions`.execute(app.db)).rows[0]?.x
  const before = await version()
  clock.advance(59 * SECOND)
  await byCookie(app, token)
  assert.equal(await version(), before)
  clock.advance(SECOND)
  await Promise.all(Array.from({ length: 8 }, () => byCookie(app, token)))
  const after = await version()
  assert.notEqual(after, before)
  assert.deepEqual((await listSessions(app, actor))[0]?.lastSeenAt, clock.now())
})

test('sessions are listed and revoked by their owner only; a new password ends all others', async (t) => {
  const { app } = await makeApp(t)
  const { analyst, orgId, emails } = await makeCompany(app)
  const input = { email: emails.analyst, password: PASSWORD }
  const [here, there, third] = [
    await signIn(app, input, HOME),
    await signIn(app, input, AWAY),
    await signIn(app, input, AWAY),
  ]
  assert.equal((await listSessions(app, here.actor)).length, 3)
  const colleague = await signIn(app, { email: emails.commander, password: PASSWORD }, HOME)
  await assert.rejects(revokeSession(app, colleague.actor, there.actor.sessionId ?? ''), { code: 'not-found' })
  await revokeSession(app, here.actor, there.actor.sessionId ?? '')
  await assert.rejects(byCookie(app, there.token), { code: 'signed-out' })

  await assert.rejects(changePassword(app, here.actor, { old: 'wrong', new: NEW_PASSWORD }, HOME.address), {
    code: 'invalid',
  })
  await assert.rejects(changePassword(app, here.actor, { old: PASSWORD, new: PASSWORD }, HOME.address), {
    code: 'password-weak',
  })
  await changePassword(app, here.actor, { old: PASSWORD, new: NEW_PASSWORD }, HOME.address)
  assert.ok(await byCookie(app, here.token))
  await assert.rejects(byCookie(app, third.token), { code: 'signed-out' })
  await assert.rejects(signIn(app, input, HOME), { code: 'sign-in-failed' })
  await signIn(app, { ...input, password: NEW_PASSWORD }, HOME)
  const [act] = await listActs(app.db, orgId, { verbs: ['changePassword'], objectIds: [analyst.id] })
  assert.deepEqual(act?.detail, { endedSessions: 1 })
})

test('none of the last five passwords comes back, the sixth does; width and composition of a character make no difference', async (t) => {
  const { app } = await makeApp(t)
  const { emails } = await makeCompany(app)
  const { actor } = await signIn(app, { email: emails.analyst, password: PASSWORD }, HOME)
  const change = async (old: string, next: string): Promise<void> =>
    changePassword(app, actor, { old, new: next }, HOME.address)
  const words = [PASSWORD, ...['é', 'ü', 'ñ', 'ç', 'å'].map((letter) => `${letter} wandert über Berge`)]
  for (let n = 1; n < 5; n += 1) await change(words[n - 1] ?? '', words[n] ?? '')
  await assert.rejects(change(words[4] ?? '', PASSWORD), { code: 'password-weak' })
  await change((words[4] ?? '').normalize('NFD'), words[5] ?? '')
  await assert.rejects(change(words[5] ?? '', (words[1] ?? '').normalize('NFD')), { code: 'password-weak' })
  await change(words[5] ?? '', PASSWORD)
  const kept = await sql`select 1 from passwords where person_id = ${actor.id}`.execute(app.db)
  assert.equal(kept.rows.length, 5)
})

async function byCookie(app: App, token: string) {
  return authenticate(app, { headers: { cookie: `other=1; weiji=${token}` } })
}

async function refusalOf(work: Promise<unknown>): Promise<{ code: string; detail: { retryAfter?: number } }> {
  return work.then(
    () => assert.fail('it was let through'),
    (error: { code: string; detail: { retryAfter?: number } }) => error,
  )
}
