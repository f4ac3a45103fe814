import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { Type } from 'typebox'
import { type Endpoint, endpoint } from './endpoint.ts'
import { Refusal } from './errors.ts'
import { type HttpOptions, makeHttp } from './http.ts'
import { silentLog } from './log.ts'
import { makeMetrics } from './metrics.ts'

type Caller = { name: string; may: string[] }
const CALLERS: Record<string, Caller> = { ann: { name: 'ann', may: ['posts.read'] }, bob: { name: 'bob', may: [] } }

const ENDPOINTS: Endpoint<Caller>[] = [
  endpoint({
    method: 'GET',
    url: '/api/things/:thingId',
    access: 'posts.read',
    summary: 'one thing',
    shapes: {
      params: Type.Object({ thingId: Type.String({ format: 'uuid' }) }),
      query: Type.Object({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
        at: Type.Optional(Type.String({ format: 'date-time' })),
      }),
    },
    answer: async ({ actor, params, query }: { actor: Caller; params: { thingId: string }; query: unknown }) => ({
      who: actor.name,
      id: params.thingId,
      query,
    }),
  }),
  endpoint({
    method: 'POST',
    url: '/api/notes',
    access: 'signed-in',
    summary: 'keeps a note',
    shapes: {
      body: Type.Object({
        notes: Type.Array(Type.Object({ text: Type.String({ maxLength: 20 }), n: Type.Integer() })),
      }),
    },
    status: 201,
    answer: async ({ body }: { body: unknown }) => body,
  }),
  endpoint({
    method: 'POST',
    url: '/api/crash',
    access: 'public',
    summary: 'fails',
    shapes: {},
    answer: async () => {
      throw new Error('password is hunter2')
    },
  }),
  endpoint({
    method: 'POST',
    url: '/api/full',
    access: 'public',
    summary: 'full',
    shapes: {},
    answer: async () => {
      throw new Refusal('busy', { retryAfter: 3, values: { waiting: 4 } })
    },
  }),
  endpoint({
    method: 'DELETE',
    url: '/api/nothing',
    access: 'public',
    summary: 'nothing',
    shapes: {},
    answer: async ({ actor }: { actor: Caller | undefined }) => {
      assert.equal(actor, undefined)
    },
  }),
]

async function serve(t: TestContext, more: Partial<HttpOptions<Caller>> = {}) {
  const http = await makeHttp<Caller>({
    endpoints: ENDPOINTS,
    gate: {
      authenticate: async (request) => {
        const name = (request.headers.authorization ?? request.headers.cookie)?.replace(/^(?:Bearer |session=)/, '')
        if (name === undefined) return undefined
        const caller = CALLERS[name]
        if (!caller) throw new Refusal('signed-out')
        return caller
      },
      has: (caller, permission) => caller.may.includes(permission),
      keyOf: (caller) => caller.name,
    },
    health: { check: async () => ({ database: true, migrations: true, disk: 'enough' }) },
    log: silentLog,
    metrics: makeMetrics(),
    publicUrl: 'http://localhost:8080',
    trustedProxies: 0,
    pagesFolder: '/nonexistent',
    ...more,
  })
  t.after(() => http.stop())
  return http.server
}

const ID = '0190a0a0-0000-7000-8000-000000000000'
const ANN = { authorization: 'Bearer ann' }
const JSON_TYPE = { 'content-type': 'application/json' }

test('deny is the default: who is nobody, who may not, whose session has ended', async (t) => {
  const server = await serve(t)
  const ask = async (headers: Record<string, string>) =>
    (await server.inject({ url: `/api/things/${ID}`, headers })).statusCode
  assert.equal(await ask({}), 401)
  assert.equal(await ask({ authorization: 'Bearer gone' }), 401)
  assert.equal(await ask({ authorization: 'Bearer bob' }), 403)
  assert.equal(await ask(ANN), 200)
  assert.equal(
    (await server.inject({ method: 'DELETE', url: '/api/nothing', headers: { authorization: 'Bearer gone' } }))
      .statusCode,
    204,
  )
})

