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
import { aliyunSms } from './aliyun-sms.ts'
import { BadSetting } from './contract.ts'

const SDK = JSON.parse(readFileSync(new URL('../../test/fixtures/vendor-sms-requests.json', import.meta.url), 'utf8'))
const SECRET: string = SDK.secrets.aliyun
const SETTINGS = {
  accessKeyId: 'LTAIexample',
  accessKeySecret: SECRET,
  signName: '青禾',
  templateCode: 'SMS_154950909',
}
const TO = { name: '周岚', address: '+86 138-0000-0000' }

test('the double of these tests takes the request of Alibaba’s own program, and no other', () => {
  const { url, headers } = SDK.aliyun
  assert.ok(isSigned(new URL(url), headers))
  assert.ok(!isSigned(new URL(url.replace('abc', 'abd')), headers))
})

test('the template is filled in, signed as Alibaba’s own program signs; the receipt is theirs', async (t) => {
  const vendor = await startVendor(t, gateway())
  const receipt = await aliyunSms.send({ ...MESSAGE, to: TO }, 'org key', vendor.context(aliyunSms, SETTINGS))
  assert.deepEqual(receipt, { id: '9006195', said: 'OK 9006195' })
  const { url } = askedOf(vendor)
  assert.equal(url.host, 'dysmsapi.aliyuncs.com')
  assert.equal(url.searchParams.get('PhoneNumbers'), '13800000000')
  assert.deepEqual(JSON.parse(url.searchParams.get('TemplateParam') ?? ''), {
    level: '一級',
    title: '青禾豆漿發霉',
    time: '10:00',
  })
  const names = Object.keys(SDK.aliyun.headers).filter(
    (name) => name.startsWith('x-acs-') && name !== 'x-acs-credentials-provider',
  )
  for (const name of names) assert.ok(askedOf(vendor).headers[name], name)
})

test('signs that addresses encode differently are signed as they are sent', async (t) => {
  const vendor = await startVendor(t, gateway())
  const brief = { title: "(a*b!c'd~e) 60% & +1", time: '3月2日 10:00' }
  await aliyunSms.send({ ...MESSAGE, to: TO, brief }, 'k', vendor.context(aliyunSms, SETTINGS))
  assert.equal(JSON.parse(askedOf(vendor).url.searchParams.get('TemplateParam') ?? '').title, brief.title)
})

test('a variable has no link, no brackets, and as many characters as it may; names are those of the template', async (t) => {
  const vendor = await startVendor(t, gateway())
  const brief = { title: `【危機】 https://bad.example/x ${ENDLESS.subject}`, time: '' }
  const settings = { ...SETTINGS, variables: 'level: grade，title: name，time', longest: 20 }
  await aliyunSms.send({ ...MESSAGE, to: TO, brief }, 'k', vendor.context(aliyunSms, settings))
  const { grade, name, time } = JSON.parse(askedOf(vendor).url.searchParams.get('TemplateParam') ?? '')
  assert.equal(grade, '一級')
  assert.ok(name.length <= 20 && name.startsWith('危機') && name.endsWith('…') && !name.includes('http'), name)
  assert.equal(time, '-')
})

test('numbers of other places, and what is none', async (t) => {
  const vendor = await startVendor(t, gateway())
  for (const address of ['+852 9123 4567', '00852-91234567']) {
    await aliyunSms.send({ ...MESSAGE, to: { name: '', address } }, 'k', vendor.context(aliyunSms, SETTINGS))
    assert.equal(askedOf(vendor, -1).url.searchParams.get('PhoneNumbers'), '85291234567')
  }
  const none = { ...MESSAGE, to: { name: '', address: '12345' } }
  const error = await troubleOf(aliyunSms, none, vendor.context(aliyunSms, SETTINGS))
  assert.deepEqual(shortOf(error), ['recipient-refused', true, undefined])
  assert.equal(vendor.asked.length, 2, 'nobody was asked')
})

