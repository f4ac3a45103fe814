import assert from 'node:assert/strict'
import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { assertWhole, ENDLESS, MESSAGE, NOW } from '../../test/support/vendor-double.ts'
import { NotifyError, type OutsideCall, type OutsideReply, type SendContext } from './contract.ts'
import { MOST_PLAIN_BYTES, seal } from './web-push/encryption.ts'
import { makeVapidKeys } from './web-push/vapid.ts'
import { webPush } from './web-push.ts'

// Written by others: what it opens was sealed as the standard has it.
const ece = createRequire(import.meta.url)('http_ece') as {
  decrypt(
    sealed: Buffer,
    how: { version: 'aes128gcm'; privateKey: ReturnType<typeof createECDH>; authSecret: string },
  ): Buffer
}

const ENDPOINT = 'https://push.example.net/send/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV'
const KEYS = makeVapidKeys()
const SETTINGS = { contact: 'it@qinghe.example', ...KEYS }

test('the example of RFC 8291, appendix A, byte by byte', () => {
  const device = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  }
  const dice = {
    salt: Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url'),
    privateKey: Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'),
  }
  const sealed = seal(Buffer.from('When I grow up, I want to be a watermelon'), device, dice)
  assert.equal(
    sealed.toString('base64url'),
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})

test('another implementation opens what the browser gets, and every byte of it is there', async () => {
  const browser = makeBrowser()
  const { asked, context } = makeService({ status: 201 })
  await webPush.send({ ...MESSAGE, to: browser.to }, 'key', context)
  const [first] = asked
  assert.ok(first)
  assert.equal(first.url, ENDPOINT)
  assert.equal(first.headers['content-encoding'], 'aes128gcm')
  const said = browser.open(first.body)
  assert.match(String(said.title), /^一級 「青禾」60 分鐘內/)
  assert.deepEqual(said.acknowledge, MESSAGE.acknowledge)
  assert.deepEqual(said.link, MESSAGE.link)
  assert.equal(said.mode, 'live')
})

test('nothing is longer than a push service must take, nor cut within a character', async () => {
  const browser = makeBrowser()
  const { asked, context } = makeService({ status: 201 })
  await webPush.send({ ...ENDLESS, to: browser.to }, 'key', context)
  const body = asked[0]?.body ?? Buffer.alloc(0)
  assert.ok(body.length <= 4096)
  const said = browser.open(body)
  assertWhole(String(said.title))
  assertWhole(String(said.body))
  assert.deepEqual(said.acknowledge, MESSAGE.acknowledge)
  assert.throws(() => seal(Buffer.alloc(MOST_PLAIN_BYTES + 1), browser.keys))
  assert.equal(seal(Buffer.alloc(MOST_PLAIN_BYTES), browser.keys).length, 4096)
})

test('who sends is signed for this push service alone, and not for longer than a day (RFC 8292)', async () => {
  const { asked, context } = makeService({ status: 201 })
  await webPush.send({ ...MESSAGE, to: makeBrowser().to }, 'key', context)
  const { token, key } = vapidOf(asked[0]?.headers.authorization ?? '')
  assert.equal(key, KEYS.publicKey)
  const claims = claimsOf(token, key)
  assert.equal(claims.aud, 'https://push.example.net')
  assert.equal(claims.sub, 'mailto:it@qinghe.example')
  const left = Number(claims.exp) - NOW.getTime() / 1000
  assert.ok(left > 0 && left <= 86_400)
})

test('the check above takes the example of RFC 8292, 2.4, and refuses it when a letter changes', () => {
  const token =
    'eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA'
  const key = 'BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs'
  assert.equal(claimsOf(token, key).sub, 'mailto:push@example.com')
  assert.throws(() => claimsOf(token.replace('.i3C', '.i3D'), key))
})

test('the gravest are urgent; news of the same thing replace each other while they wait', async () => {
  const { asked, context } = makeService({ status: 201 })
  const to = makeBrowser().to
  for (const level of [1, 3] as const) await webPush.send({ ...MESSAGE, to, level }, `key ${level}`, context)
  const [grave, light] = asked.map(({ headers }) => headers)
  assert.deepEqual([grave?.urgency, light?.urgency], ['high', 'normal'])
  assert.equal(grave?.topic, light?.topic)
  assert.match(String(grave?.topic), /^[A-Za-z0-9_-]{1,32}$/)
  assert.ok(Number(grave?.ttl) > 0)
})

