import { createHash, createHmac, randomUUID } from 'node:crypto'
import { ALIYUN_FIELDS, ALIYUN_HOSTS } from './aliyun-sms/fields.ts'
import { type Answered, type Channel, digest, post, refusal, type Verdict, verdictOfStatus } from './contract/asking.ts'
import { phoneField, readPhone } from './contract/phone.ts'
import { fillIn, readVariables } from './contract/sms-template.ts'
import { type Message, type Notifier, NotifyError, type Receipt, type SendContext, type Settings } from './contract.ts'

const CHANNEL: Channel = { name: 'Aliyun SMS', fields: ALIYUN_FIELDS }
const MINUTE = 60_000

/** Text messages through Alibaba Cloud (SendSms, 2017-05-25), by a template that was approved beforehand. */
export const aliyunSms: Notifier = {
  id: 'aliyun-sms',
  names: { 'zh-Hant': '短信（阿里雲）', 'zh-Hans': '短信（阿里云）', en: 'SMS (Alibaba Cloud)' },
  reaches: 'person',
  address: { field: phoneField },
  settings: ALIYUN_FIELDS,
  // Notices: 50 to one number in 24 hours by one sender and template. Each costs money.
  limits: { parallel: 5, tries: 5, perPerson: { messages: 3, minutes: 10 }, mostCharacters: 70 },
  isSandbox: false,
  check: ({ variables }) => void readVariables(variables),
  send,
}

async function send(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const { settings, clock } = context
  const phone = readPhone(message.to.address, String(settings.country))
  if (!phone)
    throw new NotifyError('recipient-refused', 'the number of the recipient is no mobile number', { isFinal: true })
  const host = ALIYUN_HOSTS[String(settings.region)] ?? 'dysmsapi.aliyuncs.com'
  const query = queryOf({
    PhoneNumbers: phone.national,
    SignName: String(settings.signName),
    TemplateCode: String(settings.templateCode),
    TemplateParam: JSON.stringify(parametersOf(message, settings)),
    // Comes back in receipts. It makes nothing idempotent: the vendor offers no such thing.
    OutId: digest(key),
  })
  const headers = signedHeaders({ host, query, settings, now: clock.now(), nonce: randomUUID() })
  const answer = await post(context, { url: `https://${host}/?${query}`, headers, body: '' })
  const { Code, BizId } = answer.json
  if (answer.status === 200 && Code === 'OK' && typeof BizId === 'string') return { id: BizId, said: `OK ${BizId}` }
  throw trouble(answer, message, context)
}

function parametersOf(message: Message, { variables, longest }: Settings): Record<string, string> {
  const filled = readVariables(variables).map(({ meaning, name }) => [name, fillIn(message, meaning, Number(longest))])
  return Object.fromEntries(filled)
}

/** RFC 3986, sorted: as it is sent, so it is signed. */
function queryOf(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&')
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

type Signing = {
  readonly host: string
  readonly query: string
  readonly settings: Settings
  readonly now: Date
  readonly nonce: string
}

const EMPTY_HASH = sha256('')

/** ACS3-HMAC-SHA256 (help.aliyun.com, "V3 request structure and signature"); the host is signed and set by whoever sends. */
function signedHeaders({ host, query, settings, now, nonce }: Signing): Record<string, string> {
  const headers = {
    'x-acs-action': 'SendSms',
    'x-acs-content-sha256': EMPTY_HASH,
    'x-acs-date': now.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': '2017-05-25',
  }
  const lines = [`host:${host}`, ...Object.entries(headers).map(([name, value]) => `${name}:${value}`)]
  const names = ['host', ...Object.keys(headers)].join(';')
  const canonical = ['POST', '/', query, `${lines.join('\n')}\n`, names, EMPTY_HASH].join('\n')
  const signature = createHmac('sha256', String(settings.accessKeySecret))
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex')
  const authorization = `ACS3-HMAC-SHA256 Credential=${settings.accessKeyId},SignedHeaders=${names},Signature=${signature}`
  return { ...headers, authorization, accept: 'application/json' }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

const FINAL = (code: Verdict['code']): Verdict => ({ code, isFinal: true })

/** help.aliyun.com/document_detail/101346: what lies with the account, the sender's name, the template, the number. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  'isv.AMOUNT_NOT_ENOUGH': FINAL('settings'),
  'isv.OUT_OF_SERVICE': FINAL('settings'),
  'isv.ACCOUNT_ABNORMAL': FINAL('sign-in'),
  'isv.ACCOUNT_NOT_EXISTS': FINAL('sign-in'),
  'isp.RAM_PERMISSION_DENY': FINAL('sign-in'),
  'isv.PRODUCT_UN_SUBSCRIPT': FINAL('settings'),
  'isv.SMS_SIGNATURE_ILLEGAL': FINAL('sender-refused'),
  'isv.SMS_SIGN_ILLEGAL': FINAL('sender-refused'),
  'isv.SIGN_STATE_ILLEGAL': FINAL('sender-refused'),
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': FINAL('sender-refused'),
  'isv.SMS_TEMPLATE_ILLEGAL': FINAL('settings'),
  'isv.TEMPLATE_MISSING_PARAMETERS': FINAL('settings'),
  'isv.TEMPLATE_PARAMS_ILLEGAL': FINAL('settings'),
  'isv.PARAM_LENGTH_LIMIT': FINAL('settings'),
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': FINAL('recipient-refused'),
  'isv.MOBILE_NUMBER_ILLEGAL': FINAL('recipient-refused'),
  'isv.MOBILE_COUNT_OVER_LIMIT': FINAL('refused'),
  'isv.BLACK_KEY_CONTROL_LIMIT': FINAL('refused'),
  'isv.SMS_CONTENT_ILLEGAL': FINAL('refused'),
  // The company's own ceiling of a day or month, for everybody: the channel rests.
  'isv.DAY_LIMIT_CONTROL': { code: 'throttled', retryAfterMs: 60 * MINUTE },
  'isv.MONTH_LIMIT_CONTROL': { code: 'throttled', retryAfterMs: 24 * 60 * MINUTE },
  'isp.SYSTEM_ERROR': { code: 'later' },
  'isp.UNKNOWN_ERR_CODE': { code: 'later' },
  SignatureDoesNotMatch: FINAL('sign-in'),
  'InvalidAccessKeyId.NotFound': FINAL('sign-in'),
  'InvalidAccessKeyId.Inactive': FINAL('sign-in'),
  'InvalidTimeStamp.Expired': FINAL('sign-in'),
  SignatureNonceUsed: { code: 'later' },
  'Throttling.User': { code: 'throttled', retryAfterMs: MINUTE },
  Throttling: { code: 'throttled', retryAfterMs: MINUTE },
}

function trouble({ status, headers, json }: Answered, { to }: Message, context: SendContext) {
  const code = String(json.Code ?? '')
  const said = String(json.Message ?? '').replaceAll(readPhone(to.address)?.national ?? to.address, '…')
  const verdict = code === 'isv.BUSINESS_LIMIT_CONTROL' ? numberLimit(said) : VERDICTS[code]
  return refusal(CHANNEL, context, verdict ?? verdictOfStatus(status, headers), code || `HTTP ${status}`, said)
}

/** Of this number alone: of a minute it is waited for, of an hour or day another channel is quicker (触发天级流控Permits:10). */
function numberLimit(said: string): Verdict {
  return said.includes('分钟') ? { code: 'later', retryAfterMs: MINUTE } : FINAL('recipient-refused')
}
