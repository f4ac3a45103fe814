import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Asked,
  askedOf,
  assertWhole,
  ENDLESS,
  MESSAGE,
  type Reply,
  shortOf,
  startVendor,
  troubleOf,
} from '../../test/support/vendor-double.ts'
import { bark } from './bark.ts'
import { BadSetting } from './contract.ts'

const DEVICE = 'ynJ5Ft4atkMkWeo2PAvFhF'
const SETTINGS = { server: 'https://bark.qinghe.example/' }
const TO = { name: '周岚', address: DEVICE }

test('level 1 rings through silence; the repeat of an attempt has the same id; a tap acknowledges', async (t) => {
  const vendor = await startVendor(t, server)
  for (const level of [1, 2, 3] as const)
    await bark.send({ ...MESSAGE, to: TO, level }, 'key', vendor.context(bark, SETTINGS))
  await bark.send({ ...MESSAGE, to: TO }, 'another', vendor.context(bark, SETTINGS))
  const [first, second, third, other] = vendor.asked.map(({ json }) => json)
  assert.deepEqual([first?.level, first?.call, first?.volume], ['critical', '1', 8])
  assert.deepEqual([second?.level, third?.level, second?.call], ['timeSensitive', 'active', undefined])
  assert.equal(first?.id, second?.id)
  assert.notEqual(first?.id, other?.id)
  assert.equal(first?.url, 'https://weiji.qinghe.example/answer/abc.def-_')
  assert.match(String(first?.title), /^一級 「青禾」60 分鐘內/)
  assert.equal(askedOf(vendor).url.href, 'https://bark.qinghe.example/push')
})

test('a server of one’s own may ask for a sign-in', async (t) => {
  const vendor = await startVendor(t, server)
  const signIn = { ...SETTINGS, user: 'weiji', password: '豆浆-1987' }
  await bark.send({ ...MESSAGE, to: TO }, 'key', vendor.context(bark, signIn))
  const given = askedOf(vendor).headers.authorization?.replace('Basic ', '') ?? ''
  assert.equal(Buffer.from(given, 'base64').toString('utf8'), 'weiji:豆浆-1987')
  assert.throws(() => bark.check({ ...SETTINGS, password: 'x' }), BadSetting)
})

test('everything together stays below what Apple takes', async (t) => {
  const vendor = await startVendor(t, server)
  await bark.send({ ...ENDLESS, to: TO }, 'key', vendor.context(bark, SETTINGS))
  assertWhole(String(askedOf(vendor).json.body))
  assert.ok(askedOf(vendor).text.includes('answer/abc.def-_'))
})

test('a device that is gone is told apart from a server in trouble', async (t) => {
  const vendor = await startVendor(t, server)
  const table: [Reply, string, boolean][] = [
    [
      {
        status: 400,
        body: {
          code: 400,
          message: `failed to get device token: failed to get [${DEVICE}] device token from database`,
        },
      },
      'gone',
      true,
    ],
    [{ status: 500, body: { code: 500, message: 'push failed: BadDeviceToken' } }, 'gone', true],
    [{ status: 500, body: { code: 500, message: 'push failed: Unregistered' } }, 'gone', true],
    [
      { status: 500, body: { code: 500, message: 'push failed: Post "https://api.push.apple.com": EOF' } },
      'later',
      false,
    ],
    [{ status: 401, body: 'Unauthorized' }, 'sign-in', true],
    [{ status: 400, body: { code: 400, message: 'request bind failed' } }, 'refused', true],
  ]
  for (const [reply, code, isFinal] of table) {
    vendor.script.push(reply)
    const error = await troubleOf(bark, { ...MESSAGE, to: TO }, vendor.context(bark, SETTINGS))
    assert.deepEqual(shortOf(error), [code, isFinal, undefined], JSON.stringify(reply))
    assert.ok(!error.said?.includes(DEVICE))
  }
})

/** bark-server 2 (route_push.go): JSON in, its own code in the answer; Apple's ceiling of 4 096 bytes. */
function server({ url, json }: Asked): Reply {
  if (!url.pathname.endsWith('/push')) return { status: 404, body: { code: 404, message: 'not found' } }
  if (json.device_key !== DEVICE)
    return { status: 400, body: { code: 400, message: 'failed to get device token: not found' } }
  const { title, body, device_key: _key, ...rest } = json
  const payload = {
    aps: { alert: { title, body }, sound: '1107.caf', 'mutable-content': 1, category: 'myNotificationCategory' },
    ...rest,
  }
  if (Buffer.byteLength(JSON.stringify(payload)) > 4096)
    return { status: 500, body: { code: 500, message: 'push failed: PayloadTooLarge' } }
  return { body: { code: 200, message: 'success', timestamp: 1772416800 } }
}
