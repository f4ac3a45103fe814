/** Bodies, addresses and connections as they really come, over a socket. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import { type Endpoint, endpoint } from './endpoint.ts'
import { type HttpOptions, makeHttp } from './http.ts'
import { silentLog } from './log.ts'
import { makeMetrics } from './metrics.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const NOTES: Endpoint<string> = endpoint({
  method: 'POST',
  url: '/api/notes',
  access: 'signed-in',
  summary: 'keeps a note',
  shapes: { body: Type.Object({ notes: Type.Array(Type.String()) }) },
  answer: async ({ body }: { body: unknown }) => body,
})

async function serve(t: TestContext, more: Partial<HttpOptions<string>> = {}) {
  const http = await makeHttp<string>({
    endpoints: [],
    gate: { authenticate: async () => 'ann', has: () => false, keyOf: (caller) => caller },
    health: { check: async () => ({ database: true, migrations: true, disk: 'enough' }) },
    log: silentLog,
    metrics: makeMetrics(),
    publicUrl: 'http://localhost:8080',
    trustedProxies: 0,
    pagesFolder: '/nonexistent',
    ...more,
  })
  t.after(() => http.stop())
  return http
}

test('addresses that are none are refused in our form, never as an error of ours', async (t) => {
  const { server } = await serve(t)
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
  // Written by hand: everything else would tidy the address.
  const ask = async (address: string): Promise<string> => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`GET ${address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    return text(socket)
  }
  for (const address of ['/////', '//[', '/%', '/a%zz', '//evil.example/%2e%2e']) {
    const answer = await ask(address)
    assert.match(answer, /^HTTP\/1\.1 (?:4\d\d|503) /, `${address}: ${answer}`)
    if (answer.startsWith('HTTP/1.1 4')) assert.match(answer, /\{"error":\{"code":"[a-z-]+"/, address)
  }
})

test('of large bodies no more are taken in at a time than fit in memory; one alone always is', async (t) => {
  const held = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const waiting = held.values()
  const begun = Promise.withResolvers<void>()
  const large = endpoint({
    method: 'POST',
    url: '/api/large',
    access: 'signed-in',
    summary: 'large',
    shapes: { body: Type.Object({ text: Type.String() }) },
    bodyLimit: 1_000,
    answer: async ({ request }: { request: { headers: Record<string, unknown> } }) => {
      begun.resolve()
      await waiting.next().value?.promise
      return { length: Number(request.headers['content-length']) }
    },
  })
  const { server } = await serve(t, { endpoints: [large as Endpoint<string>], limits: { largeBodyBytes: 500 } })
  const url = `${await server.listen({ port: 0, host: '127.0.0.1' })}/api/large`
  const payload = JSON.stringify({ text: '退款' })
  const send = (body: BodyInit): Promise<Response> =>
    fetch(url, { method: 'POST', headers: JSON_TYPE, body, duplex: 'half' } as RequestInit)
  // In chunks: nobody can tell how long it will be, so it counts as the longest.
  const first = send(new Blob([payload]).stream())
  await begun.promise
  const second = await send(payload)
  assert.deepEqual([second.status, second.headers.get('retry-after')], [429, '1'])
  held[0]?.resolve()
  assert.deepEqual(await (await first).json(), { length: Buffer.byteLength(payload) })
  held[1]?.resolve()
  assert.equal((await send(payload)).status, 200)
})

test('a stop waits for the request under way, and not for its connection, which its client would keep', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const begun = Promise.withResolvers<void>()
  const authenticate = async (): Promise<string> => {
    begun.resolve()
    return 'ann'
  }
  const { server, stop } = await serve(t, {
    endpoints: [NOTES],
    gate: { authenticate, has: () => false, keyOf: () => '' },
  })
  const { port } = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
  const socket = connect(Number(port), '127.0.0.1')
  const body = JSON.stringify({ notes: [] })
  const head = `POST /api/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  socket.write(head + body.slice(0, 3))
  await begun.promise
  const stopped = stop()
  socket.write(body.slice(3))
  // The ten seconds never pass here: only the connection's own end can let it stop.
  assert.match(await text(socket), /\{"notes":\[\]\}/)
  await stopped
})
