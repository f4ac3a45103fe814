import {
  BadSetting,
  type Message,
  type Receipt,
  type SendContext,
  type SettingField,
  type Settings,
} from '../contract.ts'
import { type Answered, type Channel, postJson, refusal, type Verdict, verdictOfStatus } from './asking.ts'
import { fitLines, unitsOf } from './cut.ts'
import { levelWord } from './level-words.ts'
import { escapeTags, linksOf, titleOf } from './parts.ts'
import { checkServer, serverField } from './server-address.ts'

/** core.telegram.org/bots/api, sendMessage: 4096 UTF-16 units after the marks are taken out. */
export const MOST_TEXT = 4096
const MOST_TITLE = 300

/** What a bot needs, whether it writes to people or into a group. */
export const BOT_FIELDS: readonly [token: SettingField, server: SettingField] = [
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

/** A person's own chat with the bot has the person's own number: by it people are called in groups too. */
export const chatField: SettingField = {
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
}

/** @throws BadSetting */
export function checkBot(settings: Settings): void {
  checkServer(settings)
  if (!/^\d{5,15}:[\w-]{30,50}$/.test(String(settings.token)))
    throw new BadSetting('token', 'must be a token such as 123456789:AA…')
}

type Said = {
  readonly chat: string
  /** who is called, in Telegram's HTML; '' where nobody is */
  readonly called?: string
}

/** @throws NotifyError */
export async function sayByBot(
  channel: Channel,
  message: Message,
  context: SendContext,
  { chat, called = '' }: Said,
): Promise<Receipt> {
  const { server, token } = context.settings
  const url = `${checkServer({ server: String(server) })}/bot${String(token)}/sendMessage`
  const answer = await postJson(context, url, bodyOf(message, chat, called))
  const id = (answer.json.result as { message_id?: unknown } | undefined)?.message_id
  if (answer.status === 200 && answer.json.ok === true && id !== undefined)
    return { id: String(id), said: `ok, message ${id}` }
  throw trouble(channel, answer, context)
}

function bodyOf(message: Message, chat: string, called: string): object {
  const links = linksOf(message)
  // Telegram takes a button's address only where the host looks public, and refuses the whole message otherwise.
  const isPublic = links.every(({ url }) => URL.canParse(url) && new URL(url).hostname.includes('.'))
  const head = `${levelWord(message)} ${titleOf(message, MOST_TITLE, unitsOf)}`
  const foot = isPublic ? [] : links.map(({ url, text }) => `${text}: ${url}`)
  const room = MOST_TEXT - unitsOf([head, '', '', ...foot, called].join('\n'))
  const lines = fitLines(message.lines, room, { measure: unitsOf })
  const parts = [`<b>${escapeTags(head)}</b>`, '', ...lines.map(escapeTags), ...foot.map(escapeTags)]
  return {
    chat_id: chat,
    text: [...parts, ...(called === '' ? [] : [called])].join('\n'),
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    disable_notification: false,
    ...(isPublic && links.length > 0
      ? { reply_markup: { inline_keyboard: links.map(({ url, text: label }) => [{ text: label, url }]) } }
      : {}),
  }
}

/** Numbers say little; of 400 and 403 the words tell whether the chat can be reached at all. */
const GONE =
  /chat not found|bot was blocked|user is deactivated|bot was kicked|bot is not a member|can't initiate conversation|group chat was (upgraded|deactivated|deleted)/i

function trouble(channel: Channel, answer: Answered, context: SendContext) {
  const description = String(answer.json.description ?? '')
  // A group that was made a supergroup has another number from then on, which is told here.
  const moved = (answer.json.parameters as { migrate_to_chat_id?: unknown } | undefined)?.migrate_to_chat_id
  const said = typeof moved === 'number' ? `${description} ${moved}` : description
  return refusal(channel, context, verdictOf(answer, description), `HTTP ${answer.status}`, said)
}

function verdictOf({ status, headers, json }: Answered, description: string): Verdict {
  const wait = (json.parameters as { retry_after?: unknown } | undefined)?.retry_after
  if (status === 429) return { code: 'throttled', retryAfterMs: (typeof wait === 'number' ? wait : 60) * 1000 }
  // A token that is none leads to an address that is none.
  if (status === 401 || status === 404) return { code: 'sign-in', isFinal: true }
  if (GONE.test(description)) return { code: 'gone', isFinal: true }
  return status === 400 ? { code: 'refused', isFinal: true } : verdictOfStatus(status, headers)
}
