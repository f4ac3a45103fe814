/**
 * A text message that Alibaba's or Tencent's cloud does not take goes by the person's next channel, e-mail: by the errors that the vendors
 * document, in the shape in which they answer.
 */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Desk, makeDesk } from '../../test/support/channels.ts'
import type { MailServer } from '../../test/support/mail-server.ts'
import { type Reply, startVendor, type VendorDouble } from '../../test/support/vendor-double.ts'
import { MINUTE, SECOND } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { sendDue } from '../base/outbox-sender.ts'
import { makeChannel } from './channel-actions.ts'
import { noticeChannels } from './channel-send-actions.ts'
import { findChannel } from './channel-store.ts'

const NUMBER = '+8613800138000'

type Vendor = {
  readonly id: string
  readonly values: Readonly<Record<string, string>>
  readonly taken: Reply
  /** a signature, or an account, that is none */
  readonly unsigned: Reply
  readonly balance: Reply
  /** of one number, for the day */
  readonly daily: Reply
  /** of one number, for a moment */
  readonly momentary: Reply
  /** of the account, for everybody, and how long it rests then */
  readonly account: { readonly reply: Reply; readonly minutes: number }
}

const aliyun = (code: string, said: string, status = 200): Reply => ({
  status,
  body: { Code: code, Message: said, RequestId: 'C0A0BE93-3FC6-5F42-8D3B-5B3C0F3C6F3A' },
})
/** Errors of the request come with 200 as well. */
const tencentError = (Code: string, Message: string): Reply => ({
  body: { Response: { Error: { Code, Message }, RequestId: 'a0aabda6-cf91-4f3e-a81f-9198114a2279' } },
})
const tencent = (Code: string, Message: string): Reply => ({
  body: {
    Response: {
      SendStatusSet: [{ SerialNo: '', PhoneNumber: NUMBER, Fee: 0, SessionContext: '', Code, Message, IsoCode: 'CN' }],
      RequestId: 'a0aabda6-cf91-4f3e-a81f-9198114a2279',
    },
  },
})

const VENDORS: readonly Vendor[] = [
  {
    id: 'aliyun-sms',
    values: {
      accessKeyId: 'LTAIexample',
      accessKeySecret: 'secret-of-aliyun',
      signName: '青禾',
      templateCode: 'SMS_1',
    },
    taken: { body: { Code: 'OK', Message: 'OK', BizId: '9006195', RequestId: 'r' } },
    unsigned: aliyun('SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.', 400),
    balance: aliyun('isv.AMOUNT_NOT_ENOUGH', '账户余额不足'),
    daily: aliyun('isv.BUSINESS_LIMIT_CONTROL', '触发天级流控Permits:50'),
    momentary: aliyun('isv.BUSINESS_LIMIT_CONTROL', '触发分钟级流控Permits:1'),
    account: { reply: aliyun('isv.DAY_LIMIT_CONTROL', '触发日发送限额'), minutes: 60 },
  },
  {
    id: 'tencent-sms',
    values: { secretId: 'AKIDexample', secretKey: 'secret-of-tencent', appId: '1400006666', templateId: '1110' },
    taken: tencent('Ok', 'send success'),
    unsigned: tencentError('AuthFailure.SignatureFailure', 'The provided credentials could not be validated.'),
    balance: tencent('FailedOperation.InsufficientBalanceInSmsPackage', 'insufficient balance in SMS package'),
    daily: tencent(
      'LimitExceeded.PhoneNumberDailyLimit',
      'the number of SMS sent to one mobile exceeds the daily limit',
    ),
    momentary: tencent('LimitExceeded.PhoneNumberThirtySecondLimit', 'within 30 seconds exceeds the limit'),
    account: {
      reply: tencentError('LimitExceeded.AppMainlandChinaDailyLimit', 'daily limit of the application'),
      minutes: 60,
    },
  },
]

type Told = Desk & {
  readonly sms: VendorDouble
  readonly mail: MailServer
  readonly channelId: string
  /** one worker, after so many seconds */
  round(seconds: number): Promise<void>
}

