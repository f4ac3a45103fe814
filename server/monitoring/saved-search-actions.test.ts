import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCompany } from '../../test/support/company.ts'
import { makeServer } from '../../test/support/server.ts'
import { makeTalk } from '../../test/support/talk.ts'
import { listActs } from '../access/reads.ts'
import { changeSearch, deleteSearch, listSaved, saveSearch } from './saved-search-actions.ts'

const QUERY = { expression: '青禾 腹瀉', sentiment: 'negative', last: 'day' } as const
const INPUT = { name: ' 腹瀉 ', query: QUERY, isShared: false }

test('a search is kept for oneself or for everybody, renamed and deleted, and each act is on record', async (t) => {
  const { app, company } = await makeTalk(t)
  const { analyst, commander, administrator } = company
  const own = await saveSearch(app, analyst, INPUT)
  assert.deepEqual(
    [own.name, own.query, own.isMine, own.isShared, own.ownerName],
    ['腹瀉', QUERY, true, false, analyst.name],
  )
  assert.deepEqual(await listSaved(app, commander), [])
  await assert.rejects(changeSearch(app, commander, own.id, INPUT), { code: 'not-found' })
  const shared = await changeSearch(app, analyst, own.id, { ...INPUT, name: '大家的', isShared: true })
  assert.deepEqual([shared.name, shared.isShared], ['大家的', true])
  const [seen] = await listSaved(app, commander)
  assert.deepEqual([seen?.name, seen?.isMine, seen?.ownerName], ['大家的', false, analyst.name])
  await assert.rejects(changeSearch(app, commander, own.id, INPUT), { code: 'forbidden' })
  await assert.rejects(deleteSearch(app, commander, own.id), { code: 'forbidden' })
  // Whoever manages people clears up what somebody has left behind.
  await deleteSearch(app, administrator, own.id)
  assert.deepEqual(await listSaved(app, analyst), [])
  await assert.rejects(deleteSearch(app, analyst, own.id), { code: 'not-found' })
  const verbs = (await listActs(app.db, company.orgId, { objectIds: [own.id] })).map(({ verb }) => verb)
  assert.deepEqual(verbs, ['saveSearch', 'changeSearch', 'deleteSearch'])
})

test('another organisation sees nothing, a blank name is refused, and one owner keeps two hundred at most', async (t) => {
  const { app, company } = await makeTalk(t)
  const other = await makeCompany(app, '另一家')
  const { id } = await saveSearch(app, company.analyst, { ...INPUT, isShared: true })
  assert.deepEqual(await listSaved(app, other.administrator), [])
  await assert.rejects(deleteSearch(app, other.administrator, id), { code: 'not-found' })
  await assert.rejects(saveSearch(app, company.analyst, { ...INPUT, name: '  ' }), { code: 'invalid' })
  for (let n = 1; n < 200; n++) await saveSearch(app, company.analyst, { ...INPUT, name: `${n}` })
  await assert.rejects(saveSearch(app, company.analyst, INPUT), { code: 'too-large' })
})

test('over HTTP: what is no search is refused', async (t) => {
  const { app, company } = await makeTalk(t)
  const analyst = await (await makeServer(t, app)).as(company, 'analyst')
  const refused: [unknown, string][] = [
    [{ ...INPUT, query: { last: 'year' } }, 'query'],
    [{ ...INPUT, query: { post: 'x' } }, 'query'],
    [{ ...INPUT, name: '' }, 'name'],
  ]
  for (const [body, field] of refused) {
    const reply = await analyst.post('/api/saved-searches', body)
    assert.equal(reply.status, 422)
    assert.ok((reply.body as { error: { field: string } }).error.field.startsWith(field), reply.text)
  }
  const made = await analyst.post('/api/saved-searches', INPUT)
  assert.equal(made.status, 201)
  const { id } = made.body as { id: string }
  assert.equal((await analyst.put(`/api/saved-searches/${id}`, { ...INPUT, name: 'b' })).status, 200)
  assert.equal((await analyst.delete(`/api/saved-searches/${id}`)).status, 204)
})
