import { createHash } from 'node:crypto'
import { type Answered, type Channel, digest, post, refusal, type Verdict, verdictOfStatus } from './contract/asking.ts'
import { bytesOf, fitLines, jsonBytesOf } from './contract/cut.ts'
import { byLevel, levelWord } from './contract/level-words.ts'
import { titleOf } from './contract/parts.ts'
import { BadSetting, type Message, type Notifier, NotifyError, type Receipt, type SendContext } from './contract.ts'
import { areDeviceKeys, type DeviceKeys, MOST_PLAIN_BYTES, seal } from './web-push/encryption.ts'
import { makeVapidKeys, vapidHeader } from './web-push/vapid.ts'

const MOST_TITLE_BYTES = 240
const MOST_BODY_BYTES = 1_500
/** A browser that was off for longer hears nothing of it any more: the page knows better by then. */
const KEPT_SECONDS = 6 * 3600

const FIELDS: Notifier['settings'] = [
  {
    key: 'contact',
    kind: 'address',
    isRequired: true,
    example: 'it@example.com',
    names: { 'zh-Hant': '聯絡信箱', 'zh-Hans': '联系邮箱', en: 'Contact address' },
    hint: {
      'zh-Hant': '瀏覽器廠商的推送服務出問題時，會寫信到這裡',
      'zh-Hans': '浏览器厂商的推送服务出问题时，会写信到这里',
      en: 'where the push services of the browsers’ makers write when something is wrong',
    },
  },
  {
    key: 'publicKey',
    kind: 'text',
    isMade: true,
    isRequired: true,
    names: { 'zh-Hant': '公鑰', 'zh-Hans': '公钥', en: 'Public key' },
  },
  {
    key: 'privateKey',
    kind: 'secret',
    isMade: true,
    isRequired: true,
    names: { 'zh-Hant': '私鑰', 'zh-Hans': '私钥', en: 'Private key' },
  },
]
const CHANNEL: Channel = { name: 'The push service', fields: FIELDS }

/** Notifications of the browser, also while no page of ours is open (Web Push, RFC 8030). */
export const webPush: Notifier = {
  id: 'web-push',
  names: { 'zh-Hant': '瀏覽器推送', 'zh-Hans': '浏览器推送', en: 'Browser push' },
  reaches: 'person',
  devices: { isUsable: (address) => readDevice(address) !== undefined },
  settings: FIELDS,
  limits: { parallel: 5, tries: 8, perPerson: { messages: 5, minutes: 10 }, mostCharacters: 500 },
  isSandbox: false,
  make: makeVapidKeys,
  check,
  send,
}

function check(settings: Readonly<Record<string, unknown>>): void {
  const point = Buffer.from(String(settings.publicKey ?? ''), 'base64url')
  if (point.length !== 65 || point[0] !== 4) throw new BadSetting('publicKey', 'must be a point of P-256')
  if (Buffer.from(String(settings.privateKey ?? ''), 'base64url').length !== 32)
    throw new BadSetting('privateKey', 'must be a key of 32 bytes')
}

async function send(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const device = deviceOf(message.to.address)
  const { publicKey, privateKey, contact } = context.settings
  const keys = { publicKey: String(publicKey), privateKey: String(privateKey) }
  const headers = {
    authorization: vapidHeader(keys, device.endpoint, String(contact), context.clock.now()),
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
    ttl: String(KEPT_SECONDS),
    urgency: byLevel(message.level, ['high', 'high', 'normal', 'normal']),
    // What waits at the push service about the same thing is replaced by what is newer.
    ...(message.thread === undefined ? {} : { topic: topicOf(message.thread) }),
  }
  const body = seal(Buffer.from(JSON.stringify(contentOf(message, key))), device)
  const answer = await post(context, { url: device.endpoint, headers, body })
  if (answer.status >= 200 && answer.status < 300) return { id: digest(key), said: `HTTP ${answer.status}` }
  throw refusal(CHANNEL, context, verdictOf(answer), `HTTP ${answer.status}`, answer.text)
}

type Device = DeviceKeys & { readonly endpoint: string }

/** @throws NotifyError `gone`: a subscription that cannot be used will not come back */
function deviceOf(address: string): Device {
  const device = readDevice(address)
  if (!device) throw new NotifyError('gone', 'the browser’s subscription cannot be used', { isFinal: true })
  return device
}

/** What a browser gave when it subscribed (PushSubscription.toJSON with its keys flat); undefined: it cannot be sent to. */
function readDevice(address: string): Device | undefined {
  try {
    const { endpoint, p256dh, auth } = JSON.parse(address) as Record<string, unknown>
    const device = { endpoint: String(endpoint), p256dh: String(p256dh), auth: String(auth) }
    return new URL(device.endpoint).protocol === 'https:' && areDeviceKeys(device) ? device : undefined
  } catch {
    return undefined
  }
}

/** Read by the service worker (web/push-worker). */
function contentOf(message: Message, key: string): object {
  const { lines, link, acknowledge, thread, level, mode, at, locale } = message
  const content = {
    // A repeat of an attempt has the same one, and is not shown anew.
    id: digest(key),
    tag: thread === undefined ? digest(key) : topicOf(thread),
    ...(level === undefined ? {} : { level }),
    mode,
    locale,
    at: at.toISOString(),
    title: `${levelWord(message)} ${titleOf(message, MOST_TITLE_BYTES, jsonBytesOf)}`,
    body: fitLines(lines, MOST_BODY_BYTES, { measure: jsonBytesOf, between: 2 }).join('\n'),
    ...(link ? { link } : {}),
    ...(acknowledge ? { acknowledge } : {}),
  }
  // Addresses of ours are never so long; should one be, the words matter more.
  return bytesOf(JSON.stringify(content)) <= MOST_PLAIN_BYTES
    ? content
    : { ...content, link: undefined, acknowledge: undefined }
}

/** At most 32 characters of base64url (RFC 8030 5.4). */
function topicOf(thread: string): string {
  return createHash('sha256').update(thread).digest('base64url').slice(0, 32)
}

function verdictOf({ status, headers }: Answered): Verdict {
  if (status === 404 || status === 410) return { code: 'gone', isFinal: true }
  return verdictOfStatus(status, headers)
}