/** 周岚 has the vendor's SMS first, then e-mail. */
async function prepare(t: TestContext, vendor: Vendor): Promise<Told> {
  const desk = await makeDesk(t)
  const { app, clock, company } = desk
  const sms = await startVendor(t, () => vendor.taken)
  const channelId = await makeChannel(app, company.administrator, {
    notifier: vendor.id,
    name: 'SMS',
    values: vendor.values,
  })
  await desk.address('commander', 'phone', NUMBER)
  const mail = await desk.addMail()
  const ask: typeof sms.fetch = (call) => sms.fetch(call)
  const sender = { db: app.db, clock, log: silentLog, channels: noticeChannels(app, ask) }
  const round: Told['round'] = async (seconds) => {
    clock.advance(seconds * SECOND)
    while ((await sendDue(sender)) > 0);
  }
  return { ...desk, sms, mail, channelId, round }
}

for (const vendor of VENDORS) {
  const tellOne = async (told: Told, ...script: VendorDouble['script']) => {
    told.sms.script.push(...script)
    await told.tell('one', told.one)
    await told.round(0)
  }
  const channelOf = ({ app, company, channelId }: Told) => findChannel(app.db, company.orgId, channelId)

  test(`${vendor.id}: where it is taken nothing else is sent`, async (t) => {
    const told = await prepare(t, vendor)
    await tellOne(told)
    assert.deepEqual(await told.states(), [`sent ${vendor.id} one`])
    assert.deepEqual([told.sms.asked.length, told.mail.arrived.length], [1, 0])
  })

  for (const [what, reply, code] of [
    ['no money left', vendor.balance, 'settings'],
    ['the number has had its share of the day', vendor.daily, 'recipient-refused'],
    ['a signature that is wrong', vendor.unsigned, 'sign-in'],
  ] as const)
    test(`${vendor.id}: ${what}: e-mail at once, once, and the channel says why`, async (t) => {
      const told = await prepare(t, vendor)
      await tellOne(told, reply)
      assert.deepEqual(await told.states(), [`failed-over ${vendor.id} one`, 'sent email one'])
      const channel = await channelOf(told)
      assert.deepEqual([channel?.failureCode, channel?.isOn, channel?.restsUntil], [code, true, null])
      assert.ok(!channel?.failure?.includes('13800138000'))
      for (let minute = 0; minute < 20; minute++) await told.round(60)
      assert.deepEqual([told.sms.asked.length, told.mail.arrived.length], [1, 1])
    })

  for (const [what, trouble] of [
    ['its servers fail', { status: 503, body: '<html>Service Unavailable</html>' }],
    ['it has the message and never answers', 'hang'],
    ['the connection breaks', 'break'],
    ['the number has had its share of the moment', vendor.momentary],
  ] as const) {
    test(`${vendor.id}: ${what}: tried again, and where that helps nothing else is sent`, async (t) => {
      const told = await prepare(t, vendor)
      await tellOne(told, trouble)
      assert.deepEqual(await told.states(), [`retrying ${vendor.id} one`])
      await told.round(6)
      assert.deepEqual(await told.states(), [`sent ${vendor.id} one`])
      assert.deepEqual([told.sms.asked.length, told.mail.arrived.length], [2, 0])
    })

    test(`${vendor.id}: ${what}, three times: e-mail takes over, and what was failing is not sent later`, async (t) => {
      const told = await prepare(t, vendor)
      await tellOne(told, trouble, trouble, trouble)
      for (const seconds of [6, 11]) await told.round(seconds)
      assert.deepEqual([told.sms.asked.length, told.mail.arrived.length], [3, 1])
      for (let minute = 0; minute < 20; minute++) await told.round(60)
      assert.deepEqual(await told.states(), [`failed-over ${vendor.id} one`, 'sent email one'])
      assert.deepEqual([told.sms.asked.length, told.mail.arrived.length], [3, 1])
    })
  }

  test(`${vendor.id}: the account has had its share: it rests, everybody's messages go by e-mail, then it is asked again`, async (t) => {
    const told = await prepare(t, vendor)
    await tellOne(told, vendor.account.reply)
    const rests = new Date(told.clock.now().getTime() + vendor.account.minutes * MINUTE)
    assert.deepEqual((await channelOf(told))?.restsUntil, rests)
    await told.tell('two', told.one)
    await told.round(1)
    assert.equal(told.sms.asked.length, 1, 'it is left alone')
    assert.equal(told.mail.arrived.length, 2)
    told.clock.set(rests)
    await told.tell('three', told.one)
    await told.round(0)
    assert.equal(told.sms.asked.length, 2)
    assert.ok((await told.states()).includes(`sent ${vendor.id} three`))
  })
}
