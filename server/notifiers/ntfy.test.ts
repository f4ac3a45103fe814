import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startNtfy } from '../../test/support/ntfy-server.ts'
import {
  askedOf,
  assertWhole,
  ENDLESS,
  MESSAGE,
  shortOf,
  startVendor,
  troubleOf,
} from '../../test/support/vendor-double.ts'
import { fetchOutside } from '../base/outside.ts'
import { BadSetting, type SendContext } from './contract.ts'
import { ntfy } from './ntfy.ts'

const TO = { name: '周岚', address: 'weiji-zhou-8f3k2q' }
const SETTINGS = { server: 'https://ntfy.qinghe.example/' }
const TAKEN = { body: { id: 'sPs71M8A2T', time: 1, event: 'message', topic: TO.address } }

test('priority of the level, a tap acknowledges, two buttons', async (t) => {
  const vendor = await startVendor(t, () => TAKEN)
  for (const level of [1, 2, 3] as const)
    await ntfy.send({ ...MESSAGE, to: TO, level }, 'key', vendor.context(ntfy, SETTINGS))
  assert.deepEqual(
    vendor.asked.map(({ json }) => json.priority),
    [5, 4, 3],
  )
  const { json, url } = askedOf(vendor)
  assert.equal(url.href, 'https://ntfy.qinghe.example/')
  assert.equal(json.click, 'https://weiji.qinghe.example/answer/abc.def-_')
  assert.deepEqual(
    (json.actions as { label: string }[]).map(({ label }) => label),
    ['我來處理', '看預警'],
  )
})

test('by token or by user name, never both', async (t) => {
  const vendor = await startVendor(t, () => TAKEN)
  await ntfy.send({ ...MESSAGE, to: TO }, 'k', vendor.context(ntfy, { ...SETTINGS, token: 'tk_0123456789' }))
  await ntfy.send(
    { ...MESSAGE, to: TO },
    'k',
    vendor.context(ntfy, { ...SETTINGS, user: 'weiji', password: 'x-y-z-1' }),
  )
  assert.deepEqual(
    vendor.asked.map(({ headers }) => headers.authorization),
    ['Bearer tk_0123456789', `Basic ${Buffer.from('weiji:x-y-z-1').toString('base64')}`],
  )
  assert.throws(() => ntfy.check({ ...SETTINGS, token: 'tk_1', user: 'weiji' }), BadSetting)
  assert.throws(() => ntfy.check({ ...SETTINGS, password: 'x' }), BadSetting)
})

test('each number has its meaning', async (t) => {
  const vendor = await startVendor(t, () => TAKEN)
  const table: [number, number, string, boolean, number?][] = [
    [429, 42901, 'throttled', false, 5],
    [429, 42908, 'throttled', false, 3600],
    [400, 40009, 'recipient-refused', true],
    [401, 40101, 'sign-in', true],
    [403, 40301, 'sign-in', true],
    [500, 50001, 'later', false],
  ]
  for (const [status, code, wanted, isFinal, wait] of table) {
    vendor.script.push({
      status,
      body: { code, http: status, error: `of ${TO.address}`, link: 'https://ntfy.sh/docs' },
    })
    const error = await troubleOf(ntfy, { ...MESSAGE, to: TO }, vendor.context(ntfy, SETTINGS))
    assert.deepEqual(shortOf(error), [wanted, isFinal, wait], String(code))
    assert.ok(!error.said?.includes(TO.address))
  }
})

test('a real ntfy takes it: what is read back is what was sent, 4 096 bytes at most, and the 61st at once is too many', async (t) => {
  const server = await startNtfy(t)
  if (server === undefined)
    return t.skip('no ntfy on this machine: put the program on PATH or its path into WEIJI_NTFY')
  const vendor = await startVendor(t, () => TAKEN)
  const fetch: SendContext['fetch'] = ({ url, headers, body }) =>
    fetchOutside({ url, method: 'POST', headers, body, privateHosts: ['127.0.0.1'] })
  const context = vendor.context(ntfy, { server: server.url }, { fetch })
  const receipt = await ntfy.send({ ...MESSAGE, to: TO }, 'key', context)
  await ntfy.send({ ...ENDLESS, to: TO }, 'key', context)
  const [short, long] = await server.read(TO.address)
  assert.equal(short?.id, receipt.id)
  assert.equal(short?.message, MESSAGE.lines.join('\n'))
  assert.equal(short?.priority, 5)
  assert.equal(long?.attachment, undefined, 'longer, it would have become a file')
  assertWhole(long?.message ?? '')
  const bad = { ...MESSAGE, to: { name: '', address: 'not a topic!' } }
  assert.deepEqual(shortOf(await troubleOf(ntfy, bad, context)), ['recipient-refused', true, undefined])
  for (let sent = 2; sent < 60; sent += 1) {
    const error = await ntfy.send({ ...MESSAGE, to: TO }, 'key', context).catch((thrown: unknown) => thrown)
    if (error instanceof Error) break
  }
  assert.deepEqual(shortOf(await troubleOf(ntfy, { ...MESSAGE, to: TO }, context)), ['throttled', false, 5])
})
