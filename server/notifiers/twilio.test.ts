import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
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
import { smsSegments } from './contract/sms-segments.ts'
import { BadSetting } from './contract.ts'
import { twilio } from './twilio.ts'

const SDK = JSON.parse(readFileSync(new URL('../../test/fixtures/vendor-sms-requests.json', import.meta.url), 'utf8'))
const TOKEN: string = SDK.secrets.twilio
const SETTINGS = { accountSid: 'AC0123456789abcdef0123456789abcdef', token: TOKEN, from: '+15017122661' }
const TO = { name: '周岚', address: '138 0000 0000' }

test('what is sent is what Twilio’s own program sends for the same message', async (t) => {
  const vendor = await startVendor(t, api)
  const acknowledge = { url: 'https://weiji.qinghe.example/answer/abc', text: '我來處理' }
  const message = { ...MESSAGE, to: TO, subject: '青禾 (a*b!c~d) & 60%', acknowledge }
  const receipt = await twilio.send(message, 'key', vendor.context(twilio, SETTINGS))
  const { url, headers, text, method } = askedOf(vendor)
  assert.equal(`${method} ${url.href}`, `${SDK.twilio.method} ${SDK.twilio.url}`)
  for (const name of ['authorization', 'content-type']) assert.equal(headers[name], SDK.twilio.headers[name])
  assert.deepEqual(
    [...new URLSearchParams(text)],
    [
      ['To', '+8613800000000'],
      ['From', '+15017122661'],
      ['Body', '[一級] 青禾 (a*b!c~d) & 60%\nhttps://weiji.qinghe.example/answer/abc'],
    ],
  )
  assert.deepEqual([...new URLSearchParams(text)], [...new URLSearchParams(SDK.twilio.body)])
  assert.deepEqual(receipt, { id: 'SM0123', said: 'queued SM0123, segments: 1' })
})

test('an API key signs in instead of the account; a messaging service sends instead of a number', async (t) => {
  const vendor = await startVendor(t, api)
  const from = `MG${'0'.repeat(32)}`
  const settings = { ...SETTINGS, keySid: 'SK0123456789abcdef0123456789abcdef', from }
  await twilio.send({ ...MESSAGE, to: TO }, 'key', vendor.context(twilio, settings))
  const { headers, text, url } = askedOf(vendor)
  assert.match(Buffer.from(headers.authorization?.slice(6) ?? '', 'base64').toString(), /^SK0123456789abcdef/)
  assert.ok(url.pathname.includes(SETTINGS.accountSid))
  const form = new URLSearchParams(text)
  assert.deepEqual([form.get('MessagingServiceSid'), form.get('From')], [from, null])
})

test('as many segments as were allowed, the link whole, in Chinese and in English', async (t) => {
  const vendor = await startVendor(t, api)
  for (const segments of [1, 3, 10])
    for (const subject of [ENDLESS.subject, 'A long story about soy milk. '.repeat(200)]) {
      await twilio.send(
        { ...ENDLESS, locale: 'en', subject, to: TO },
        'key',
        vendor.context(twilio, { ...SETTINGS, segments }),
      )
      const body = new URLSearchParams(askedOf(vendor, -1).text).get('Body') ?? ''
      assert.ok(smsSegments(body) <= segments, `${smsSegments(body)} of ${segments}`)
      assert.ok(smsSegments(body) === segments, 'and no less than there is room for')
      assert.match(body, /\nhttps:\/\/weiji\.qinghe\.example\/answer\/abc\.def-_$/)
      assertWhole(body)
    }
})

test('each number of Twilio has its meaning', async (t) => {
  const vendor = await startVendor(t, api)
  const table: [number, number, string, boolean, number?][] = [
    [401, 20003, 'sign-in', true],
    [429, 20429, 'throttled', false, 30],
    [400, 21211, 'recipient-refused', true],
    [400, 21610, 'recipient-refused', true],
    [400, 21408, 'settings', true],
    [400, 21606, 'sender-refused', true],
    [400, 99999, 'refused', true],
    [503, 20503, 'later', false],
  ]
  for (const [status, number, code, isFinal, wait] of table) {
    const message = "The 'To' number +8613800000000 is not a valid phone number."
    vendor.script.push({
      status,
      body: { code: number, message, more_info: 'https://www.twilio.com/docs/errors', status },
    })
    const error = await troubleOf(twilio, { ...MESSAGE, to: TO }, vendor.context(twilio, SETTINGS))
    assert.deepEqual(shortOf(error), [code, isFinal, wait], String(number))
    assert.ok(!error.said?.includes('13800000000'))
  }
  const wrong = vendor.context(twilio, { ...SETTINGS, token: 'another-token-of-twilio' })
  assert.equal((await troubleOf(twilio, { ...MESSAGE, to: TO }, wrong)).code, 'sign-in')
})

test('senders that cannot be meant are named', () => {
  for (const from of ['15017122661', '+0123', '!!', 'MGshort!'])
    assert.throws(
      () => twilio.check({ ...SETTINGS, from }),
      (error) => error instanceof BadSetting && error.key === 'from',
    )
  for (const from of ['+15017122661', 'Weiji', `MG${'a'.repeat(32)}`]) twilio.check({ ...SETTINGS, from })
})

/** Messages.json as twilio.com/docs describes it. */
function api({ headers, text }: Asked): Reply {
  const no = (status: number, code: number, message: string): Reply => ({ status, body: { code, message, status } })
  const [, secret] = Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64')
    .toString()
    .split(':')
  if (secret !== TOKEN) return no(401, 20003, 'Authenticate')
  const form = new URLSearchParams(text)
  if (!/^\+[1-9]\d{6,14}$/.test(form.get('To') ?? '')) return no(400, 21211, "Invalid 'To' Phone Number")
  const body = form.get('Body') ?? ''
  if (body.length > 1600) return no(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
  return { status: 201, body: { sid: 'SM0123', status: 'queued', num_segments: '1', error_code: null } }
}