test('shapes are checked, and the field is named', async (t) => {
  const server = await serve(t)
  const get = async (url: string) => (await server.inject({ url, headers: ANN })).json()
  assert.deepEqual(await get(`/api/things/${ID}?limit=5`), { who: 'ann', id: ID, query: { limit: 5 } })
  assert.equal((await get('/api/things/7')).error.code, 'not-found')
  assert.deepEqual(pick(await get(`/api/things/${ID}?limit=50`)), ['invalid', 'limit'])
  assert.deepEqual(pick(await get(`/api/things/${ID}?at=2026-02-30T00:00:00Z`)), ['invalid', 'at'])
  assert.deepEqual(pick(await get(`/api/things/${ID}?at=%00`)), ['invalid', 'at'])
  // A leap second is a date-time by its form, and to Date it is none.
  assert.deepEqual(pick(await get(`/api/things/${ID}?at=2016-12-31T23:59:60Z`)), ['invalid', 'at'])
  const post = async (payload: unknown) =>
    (await server.inject({ method: 'POST', url: '/api/notes', headers: ANN, payload: payload as object })).json()
  assert.deepEqual(await post({ notes: [{ text: '退款', n: 1 }] }), { notes: [{ text: '退款', n: 1 }] })
  assert.deepEqual(pick(await post({ notes: [{ text: 'a', n: 1 }, { text: 'b' }] })), ['invalid', 'notes/1/n'])
  assert.deepEqual(pick(await post({ notes: [{ text: 'a', n: '1' }] })), ['invalid', 'notes/0/n'])
  assert.deepEqual(pick(await post({})), ['invalid', 'notes'])
  assert.deepEqual(pick(await post({ notes: [{ text: 'a\0b', n: 1 }] })), ['invalid', 'notes/0/text'])
  assert.deepEqual(pick(await post({ notes: [{ text: '\ud83d', n: 1 }] })), ['invalid', 'notes/0/text'])
  assert.equal((await post({ notes: [{ text: '\ud83d\ude00', n: 1 }] })).notes[0].text, '😀')
})

