import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany, PEOPLE } from '../../test/support/company.ts'
import { inTransaction } from '../base/db.ts'
import { recordAct } from './audit-actions.ts'
import { findPerson, getOrganisation, listActs, listPeople, peopleWith } from './reads.ts'

test('the company is there, each with the rights of the role, and another organisation sees none of them', async (t) => {
  const { app } = await makeApp(t)
  const company = await makeCompany(app)
  const other = await makeCompany(app, 'another')
  const people = await listPeople(app.db, company.orgId)
  assert.deepEqual(
    people.map(({ name }) => name).sort(),
    Object.values(PEOPLE)
      .map(({ name }) => name)
      .sort(),
  )
  const leaders = await peopleWith(app.db, company.orgId, 'crises.lead')
  assert.deepEqual(
    leaders.map(({ name, roles }) => ({ name, roles })),
    [{ name: '周岚', roles: ['commander'] }],
  )
  assert.equal(await findPerson(app.db, other.orgId, company.analyst.id), undefined)
  assert.equal((await findPerson(app.db, company.orgId, company.analyst.id))?.name, '陳宇')
  assert.deepEqual(await getOrganisation(app.db, company.orgId), {
    id: company.orgId,
    name: '青禾',
    zone: 'Asia/Taipei',
    isDemo: false,
  })
  await assert.rejects(getOrganisation(app.db, company.analyst.id), { code: 'not-found' })
  await assert.rejects(makeCompany(app), { code: 'email-taken' })
})

test('acts of one moment are listed as they were written, and pages meet without gap or overlap', async (t) => {
  const { app, clock } = await makeApp(t)
  const company = await makeCompany(app)
  await inTransaction(app.db, async (trx) => {
    for (let n = 0; n < 7; n += 1) {
      const act = {
        verb: n % 2 ? 'odd' : 'even',
        objectKind: 'number',
        objectId: String(n),
        detail: { text: 'x\0\ud800' },
      }
      await recordAct(trx, clock.now(), company.analyst, act)
    }
  })
  const all = await listActs(app.db, company.orgId)
  assert.deepEqual(
    all.map(({ objectId }) => objectId),
    ['0', '1', '2', '3', '4', '5', '6'],
  )
  assert.deepEqual(all[0]?.detail, { text: 'x��' })
  assert.equal(all[0]?.actorName, '陳宇')
  const later = await listActs(app.db, company.orgId, { after: all[2]?.id, limit: 2 })
  assert.deepEqual(
    later.map(({ objectId }) => objectId),
    ['3', '4'],
  )
  const earlier = await listActs(app.db, company.orgId, { before: all[3]?.id, first: 'newest', verbs: ['even'] })
  assert.deepEqual(
    earlier.map(({ objectId }) => objectId),
    ['2', '0'],
  )
  const some = await listActs(app.db, company.orgId, { objectKind: 'number', objectIds: ['5', '1'] })
  assert.deepEqual(
    some.map(({ objectId }) => objectId),
    ['1', '5'],
  )
})
