import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { makeServer } from '../../test/support/server.ts'
import { makeHealth } from '../base/health.ts'
import { makeHttp } from '../base/http.ts'
import { silentLog } from '../base/log.ts'
import { newestMigration } from '../base/migrations.ts'
import { accessGate, allEndpoints } from '../routes.ts'
import { makeInbound } from './inbound-actions.ts'

async function makeScene(t: Parameters<typeof makeApp>[0], publicPerAddress = 1000) {
  const app = watching((await makeApp(t)).app)
  const { analyst } = await makeCompany(app)
  const { inbound, secret } = await makeInbound(app, analyst, { source: 'crm', scheme: 'hub' })
  const http = await makeHttp({
    endpoints: allEndpoints(app),
    gate: accessGate(app),
    health: makeHealth(app.db, app.load.disk, newestMigration()),
    log: silentLog,
    metrics: app.metrics,
    publicUrl: app.config.publicUrl,
    trustedProxies: 0,
    pagesFolder: app.config.dataDir,
    limits: { publicPerAddress },
    checksAnswers: true,
  })
  t.after(() => http.stop())
  const send = async (payload: string | Buffer, headers: Record<string, string> = {}, id = inbound.id) => {
    const signature = createHmac('sha256', secret).update(payload).digest('hex')
    const reply = await http.server.inject({
      method: 'POST',
      url: `/api/inbound/${id}`,
      payload,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}`, ...headers },
    })
    return { status: reply.statusCode, body: reply.json() }
  }
  return { send, app }
}

test('signed bytes are taken as they come, whatever the sender calls them and however it spaces them', async (t) => {
  const { send } = await makeScene(t)
  const row = { externalId: '1', platform: 'weibo', postedAt: '2026-03-02T01:00:00Z', text: '青禾 \u{1f621}' }
  const spaced = `\n {"posts" :\t[${JSON.stringify(row)}, {"externalId": "2"}]}  `
  const first = await send(spaced)
  assert.equal(first.status, 200)
  assert.deepEqual([first.body.accepted, first.body.refused.length], [1, 1])
  for (const type of ['text/plain', 'application/vnd.api+json', 'application/octet-stream']) {
    const { status, body } = await send(JSON.stringify({ type, posts: [row] }), { 'content-type': type })
    assert.deepEqual([status, body.duplicates], [200, 1], type)
  }
})

test('an address of another organisation is not there, whatever is asked of it', async (t) => {
  const app = watching((await makeApp(t)).app)
  const [owner, other] = [await makeCompany(app), await makeCompany(app, 'other')]
  const { inbound } = await makeInbound(app, owner.analyst, { source: 'crm', scheme: 'hub' })
  const browser = await (await makeServer(t, app)).as(other, 'administrator')
  const path = `/api/inbound-webhooks/${inbound.id}`
  const payload = `${path}/payloads/00000000-0000-4000-8000-000000000000`
  const mapping = { columns: { text: 'a', postedAt: 'b' }, platform: 'chat', kind: 'record' }
  const statuses = [
    await browser.get(path),
    await browser.delete(path),
    await browser.post(`${path}/secret`),
    await browser.post(`${path}/pause`),
    await browser.delete(`${path}/pause`),
    await browser.put(`${path}/mapping`, { mapping }),
    await browser.post(`${payload}/trial`, { mapping }),
    await browser.post(`${payload}/retrial`),
  ].map(({ status }) => status)
  assert.deepEqual(statuses, Array(8).fill(404))
  assert.deepEqual((await browser.get('/api/inbound-webhooks')).body, [])
})

test('nobody learns more than that the signature is wrong; too much and too often are refused', async (t) => {
  const { send } = await makeScene(t, 5)
  const wrong = await send('{}', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })
  const nowhere = await send('{}', {}, '00000000-0000-4000-8000-000000000000')
  assert.deepEqual([wrong.status, nowhere.status], [401, 401])
  assert.deepEqual({ ...wrong.body.error, requestId: '' }, { ...nowhere.body.error, requestId: '' })
  assert.equal((await send(Buffer.alloc(17 * 2 ** 20))).status, 413)
  assert.equal((await send('x')).body.error.code, 'bad-request')
  assert.equal((await send('{}', { 'content-encoding': 'gzip' })).status, 415)
  const often = await send('{}')
  assert.equal(often.status, 429)
})
