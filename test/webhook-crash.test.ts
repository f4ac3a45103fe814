import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { databaseFolder } from '../server/base/data-folder.ts'
import { type Db, openDatabase } from '../server/base/db.ts'
import { startPostgres } from '../server/base/postgres.ts'
import { makeHome, postJson, setUp } from './support/product.ts'

/** Takes calls and leaves the first ones without an answer, as many as it is told. */
async function makeReceiver(t: TestContext, unanswered: number) {
  const ids: string[] = []
  const calls = new EventTarget()
  const server = http.createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      ids.push(String(request.headers['webhook-id']))
      calls.dispatchEvent(new Event('call'))
      if (ids.length > unanswered) response.end('thanks')
    })
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const until = async (count: number): Promise<void> => {
    while (ids.length < count) await once(calls, 'call')
  }
  return { ids, until, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

test('kill -9 of a worker while it sends: another one sends the same webhook-id again, and it is noted once', {
  timeout: 240_000,
}, async (t) => {
  const receiver = await makeReceiver(t, 1)
  const home = await makeHome(t)
  const env = { WEIJI_PRIVATE_HOSTS: '127.0.0.1' }
  const first = await home.start([], env)
  const { cookie } = await setUp(first)
  const headers = { cookie, origin: first.url }
  const given = { name: 'receiver', url: receiver.url, kinds: ['warning.alert'] }
  const made = await postJson(first.url, '/api/webhooks', given, headers)
  assert.equal(made.status, 201, await made.clone().text())
  const { webhook } = (await made.json()) as { webhook: { id: string } }
  assert.equal((await postJson(first.url, `/api/webhooks/${webhook.id}/test`, {}, headers)).status, 200)
  await receiver.until(1)
  assert.equal(await first.end('SIGKILL'), 'SIGKILL')
  await withDatabase(home.folder, async (db) => {
    const noted = async () => (await sql<{ state: string }>`select state, attempts from outbox`.execute(db)).rows
    assert.deepEqual(await noted(), [{ state: 'sending', attempts: 1 }])
    // A minute from now it would run out by itself.
    await sql`update outbox set lease_until = now()`.execute(db)
    const second = await home.start(['--role', 'worker'], env)
    await Promise.race([receiver.until(2), second.ended])
    assert.equal(receiver.ids[0], receiver.ids[1])
    while ((await noted())[0]?.state !== 'sent') await Promise.race([nextTurn(), second.ended])
    assert.deepEqual(await noted(), [{ state: 'sent', attempts: 2 }])
    assert.equal(receiver.ids.length, 2)
    assert.equal(await second.end('SIGTERM'), 0)
  })
})

/** By a connection of our own, to the same database. */
async function withDatabase(folder: string, look: (db: Db) => Promise<void>): Promise<void> {
  const postgres = await startPostgres({ dataDir: databaseFolder(folder), log: () => undefined })
  const { db, close } = openDatabase(postgres.url)
  try {
    await look(db)
  } finally {
    await close()
    await postgres.stop()
  }
}

function nextTurn(): Promise<void> {
  return new Promise((go) => setImmediate(go))
}