const BODIES: [string, Buffer | string, Record<string, string>, number, string][] = [
  ['cut off', '{"notes":[{"te', JSON_TYPE, 400, 'bad-request'],
  ['empty', '', JSON_TYPE, 400, 'bad-request'],
  ['not UTF-8', Buffer.from('{"notes":"\xcd\xcb\xbf\xee"}', 'latin1'), JSON_TYPE, 400, 'bad-encoding'],
  ['said to be GBK', '{}', { 'content-type': 'application/json; charset=gbk' }, 400, 'bad-encoding'],
  ['a form', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-type'],
  ['packed', '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 415, 'unsupported-type'],
  ['too large', JSON.stringify('x'.repeat(2 ** 20)), JSON_TYPE, 413, 'too-large'],
  ['deeply nested', '['.repeat(100_000) + ']'.repeat(100_000), JSON_TYPE, 422, 'invalid'],
  ['a key __proto__', '{"__proto__":{"admin":true}}', JSON_TYPE, 400, 'bad-request'],
  ['no object', '4', JSON_TYPE, 422, 'invalid'],
]
for (const [what, payload, headers, status, code] of BODIES) {
  test(`a body that is ${what}: ${status} ${code}`, async (t) => {
    const server = await serve(t)
    const answer = await server.inject({ method: 'POST', url: '/api/notes', headers: { ...ANN, ...headers }, payload })
    assert.deepEqual([answer.statusCode, answer.json().error.code], [status, code])
  })
}

test('a bug tells a number and nothing else; a refusal tells its status, values and when to come again', async (t) => {
  const lines: unknown[] = []
  const server = await serve(t, { log: { ...silentLog, error: (_message, fields) => lines.push(fields) } })
  const crash = await server.inject({ method: 'POST', url: '/api/crash' })
  assert.equal(crash.statusCode, 500)
  assert.deepEqual(crash.json(), { error: { code: 'internal', requestId: crash.headers['x-request-id'] } })
  assert.match(JSON.stringify(lines), new RegExp(String(crash.headers['x-request-id'])))
  const full = await server.inject({ method: 'POST', url: '/api/full' })
  assert.equal(full.statusCode, 429)
  assert.equal(full.headers['retry-after'], '3')
  assert.deepEqual(full.json().error.values, { waiting: 4 })
})

const CROSS: [string, Record<string, string>, number][] = [
  ['own page, by Sec-Fetch-Site', { cookie: 'session=ann', 'sec-fetch-site': 'same-origin' }, 201],
  ['own page, by Origin', { cookie: 'session=ann', origin: 'http://localhost:81' }, 201],
  ['own page, by the public address', { cookie: 'session=ann', origin: 'http://localhost:8080' }, 201],
  ['another site', { cookie: 'session=ann', 'sec-fetch-site': 'cross-site', origin: 'http://localhost:8080' }, 403],
  ['a neighbour below the same domain', { cookie: 'session=ann', 'sec-fetch-site': 'same-site' }, 403],
  ['another origin', { cookie: 'session=ann', origin: 'https://evil.example' }, 403],
  ['origin null', { cookie: 'session=ann', origin: 'null' }, 403],
  ['a cookie and no word whence', { cookie: 'session=ann' }, 403],
  ['a token', { authorization: 'Bearer ann' }, 201],
]
for (const [what, headers, status] of CROSS) {
  test(`a change asked for by ${what}: ${status}`, async (t) => {
    const server = await serve(t)
    const payload = { notes: [] }
    const answer = await server.inject({
      method: 'POST',
      url: '/api/notes',
      headers: { host: 'localhost:81', ...headers },
      payload,
    })
    assert.equal(answer.statusCode, status)
  })
}

test('strangers are limited by their address, others by who they are', async (t) => {
  const server = await serve(t, { limits: { publicPerAddress: 2, perActor: 3 } })
  const full = async () => (await server.inject({ method: 'POST', url: '/api/full' })).json().error.code
  assert.deepEqual([await full(), await full(), await full()], ['busy', 'busy', 'too-many-requests'])
  const get = async (name: string) =>
    (await server.inject({ url: `/api/things/${ID}`, headers: { authorization: `Bearer ${name}` } })).statusCode
  assert.deepEqual(
    [await get('ann'), await get('ann'), await get('ann'), await get('ann'), await get('bob')],
    [200, 200, 200, 429, 403],
  )
})

test('behind a proxy the address and the scheme are what the proxy says, and not what a sender made up before it', async (t) => {
  const server = await serve(t, {
    trustedProxies: 1,
    publicUrl: 'https://weiji.example.com',
    limits: { publicPerAddress: 1 },
  })
  const from = async (chain: string) =>
    server.inject({ method: 'POST', url: '/api/full', headers: { 'x-forwarded-for': chain } })
  assert.equal((await from('9.9.9.9, 1.1.1.1')).statusCode, 429)
  assert.equal((await from('8.8.8.8, 1.1.1.1')).json().error.code, 'too-many-requests')
  const other = await from('9.9.9.9, 2.2.2.2')
  assert.equal(other.json().error.code, 'busy')
  assert.match(String(other.headers['strict-transport-security']), /max-age/)
})

test('health, readiness and metrics', async (t) => {
  let database = true
  const server = await serve(t, {
    metricsToken: 'let me see',
    health: { check: async () => ({ database, migrations: true, disk: 'low' as const }) },
  })
  assert.equal((await server.inject('/healthz')).statusCode, 200)
  assert.deepEqual((await server.inject('/readyz')).json(), {
    status: 'ready',
    database: true,
    migrations: true,
    disk: 'low',
  })
  database = false
  assert.equal((await server.inject('/readyz')).statusCode, 503)
  const metrics = await server.inject('/metrics')
  assert.match(metrics.body, /weiji_http_seconds_count\{method="GET",route="\/readyz",status="503"\} 1/)
  const far = { remoteAddress: '10.0.0.5' }
  assert.equal((await server.inject({ url: '/metrics', ...far })).statusCode, 403)
  assert.equal((await server.inject({ url: '/metrics', headers: { 'x-forwarded-for': '10.0.0.5' } })).statusCode, 403)
  assert.equal(
    (await server.inject({ url: '/metrics', ...far, headers: { authorization: 'Bearer let me see' } })).statusCode,
    200,
  )
})

test('the API describes itself', async (t) => {
  const server = await serve(t)
  const { paths, openapi } = (await server.inject('/api/openapi.json')).json()
  assert.match(openapi, /^3\.1/)
  assert.deepEqual(Object.keys(paths).sort(), [
    '/api/crash',
    '/api/full',
    '/api/notes',
    '/api/nothing',
    '/api/openapi.json',
    '/api/things/{thingId}',
  ])
  assert.equal(paths['/api/notes'].post.requestBody.content['application/json'].schema.required[0], 'notes')
})

test('pages come packed, named files are kept for ever, and unknown addresses get the index', async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-test-pages-'))
  const server = await serve(t, { pagesFolder: folder })
  const unbuilt = await server.inject('/')
  assert.equal(unbuilt.statusCode, 503)
  assert.match(unbuilt.body, /npm start/)
  mkdirSync(path.join(folder, 'assets'))
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><p>pages')
  writeFileSync(path.join(folder, 'assets/app-1.js'), 'x'.repeat(5000))
  const index = await server.inject('/crises/7')
  assert.equal(index.body, '<!doctype html><p>pages')
  assert.equal(index.headers['cache-control'], 'no-cache')
  assert.match(String(index.headers['content-security-policy']), /script-src 'self';/)
  assert.equal(
    (await server.inject({ url: '/', headers: { 'if-none-match': String(index.headers.etag) } })).statusCode,
    304,
  )
  const script = await server.inject({ url: '/assets/app-1.js', headers: { 'accept-encoding': 'gzip, br' } })
  assert.equal(script.headers['content-encoding'], 'gzip')
  assert.match(String(script.headers['cache-control']), /immutable/)
  assert.equal((await server.inject('/assets/app-0.js')).statusCode, 404)
  assert.equal((await server.inject('/../http.ts')).statusCode, 404)
  assert.equal((await server.inject('/api/unknown')).json().error.code, 'not-found')
})

test('in tests an answer must be what the endpoint says', async (t) => {
  const wrong = endpoint({
    method: 'GET',
    url: '/api/wrong',
    access: 'public',
    summary: 'wrong',
    shapes: { answer: Type.Object({ n: Type.Integer() }) },
    answer: async () => ({ n: 'x' }),
  })
  const server = await serve(t, { endpoints: [wrong as Endpoint<Caller>], checksAnswers: true })
  assert.equal((await server.inject('/api/wrong')).statusCode, 500)
})

test('stopping ends event streams and lets the rest finish', async () => {
  const stream = endpoint({
    method: 'GET',
    url: '/api/live',
    access: 'public',
    summary: 'events',
    stream: true,
    shapes: {},
    answer: async ({ reply }: { reply: import('fastify').FastifyReply }) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream' })
      reply.raw.write('event: hello\n\n')
    },
  })
  const http = await makeHttp<Caller>({
    endpoints: [stream as Endpoint<Caller>],
    gate: { authenticate: async () => undefined, has: () => false, keyOf: () => '' },
    health: { check: async () => ({ database: true, migrations: true, disk: 'enough' }) },
    log: silentLog,
    metrics: makeMetrics(),
    publicUrl: 'http://localhost',
    trustedProxies: 0,
    pagesFolder: '/nonexistent',
  })
  const address = await http.server.listen({ port: 0, host: '127.0.0.1' })
  const response = await fetch(`${address}/api/live`)
  const reader = response.body?.getReader()
  assert.equal(new TextDecoder().decode((await reader?.read())?.value), 'event: hello\n\n')
  await http.stop()
  assert.equal((await reader?.read())?.done, true)
})

function pick({ error }: { error: { code: string; field: string } }): [string, string] {
  return [error.code, error.field]
}
