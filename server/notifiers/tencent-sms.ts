import { createHash, createHmac } from 'node:crypto'
import { type Answered, type Channel, digest, post, refusal, type Verdict, verdictOfStatus } from './contract/asking.ts'
import { phoneField, readPhone } from './contract/phone.ts'
import { fillIn, readVariables } from './contract/sms-template.ts'
import { type Message, type Notifier, NotifyError, type Receipt, type SendContext, type Settings } from './contract.ts'
import { TENCENT_FIELDS } from './tencent-sms/fields.ts'

const HOST = 'sms.tencentcloudapi.com'
const TYPE = 'application/json'
const MINUTE = 60_000
const CHANNEL: Channel = { name: 'Tencent SMS', fields: TENCENT_FIELDS }

/** Text messages through Tencent Cloud (SendSms, 2021-01-11), by a template that was approved beforehand. */
export const tencentSms: Notifier = {
  id: 'tencent-sms',
  names: { 'zh-Hant': '短信（騰訊雲）', 'zh-Hans': '短信（腾讯云）', en: 'SMS (Tencent Cloud)' },
  reaches: 'person',
  address: { field: phoneField },
  settings: TENCENT_FIELDS,
  limits: { parallel: 5, tries: 5, perPerson: { messages: 3, minutes: 10 }, mostCharacters: 70 },
  isSandbox: false,
  check: ({ variables }) => void readVariables(variables),
  send,
}

type Sent = { readonly SerialNo?: string; readonly Code?: string; readonly Message?: string }

async function send(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const { settings, clock } = context
  const phone = readPhone(message.to.address, String(settings.country))
  if (!phone)
    throw new NotifyError('recipient-refused', 'the number of the recipient is no mobile number', { isFinal: true })
  const { variables, longest } = settings
  const body = JSON.stringify({
    PhoneNumberSet: [phone.international],
    SmsSdkAppId: String(settings.appId),
    ...(settings.signName === undefined ? {} : { SignName: String(settings.signName) }),
    TemplateId: String(settings.templateId),
    TemplateParamSet: readVariables(variables).map(({ meaning }) => fillIn(message, meaning, Number(longest))),
    // Comes back in receipts; it makes nothing idempotent.
    SessionContext: digest(key),
  })
  const answer = await post(context, {
    url: `https://${HOST}/`,
    headers: signedHeaders(body, settings, clock.now()),
    body,
  })
  const sent = firstOf(answer)
  // The request may be right and this number refused all the same.
  if (sent?.Code === 'Ok') return { id: sent.SerialNo ?? digest(key), said: `Ok ${sent.SerialNo ?? ''}`.trim() }
  throw trouble(answer, sent, phone.national, context)
}

function responseOf({ json }: Answered): {
  Error?: { Code?: string; Message?: string }
  SendStatusSet?: readonly Sent[]
} {
  return typeof json.Response === 'object' && json.Response !== null ? json.Response : {}
}

function firstOf(answer: Answered): Sent | undefined {
  const set = responseOf(answer).SendStatusSet
  return answer.status === 200 && Array.isArray(set) ? (set as readonly Sent[])[0] : undefined
}

/** TC3-HMAC-SHA256 (cloud.tencent.com/document/api/382/52071); the host is signed and set by whoever sends. */
function signedHeaders(body: string, { secretId, secretKey, region }: Settings, now: Date): Record<string, string> {
  const seconds = String(Math.floor(now.getTime() / 1000))
  const day = now.toISOString().slice(0, 10)
  const scope = `${day}/sms/tc3_request`
  const canonical = ['POST', '/', '', `content-type:${TYPE}\nhost:${HOST}\n`, 'content-type;host', sha256(body)]
  const toSign = ['TC3-HMAC-SHA256', seconds, scope, sha256(canonical.join('\n'))].join('\n')
  const key = [day, 'sms', 'tc3_request'].reduce<Buffer | string>((by, part) => hmac(by, part), `TC3${secretKey}`)
  const signature = hmac(key, toSign).toString('hex')
  return {
    'content-type': TYPE,
    authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`,
    'x-tc-action': 'SendSms',
    'x-tc-version': '2021-01-11',
    'x-tc-timestamp': seconds,
    'x-tc-region': String(region),
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

const FINAL = (code: Verdict['code']): Verdict => ({ code, isFinal: true })

/** cloud.tencent.com/document/api/382/59177 and 38780: the longest beginning that fits. */
const VERDICTS: readonly (readonly [beginning: string, verdict: Verdict])[] = [
  ['AuthFailure', FINAL('sign-in')],
  ['UnauthorizedOperation', FINAL('sign-in')],
  ['IpNotInWhitelist', FINAL('sign-in')],
  ['FailedOperation.SignatureIncorrectOrUnapproved', FINAL('sender-refused')],
  ['FailedOperation.MissingSignature', FINAL('sender-refused')],
  ['InvalidParameterValue.SdkAppIdNotExist', FINAL('settings')],
  ['FailedOperation.TemplateIncorrectOrUnapproved', FINAL('settings')],
  ['FailedOperation.TemplateParamSetNotMatchApprovedTemplate', FINAL('settings')],
  ['FailedOperation.InsufficientBalanceInSmsPackage', FINAL('settings')],
  ['FailedOperation.PhoneNumberInBlacklist', FINAL('recipient-refused')],
  ['InvalidParameterValue.IncorrectPhoneNumber', FINAL('recipient-refused')],
  ['InvalidParameterValue.TemplateParameter', FINAL('settings')],
  ['InvalidParameterValue', FINAL('refused')],
  // Of this number alone. A moment is waited for; of an hour or a day another channel is quicker.
  ['LimitExceeded.PhoneNumberThirtySecondLimit', { code: 'later', retryAfterMs: MINUTE / 2 }],
  ['LimitExceeded.PhoneNumber', FINAL('recipient-refused')],
  ['LimitExceeded.DeliveryFrequencyLimit', FINAL('recipient-refused')],
  // Of the application, for everybody: the channel rests.
  ['LimitExceeded', { code: 'throttled', retryAfterMs: 60 * MINUTE }],
  ['RequestLimitExceeded', { code: 'throttled', retryAfterMs: MINUTE }],
  ['InternalError', { code: 'later' }],
  ['FailedOperation', FINAL('refused')],
]

function trouble(answer: Answered, sent: Sent | undefined, number: string, context: SendContext) {
  const { Code = '', Message = '' } = responseOf(answer).Error ?? sent ?? {}
  const found = VERDICTS.filter(([beginning]) => Code.startsWith(beginning)).sort(([a], [b]) => b.length - a.length)[0]
  const verdict = found?.[1] ?? verdictOfStatus(answer.status, answer.headers)
  return refusal(CHANNEL, context, verdict, Code || `HTTP ${answer.status}`, Message.replaceAll(number, '…'))
}
