import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { IMAP_PASSWORD, IMAP_USER, type ImapServer, startImap } from '../../test/support/imap-server.ts'
import type { Collected, CollectInput } from './contract.ts'
import { CollectError } from './contract.ts'
import { findCollector } from './index.ts'

const MAILS = path.resolve(import.meta.dirname, '../../test/fixtures/mails')
const NOW = new Date('2026-03-02T02:00:00Z')
const DAY = 86_400_000

const mailOf = (name: string): Buffer => readFileSync(path.join(MAILS, name))
const plain = (id: string, words = 'https://a.example/1'): string =>
  [
    'Authentication-Results: mx; dmarc=pass header.from=qinghe.example',
    'From: song.yi@qinghe.example',
    `Subject: ${id}`,
    `Message-ID: <${id}@qinghe.example>`,
    'Date: Sun, 01 Mar 2026 20:31:00 +0800',
    '',
    words,
    '',
  ].join('\r\n')

function inputOf(
  server: ImapServer,
  more: Partial<CollectInput> = {},
  settings: Record<string, unknown> = {},
): CollectInput {
  return {
    settings: {
      host: 'imap.qinghe.example',
      port: server.port,
      security: 'none',
      user: IMAP_USER,
      password: IMAP_PASSWORD,
      folder: 'INBOX',
      senders: '@qinghe.example',
      proof: 'pass',
      verifier: '',
      days: 7,
      marksRead: false,
      ...settings,
    } as CollectInput['settings'],
    cursor: undefined,
    zone: 'Asia/Shanghai',
    now: NOW,
    signal: new AbortController().signal,
    fetch: () => Promise.reject(new Error('a mailbox asks nothing by HTTP')),
    resolve: async () => ['127.0.0.1'],
    ...more,
  }
}

async function collect(input: CollectInput): Promise<Collected> {
  const collector = findCollector('mailbox')
  assert.ok(collector)
  return collector.collect(input)
}
const urls = ({ rows }: Collected) => rows.flatMap((row) => ('post' in row ? [row.post.url] : []))

test('reads what came since the last time, by number; nothing is marked or removed', async (t) => {
  const server = await startImap(t)
  server.deliver(mailOf('foxmail-gb2312.eml'), NOW)
  server.deliver(plain('old', 'https://a.example/old'), new Date(NOW.getTime() - 30 * DAY))
  server.deliver(mailOf('digest-numbered.eml'), NOW)
  const first = await collect(inputOf(server))
  assert.equal(urls(first).length, 4)
  assert.equal(urls(first)[0], 'https://news.shibao.example/2026/0301/88.html')
  assert.deepEqual(first.cursor, { uidValidity: '1', uid: 3 })
  const nothing = await collect(inputOf(server, { cursor: first.cursor }))
  assert.deepEqual([nothing.rows, nothing.isUnchanged, nothing.cursor], [[], true, first.cursor])
  server.deliver(plain('new', 'https://a.example/new'), NOW)
  const next = await collect(inputOf(server, { cursor: first.cursor }))
  assert.deepEqual([urls(next), next.cursor], [['https://a.example/new'], { uidValidity: '1', uid: 4 }])
  assert.equal(server.size, 4)
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => server.flagsOf(index)),
    [[], [], [], []],
  )
})

test('marks as read only where asked to, and only what was read', async (t) => {
  const server = await startImap(t)
  server.deliver(plain('old'), new Date(NOW.getTime() - 30 * DAY))
  server.deliver(plain('new'), NOW)
  await collect(inputOf(server, {}, { marksRead: true }))
  assert.deepEqual([server.flagsOf(0), server.flagsOf(1)], [[], ['\\Seen']])
})

test('a folder that was numbered anew: the last days again, and said to be a gap', async (t) => {
  const server = await startImap(t)
  server.deliver(plain('a', 'https://a.example/a'), NOW)
  const { cursor } = await collect(inputOf(server))
  server.renumber()
  const again = await collect(inputOf(server, { cursor }))
  assert.deepEqual(urls(again), ['https://a.example/a'])
  assert.equal(again.gap?.code, 'mailbox-renumbered')
  assert.deepEqual(again.cursor, { uidValidity: '2', uid: 1 })
})

test('more mails than one turn reads: the cursor stands at the last one read', async (t) => {
  const server = await startImap(t)
  for (let n = 1; n <= 53; n++) server.deliver(plain(`m${n}`, `https://a.example/${n}`), NOW)
  const first = await collect(inputOf(server))
  assert.equal(urls(first).length, 50)
  assert.deepEqual(first.cursor, { uidValidity: '1', uid: 50 })
  const second = await collect(inputOf(server, { cursor: first.cursor }))
  assert.deepEqual(
    urls(second),
    [51, 52, 53].map((n) => `https://a.example/${n}`),
  )
})

test('strangers are refused by number, and a huge mail is not fetched', async (t) => {
  const server = await startImap(t)
  server.deliver('From: x@evil.example\r\nSubject: a\r\n\r\nhttps://a.example', NOW)
  server.deliver(`${plain('huge')}${'x'.repeat(26 * 2 ** 20)}`, NOW)
  const { rows } = await collect(inputOf(server))
  assert.deepEqual(
    rows.map((row) => ('refused' in row ? [row.refused.row, row.refused.code] : undefined)),
    [
      [1, 'sender-not-allowed'],
      [2, 'too-large'],
    ],
  )
})

test('what goes wrong is said in words for whoever keeps the source', async (t) => {
  const server = await startImap(t)
  const codeOf = async (input: CollectInput): Promise<string> =>
    collect(input).then(
      () => 'went well',
      (error: unknown) => {
        assert.ok(error instanceof CollectError, String(error))
        assert.ok(!error.message.includes('a wrong one'), 'the password in a message')
        return error.code
      },
    )
  assert.equal(await codeOf(inputOf(server, {}, { password: 'a wrong one' })), 'sign-in-refused')
  assert.equal(await codeOf(inputOf(server, {}, { folder: 'Nowhere' })), 'no-folder')
  assert.equal(await codeOf(inputOf(server, {}, { port: 1 })), 'unreachable')
  assert.equal(await codeOf(inputOf(server, { resolve: async () => [] })), 'unreachable')
  assert.equal(await codeOf(inputOf(server, {}, { security: 'tls' })), 'no-encryption')
  // The first address is a dead one: the next is asked.
  server.deliver(plain('a'), NOW)
  const { rows } = await collect(inputOf(server, { resolve: async () => ['127.0.0.9', '127.0.0.1'] }))
  assert.equal(rows.length, 1)
})

test('whoever stops it is heard', async (t) => {
  const server = await startImap(t)
  server.deliver(plain('a'), NOW)
  const stopped = AbortSignal.abort(new Error('enough'))
  await assert.rejects(collect(inputOf(server, { signal: stopped })), /enough/)
})
