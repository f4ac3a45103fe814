import type { Channel } from './contract/asking.ts'
import { callWord, escapeTags } from './contract/parts.ts'
import { BOT_FIELDS, chatField, checkBot, MOST_TEXT, sayByBot } from './contract/telegram-bot.ts'
import { BadSetting, type Message, type Notifier, type SettingField, type Settings } from './contract.ts'

const [token, server] = BOT_FIELDS

const FIELDS: readonly SettingField[] = [
  token,
  {
    key: 'chat',
    kind: 'text',
    isRequired: true,
    mostLength: 40,
    example: '-1001234567890',
    names: { 'zh-Hant': '群的 chat ID', 'zh-Hans': '群的 chat ID', en: 'Chat ID of the group' },
    hint: {
      'zh-Hant': '先把機器人加入群；負數的 ID 可在群裏問 @userinfobot',
      'zh-Hans': '先将机器人加入群；负数的 ID 可在群里问 @userinfobot',
      en: 'add the bot to the group first; @userinfobot tells the number there, which is negative',
    },
  },
  server,
]
const CHANNEL: Channel = { name: 'Telegram', fields: FIELDS }

/** A bot of Telegram in a group. */
export const telegramGroup: Notifier = {
  id: 'telegram-group',
  names: { 'zh-Hant': 'Telegram 群', 'zh-Hans': 'Telegram 群', en: 'Telegram group' },
  reaches: 'room',
  address: { field: chatField },
  settings: FIELDS,
  limits: {
    parallel: 1,
    tries: 8,
    perPerson: { messages: 14, minutes: 1 },
    // core.telegram.org/bots/faq: a group takes 20 a minute.
    room: { messages: 20, minutes: 1, reserve: 6, silenceMinutes: 1 },
    mostCharacters: MOST_TEXT,
  },
  isSandbox: false,
  check,
  send: (message, _key, context) =>
    sayByBot(CHANNEL, message, context, { chat: String(context.settings.chat), called: callLine(message) }),
}

function check(settings: Settings): void {
  checkBot(settings)
  if (!/^(-\d{5,20}|@[A-Za-z]\w{3,31})$/.test(String(settings.chat)))
    throw new BadSetting('chat', 'must be the number of a group, such as -1001234567890, or its @name')
}

/** By number people are called whether they have a public name or not. */
function callLine({ mentions = [], locale }: Message): string {
  if (mentions.length === 0) return ''
  const called = mentions.map(({ name, address }) =>
    /^\d{3,15}$/.test(address) ? `<a href="tg://user?id=${address}">${escapeTags(name)}</a>` : escapeTags(name),
  )
  return `${callWord(locale)}: ${called.join(' ')}`
}
