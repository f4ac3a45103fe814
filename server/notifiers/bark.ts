import {
  type Answered,
  type Channel,
  digest,
  postJson,
  refusal,
  type Verdict,
  verdictOfStatus,
} from './contract/asking.ts'
import { fitLines, jsonBytesOf } from './contract/cut.ts'
import { byLevel, levelWord } from './contract/level-words.ts'
import { linksOf, titleOf } from './contract/parts.ts'
import { checkServer, serverField } from './contract/server-address.ts'
import { basicAuth, checkUser } from './contract/user.ts'
import type { Message, Notifier, Receipt, SendContext, SettingField, Settings } from './contract.ts'

/** Apple takes 4 096 bytes for everything together (APNs); the address and the names of the fields need their share. */
const MOST_TITLE_BYTES = 300
const MOST_BODY_BYTES = 2_400

const FIELDS: readonly SettingField[] = [
  serverField('https://api.day.app', {
    'zh-Hant': '自建 bark-server 時改成自己的地址：公用伺服器看得到訊息內容',
    'zh-Hans': '自建 bark-server 时改为自己的地址：公共服务器能看到消息内容',
    en: 'your own bark-server, if you run one: the public one can read the messages',
  }),
  {
    key: 'user',
    kind: 'text',
    isRare: true,
    guardsSecrets: true,
    names: { 'zh-Hant': '登入名稱', 'zh-Hans': '登录账号', en: 'User name' },
    hint: {
      'zh-Hant': '自建伺服器要登入時',
      'zh-Hans': '自建服务器需要登录时',
      en: 'where your own server asks for one',
    },
  },
  {
    key: 'password',
    kind: 'secret',
    isRare: true,
    names: { 'zh-Hant': '密碼', 'zh-Hans': '密码', en: 'Password' },
  },
]
const CHANNEL: Channel = { name: 'Bark', fields: FIELDS }

/** Push to iPhones through the Bark app; level 1 rings through silence and focus. */
export const bark: Notifier = {
  id: 'bark',
  names: { 'zh-Hant': 'Bark（iPhone 推送）', 'zh-Hans': 'Bark（iPhone 推送）', en: 'Bark (iPhone push)' },
  reaches: 'person',
  address: {
    field: {
      key: 'barkKey',
      kind: 'text',
      mostLength: 64,
      example: 'ynJ5Ft4atkMkWeo2PAvFhF',
      names: { 'zh-Hant': 'Bark device key', 'zh-Hans': 'Bark device key', en: 'Bark device key' },
      hint: {
        'zh-Hant': '在 Bark App 首頁複製：https://api.day.app/ 後面那一段',
        'zh-Hans': '在 Bark App 首页复制：https://api.day.app/ 后面那一段',
        en: 'from the first page of the Bark app: what stands behind https://api.day.app/',
      },
    },
  },
  settings: FIELDS,
  limits: { parallel: 3, tries: 8, perPerson: { messages: 5, minutes: 10 }, mostCharacters: 800 },
  isSandbox: false,
  check,
  send,
}

function check(settings: Settings): void {
  checkServer(settings)
  checkUser(settings)
}

async function send(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const { user, password, server } = context.settings
  const headers: Record<string, string> = user === undefined ? {} : { authorization: basicAuth(user, password) }
  const url = `${checkServer({ server: String(server) })}/push`
  const answer = await postJson(context, url, bodyOf(message, key), headers)
  if (answer.status === 200 && answer.json.code === 200)
    return { id: digest(key), said: `200 ${String(answer.json.message ?? '')}` }
  throw trouble(answer, message, context)
}

function bodyOf(message: Message, key: string): object {
  const [first] = linksOf(message)
  return {
    device_key: message.to.address,
    title: `${levelWord(message)} ${titleOf(message, MOST_TITLE_BYTES, jsonBytesOf)}`,
    body: fitLines(message.lines, MOST_BODY_BYTES, { measure: jsonBytesOf, between: 2 }).join('\n') || ' ',
    group: 'Weiji',
    isArchive: '1',
    // The same at every attempt: a repeat takes the place of the first on the phone.
    id: digest(key),
    ...byLevel<object>(message.level, [
      { level: 'critical', volume: 8, call: '1' },
      { level: 'timeSensitive' },
      { level: 'active' },
      { level: 'active' },
    ]),
    ...(first ? { url: first.url } : {}),
  }
}

/** bark-server's words: an unknown key is a 400, what Apple says of the device a 500. */
const GONE = /failed to get device token|device key is empty|BadDeviceToken|Unregistered|DeviceTokenNotForTopic/i

function trouble({ status, headers, json }: Answered, { to }: Message, context: SendContext) {
  const said = String(json.message ?? '').replaceAll(to.address, '…')
  const verdict: Verdict = GONE.test(said) ? { code: 'gone', isFinal: true } : verdictOfStatus(status, headers)
  return refusal(CHANNEL, context, verdict, `HTTP ${status}`, said)
}