test('each answer has its meaning; limits of one number are no rest for all', async (t) => {
  const vendor = await startVendor(t, gateway())
  const table: [string, string, string, boolean, number?][] = [
    ['isv.BUSINESS_LIMIT_CONTROL', '触发分钟级流控Permits:1', 'later', false, 60],
    ['isv.BUSINESS_LIMIT_CONTROL', '触发天级流控Permits:10', 'recipient-refused', true],
    ['isv.DAY_LIMIT_CONTROL', '触发日发送限额', 'throttled', false, 3600],
    ['isv.AMOUNT_NOT_ENOUGH', '账户余额不足', 'settings', true],
    ['isv.SMS_TEMPLATE_ILLEGAL', '该账号下找不到对应模板', 'settings', true],
    ['isv.SMS_SIGNATURE_ILLEGAL', '签名不合法', 'sender-refused', true],
    ['isv.MOBILE_NUMBER_ILLEGAL', '13800000000invalid mobile number', 'recipient-refused', true],
    ['isp.RAM_PERMISSION_DENY', 'RAM权限DENY', 'sign-in', true],
    ['isp.SYSTEM_ERROR', '系统错误', 'later', false],
  ]
  for (const [Code, Message, code, isFinal, wait] of table) {
    vendor.script.push({ body: { Code, Message, RequestId: 'C0A0BE93' } })
    const error = await troubleOf(aliyunSms, { ...MESSAGE, to: TO }, vendor.context(aliyunSms, SETTINGS))
    assert.deepEqual(shortOf(error), [code, isFinal, wait], Message)
    assert.ok(!error.said?.includes('13800000000'))
  }
  const wrong = vendor.context(aliyunSms, { ...SETTINGS, accessKeySecret: 'another-secret' })
  assert.deepEqual(shortOf(await troubleOf(aliyunSms, { ...MESSAGE, to: TO }, wrong)), ['sign-in', true, undefined])
})

test('variables that no template can mean are named', () => {
  for (const variables of ['level, link', 'level: a b', 'level: x, title: x', ','])
    assert.throws(
      () => aliyunSms.check({ variables }),
      (error) => error instanceof BadSetting && error.key === 'variables',
    )
})

/** SendSms of 2017-05-25: version 3 of the signature, a nonce once, a clock within 15 minutes. */
function gateway(): (asked: Asked) => Reply {
  const nonces = new Set<unknown>()
  return ({ url, headers }) => {
    const no = (status: number, Code: string, Message: string): Reply => ({
      status,
      body: { Code, Message, RequestId: 'r' },
    })
    const nonce = headers['x-acs-signature-nonce']
    if (nonces.has(nonce)) return no(400, 'SignatureNonceUsed', 'nonce')
    nonces.add(nonce)
    const date = Date.parse(String(headers['x-acs-date']))
    if (!(Math.abs(date - NOW.getTime()) < 900_000)) return no(400, 'InvalidTimeStamp.Expired', 'date')
    if (!isSigned(url, headers)) return no(400, 'SignatureDoesNotMatch', 'Specified signature is not matched')
    if (headers['x-acs-action'] !== 'SendSms' || headers['x-acs-version'] !== '2017-05-25')
      return no(404, 'InvalidAction.NotFound', '')
    const filled = Object.values(JSON.parse(url.searchParams.get('TemplateParam') ?? '{}') as Record<string, string>)
    if (filled.some((value) => value.length > 35)) return no(200, 'isv.PARAM_LENGTH_LIMIT', '参数超出长度限制')
    return { body: { Code: 'OK', Message: 'OK', BizId: '9006195', RequestId: 'r' } }
  }
}

/** Written after the vendor's document, not after our code: whatever headers are named are signed. */
function isSigned(url: URL, headers: IncomingHttpHeaders): boolean {
  const [, names = '', given = ''] =
    /SignedHeaders=([^,]+),Signature=([0-9a-f]+)$/.exec(headers.authorization ?? '') ?? []
  const strict = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  const query = [...url.searchParams]
    .map(([name, value]) => `${strict(name)}=${strict(value)}`)
    .sort()
    .join('&')
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`)
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  const canonical = ['POST', url.pathname, query, lines.join(''), names, headers['x-acs-content-sha256']].join('\n')
  const wanted = createHmac('sha256', SECRET)
    .update(`ACS3-HMAC-SHA256\n${sha(canonical)}`)
    .digest('hex')
  return names.includes('host') && given === wanted
}
