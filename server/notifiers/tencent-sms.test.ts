import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { test } from 'node:test'
import {
  type Asked,
  askedOf,
  ENDLESS,
  MESSAGE,
  NOW,
  type Reply,
  shortOf,
  startVendor,
  troubleOf,
} from '../../test/support/vendor-double.ts'
import { BadSetting } from './contract.ts'
import { tencentSms } from './tencent-sms.ts'

const SDK = JSON.parse(readFileSync(new URL('../../test/fixtures/vendor-sms-requests.json', import.meta.url), 'utf8'))
const SECRET: string = SDK.secrets.tencent
const SETTINGS = {
  secretId: 'AKIDexample',
  secretKey: SECRET,
  appId: '1400006666',
  signName: '青禾',
  templateId: '1110',
}
const TO = { name: '周岚', address: '138 0000 0000' }

test('the double of these tests takes the request of Tencent’s own program, and no other', () => {
  const { headers, body } = SDK.tencent
  assert.ok(isSigned(headers, body))
  assert.ok(!isSigned(headers, `${body} `))
})

test('what is sent is what Tencent’s own program sends for the same message', async (t) => {
  const vendor = await startVendor(t, gateway)
  const receipt = await tencentSms.send({ ...MESSAGE, to: TO }, 'org key', vendor.context(tencentSms, SETTINGS))
  assert.deepEqual(receipt, { id: '2640:1', said: 'Ok 2640:1' })
  const { json, headers } = askedOf(vendor)
  const { SessionContext, ...rest } = json
  const { SessionContext: _theirs, ...wanted } = JSON.parse(SDK.tencent.body)
  assert.deepEqual(rest, wanted)
  assert.match(String(SessionContext), /^[0-9a-f]{32}$/)
  for (const name of Object.keys(SDK.tencent.headers)) {
    if (name !== 'authorization') assert.equal(headers[name], SDK.tencent.headers[name], name)
  }
})

test('variables in the order of the template, cut to what the account may', async (t) => {
  const vendor = await startVendor(t, gateway)
  const brief = { title: `https://bad.example ${ENDLESS.subject}`, time: '10:00' }
  const settings = { ...SETTINGS, variables: 'time, title' }
  await tencentSms.send({ ...MESSAGE, to: TO, brief }, 'k', vendor.context(tencentSms, settings))
  const [time, title, ...more] = askedOf(vendor).json.TemplateParamSet as string[]
  assert.deepEqual([time, more], ['10:00', []])
  assert.ok(title !== undefined && title.length <= 12 && title.startsWith('危機') && title.endsWith('…'), title)
})

test('200 and a signed request are no success: the number has an answer of its own', async (t) => {
  const vendor = await startVendor(t, gateway)
  const table: [string, string, boolean, number?][] = [
    ['LimitExceeded.PhoneNumberThirtySecondLimit', 'later', false, 30],
    ['LimitExceeded.PhoneNumberDailyLimit', 'recipient-refused', true],
    ['LimitExceeded.PhoneNumberOneHourLimit', 'recipient-refused', true],
    ['LimitExceeded.AppMainlandChinaDailyLimit', 'throttled', false, 3600],
    ['FailedOperation.TemplateIncorrectOrUnapproved', 'settings', true],
    ['FailedOperation.SignatureIncorrectOrUnapproved', 'sender-refused', true],
    ['FailedOperation.ContainSensitiveWord', 'refused', true],
    ['FailedOperation.PhoneNumberInBlacklist', 'recipient-refused', true],
    ['InvalidParameterValue.TemplateParameterLengthLimit', 'settings', true],
    ['InvalidParameterValue.ProhibitedUseUrlInTemplateParameter', 'refused', true],
    ['InternalError.Timeout', 'later', false],
  ]
  for (const [Code, code, isFinal, wait] of table) {
    const sent = { SerialNo: '', PhoneNumber: '+8613800000000', Fee: 0, Code, Message: 'of +8613800000000' }
    vendor.script.push({ body: { Response: { SendStatusSet: [sent], RequestId: 'r' } } })
    const error = await troubleOf(tencentSms, { ...MESSAGE, to: TO }, vendor.context(tencentSms, SETTINGS))
    assert.deepEqual(shortOf(error), [code, isFinal, wait], Code)
    assert.ok(!error.said?.includes('13800000000'))
  }
})

test('errors of the whole request', async (t) => {
  const vendor = await startVendor(t, gateway)
  const busy = { Error: { Code: 'RequestLimitExceeded', Message: 'too many' }, RequestId: 'r' }
  vendor.script.push({ body: { Response: busy } })
  const context = vendor.context(tencentSms, SETTINGS)
  assert.deepEqual(shortOf(await troubleOf(tencentSms, { ...MESSAGE, to: TO }, context)), ['throttled', false, 60])
  const wrong = vendor.context(tencentSms, { ...SETTINGS, secretKey: 'another-secret-key' })
  assert.deepEqual(shortOf(await troubleOf(tencentSms, { ...MESSAGE, to: TO }, wrong)), ['sign-in', true, undefined])
  const late = { clock: { now: () => new Date(NOW.getTime() + 400_000) } }
  const old = await troubleOf(tencentSms, { ...MESSAGE, to: TO }, vendor.context(tencentSms, SETTINGS, late))
  assert.match(old.said ?? '', /^AuthFailure\.SignatureExpire/)
})

test('variables that no template can mean are named', () => {
  assert.throws(() => tencentSms.check({ variables: 'level, link' }), BadSetting)
})

/** SendSms of 2021-01-11; errors come with HTTP 200. */
function gateway({ headers, text, json }: Asked): Reply {
  const no = (Code: string): Reply => ({ body: { Response: { Error: { Code, Message: 'see Code' }, RequestId: 'r' } } })
  if (Math.abs(Number(headers['x-tc-timestamp']) - NOW.getTime() / 1000) > 300) return no('AuthFailure.SignatureExpire')
  if (!isSigned(headers, text)) return no('AuthFailure.SignatureFailure')
  if (headers['x-tc-action'] !== 'SendSms' || headers['x-tc-version'] !== '2021-01-11') return no('InvalidAction')
  const [PhoneNumber] = json.PhoneNumberSet as string[]
  const isLinked = (json.TemplateParamSet as string[]).some((value) => /https?:/.test(value))
  const Code = isLinked ? 'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter' : 'Ok'
  const sent = {
    SerialNo: '2640:1',
    PhoneNumber,
    Fee: 1,
    SessionContext: json.SessionContext,
    Code,
    Message: 'send success',
  }
  return { body: { Response: { SendStatusSet: [sent], RequestId: 'r' } } }
}

/** Written after the vendor's document, not after our code. */
function isSigned(headers: IncomingHttpHeaders, body: string): boolean {
  const stamp = Number(headers['x-tc-timestamp'])
  const date = new Date(stamp * 1000).toISOString().slice(0, 10)
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const canonical = `POST\n/\n\ncontent-type:${headers['content-type']}\nhost:${headers.host}\n\ncontent-type;host\n${sha(body)}`
  const toSign = `TC3-HMAC-SHA256\n${stamp}\n${date}/sms/tc3_request\n${sha(canonical)}`
  const signature = mac(mac(mac(mac(`TC3${SECRET}`, date), 'sms'), 'tc3_request'), toSign).toString('hex')
  return String(headers.authorization).endsWith(`SignedHeaders=content-type;host, Signature=${signature}`)
}
