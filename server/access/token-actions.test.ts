import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { DAY } from '../base/clock.ts'
import { listActs } from './reads.ts'
import { authenticate, findAgain } from './session-actions.ts'
import { makeToken, revokeToken } from './token-actions.ts'
import { listTokenRows } from './token-store.ts'

const INPUT = { name: 'collector', permissions: ['posts.send'], expiresInDays: 30 }

test('a token may what it was given and no more, until it expires or is revoked; only its hash is kept', async (t) => {
  const { app, clock } = await makeApp(t)
  const { administrator, orgId } = await makeCompany(app)
  const { token, secret } = await makeToken(app, administrator, INPUT)
  assert.match(secret, /^wj_[\w-]{43}$/)
  assert.deepEqual([token.createdBy, token.lastUsedAt], ['林可欣', null])
  const headers = { authorization: `Bearer ${secret}` }
  const actor = await authenticate(app, { headers })
  assert.deepEqual([actor?.kind, actor?.orgId, [...(actor?.permissions ?? [])]], ['token', orgId, ['posts.send']])
  assert.deepEqual((await listTokenRows(app.db, orgId))[0]?.lastUsedAt, clock.now())
  const kept = await sql<{ text: string }>`select t::text as text from api_tokens t`.execute(app.db)
  assert.equal(kept.rows[0]?.text.includes(secret), false)

  const second = await makeToken(app, administrator, INPUT)
  assert.ok(actor)
  assert.ok(await findAgain(app, actor))
  await revokeToken(app, administrator, token.id)
  assert.equal(await findAgain(app, actor), undefined)
  await assert.rejects(authenticate(app, { headers }), { code: 'signed-out' })
  await assert.rejects(revokeToken(app, administrator, token.id), { code: 'not-found' })
  clock.advance(30 * DAY)
  await assert.rejects(authenticate(app, { headers: { authorization: `Bearer ${second.secret}` } }), {
    code: 'signed-out',
  })
  for (const wrong of ['Bearer ', 'Bearer wj_x', `Basic ${secret}`, secret]) {
    await assert.rejects(authenticate(app, { headers: { authorization: wrong } }), { code: 'signed-out' })
  }
  const acts = await listActs(app.db, orgId, { objectKind: 'token' })
  assert.deepEqual(
    acts.map(({ verb }) => verb),
    ['makeToken', 'makeToken', 'revokeToken'],
  )
})

test('nobody gives a token more than they have, and no token lets people in or makes tokens', async (t) => {
  const { app } = await makeApp(t)
  const { administrator, commander } = await makeCompany(app)
  const other = await makeCompany(app, 'another')
  const make = async (permissions: string[]) => makeToken(app, administrator, { ...INPUT, permissions })
  await assert.rejects(make(['audit.read', 'crises.lead']), { code: 'invalid' })
  const fewer = { ...administrator, permissions: new Set(['tokens.manage']) }
  await assert.rejects(makeToken(app, fewer, { ...INPUT, permissions: ['audit.read'] }), { code: 'own-grant' })
  // The first person of an organisation leads and administers: a token of hers must not be the second person of her own crisis.
  const leads = { ...administrator, permissions: new Set([...administrator.permissions, 'crises.lead']) }
  await assert.rejects(makeToken(app, leads, { ...INPUT, permissions: ['crises.lead'] }), { code: 'invalid' })
  for (const permission of ['people.manage', 'tokens.manage', 'everything', 'toString']) {
    await assert.rejects(make([permission]), { code: 'invalid' })
  }
  await assert.rejects(makeToken(app, commander, INPUT), { code: 'forbidden' })
  const { token } = await make(['posts.read', 'posts.read'])
  assert.deepEqual(token.permissions, ['posts.read'])
  await assert.rejects(revokeToken(app, other.administrator, token.id), { code: 'not-found' })
  assert.deepEqual(await listTokenRows(app.db, other.orgId), [])
})
