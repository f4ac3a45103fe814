import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { type LiveMessage, type LiveState, openLive, readMessages, waitAfter } from './live.ts'

test('messages are read whole, whatever the pieces they arrive in', () => {
  const text = ': hello\n\nid: 7\nevent: warning.alert\ndata: {"a":1}\n\ndata: {"b":\ndata: 2}\n\nid: 8\nev'
  const { messages, rest } = readMessages(text)
  assert.deepEqual(messages, [
    { id: '7', kind: 'warning.alert', body: { a: 1 } },
    { id: '', kind: 'message', body: { b: 2 } },
  ])
  assert.equal(rest, 'id: 8\nev')
  assert.deepEqual(readMessages('data: {broken\n\n').messages, [])
})

test('waits grow and end growing', () => {
  assert.deepEqual(
    [1, 2, 3, 5, 6, 20].map((failures) => waitAfter(failures, 0)),
    [1000, 2000, 4000, 16_000, 30_000, 30_000],
  )
  assert.ok(waitAfter(1, 0.999) < 1250)
})

test('a broken stream is taken up again after the last event heard', async () => {
  const asked: (string | undefined)[] = []
  const server = createServer((request, answer) => {
    asked.push(request.headers['last-event-id'] as string | undefined)
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    if (asked.length === 1) answer.end('id: 41\nevent: monitoring.posts\ndata: {}\n\n')
    else answer.write('id: 42\nevent: monitoring.posts\ndata: {}\n\n')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const heard: string[] = []
  const states: [LiveState, boolean][] = []
  const close = await new Promise<() => void>((done) => {
    const hear = (message: LiveMessage) => {
      heard.push(message.id)
      if (message.id === '42') done(stop)
    }
    const stop = openLive({ hear, state: (state, missed) => states.push([state, missed]) }, `http://127.0.0.1:${port}/`)
  })
  close()
  server.closeAllConnections()
  server.close()
  assert.deepEqual(asked, [undefined, '41'])
  assert.deepEqual(heard, ['41', '42'])
  assert.deepEqual(states.slice(0, 5), [
    ['connecting', false],
    ['on', false],
    ['off', false],
    ['connecting', false],
    ['on', true],
  ])
})
