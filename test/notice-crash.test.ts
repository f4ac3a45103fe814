import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeChannel } from '../server/access/channel-actions.ts'
import { LEASE_MS } from '../server/base/outbox-sender.ts'
import { type Desk, makeDesk, outboxOf } from './support/channels.ts'

const WORKER = path.join(import.meta.dirname, 'support/notice-worker.ts')
const NEVER = Number.MAX_SAFE_INTEGER
const MOST_KILLS = 100

test('kill -9 between sending and noting it: the other side sees the same key again, the receipt is noted once, and there is no third', {
  timeout: 240_000,
}, async (t) => {
  const desk = await makeDesk(t)
  const phone = await startReceiver(t)
  const program = await startReceiver(t)
  const admin = desk.company.administrator
  await makeChannel(desk.app, admin, { notifier: 'bark', name: 'Bark', values: { server: phone.url } })
  await makeChannel(desk.app, admin, { notifier: 'webhook', name: 'Hook', values: webhookValues(program.url) })
  await desk.address('commander', 'barkKey', 'device1234')
  await desk.tell('one', { ...desk.one, rooms: true })
  const first = start(desk, NEVER)
  await Promise.all([phone.until(1), program.until(1)])
  first.kill('SIGKILL')
  assert.equal((await once(first, 'exit'))[1], 'SIGKILL')
  assert.deepEqual(
    (await outboxOf(desk.app)).map(({ state, attempts }) => `${state} ${attempts}`),
    ['sending 1', 'sending 1'],
  )
  for (const receiver of [phone, program]) receiver.answers()
  await run(desk, NEVER)
  assert.equal(phone.keys.length, 1, 'the lease is still held')
  desk.clock.advance(LEASE_MS + 1)
  await run(desk, NEVER)
  for (const { keys } of [phone, program]) {
    assert.equal(keys.length, 2)
    assert.ok(keys[0])
    assert.equal(keys[0], keys[1])
  }
  desk.clock.advance(10 * LEASE_MS)
  await run(desk, NEVER)
  assert.deepEqual([phone.keys.length, program.keys.length], [2, 2])
  assert.deepEqual(
    (await outboxOf(desk.app)).map(({ state, attempts }) => `${state} ${attempts}`),
    ['sent 2', 'sent 2'],
  )
})

test('kill -9 of a worker at every point of a fail-over: one letter takes over, and nothing is lost', {
  timeout: 240_000,
}, async (t) => {
  const desk = await makeDesk(t)
  await desk.addSms('none')
  const mail = await desk.addMail()
  await desk.tell('one', desk.one)
  const kills: number[] = []
  while ((await run(desk, kills.length)) === 'SIGKILL') {
    kills.push(kills.length)
    assert.ok(kills.length < MOST_KILLS)
    desk.clock.advance(LEASE_MS + 1)
  }
  assert.ok(kills.length >= 5, `it was killed ${kills.length} times`)
  assert.ok(mail.arrived.length >= 1)
  assert.equal(new Set(mail.arrived.map(({ messageId }) => messageId)).size, 1)
  assert.deepEqual(await desk.states(), ['failed-over twilio one', 'sent email one'])
  const rows = await sql<{ state: string }>`select state from notices order by state`.execute(desk.app.db)
  assert.deepEqual(
    rows.rows.map(({ state }) => state),
    ['kept', 'put', 'put'],
  )
})

function start({ url, clock }: Desk, killAt: number): ChildProcess {
  const env = { PATH: process.env.PATH, DATABASE: url, NOW: clock.now().toISOString(), KILL_AT: String(killAt) }
  return spawn(process.execPath, [WORKER], { env, stdio: ['ignore', 'inherit', 'inherit'] })
}

/** @returns exit code, or the signal's name */
async function run(desk: Desk, killAt: number): Promise<number | string> {
  const [code, signal] = (await once(start(desk, killAt), 'exit')) as [number | null, string | null]
  assert.ok(signal === 'SIGKILL' || code === 0, `it ended with ${code}`)
  return signal ?? 0
}

/** Takes everything, and says nothing until it is told to. */
async function startReceiver(t: TestContext) {
  const keys: string[] = []
  const mood = { answers: false }
  const calls = new EventTarget()
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { id?: unknown }
      keys.push(String(request.headers['webhook-id'] ?? body.id))
      calls.dispatchEvent(new Event('call'))
      if (mood.answers) response.end(JSON.stringify({ code: 200, message: 'success' }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    keys,
    answers: () => {
      mood.answers = true
    },
    until: async (count: number) => {
      while (keys.length < count) await once(calls, 'call')
    },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
}

function webhookValues(url: string): Record<string, string> {
  return { url, secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }
}
