import { createHmac } from 'node:crypto'
import { type Answered, type Channel, digest, post, refusal, type Verdict, verdictOfStatus } from './contract/asking.ts'
import { cutTo, oneLine } from './contract/cut.ts'
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

const PREFIX = 'whsec_'
const LEAST_SECRET_BYTES = 24
const MOST_SECRET_BYTES = 64

const FIELDS: readonly SettingField[] = [
  {
    key: 'url',
    kind: 'secret',
    isRequired: true,
    guardsSecrets: true,
    mostLength: 2_000,
    example: 'https://alerts.example.com/weiji',
    names: { 'zh-Hant': '接收地址', 'zh-Hans': '接收地址', en: 'Address' },
    hint: {
      'zh-Hant': '收到 JSON 的地址；地址裡可能有 token，所以加密保存，不會再顯示',
      'zh-Hans': '接收 JSON 的地址；地址中可能含 token，故加密保存，不再显示',
      en: 'gets JSON; since it may hold a token it is stored encrypted and never shown again',
    },
  },
  {
    key: 'secret',
    kind: 'secret',
    isRequired: true,
    mostLength: 120,
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    names: { 'zh-Hant': '簽名密鑰', 'zh-Hans': '签名密钥', en: 'Signing secret' },
    hint: {
      'zh-Hant': 'whsec_ 加 24 至 64 位元組的 base64，例如 echo whsec_$(openssl rand -base64 32)；接收方用它驗簽',
      'zh-Hans': 'whsec_ 加 24 至 64 字节的 base64，例如 echo whsec_$(openssl rand -base64 32)；接收方用它验签',
      en: 'whsec_ and base64 of 24 to 64 bytes, such as echo whsec_$(openssl rand -base64 32); the receiver verifies with it',
    },
  },
  {
    key: 'authorization',
    kind: 'secret',
    isRare: true,
    mostLength: 1_000,
    example: 'Bearer 0123456789abcdef',
    names: { 'zh-Hant': 'Authorization 標頭', 'zh-Hans': 'Authorization 标头', en: 'Authorization header' },
    hint: {
      'zh-Hant': '接收方另外要登入時',
      'zh-Hans': '接收方另外需要登录时',
      en: 'where the receiver asks for a sign-in besides',
    },
  },
]
const CHANNEL: Channel = { name: 'The webhook', fields: FIELDS }

/** Any program: JSON, signed as Standard Webhooks (v1) has it, as are the webhooks of open pages. */
export const webhook: Notifier = {
  id: 'webhook',
  names: { 'zh-Hant': '通用 Webhook', 'zh-Hans': '通用 Webhook', en: 'Generic webhook' },
  reaches: 'room',
  settings: FIELDS,
  limits: {
    parallel: 3,
    tries: 12,
    perPerson: { messages: 60, minutes: 1 },
    mostCharacters: 20_000,
  },
  isSandbox: false,
  check,
  send,
}

function check({ url, secret, authorization }: Settings): void {
  const text = String(url)
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol) || parsed.username !== '')
    throw new BadSetting('url', 'must be an address such as https://alerts.example.com/weiji')
  if (!keyOf(secret)) throw new BadSetting('secret', 'must be whsec_ and base64 of 24 to 64 bytes')
  if (authorization !== undefined && !/^[\x20-\x7e]+$/.test(String(authorization)))
    throw new BadSetting('authorization', 'must be one line of ASCII')
}

function keyOf(secret: string | number | undefined): Buffer | undefined {
  const text = String(secret ?? '')
  if (!/^whsec_[A-Za-z0-9+/]+=*$/.test(text)) return undefined
  const key = Buffer.from(text.slice(PREFIX.length), 'base64')
  return key.length >= LEAST_SECRET_BYTES && key.length <= MOST_SECRET_BYTES ? key : undefined
}

async function send(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const { settings, clock } = context
  // The same at every attempt, and tells nothing of the key.
  const id = `msg_${digest(key)}`
  const body = JSON.stringify(bodyOf(message, id))
  const seconds = String(Math.floor(clock.now().getTime() / 1000))
  const signing = keyOf(settings.secret)
  if (!signing) throw new NotifyError('settings', 'the signing secret is none', { isFinal: true })
  const signature = createHmac('sha256', signing).update([id, seconds, body].join('.')).digest('base64')
  const answer = await postBody(context, body, {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
    ...(settings.authorization === undefined ? {} : { authorization: String(settings.authorization) }),
  })
  if (answer.status >= 200 && answer.status < 300) return { id, said: `HTTP ${answer.status}` }
  throw trouble(answer, context)
}

function postBody(context: SendContext, body: string, headers: Record<string, string>) {
  return post(context, {
    url: String(context.settings.url),
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body,
  })
}

/** Of the people on call the names alone: their numbers are nobody's business there. */
function bodyOf(message: Message, id: string): object {
  const { locale, level, mode, subject, lines, link, acknowledge, brief, thread, at, mentions = [] } = message
  const data = {
    locale,
    level: level ?? null,
    mode: mode ?? 'live',
    subject: oneLine(subject),
    lines: lines.map(oneLine),
    brief,
    link: link ?? null,
    acknowledge: acknowledge ?? null,
    thread: thread === undefined ? null : digest(thread),
    onCall: mentions.map(({ name }) => name),
  }
  return { id, kind: 'notice', at: at.toISOString(), data }
}

/** As docs/webhooks.md: 410 ends it, 4xx that can be no passing trouble are not repeated. */
function trouble({ status, headers, text }: Answered, context: SendContext) {
  // A receiver that is being put up anew answers 404 for a while: only where that stays is it gone.
  const isGone = status === 404 || status === 410
  const verdict: Verdict = isGone ? { code: 'gone', isFinal: status === 410 } : verdictOfStatus(status, headers)
  return refusal(CHANNEL, context, verdict, `HTTP ${status}`, cutTo(oneLine(text), 200))
}
