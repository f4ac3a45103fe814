import { type Answered, type Channel, postJson, refusal, type Verdict, verdictOfStatus } from './contract/asking.ts'
import { fitLines } from './contract/cut.ts'
import { byLevel, levelWord } from './contract/level-words.ts'
import { linksOf, titleOf } from './contract/parts.ts'
import { checkServer, serverField } from './contract/server-address.ts'
import { basicAuth, checkUser } from './contract/user.ts'
import {
  BadSetting,
  type Message,
  type Notifier,
  type Receipt,
  type SendContext,
  type SettingField,
  type Settings,
} from './contract.ts'

/** docs.ntfy.sh, limitations: a longer message becomes an attachment. */
const MOST_MESSAGE_BYTES = 4_000
const MOST_TITLE_BYTES = 240

const FIELDS: readonly SettingField[] = [
  serverField('https://ntfy.sh', {
    'zh-Hant': '自建 ntfy 時改成自己的地址；ntfy.sh 上知道主題名稱的人都看得到',
    'zh-Hans': '自建 ntfy 时改为自己的地址；ntfy.sh 上知道主题名称的人都能看到',
    en: 'your own ntfy, if you run one; at ntfy.sh whoever knows a topic can read it',
  }),
  {
    key: 'token',
    kind: 'secret',
    mostLength: 200,
    example: 'tk_0123456789abcdefghijklmnopqrs',
    names: { 'zh-Hant': '存取 token', 'zh-Hans': '访问 token', en: 'Access token' },
    hint: {
      'zh-Hant': '主題受保護時：ntfy token add 使用者。加密保存，不會再顯示',
      'zh-Hans': '主题受保护时：ntfy token add 用户。加密保存，不再显示',
      en: 'for protected topics: ntfy token add USER. Stored encrypted, never shown again',
    },
  },
  {
    key: 'user',
    kind: 'text',
    isRare: true,
    guardsSecrets: true,
    names: { 'zh-Hant': '登入名稱', 'zh-Hans': '登录账号', en: 'User name' },
    hint: { 'zh-Hant': '沒有 token 時', 'zh-Hans': '没有 token 时', en: 'where there is no token' },
  },
  { key: 'password', kind: 'secret', isRare: true, names: { 'zh-Hant': '密碼', 'zh-Hans': '密码', en: 'Password' } },
]
const CHANNEL: Channel = { name: 'ntfy', fields: FIELDS }

/** Push to phones and desktops through ntfy, one topic for each person. */
export const ntfy: Notifier = {
  id: 'ntfy',
  names: { 'zh-Hant': 'ntfy 推送', 'zh-Hans': 'ntfy 推送', en: 'ntfy push' },
  reaches: 'person',
  address: {
    field: {
      key: 'ntfyTopic',
      kind: 'text',
      mostLength: 64,
      example: 'weiji-zhou-8f3k2q',
      names: { 'zh-Hant': 'ntfy 主題', 'zh-Hans': 'ntfy 主题', en: 'ntfy topic' },
      hint: {
        'zh-Hant': '在 ntfy App 訂閱的名稱；在公用伺服器上要取別人猜不到的',
        'zh-Hans': '在 ntfy App 订阅的名称；在公共服务器上要取别人猜不到的',
        en: 'as subscribed in the ntfy app; on a public server one that nobody guesses',
      },
    },
  },
  settings: FIELDS,
  // ntfy.sh lets 60 through and then one in five seconds.
  limits: { parallel: 3, tries: 8, perPerson: { messages: 5, minutes: 10 }, mostCharacters: 1_300 },
  isSandbox: false,
  check,
  send,
}

function check(settings: Settings): void {
  checkServer(settings)
  checkUser(settings)
  if (settings.token !== undefined && settings.user !== undefined)
    throw new BadSetting('token', 'is instead of a user name: give one of them')
}

async function send(message: Message, _key: string, context: SendContext): Promise<Receipt> {
  const server = checkServer({ server: String(context.settings.server) })
  const answer = await postJson(context, `${server}/`, bodyOf(message), signIn(context.settings))
  const { id, event } = answer.json
  if (answer.status === 200 && typeof id === 'string' && event === 'message') return { id, said: `200 ${id}` }
  throw trouble(answer, message, context)
}

function signIn({ token, user, password }: Settings): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` }
  if (user === undefined) return {}
  return { authorization: basicAuth(user, password) }
}

function bodyOf(message: Message): object {
  const links = linksOf(message)
  const [first] = links
  return {
    topic: message.to.address,
    title: `${levelWord(message)} ${titleOf(message, MOST_TITLE_BYTES)}`,
    message: fitLines(message.lines, MOST_MESSAGE_BYTES).join('\n') || ' ',
    priority: byLevel(message.level, [5, 4, 3, 3]),
    tags: byLevel(message.level, [['rotating_light'], ['warning'], ['information_source'], []]),
    ...(first ? { click: first.url } : {}),
    actions: links.map(({ url, text }) => ({ action: 'view', label: text, url, clear: true })),
  }
}

/** ntfy's own numbers (its server/errors.go): what lies with the topic lies with the person's address. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  '40009': { code: 'recipient-refused', isFinal: true },
  '40010': { code: 'recipient-refused', isFinal: true },
  '40301': { code: 'sign-in', isFinal: true },
  '40401': { code: 'settings', isFinal: true },
  '50003': { code: 'settings', isFinal: true },
}
/** A server of one's own gives back one request in five seconds; quotas of a day come back at midnight UTC. */
const FIVE_SECONDS = 5_000
const AN_HOUR = 3_600_000

function trouble({ status, headers, json }: Answered, { to }: Message, context: SendContext) {
  const code = String(json.code ?? '')
  const said = String(json.error ?? '').replaceAll(to.address, '…')
  const rest: Verdict = { code: 'throttled', retryAfterMs: code === '42901' ? FIVE_SECONDS : AN_HOUR }
  const verdict = VERDICTS[code] ?? (code.startsWith('429') ? rest : verdictOfStatus(status, headers))
  return refusal(CHANNEL, context, verdict, code || `HTTP ${status}`, said)
}
