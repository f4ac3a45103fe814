import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeServer } from '../../test/support/server.ts'
import { makeTalk } from '../../test/support/talk.ts'
import type { OwnNotices } from './notice-schema.ts'

test('one’s own choices: read, changed, kept', async (t) => {
  const { app, company } = await makeTalk(t)
  const server = await makeServer(t, app)
  const auditor = await server.as(company, 'auditor')
  const changed = await auditor.put('/api/me/notices', { topic: 'alert', isOn: true, leastLevel: 1 })
  assert.equal(changed.status, 200, changed.text)
  const own = (await auditor.get('/api/me/notices')).body as OwnNotices
  assert.deepEqual(own, changed.body)
  assert.deepEqual(own.topics[0], { topic: 'alert', hasLevels: true, isChosen: true, isOn: true, leastLevel: 1 })
  assert.deepEqual([own.isSetUp, own.unsent, own.limit], [false, 0, { messages: 5, minutes: 10 }])
  for (const body of [
    { topic: 'pigeon', isOn: true, leastLevel: 1 },
    { topic: 'alert', isOn: true, leastLevel: 4 },
  ])
    assert.equal((await auditor.put('/api/me/notices', body)).status, 422, JSON.stringify(body))
  const program = await server.withToken(company, ['alerts.read'])
  assert.equal((await program.get('/api/me/notices')).status, 403)
})
