import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { untilOthersEnd } from '../../test/support/others.ts'
import type { App } from '../app.ts'
import { type Db, inTransaction } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { recordAct } from './audit-actions.ts'
import { eraseActs } from './erasure-actions.ts'
import { accessJobs } from './jobs.ts'
import { listActs } from './reads.ts'
import { sealActs, sealAll } from './seal-actions.ts'
import { verifyAudit } from './verification-reads.ts'

/** Sealing all that has been written by now. */
async function seal(app: App, orgId: string): Promise<number> {
  await untilOthersEnd(app.db)
  return sealActs(app, orgId)
}

test('every act is sealed by the job, in the order of transactions, without gaps, and the chain verifies', async (t) => {
  const { app, company, act, settle } = await setting(t)
  await Promise.all(Array.from({ length: 20 }, (_, n) => act(n)))
  await untilOthersEnd(app.db)
  await settle()
  const result = await verifyAudit(app.db, company.orgId)
  assert.deepEqual([result.isWhole, result.rows, result.sealed, result.head.count], [true, 20, 20, 20])
  const order = await sql<{ ok: boolean }>`
    select (lag(a.xid) over w is null or (lag(a.xid) over w, lag(a.seq) over w) < (a.xid, a.seq)) as ok
    from audit_seals s join audit_acts a on a.id = s.audit_id window w as (order by s.seq)`.execute(app.db)
  assert.deepEqual(
    order.rows.map(({ ok }) => ok),
    Array(20).fill(true),
  )
  assert.equal(await sealAll(app), 0)
  assert.equal(
    (await listActs(app.db, company.orgId)).every(({ isSealed }) => isSealed),
    true,
  )
})

test('a batch is more than a thousand', async (t) => {
  const { app, company } = await setting(t)
  await inTransaction(app.db, async (trx) => {
    for (let n = 0; n < 1_205; n += 1) await recordAct(trx, app.clock.now(), company.analyst, actOf(n))
  })
  assert.equal(await seal(app, company.orgId), 1_205)
  const result = await verifyAudit(app.db, company.orgId)
  assert.deepEqual([result.isWhole, result.rows, result.sealed], [true, 1_205, 1_205])
})

test('an act whose transaction is still running is not passed over: it is sealed after it has ended', async (t) => {
  const { app, company, act, url } = await setting(t)
  const slow = new pg.Client(url)
  await slow.connect()
  await slow.query('begin')
  await slow.query('select pg_current_xact_id()')
  await act(1)
  // The running transaction is older than the act, so the act waits for it.
  assert.equal(await sealActs(app, company.orgId), 0)
  assert.deepEqual((await verifyAudit(app.db, company.orgId)).isWhole, true)
  await slow.query('commit')
  await slow.end()
  await act(2)
  assert.equal(await seal(app, company.orgId), 2)
})

test('many sealers at once make one chain, and an act leaves no row when its transaction fails', async (t) => {
  const { app, company, act } = await setting(t)
  await Promise.all(Array.from({ length: 30 }, (_, n) => act(n)))
  const counts = await Promise.all(Array.from({ length: 6 }, () => seal(app, company.orgId)))
  assert.equal(
    counts.reduce((sum, count) => sum + count),
    30,
  )
  await assert.rejects(
    inTransaction(app.db, async (trx) => {
      await recordAct(trx, app.clock.now(), company.analyst, actOf(99))
      throw new Error('the act failed')
    }),
  )
  assert.equal(await seal(app, company.orgId), 0)
  assert.equal((await verifyAudit(app.db, company.orgId)).rows, 30)
})

test('writers do not wait for the sealer', async (t) => {
  const { app, company, act, url } = await setting(t)
  await act(1)
  const sealer = new pg.Client(url)
  await sealer.connect()
  await sealer.query('begin')
  await sealer.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`audit chain ${company.orgId}`])
  await sealer.query(`insert into audit_heads values ($1, 0, ''::bytea, '0', now())`, [company.orgId])
  await act(2)
  assert.equal(await sealActs(app, company.orgId, { waits: false }), 0)
  await sealer.query('rollback')
  await sealer.end()
  assert.equal(await seal(app, company.orgId), 2)
})

