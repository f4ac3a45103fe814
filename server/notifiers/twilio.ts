import { type Answered, type Channel, post, refusal, type Verdict, verdictOfStatus } from './contract/asking.ts'
import { cutTo, oneLine, unitsOf } from './contract/cut.ts'
import { levelWord } from './contract/level-words.ts'
import { linksOf } from './contract/parts.ts'
import { phoneField, readPhone } from './contract/phone.ts'
import { isGsm, smsSegments } from './contract/sms-segments.ts'
import { basicAuth } from './contract/user.ts'
import {
  BadSetting,
  type Message,
  type Notifier,
  NotifyError,
  type Receipt,
  type SendContext,
  type SettingField,
  type Settings,
} from './contract.ts'

const HOST = 'https://api.twilio.com'

const FIELDS: readonly SettingField[] = [
  {
    key: 'accountSid',
    kind: 'text',
    isRequired: true,
    guardsSecrets: true,
    mostLength: 64,
    example: 'AC0123456789abcdef0123456789abcdef',
    names: { 'zh-Hant': 'Account SID', 'zh-Hans': 'Account SID', en: 'Account SID' },
  },
  {
    key: 'keySid',
    kind: 'text',
    isRare: true,
    guardsSecrets: true,
    mostLength: 64,
    example: 'SK0123456789abcdef0123456789abcdef',
    names: { 'zh-Hant': 'API key SID', 'zh-Hans': 'API key SID', en: 'API key SID' },
    hint: {
      'zh-Hant': '用 API key 比主 token 安全；下一格填它的 secret',
      'zh-Hans': '用 API key 比主 token 安全；下一格填它的 secret',
      en: 'safer than the main token; its secret goes into the next field',
    },
  },
  {
    key: 'token',
    kind: 'secret',
    isRequired: true,
    mostLength: 100,
    example: '0123456789abcdef0123456789abcdef',
    names: {
      'zh-Hant': 'Auth token 或 API key secret',
      'zh-Hans': 'Auth token 或 API key secret',
      en: 'Auth token or API key secret',
    },
    hint: {
      'zh-Hant': '加密保存，不會再顯示',
      'zh-Hans': '加密保存，不再显示',
      en: 'stored encrypted, never shown again',
    },
  },
  {
    key: 'from',
    kind: 'text',
    isRequired: true,
    mostLength: 64,
    example: '+15017122661',
    names: {
      'zh-Hant': '發送號碼或 Messaging Service',
      'zh-Hans': '发送号码或 Messaging Service',
      en: 'Number or messaging service',
    },
    hint: {
      'zh-Hant': '買來的號碼（+…）、MG… 或字母發件人；內地須先在 Twilio 登記',
      'zh-Hans': '购买的号码（+…）、MG… 或字母发件人；内地须先在 Twilio 登记',
      en: 'a number of yours (+…), MG…, or a sender of letters; mainland China asks for registration at Twilio',
    },
  },
  {
    key: 'segments',
    kind: 'number',
    isRare: true,
    least: 1,
    most: 10,
    fallback: 3,
    names: { 'zh-Hant': '最多幾段', 'zh-Hans': '最多几段', en: 'Most segments' },
    hint: {
      'zh-Hant': '每段分開計費：中文 70 字一段，分段後每段 67 字',
      'zh-Hans': '每段分开计费：中文 70 字一段，分段后每段 67 字',
      en: 'each is charged: 70 characters of Chinese in one, 67 in each of several; 160 and 153 of plain English',
    },
  },
]
const CHANNEL: Channel = { name: 'Twilio', fields: FIELDS }

/** Text messages through Twilio: any text, charged by the segment. */
export const twilio: Notifier = {
  id: 'twilio',
  names: { 'zh-Hant': '短信（Twilio）', 'zh-Hans': '短信（Twilio）', en: 'SMS (Twilio)' },
  reaches: 'person',
  address: { field: phoneField },
  settings: FIELDS,
  limits: { parallel: 3, tries: 5, perPerson: { messages: 3, minutes: 10 }, mostCharacters: 1_600 },
  isSandbox: false,
  check,
  send,
}

