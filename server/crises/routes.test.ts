import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRoom } from '../../test/support/crisis.ts'
import { makeServer, type Reply } from '../../test/support/server.ts'
import { newId } from '../base/ids.ts'
import type { Brief, ClockDefinition, CrisisPage, Proposal, TimelineEntry } from './schema.ts'

test('by HTTP: from the proposal to a delivered brief, every answer in its stated shape', async (t) => {
  const room = await makeRoom(t)
  const { commander, administrator, analyst } = await browsers(t, room)
  const alertId = await room.raise()
  const proposal = (await commander.get(`/api/crises/proposal?alertId=${alertId}`)).body as Proposal
  const { title, type, level, commanders } = proposal
  const declaration = { alertId, title, type, level, commanderId: commanders[0]?.id }
  const declared = await commander.post('/api/crises', declaration)
  assert.equal(declared.status, 201, declared.text)
  const { crisis, clocks } = declared.body as CrisisPage
  const url = `/api/crises/${crisis.id}`
  const again = await commander.post('/api/crises', declaration)
  assert.equal(again.status, 409)
  assert.equal((again.body as { error: { values: { crisisId: string } } }).error.values.crisisId, crisis.id)
  const steps = [
    await commander.get('/api/crises'),
    await commander.get('/api/crises?state=all'),
    await commander.get(url),
    await commander.put(`${url}/level`, { level: 1, reason: '媒体来电' }),
    await commander.post(`${url}/clocks/${clocks[0]?.id}/completion`, { note: '到齐' }),
    await commander.post(`${url}/transitions`, {
      verb: 'begin_response',
      reason: '开始',
      waivers: { response_plan: '没有', roles_filled: '齐了' },
    }),
    await analyst.post(`${url}/notes`, { text: '<b>批次 0217</b>; drop table crises' }),
    await commander.get(`${url}/briefs/draft`),
    await commander.post(`${url}/briefs`, { comment: '' }),
    await commander.get(`${url}/briefs`),
    await commander.get(`${url}/briefs/latest`),
    await commander.post(`${url}/briefs/1/delivery`, { to: '王总', how: '电话' }),
    await commander.get(`${url}/timeline`),
    await commander.get('/api/clock-definitions'),
    await administrator.put('/api/clock-definitions/convene', { minutes: { 1: 20, 2: 30, 3: null } }),
  ]
  assert.deepEqual(
    steps.map(({ status }) => status),
    [200, 200, 200, 200, 200, 200, 200, 200, 201, 200, 200, 200, 200, 200, 200],
    steps.map(({ text }) => text.slice(0, 200)).join('\n'),
  )
  assert.equal(bodyOf<Brief>(steps[8]).version, 1)
  assert.equal(bodyOf<CrisisPage>(steps[5]).crisis.state, 'responding')
  const note = bodyOf<TimelineEntry[]>(steps[12]).find(({ verb }) => verb === 'addNote')
  assert.equal(note?.values.text, '<b>批次 0217</b>; drop table crises')
  assert.equal(bodyOf<ClockDefinition[]>(steps[14])[0]?.version, 2)
})

test('by HTTP: what is wrong is named, and never a 500', async (t) => {
  const room = await makeRoom(t)
  const { commander, auditor } = await browsers(t, room)
  const id = await room.declare()
  const url = `/api/crises/${id}`
  const declaration = { title: 'x', type: 'opinion', level: 2, commanderId: room.company.commander.id }
  const wrong: [string, 'post' | 'put', string, unknown, number][] = [
    ['an unknown type', 'post', '/api/crises', { ...declaration, type: 'flood' }, 422],
    ['a level of nobody', 'post', '/api/crises', { ...declaration, level: 4 }, 422],
    ['a NUL', 'post', '/api/crises', { ...declaration, title: 'a\u0000b' }, 422],
    ['half a character', 'post', '/api/crises', { ...declaration, title: 'a\ud800' }, 422],
    ['an unknown verb', 'post', `${url}/transitions`, { verb: 'delete', reason: 'x' }, 422],
    ['an unknown crisis', 'post', `/api/crises/${newId()}/transitions`, { verb: 'stand_down', reason: 'x' }, 404],
    [
      'a NUL in a waiver',
      'post',
      `${url}/transitions`,
      { verb: 'begin_response', reason: 'x', waivers: { response_plan: '\u0000', roles_filled: 'x' } },
      422,
    ],
    ['no such id', 'post', '/api/crises/7/transitions', { verb: 'stand_down', reason: 'x' }, 404],
    ['blank reason', 'post', `${url}/transitions`, { verb: 'stand_down', reason: ' ' }, 422],
    ['an unmet guard', 'post', `${url}/transitions`, { verb: 'begin_response', reason: 'x' }, 409],
    ['a level too long', 'put', `${url}/level`, { level: 1, reason: 'x'.repeat(2001) }, 422],
    ['minutes of a year and more', 'put', '/api/clock-definitions/convene', { minutes: { 1: 1e9, 2: 1, 3: 1 } }, 403],
    ['a version that is not there', 'post', `${url}/briefs/7/delivery`, { to: 'a', how: 'b' }, 404],
    ['a version that is none', 'post', `${url}/briefs/latest/delivery`, { to: 'a', how: 'b' }, 404],
  ]
  for (const [what, method, path, body, status] of wrong) {
    const reply = await commander[method](path, body)
    assert.equal(reply.status, status, `${what}: ${reply.text}`)
  }
  assert.equal((await commander.get(`${url}/briefs/nonsense`)).status, 404)
  assert.equal((await auditor.get(url)).status, 200)
  assert.equal((await auditor.post(`${url}/notes`, { text: 'x' })).status, 403)
})

function bodyOf<T>(reply: Reply | undefined): T {
  assert.ok(reply)
  return reply.body as T
}

async function browsers(t: Parameters<typeof makeServer>[0], { app, company }: Awaited<ReturnType<typeof makeRoom>>) {
  const server = await makeServer(t, app)
  return {
    commander: await server.as(company, 'commander'),
    administrator: await server.as(company, 'administrator'),
    analyst: await server.as(company, 'analyst'),
    auditor: await server.as(company, 'auditor'),
  }
}
