import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import {
  type Asked,
  askedOf,
  MESSAGE,
  NOW,
  type Reply,
  shortOf,
  startVendor,
  troubleOf,
} from '../../test/support/vendor-double.ts'
import { BadSetting } from './contract.ts'
import { webhook } from './webhook.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const SETTINGS = { url: 'https://alerts.qinghe.example/in?token=0123456789abcdefghij', secret: SECRET }

test('the receiver of these tests verifies as Standard Webhooks does: its published example passes', () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  const body = '{"test": 2432232314}'
  assert.ok(isSigned(headers, body, new Date(1_614_265_330_000)))
  assert.ok(!isSigned(headers, `${body} `, new Date(1_614_265_330_000)))
})

test('signed JSON, the id the same at every attempt; of who is on call the names alone', async (t) => {
  const vendor = await startVendor(t, receiver)
  const mentions = [{ name: '周岚', address: '13800000000' }]
  const context = vendor.context(webhook, { ...SETTINGS, authorization: 'Bearer abcdefgh' })
  const receipt = await webhook.send({ ...MESSAGE, mentions }, 'org key', context)
  await webhook.send({ ...MESSAGE, mentions }, 'org key', context)
  await webhook.send(MESSAGE, 'org other', context)
  const ids = vendor.asked.map(({ headers }) => headers['webhook-id'])
  assert.equal(ids[0], ids[1])
  assert.notEqual(ids[0], ids[2])
  assert.equal(receipt.id, ids[0])
  const { kind, at, id, data } = askedOf(vendor).json
  assert.deepEqual([kind, at, id], ['notice', '2026-03-02T02:00:00.000Z', receipt.id])
  const { level, mode, subject, acknowledge, onCall, brief } = data as Record<string, unknown>
  assert.deepEqual([level, mode, subject, acknowledge], [1, 'live', MESSAGE.subject, MESSAGE.acknowledge])
  assert.deepEqual([onCall, brief], [['周岚'], MESSAGE.brief])
  assert.ok(!askedOf(vendor).text.includes('13800000000'))
  assert.equal(askedOf(vendor).headers.authorization, 'Bearer abcdefgh')
})

test('what the receiver answers: 2xx is taken, 410 the end and 404 only where it stays, trouble of the moment is tried again', async (t) => {
  const vendor = await startVendor(t, receiver)
  const table: [Reply, string, boolean, number?][] = [
    [{ status: 410, body: '' }, 'gone', true],
    [{ status: 404, body: 'no token 0123456789abcdefghij here' }, 'gone', false],
    [{ status: 401, body: '' }, 'sign-in', true],
    [{ status: 301, headers: { location: 'https://elsewhere.example/' }, body: '' }, 'settings', true],
    [{ status: 422, body: 'what is this' }, 'refused', true],
    [{ status: 503, body: '' }, 'later', false],
    [{ status: 429, headers: { 'retry-after': '120' }, body: '' }, 'throttled', false, 120],
  ]
  for (const [reply, code, isFinal, wait] of table) {
    vendor.script.push(reply)
    const context = vendor.context(webhook, SETTINGS)
    assert.deepEqual(shortOf(await troubleOf(webhook, MESSAGE, context)), [code, isFinal, wait], JSON.stringify(reply))
  }
  vendor.script.push({ status: 204, body: '' })
  assert.equal((await webhook.send(MESSAGE, 'k', vendor.context(webhook, SETTINGS))).said, 'HTTP 204')
  const late = { clock: { now: () => new Date(NOW.getTime() + 400_000) } }
  assert.equal((await troubleOf(webhook, MESSAGE, vendor.context(webhook, SETTINGS, late))).code, 'sign-in')
})

test('addresses and secrets that cannot be meant are named', () => {
  for (const [key, given] of [
    ['url', { ...SETTINGS, url: 'alerts.qinghe.example' }],
    ['url', { ...SETTINGS, url: 'https://user:pass@alerts.qinghe.example' }],
    ['secret', { ...SETTINGS, secret: 'whsec_dG9vIHNob3J0' }],
    ['secret', { ...SETTINGS, secret: 'a plain password of some length' }],
    ['authorization', { ...SETTINGS, authorization: 'Bearer 豆浆' }],
  ] as const)
    assert.throws(
      () => webhook.check(given),
      (error) => error instanceof BadSetting && error.key === key,
    )
})

function receiver({ headers, text }: Asked): Reply {
  return isSigned(headers, text, NOW) ? { body: '' } : { status: 401, body: 'signature' }
}

function isSigned(headers: Asked['headers'], body: string, now: Date): boolean {
  const stamp = String(headers['webhook-timestamp'])
  if (Math.abs(now.getTime() / 1000 - Number(stamp)) > 300) return false
  const key = Buffer.from(SECRET.replace('whsec_', ''), 'base64')
  const wanted = createHmac('sha256', key).update(`${headers['webhook-id']}.${stamp}.${body}`).digest('base64')
  return headers['webhook-signature'] === `v1,${wanted}`
}