function check({ from }: Settings): void {
  const text = String(from).trim()
  if (!/^\+[1-9]\d{6,14}$|^MG[0-9a-f]{32}$/.test(text) && !/^(?=.*[A-Za-z])[\w .&+-]{1,64}$/.test(text))
    throw new BadSetting('from', 'must be a number such as +15017122661, MG and 32 digits, or a sender of letters')
}

async function send(message: Message, _key: string, context: SendContext): Promise<Receipt> {
  const { accountSid, keySid, token, from, segments } = context.settings
  const phone = readPhone(message.to.address)
  if (!phone)
    throw new NotifyError('recipient-refused', 'the number of the recipient is no mobile number', { isFinal: true })
  const body = textOf(message, Number(segments))
  const sender = String(from).startsWith('MG') ? { MessagingServiceSid: String(from) } : { From: String(from) }
  const form = new URLSearchParams({ To: phone.international, ...sender, Body: body })
  const url = `${HOST}/2010-04-01/Accounts/${encodeURIComponent(String(accountSid))}/Messages.json`
  const signIn = basicAuth(String(keySid ?? accountSid), token)
  const headers = { authorization: signIn, 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await post(context, { url, headers, body: form.toString() })
  const { sid, status } = answer.json
  if (answer.status === 201 && typeof sid === 'string')
    return { id: sid, said: `${String(status ?? 'queued')} ${sid}, segments: ${smsSegments(body)}` }
  throw trouble(answer, phone.international, context)
}

/** Level, subject and one link, which is never cut. */
function textOf(message: Message, most: number): string {
  const [first] = linksOf(message)
  const head = `[${levelWord(message)}] ${oneLine(message.subject)}`
  const foot = first ? `\n${first.url}` : ''
  // A mark that is no GSM letter would more than halve what an English text may have.
  const [room, mark] = isGsm(head) ? [160 * most, '...'] : [70 * most, '…']
  for (let length = Math.min(unitsOf(head), room); length > 0; length -= 1) {
    const text = cutTo(head, length, unitsOf, mark) + foot
    if (smsSegments(text) <= most) return text
  }
  return `Weiji${foot}`
}

const FINAL = (code: Verdict['code']): Verdict => ({ code, isFinal: true })

/** twilio.com/docs/api/errors */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  '20003': FINAL('sign-in'),
  '20404': FINAL('sign-in'),
  '20429': { code: 'throttled', retryAfterMs: 30_000 },
  '14107': { code: 'throttled', retryAfterMs: 60_000 },
  '63038': { code: 'throttled', retryAfterMs: 3_600_000 },
  '21211': FINAL('recipient-refused'),
  '21214': FINAL('recipient-refused'),
  '21217': FINAL('recipient-refused'),
  '21408': FINAL('settings'),
  '21606': FINAL('sender-refused'),
  '21212': FINAL('sender-refused'),
  '21603': FINAL('sender-refused'),
  '21608': FINAL('settings'),
  // Has sent STOP: only the person can take that back, by START.
  '21610': FINAL('recipient-refused'),
  '21612': FINAL('recipient-refused'),
  '21614': FINAL('recipient-refused'),
  '21617': FINAL('refused'),
  '30001': { code: 'later' },
  '30002': FINAL('sign-in'),
}

function trouble({ status, headers, json }: Answered, number: string, context: SendContext) {
  const code = String(json.code ?? '')
  const verdict = VERDICTS[code] ?? verdictOfStatus(status, headers)
  return refusal(
    CHANNEL,
    context,
    verdict,
    code || `HTTP ${status}`,
    String(json.message ?? '').replaceAll(number, '…'),
  )
}
