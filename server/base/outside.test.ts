import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { fetchOutside, OutsideError, type OutsideRequest } from './outside.ts'

const LOCAL = ['127.0.0.1']
const code = (wanted: string) => (error: unknown) => error instanceof OutsideError && error.code === wanted

type Answering = (request: http.IncomingMessage, response: http.ServerResponse) => void

async function serve(t: TestContext, answer: Answering): Promise<string> {
  const server = http.createServer(answer)
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const get = (url: string, more: Partial<OutsideRequest> = {}) => fetchOutside({ url, privateHosts: LOCAL, ...more })
const textOf = ({ body }: { body: Uint8Array }): string => Buffer.from(body).toString('utf8')

test('asks and answers', async (t) => {
  const seen: Record<string, unknown>[] = []
  const at = await serve(t, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen.push({
        method: request.method,
        url: request.url,
        key: request.headers['x-key'],
        body: Buffer.concat(chunks).toString(),
      })
      response.writeHead(201, { 'X-Twice': ['a', 'b'], etag: '"1"' }).end('危機')
    })
  })
  const answer = await get(`${at}/a?b=c`, { method: 'POST', headers: { 'X-Key': 'k' }, body: '{"一":1}' })
  assert.deepEqual(seen, [{ method: 'POST', url: '/a?b=c', key: 'k', body: '{"一":1}' }])
  assert.deepEqual([answer.status, textOf(answer), answer.url], [201, '危機', `${at}/a?b=c`])
  assert.deepEqual(
    [answer.headers['x-twice'], answer.headers.etag, answer.redirectedPermanently],
    ['a, b', '"1"', undefined],
  )
  assert.equal((await get(at, { method: 'HEAD' })).body.length, 0)
})

