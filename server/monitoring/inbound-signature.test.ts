import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { findRows, flatCells, isOwnRow } from './inbound-rows.ts'
import { readSignature } from './inbound-signature.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const SECONDS = String(NOW.getTime() / 1000)
const DIGEST = createHmac('sha256', 'key').update('x').digest()
const BASE64 = DIGEST.toString('base64')
const HEX = DIGEST.toString('hex')

const standard = (more: Record<string, string> = {}) =>
  readSignature(
    'standard',
    { 'webhook-id': 'm1', 'webhook-timestamp': SECONDS, 'webhook-signature': `v1,${BASE64}`, ...more },
    NOW,
  )
const wrongOf = (read: ReturnType<typeof readSignature>) => ('wrong' in read ? read.wrong : 'well')

test('three ways to sign: what stands before the body, and what is offered', () => {
  const read = standard({ 'webhook-signature': `v1a,xx v1,${BASE64} v1,AAAA` })
  assert.ok('prefix' in read)
  assert.equal(read.prefix, `m1.${SECONDS}.`)
  assert.deepEqual(
    read.signatures.map((each) => Buffer.from(each)),
    [DIGEST],
  )
  const own = readSignature('sha256', { 'x-signature-timestamp': SECONDS, 'x-signature-256': `sha256=${HEX}` }, NOW)
  assert.ok('prefix' in own)
  assert.deepEqual([own.prefix, Buffer.from(own.signatures[0] ?? [])], [`${SECONDS}.`, DIGEST])
  const hub = readSignature('hub', { 'x-hub-signature-256': `sha256=${HEX.toUpperCase()}` }, NOW)
  assert.ok('prefix' in hub)
  assert.deepEqual([hub.prefix, Buffer.from(hub.signatures[0] ?? [])], ['', DIGEST])
})

test('without a signature, or at another time than now, nothing is believed', () => {
  assert.equal(wrongOf(readSignature('standard', {}, NOW)), 'no-signature')
  assert.equal(wrongOf(standard({ 'webhook-signature': 'v1,short' })), 'no-signature')
  assert.equal(wrongOf(standard({ 'webhook-timestamp': '' })), 'no-time')
  assert.equal(wrongOf(standard({ 'webhook-timestamp': '1e9' })), 'no-time')
  assert.equal(wrongOf(standard({ 'webhook-timestamp': `${SECONDS}000` })), 'no-time')
  assert.equal(wrongOf(standard({ 'webhook-timestamp': String(Number(SECONDS) - 301) })), 'too-old')
  assert.equal(wrongOf(standard({ 'webhook-timestamp': String(Number(SECONDS) + 301) })), 'from-future')
  assert.equal(wrongOf(standard({ 'webhook-timestamp': String(Number(SECONDS) - 300) })), 'well')
  assert.equal(wrongOf(readSignature('hub', { 'x-hub-signature-256': 'sha1=aa' }, NOW)), 'no-signature')
  // The scheme of the webhook counts, never what the message would like.
  assert.equal(wrongOf(readSignature('standard', { 'x-hub-signature-256': `sha256=${HEX}` }, NOW)), 'no-signature')
})

test('rows are found wherever the list stands; one object is one row', () => {
  assert.deepEqual(findRows([{ a: 1 }]), { path: '', rows: [{ a: 1 }] })
  assert.deepEqual(findRows({ data: { list: [{ a: 1 }, { a: 2 }], tags: [{ b: 1 }] } }), {
    path: 'data.list',
    rows: [{ a: 1 }, { a: 2 }],
  })
  assert.deepEqual(findRows({ event: 'comment', text: 'x' })?.rows, [{ event: 'comment', text: 'x' }])
  for (const nothing of [null, 5, 'x', [], {}, [1, 2], [[{ a: 1 }]]]) assert.equal(findRows(nothing), undefined)
})

test('cells of nested objects by their path; lists as words', () => {
  assert.deepEqual(flatCells({ a: { b: { c: 1 } }, tags: ['x', 'y'], empty: null }), {
    'a.b.c': 1,
    tags: 'x, y',
    empty: null,
  })
  assert.equal(isOwnRow({ externalId: '1', platform: 'weibo', postedAt: 'x', text: '' }), true)
  assert.equal(isOwnRow({ externalId: 1, platform: 'weibo', postedAt: 'x', text: '' }), false)
})

test('property: whatever comes is read or left, never thrown', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (payload) => {
      const found = findRows(payload)
      for (const row of found?.rows ?? []) assert.ok(Object.keys(flatCells(row)).length <= 300)
    }),
  )
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.string()),
      fc.constantFrom('standard', 'sha256', 'hub'),
      (headers, scheme) => {
        assert.ok('wrong' in readSignature(scheme as 'hub', headers, NOW))
      },
    ),
  )
})