test('a repeat of an attempt is the same notification, another message is not', async () => {
  const browser = makeBrowser()
  const { asked, context } = makeService({ status: 201 })
  for (const key of ['one', 'one', 'two']) await webPush.send({ ...MESSAGE, to: browser.to }, key, context)
  const [first, again, other] = asked.map(({ body }) => browser.open(body).id)
  assert.equal(first, again)
  assert.notEqual(first, other)
})

test('what a push service answers', async () => {
  const table = [
    [404, 'gone', true],
    [410, 'gone', true],
    [413, 'refused', true],
    [403, 'sign-in', true],
    [429, 'throttled', false],
    [503, 'later', false],
  ] as const
  for (const [status, code, isFinal] of table) {
    const { context } = makeService({ status, headers: { 'retry-after': '120' } })
    const trouble = await troubleOf(makeBrowser().to, context)
    assert.deepEqual([trouble.code, trouble.isFinal], [code, isFinal], String(status))
    assert.equal(trouble.retryAfterMs, code === 'throttled' ? 120_000 : undefined)
    assert.ok(!`${trouble.message}${trouble.said}`.includes(KEYS.privateKey))
  }
})

test('a subscription that nobody can send to is gone, and nothing is asked', async () => {
  const { asked, context } = makeService({ status: 201 })
  const good = makeBrowser().device
  const bad = [
    'nothing',
    JSON.stringify({ ...good, endpoint: 'http://push.example.net/x' }),
    JSON.stringify({ ...good, auth: 'AAAA' }),
    JSON.stringify({ ...good, p256dh: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64url') }),
  ]
  for (const address of bad) {
    assert.equal(webPush.devices?.isUsable(address), false)
    assert.equal((await troubleOf({ name: '周岚', address }, context)).code, 'gone')
  }
  assert.equal(asked.length, 0)
  assert.equal(webPush.devices?.isUsable(JSON.stringify(good)), true)
})

test('keys that the product makes are taken, others are refused by their name', () => {
  webPush.check(SETTINGS)
  assert.throws(() => webPush.check({ ...SETTINGS, publicKey: 'AAAA' }), { key: 'publicKey' })
  assert.throws(() => webPush.check({ ...SETTINGS, privateKey: 'AAAA' }), { key: 'privateKey' })
})

/** A browser that subscribed, and reads what it gets with code of others. */
function makeBrowser() {
  const privateKey = createECDH('prime256v1')
  privateKey.generateKeys()
  const authSecret = randomBytes(16).toString('base64url')
  const keys = { p256dh: privateKey.getPublicKey().toString('base64url'), auth: authSecret }
  const device = { endpoint: ENDPOINT, ...keys }
  const open = (sealed: Buffer) =>
    JSON.parse(ece.decrypt(sealed, { version: 'aes128gcm', privateKey, authSecret }).toString('utf8')) as Record<
      string,
      unknown
    >
  return { device, keys, to: { name: '周岚', address: JSON.stringify(device) }, open }
}

type Pushed = { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

function makeService(reply: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }) {
  const asked: Pushed[] = []
  const fetch = async ({ url, headers, body }: OutsideCall): Promise<OutsideReply> => {
    asked.push({ url, headers, body: Buffer.from(body) })
    return { status: reply.status, headers: reply.headers ?? {}, body: new Uint8Array() }
  }
  const context: SendContext = {
    settings: SETTINGS,
    ownHost: 'weiji.qinghe.example',
    signal: new AbortController().signal,
    clock: { now: () => NOW },
    resolve: () => Promise.reject(new Error('a push service is asked by HTTP')),
    fetch,
  }
  return { asked, context }
}

async function troubleOf(to: { name: string; address: string }, context: SendContext): Promise<NotifyError> {
  try {
    await webPush.send({ ...MESSAGE, to }, 'key', context)
  } catch (error) {
    if (error instanceof NotifyError) return error
    throw error
  }
  throw new Error('it was taken')
}

function vapidOf(header: string): { token: string; key: string } {
  const found = /^vapid t=([^,]+), k=(\S+)$/.exec(header)
  return { token: found?.[1] ?? '', key: found?.[2] ?? '' }
}

/** @throws where the signature is not that of the key */
function claimsOf(token: string, key: string): Record<string, unknown> {
  const [head = '', claims = '', signature = ''] = token.split('.')
  assert.deepEqual(JSON.parse(Buffer.from(head, 'base64url').toString()), { typ: 'JWT', alg: 'ES256' })
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' } })
  const how = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), how, Buffer.from(signature, 'base64url')))
  return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
}