test('a chain restored into another cluster, where transaction numbers begin anew, goes on', async (t) => {
  const { app, company, act } = await setting(t)
  await act(1)
  await seal(app, company.orgId)
  await act(2)
  await tamper(app.db, `update audit_heads set sealed_below = '9000000000'`)
  await tamper(app.db, `update audit_acts set xid = '8999999999' where object_id = '2'`)
  await act(3)
  assert.equal((await verifyAudit(app.db, company.orgId)).isWhole, true)
  await untilOthersEnd(app.db)
  assert.equal(await sealAll(app), 2)
  assert.deepEqual(pick(await verifyAudit(app.db, company.orgId)), { isWhole: true, rows: 3, sealed: 3 })
  await act(4)
  await untilOthersEnd(app.db)
  assert.equal(await sealAll(app), 1)
})

test('the database itself refuses to change or remove what is written', async (t) => {
  const { app, company, act } = await setting(t)
  await act(1)
  await seal(app, company.orgId)
  for (const statement of [
    `update audit_acts set at = now()`,
    `update audit_acts set body = '{}'`,
    `update audit_acts set body = null, salt = null, erased_at = now(), at = now() - interval '1 day'`,
    `delete from audit_acts`,
    `truncate audit_acts`,
    `update audit_seals set seq = 2`,
    `delete from audit_seals`,
    `truncate audit_seals`,
    `update audit_heads set count = 0`,
    `delete from audit_heads`,
    `truncate audit_heads`,
  ]) {
    await assert.rejects(sql.raw(statement).execute(app.db), { code: '42501' }, statement)
  }
  assert.deepEqual(pick(await verifyAudit(app.db, company.orgId)), { isWhole: true, rows: 1, sealed: 1 })
})

/** Each as somebody with all rights on the database could do it, on a chain of five; `$n` is the id of the act n. */
const TAMPERINGS: readonly (readonly [name: string, statement: string, brokenAt: string, why: RegExp])[] = [
  ['a body is changed', `update audit_acts set body = jsonb_set(body, '{detail,n}', '9') where id = $2`, '$2', /body/],
  [
    'an actor is changed',
    `update audit_acts set body = jsonb_set(body, '{actor,name}', '"x"') where id = $2`,
    '$2',
    /body/,
  ],
  ['a salt is changed', `update audit_acts set salt = sha256('x') where id = $3`, '$3', /salt/],
  ['a time is changed', `update audit_acts set at = at - interval '1 hour' where id = $4`, '$4', /time/],
  ['a commitment is changed', `update audit_acts set commitment = sha256('x') where id = $2`, '$2', /commitment/],
  ['a row is removed', `delete from audit_acts where id = $3`, '$3', /row is missing/],
  [
    'a row is removed with its seal',
    `delete from audit_acts where id = $3; delete from audit_seals where audit_id = $3`,
    '$4',
    /seal 3 is missing/,
  ],
  ['a seal is removed', `delete from audit_seals where audit_id = $1`, '$2', /seal 1 is missing/],
  ['a seal is changed', `update audit_seals set hash = sha256('x') where audit_id = $2`, '$2', /seal 2 was changed/],
  [
    'two seals are swapped',
    `create temp table o as select * from audit_seals where seq in (2, 3); delete from audit_seals where seq in (2, 3);
    insert into audit_seals select org_id, 5 - seq, audit_id, commitment, hash from o`,
    '$3',
    /reordered/,
  ],
  [
    'the tail is cut off',
    `delete from audit_acts where id in ($4, $5); delete from audit_seals where seq > 3`,
    'seal 4',
    /seals after 3 are missing/,
  ],
  ['everything is cut off', `delete from audit_acts; delete from audit_seals`, 'seal 1', /seals after 0 are missing/],
  ['the head is set back', `update audit_heads set count = 4`, 'seal 5', /head/],
  ['the head is removed', `delete from audit_heads`, 'seal 5', /head/],
  [
    'a row is erased without an act',
    `update audit_acts set body = null, salt = null, erased_at = now() where id = $2`,
    '$2',
    /no act says so/,
  ],
  [
    'a row is put in behind the sealer',
    `insert into audit_acts (org_id, id, xid, at, body, salt, commitment)
    select org_id, $6, xid, at, body, salt, commitment from audit_acts where id = $5`,
    '$6',
    /no seal/,
  ],
]