test('a private address is refused before anything is connected', async (t) => {
  let connections = 0
  const server = net.createServer((socket) => {
    connections++
    socket.destroy()
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const inner = { privateHosts: [], resolve: async () => ['127.0.0.1'] }
  await assert.rejects(get(`http://127.0.0.1:${port}/`, { privateHosts: [] }), code('refused-address'))
  await assert.rejects(get(`http://inner.example:${port}/`, inner), code('refused-address'))
  assert.equal(connections, 0)
  // The same with leave reaches it: the count above could have been another.
  await assert.rejects(get(`http://inner.example:${port}/`, { ...inner, privateHosts: LOCAL }), code('unreachable'))
  assert.equal(connections, 1)
})

test('a name that answers differently the second time does not get a second time', async (t) => {
  const at = await serve(t, (_request, response) => response.end('reached'))
  let asked = 0
  // First an address that may be asked and where nothing listens, from then on the one that must not be reached.
  const rebinding = async (): Promise<string[]> => [asked++ === 0 ? '127.0.0.2' : '127.0.0.1']
  const url = `http://rebind.example:${new URL(at).port}/`
  await assert.rejects(fetchOutside({ url, privateHosts: ['127.0.0.2'], resolve: rebinding }), code('unreachable'))
  assert.equal(asked, 1)
  await assert.rejects(fetchOutside({ url, privateHosts: ['127.0.0.2'], resolve: rebinding }), code('refused-address'))
})

test('the address that was checked is connected to, and the host is still called by its name', async (t) => {
  const at = await serve(t, (request, response) => response.end(request.headers.host))
  const { port } = new URL(at)
  const answer = await get(`http://rsshub.internal:${port}/`, {
    privateHosts: ['rsshub.internal'],
    resolve: async () => ['127.0.0.1'],
  })
  assert.equal(textOf(answer), `rsshub.internal:${port}`)
})

test('each redirect is checked anew', async (t) => {
  const to: Record<string, string> = {}
  const at = await serve(t, (request, response) => {
    const place = to[request.url ?? '']
    if (place === undefined) response.end('here')
    else response.writeHead(302, { location: place }).end('<html>')
  })
  const { port } = new URL(at)
  Object.assign(to, {
    '/inner': `http://127.0.0.2:${port}/`,
    '/six': `http://[::ffff:127.0.0.3]:${port}/`,
    '/number': `http://2130706434:${port}/`,
    '/metadata': 'http://169.254.169.254/latest/meta-data/',
    '/file': 'file:///etc/passwd',
    '/user': `http://user:pass@127.0.0.1:${port}/`,
    '/port': 'http://example.com:22/',
    '/broken': 'http://[',
    '/loop': '/loop',
    '/relative': 'somewhere?else',
  })
  for (const path of ['/inner', '/six', '/number', '/metadata', '/port'])
    await assert.rejects(get(at + path), code('refused-address'), path)
  for (const path of ['/file', '/user', '/broken']) await assert.rejects(get(at + path), code('bad-address'), path)
  await assert.rejects(get(`${at}/loop`), code('too-many-redirects'))
  const answer = await get(`${at}/relative`)
  assert.deepEqual([textOf(answer), answer.url], ['here', `${at}/somewhere?else`])
})

test('where a feed has moved for good is told, but not past a detour', async (t) => {
  const at = await serve(t, (request, response) => {
    const steps: Record<string, [number, string]> = {
      '/a': [301, '/b'],
      '/b': [308, '/c'],
      '/c': [302, '/d'],
      '/d': [301, '/e'],
      '/x': [302, '/a'],
    }
    const [status, location] = steps[request.url ?? ''] ?? [200, '']
    response.writeHead(status, location ? { location } : {}).end()
  })
  const moved = await get(`${at}/a`)
  assert.deepEqual([moved.url, moved.redirectedPermanently], [`${at}/e`, `${at}/c`])
  assert.equal((await get(`${at}/x`)).redirectedPermanently, undefined)
})

test('keys do not follow to another host, and a POST follows nowhere', async (t) => {
  const other = await serve(t, (request, response) => response.end(JSON.stringify(request.headers)))
  const at = await serve(t, (request, response) =>
    response.writeHead(307, { location: request.url === '/same' ? '/gone' : other }).end('moved'),
  )
  const headers = { authorization: 'Bearer k', cookie: 'a=b', 'x-api-key': 'k', 'if-none-match': '"1"' }
  const seen = JSON.parse(textOf(await get(at, { headers }))) as Record<string, string>
  assert.deepEqual(
    [seen.authorization, seen.cookie, seen['x-api-key'], seen['if-none-match']],
    [undefined, undefined, undefined, '"1"'],
  )
  const answer = await get(at, { method: 'POST', body: 'secret' })
  assert.deepEqual([answer.status, textOf(answer)], [307, 'moved'])
})

test('an answer is only as large as it may be, told or not', async (t) => {
  const at = await serve(t, (request, response) => {
    if (request.url === '/honest') response.writeHead(200, { 'content-length': '1000000' })
    // Never ends by itself.
    const more = (): void => {
      while (response.write('x'.repeat(10_000)));
    }
    response.on('drain', more)
    more()
  })
  for (const path of ['/honest', '/endless'])
    await assert.rejects(get(at + path, { maxBytes: 100_000 }), code('too-large'), path)
})

test('what is packed is unpacked, but never beyond the limit', async (t) => {
  const packed: Record<string, [string, Buffer]> = {
    '/gzip': ['gzip', gzipSync('危機')],
    '/br': ['br', brotliCompressSync('危機')],
    '/deflate': ['deflate', deflateSync('危機')],
    '/bomb': ['gzip', gzipSync(Buffer.alloc(50_000_000))],
    '/bomb-br': ['br', brotliCompressSync(Buffer.alloc(50_000_000))],
    '/cut': ['gzip', gzipSync('危機'.repeat(1000)).subarray(0, 20)],
    '/noise': ['gzip', Buffer.from('this is not gzip')],
    '/twice': ['gzip, gzip', gzipSync(gzipSync('危機'))],
    '/empty': ['gzip', Buffer.alloc(0)],
  }
  const at = await serve(t, (request, response) => {
    const [encoding, body] = packed[request.url ?? ''] ?? ['', Buffer.alloc(0)]
    response.writeHead(200, { 'content-encoding': encoding }).end(body)
  })
  for (const path of ['/gzip', '/br', '/deflate']) assert.equal(textOf(await get(at + path)), '危機', path)
  for (const path of ['/bomb', '/bomb-br']) await assert.rejects(get(at + path), code('too-large'), path)
  for (const path of ['/cut', '/noise', '/twice']) await assert.rejects(get(at + path), code('unreachable'), path)
  assert.equal((await get(`${at}/empty`)).body.length, 0)
})

test('a body, a header or a name that never comes ends with the time', async (t) => {
  const at = await serve(t, (request, response) => {
    if (request.url === '/body') response.writeHead(200).write('a')
  })
  const soon = { timeoutMs: 50 }
  for (const path of ['/body', '/header']) await assert.rejects(get(at + path, soon), code('timeout'), path)
  const silent = (): Promise<string[]> => new Promise(() => undefined)
  await assert.rejects(get('http://silent.example/', { ...soon, resolve: silent }), code('timeout'))
})

test("the caller's own signal ends it with its own reason", async (t) => {
  const stop = new AbortController()
  const at = await serve(t, () => stop.abort(new Error('stopping')))
  await assert.rejects(get(at, { signal: stop.signal }), /^Error: stopping$/)
  await assert.rejects(get(at, { signal: stop.signal }), /^Error: stopping$/)
})

test('nothing smuggles a header', async (t) => {
  const at = await serve(t, (request, response) => response.end(request.url))
  for (const headers of [
    { 'x-a': 'b\r\nx-c: d' },
    { 'x-a': 'b\nc' },
    { 'x-a': 'b\0' },
    { 'x-a': '危機' },
    { 'x a': 'b' },
    { 'x-a:': 'b' },
    { '': 'b' },
    { Host: 'inner.example' },
    { 'Transfer-Encoding': 'chunked' },
    { 'content-length': '3' },
  ])
    await assert.rejects(get(at, { headers }), code('bad-address'), JSON.stringify(headers))
  // Line breaks in an address are dropped when it is read.
  assert.equal(textOf(await get(`${at}/a\r\nx-c:%0d%0ad`)), '/ax-c:%0d%0ad')
})

test('who is not there, breaks off or speaks no HTTP is unreachable', async (t) => {
  const gone = await serve(t, () => undefined)
  const broken = await serve(t, (request, response) => {
    if (request.url === '/midway')
      response.writeHead(200, { 'content-length': '10' }).write('a', () => request.socket.destroy())
    else request.socket.destroy()
  })
  const other = net.createServer((socket) => socket.on('error', () => undefined).end('220 mail.example ESMTP\r\n'))
  await new Promise<void>((go) => other.listen(0, '127.0.0.1', go))
  t.after(() => other.close())
  const { port } = other.address() as AddressInfo
  for (const url of [
    broken,
    `${broken}/midway`,
    `http://127.0.0.1:${port}/`,
    gone.replace('http:', 'https:'),
    'http://127.0.0.1:1024/',
  ])
    await assert.rejects(
      get(url, { timeoutMs: 5000 }),
      (error) => code('unreachable')(error) && !/\/midway/.test(String(error)),
      url,
    )
})
