import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeServer } from '../../test/support/server.ts'
import { makeTalk } from '../../test/support/talk.ts'
import { listActs } from './reads.ts'
import { beginStart, completeStartStep, endStart, getStart, skipStartStep } from './start-actions.ts'

const NAMES = { brands: ['青禾'], products: ['燕麥奶'], people: [], spellings: ['qinghe'], industry: 'food' } as const

test('each step is done or passed over, in any order, and can be come back to', async (t) => {
  const { app, company } = await makeTalk(t)
  const { administrator } = company
  assert.deepEqual(
    [(await getStart(app, administrator)).isBegun, (await getStart(app, administrator)).isEnded],
    [false, false],
  )
  await beginStart(app, administrator)
  await beginStart(app, administrator)
  await completeStartStep(app, administrator, 'names', {
    ...NAMES,
    brands: ['青禾'],
    products: ['燕麥奶'],
    people: [],
    spellings: ['qinghe'],
  })
  const passed = await skipStartStep(app, administrator, 'track')
  assert.deepEqual(
    passed.steps.map(({ state }) => state),
    ['open', 'done', 'skipped', 'open', 'open'],
  )
  assert.deepEqual(passed.names, NAMES)
  await completeStartStep(app, administrator, 'track', undefined)
  for (const step of ['organisation', 'source'] as const) await completeStartStep(app, administrator, step, undefined)
  const last = await skipStartStep(app, administrator, 'colleague')
  assert.deepEqual([last.isEnded, last.names], [true, NAMES])
  const verbs = (await listActs(app.db, company.orgId)).map(({ verb }) => verb).filter((verb) => /Start/.test(verb))
  assert.deepEqual(verbs, [
    'beginStart',
    'completeStartStep',
    'skipStartStep',
    'completeStartStep',
    'completeStartStep',
    'completeStartStep',
    'skipStartStep',
  ])
})

test('it is over when somebody says so, and only who manages people sees it', async (t) => {
  const { app, company } = await makeTalk(t)
  assert.equal((await endStart(app, company.administrator)).isEnded, true)
  await assert.rejects(getStart(app, company.analyst), { code: 'forbidden' })
  const administrator = await (await makeServer(t, app)).as(company, 'administrator')
  assert.equal((await administrator.get('/api/start')).status, 200)
  assert.equal(
    (await administrator.post('/api/start/names/completion', { names: { ...NAMES, industry: 'x' } })).status,
    422,
  )
  assert.equal((await administrator.post('/api/start/nothing/skipping')).status, 404)
})