for (const [name, statement, brokenAt, why] of TAMPERINGS) {
  test(`tampering is found and its first row named: ${name}`, async (t) => {
    const { app, company, act, clock } = await setting(t)
    for (let n = 1; n <= 5; n += 1) await act(n)
    await seal(app, company.orgId)
    const acts = await listActs(app.db, company.orgId)
    const ids = [...acts.map(({ id }) => id), newId(clock.now().getTime())]
    const filled = (text: string, quote: string): string =>
      text.replace(/\$(\d)/g, (_, n) => `${quote}${ids[n - 1]}${quote}`)
    assert.equal((await verifyAudit(app.db, company.orgId)).isWhole, true)
    await tamper(app.db, filled(statement, "'"))
    const { isWhole, firstBroken } = await verifyAudit(app.db, company.orgId)
    assert.equal(isWhole, false)
    assert.equal(firstBroken?.id, filled(brokenAt, ''))
    assert.match(firstBroken?.why ?? '', why)
  })
}

test('who rewrites chain and head alike is found by a head noted elsewhere', async (t) => {
  const { app, company, act } = await setting(t)
  for (let n = 1; n <= 3; n += 1) await act(n)
  await seal(app, company.orgId)
  const { head } = await verifyAudit(app.db, company.orgId)
  await tamper(app.db, `delete from audit_acts where object_id = '2'; delete from audit_seals; delete from audit_heads`)
  await seal(app, company.orgId)
  assert.equal((await verifyAudit(app.db, company.orgId)).isWhole, true)
  assert.match((await verifyAudit(app.db, company.orgId, head)).firstBroken?.why ?? '', /there were 3 seals/)
  await act(4)
  await seal(app, company.orgId)
  assert.match((await verifyAudit(app.db, company.orgId, head)).firstBroken?.why ?? '', /another than the one/)
})

test('a person’s data is erased, the chain stays whole, and the act says who did it and why', async (t) => {
  const { app, company, act } = await setting(t)
  const other = await makeCompany(app, 'another')
  for (let n = 1; n <= 3; n += 1) await act(n)
  await seal(app, company.orgId)
  const [first, second, third] = await listActs(app.db, company.orgId)
  const ids = [first?.id ?? '', second?.id ?? '']
  await assert.rejects(eraseActs(app, company.auditor, ids, 'asked'), { code: 'forbidden' })
  await assert.rejects(eraseActs(app, other.administrator, ids, 'asked'), { code: 'not-found' })
  await assert.rejects(eraseActs(app, company.administrator, ids, ' '), { code: 'reason-missing' })
  await eraseActs(app, company.administrator, ids, 'asked by the person')
  assert.deepEqual(pick(await verifyAudit(app.db, company.orgId)), { isWhole: true, rows: 4, sealed: 3 })
  await seal(app, company.orgId)
  assert.deepEqual(pick(await verifyAudit(app.db, company.orgId)), { isWhole: true, rows: 4, sealed: 4 })
  const acts = await listActs(app.db, company.orgId)
  const [, , , last] = acts
  assert.deepEqual(
    acts.map(({ isErased }) => isErased),
    [true, true, false, false],
  )
  assert.equal(acts[0]?.actorName, '')
  assert.deepEqual(last?.detail, { ids: [...ids].sort(), reason: 'asked by the person' })
  // Nor can what says so be erased, nor anything twice.
  await assert.rejects(eraseActs(app, company.administrator, [last?.id ?? ''], 'x'), { code: 'not-found' })
  await assert.rejects(eraseActs(app, company.administrator, ids, 'x'), { code: 'not-found' })
  assert.equal((await listActs(app.db, company.orgId))[2]?.id, third?.id)
})

async function setting(t: TestContext) {
  const made = await makeApp(t, { jobs: accessJobs })
  const company = await makeCompany(made.app)
  const act = async (n: number): Promise<void> =>
    inTransaction(made.app.db, (trx) => recordAct(trx, made.app.clock.now(), company.analyst, actOf(n)))
  return { ...made, company, act }
}

function actOf(n: number) {
  return {
    verb: 'count',
    objectKind: 'number',
    objectId: String(n),
    detail: { n, share: 0.1 + n / 3, text: '退款 "\\ \n' },
  }
}

function pick({ isWhole, rows, sealed }: { isWhole: boolean; rows: number; sealed: number }) {
  return { isWhole, rows, sealed }
}

/** With the triggers off, as only the database's superuser can. */
async function tamper(db: Db, statements: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await sql.raw(statements).execute(trx)
  })
}
