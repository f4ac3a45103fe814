import type { Channel } from './contract/asking.ts'
import { BOT_FIELDS, chatField, checkBot, MOST_TEXT, sayByBot } from './contract/telegram-bot.ts'
import type { Notifier } from './contract.ts'

const CHANNEL: Channel = { name: 'Telegram', fields: BOT_FIELDS }

/** A bot of Telegram: it may write only to people who wrote to it first. */
export const telegram: Notifier = {
  id: 'telegram',
  names: { 'zh-Hant': 'Telegram', 'zh-Hans': 'Telegram', en: 'Telegram' },
  reaches: 'person',
  address: { field: chatField },
  settings: BOT_FIELDS,
  limits: {
    parallel: 5,
    tries: 8,
    // A chat takes about one a second and a group 20 a minute; a person bears less.
    perPerson: { messages: 5, minutes: 10 },
    mostCharacters: MOST_TEXT,
  },
  isSandbox: false,
  check: checkBot,
  send: (message, _key, context) => sayByBot(CHANNEL, message, context, { chat: message.to.address }),
}
