import { type Answered, type Channel, postJson, refusal, type Verdict, verdictOfStatus } from './contract/asking.ts'
import { fitLines, unitsOf } from './contract/cut.ts'
import { levelWord } from './contract/level-words.ts'
import { escapeTags, linksOf, titleOf } from './contract/parts.ts'
import { checkServer, serverField } from './contract/server-address.ts'
import {
  BadSetting,
  type Message,
  type Notifier,
  type Receipt,
  type SendContext,
  type SettingField,
  type Settings,
} from './contract.ts'

/** core.telegram.org/bots/api, sendMessage: 4096 UTF-16 units after the marks are taken out. */
const MOST_TEXT = 4096
const MOST_TITLE = 300

const FIELDS: readonly SettingField[] = [
  {
    key: 'token',
    kind: 'secret',
    isRequired: true,
    mostLength: 100,
    example: '123456789:AAF0123456789abcdefghijklmnopqrstuv',
    names: { 'zh-Hant': '機器人 token', 'zh-Hans': '机器人 token', en: 'Bot token' },
    hint: {
      'zh-Hant': '在 Telegram 找 @BotFather，/newbot。加密保存，不會再顯示',
      'zh-Hans': '在 Telegram 找 @BotFather，/newbot。加密保存，不再显示',
      en: 'from @BotFather in Telegram, /newbot. Stored encrypted, never shown again',
    },
  },
  serverField('https://api.telegram.org', {
    'zh-Hant': '只有自建 Bot API 伺服器或代理才改；內地連不上預設地址',
    'zh-Hans': '仅在自建 Bot API 服务器或代理时修改；内地无法连接默认地址',
    en: 'only for a Bot API server or proxy of your own; the default cannot be reached from mainland China',
  }),
]
const CHANNEL: Channel = { name: 'Telegram', fields: FIELDS }

/** A bot of Telegram: it may write only to people who wrote to it first. */
export const telegram: Notifier = {
  id: 'telegram',
  names: { 'zh-Hant': 'Telegram', 'zh-Hans': 'Telegram', en: 'Telegram' },
  reaches: 'person',
  address: {
    field: {
      key: 'telegramChat',
      kind: 'text',
      mostLength: 40,
      example: '123456789',
      names: { 'zh-Hant': 'Telegram chat ID', 'zh-Hans': 'Telegram chat ID', en: 'Telegram chat ID' },
      hint: {
        'zh-Hant': '先向機器人發 /start；數字 ID 可問 @userinfobot',
        'zh-Hans': '先向机器人发送 /start；数字 ID 可问 @userinfobot',
        en: 'first send /start to the bot; @userinfobot tells the number',
      },
    },
  },
  settings: FIELDS,
  limits: {
    parallel: 5,
    tries: 8,
    // A chat takes about one a second and a group 20 a minute; a person bears less.
    perPerson: { messages: 5, minutes: 10 },
    mostCharacters: MOST_TEXT,
  },
  isSandbox: false,
  check,
  send,
}

function check(settings: Settings): void {
  checkServer(settings)
  if (!/^\d{5,15}:[\w-]{30,50}$/.test(String(settings.token)))
    throw new BadSetting('token', 'must be a token such as 123456789:AA…')
}

async function send(message: Message, _key: string, context: SendContext): Promise<Receipt> {
  const { server, token } = context.settings
  const url = `${checkServer({ server: String(server) })}/bot${String(token)}/sendMessage`
  const answer = await postJson(context, url, bodyOf(message))
  const id = (answer.json.result as { message_id?: unknown } | undefined)?.message_id
  if (answer.status === 200 && answer.json.ok === true && id !== undefined)
    return { id: String(id), said: `ok, message ${id}` }
  throw trouble(answer, context)
}

function bodyOf(message: Message): object {
  const links = linksOf(message)
  // Telegram takes a button's address only where the host looks public, and refuses the whole message otherwise.
  const isPublic = links.every(({ url }) => URL.canParse(url) && new URL(url).hostname.includes('.'))
  const head = `${levelWord(message)} ${titleOf(message, MOST_TITLE, unitsOf)}`
  const foot = isPublic ? [] : links.map(({ url, text }) => `${text}: ${url}`)
  const room = MOST_TEXT - unitsOf([head, '', '', ...foot].join('\n'))
  const lines = fitLines(message.lines, room, { measure: unitsOf })
  const text = [`<b>${escapeTags(head)}</b>`, '', ...lines.map(escapeTags), ...foot.map(escapeTags)].join('\n')
  return {
    chat_id: message.to.address,
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    disable_notification: false,
    ...(isPublic && links.length > 0
      ? { reply_markup: { inline_keyboard: links.map(({ url, text: label }) => [{ text: label, url }]) } }
      : {}),
  }
}

/** Numbers say little; of 400 and 403 the words tell whether the person can be reached at all. */
const GONE =
  /chat not found|bot was blocked|user is deactivated|bot was kicked|can't initiate conversation|group chat was upgraded/i

function trouble(answer: Answered, context: SendContext) {
  const description = String(answer.json.description ?? '')
  return refusal(CHANNEL, context, verdictOf(answer, description), `HTTP ${answer.status}`, description)
}

function verdictOf({ status, headers, json }: Answered, description: string): Verdict {
  const wait = (json.parameters as { retry_after?: unknown } | undefined)?.retry_after
  if (status === 429) return { code: 'throttled', retryAfterMs: (typeof wait === 'number' ? wait : 60) * 1000 }
  // A token that is none leads to an address that is none.
  if (status === 401 || status === 404) return { code: 'sign-in', isFinal: true }
  if (GONE.test(description)) return { code: 'gone', isFinal: true }
  return status === 400 ? { code: 'refused', isFinal: true } : verdictOfStatus(status, headers)
}
