/** Input of a size or of an end that nobody should send. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeToken } from '../server/access/token-actions.ts'
import { makeHttp } from '../server/base/http.ts'
import { accessGate, allEndpoints } from '../server/routes.ts'
import { makeApp } from './support/app.ts'
import { makeCompany } from './support/company.ts'
import { makeTalk } from './support/talk.ts'

const CLI = path.resolve(import.meta.dirname, '../server/cli.ts')
/** Of heap for the whole command: the line alone would not fit in. */
const HEAP_MEGABYTES = 96
const good = (id: number, words = '要求退款'): string =>
  `${JSON.stringify({ externalId: `${id}`, platform: 'weibo', postedAt: '2026-03-02T08:00:00+08:00', text: words })}\n`

test('weiji import: a line of 100 MB, one that is not UTF-8 and one cut off are named, the others kept, in little memory', async (t) => {
  const { app, url } = await makeApp(t)
  const company = await makeCompany(app)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-test-large-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'posts.jsonl')
  const out = createWriteStream(file)
  out.write(good(1))
  const piece = 'x'.repeat(2 ** 20)
  out.write('{"externalId":"2","platform":"weibo","postedAt":"2026-11-24T08:00:00+08:00","text":"')
  for (let n = 0; n < 100; n++) out.write(piece)
  out.write(`"}\n${good(3)}`)
  out.write(Buffer.from([0x7b, 0xcd, 0xcb, 0xbf, 0xee, 0x7d, 0x0a]))
  out.write(`${good(5)}\n${good(7, "'); drop table posts; --")}`)
  out.end(good(8).slice(0, 30))
  await finished(out)
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MEGABYTES}`, CLI, 'import', file, '--org', company.orgId, '--source', 'large'],
    { env: { ...process.env, DATABASE_URL: url, WEIJI_THREADS: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const [said, told, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  assert.equal(code, 1, told)
  const summary = JSON.parse(said) as { accepted: number; refused: number }
  assert.deepEqual([summary.accepted, summary.refused], [4, 3], `${said}${told}`)
  const lines = [...told.matchAll(/^line (\d+)/gm)].map(([, line]) => Number(line))
  assert.deepEqual(lines, [2, 4, 8], told)
  const { rows } = await sql`select external_id as id from posts order by external_id`.execute(app.db)
  assert.deepEqual(rows, [{ id: '1' }, { id: '3' }, { id: '5' }, { id: '7' }])
})

test('a sender that breaks off in the middle of a batch leaves nothing behind, and the next one is served', async (t) => {
  const { app, company } = await makeTalk(t)
  const http = await makeHttp({
    endpoints: allEndpoints(app),
    gate: accessGate(app),
    health: { check: async () => ({ database: true, migrations: true, disk: 'enough' }) },
    log: app.log,
    metrics: app.metrics,
    publicUrl: app.config.publicUrl,
    trustedProxies: 0,
    pagesFolder: '/nonexistent',
  })
  t.after(() => http.stop())
  await http.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = http.server.server.address() as AddressInfo
  const wanted = { name: 'sender', permissions: ['posts.send' as const], expiresInDays: 1 }
  const { secret } = await makeToken(app, company.administrator, wanted)
  const batch = JSON.stringify({ source: 'broken', posts: [JSON.parse(good(1)), JSON.parse(good(2))] })
  const head = [
    'POST /api/posts HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${secret}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(batch)}`,
  ]
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const arrived = once(http.server.server, 'request')
  socket.write(`${head.join('\r\n')}\r\n\r\n${batch.slice(0, 60)}`)
  const [request] = (await arrived) as [NodeJS.EventEmitter]
  // Not `once`, which takes the error of the break for a failure of its own.
  const closed = new Promise((done) => request.once('close', done))
  socket.destroy()
  await closed
  const answer = await fetch(`http://127.0.0.1:${port}/api/posts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: batch,
  })
  const { accepted, duplicates } = (await answer.json()) as { accepted: number; duplicates: number }
  assert.deepEqual([accepted, duplicates], [2, 0])
})
