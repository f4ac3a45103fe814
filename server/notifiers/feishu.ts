import { createHmac } from 'node:crypto'
import {
  type Answered,
  type Channel,
  digest,
  postJson,
  refusal,
  type Verdict,
  verdictOfStatus,
} from './contract/asking.ts'
import { bytesOf, fitLines, jsonBytesOf } from './contract/cut.ts'
import { hookField, readHook } from './contract/hook-address.ts'
import { byLevel, levelWord } from './contract/level-words.ts'
import { callWord, linksOf, titleOf, withKeyword } from './contract/parts.ts'
import type { Message, Notifier, Receipt, SendContext, SettingField } from './contract.ts'

/** Of the whole request, as it is sent; the robot takes 20 KB. */
const MOST_BODY_BYTES = 19_900
const MOST_TITLE_BYTES = 480
const MINUTE = 60_000

const FIELDS: readonly SettingField[] = [
  hookField('https://open.feishu.cn/open-apis/bot/v2/hook/01234567-89ab-cdef-0123-456789abcdef', {
    'zh-Hant': '飛書群 → 設定 → 群機器人 → 自訂機器人；Lark 用 open.larksuite.com 的地址。加密保存，不會再顯示',
    'zh-Hans': '飞书群 → 设置 → 群机器人 → 自定义机器人；Lark 用 open.larksuite.com 的地址。加密保存，不再显示',
    en: 'Feishu or Lark group → settings → bots → custom bot (Lark: open.larksuite.com). Stored encrypted, never shown again',
  }),
  {
    key: 'secret',
    kind: 'secret',
    mostLength: 200,
    example: 'abcdefghijklmnopqrstuv',
    names: { 'zh-Hant': '簽名校驗密鑰', 'zh-Hans': '签名校验密钥', en: 'Signing secret' },
    hint: {
      'zh-Hant': '開啟「簽名校驗」後顯示的密鑰；建議開啟',
      'zh-Hans': '开启“签名校验”后显示的密钥；建议开启',
      en: 'shown after "signature verification" is switched on, which we recommend',
    },
  },
  {
    key: 'keyword',
    kind: 'text',
    isRare: true,
    mostLength: 20,
    names: { 'zh-Hant': '自訂關鍵詞', 'zh-Hans': '自定义关键词', en: 'Keyword' },
    hint: {
      'zh-Hant': '機器人設了關鍵詞時填；訊息裡沒有就補在標題後',
      'zh-Hans': '机器人设置了关键词时填写；消息中没有则补在标题后',
      en: 'where the bot asks for one: added to the title where the message does not hold it',
    },
  },
]
const CHANNEL: Channel = { name: 'Feishu', fields: FIELDS }

const feishuId: SettingField = {
  key: 'feishuId',
  kind: 'text',
  mostLength: 100,
  example: 'ou_0123456789abcdef0123456789abcdef',
  names: {
    'zh-Hant': '飛書 open_id 或 user_id',
    'zh-Hans': '飞书 open_id 或 user_id',
    en: 'Feishu open_id or user_id',
  },
  hint: {
    'zh-Hant': '用來在群裡 @ 這個人',
    'zh-Hans': '用于在群里 @ 此人',
    en: 'to mention this person in the group',
  },
}

/** A custom bot of a Feishu or Lark group. */
export const feishu: Notifier = {
  id: 'feishu',
  names: { 'zh-Hant': '飛書／Lark 群機器人', 'zh-Hans': '飞书/Lark 群机器人', en: 'Feishu or Lark bot' },
  reaches: 'room',
  address: { field: feishuId },
  settings: FIELDS,
  limits: {
    parallel: 2,
    tries: 8,
    perPerson: { messages: 20, minutes: 1 },
    // 100 a minute and 5 a second, over all bots of the organisation's own kind; it is busiest at whole and half hours.
    room: { messages: 60, minutes: 1, reserve: 20, silenceMinutes: 1 },
    mostCharacters: 5_000,
  },
  isSandbox: false,
  check: ({ url }) => void hookOf(url),
  send,
}

function hookOf(url: unknown): URL {
  const isBot = ({ pathname }: URL) => /^\/open-apis\/bot\/v2\/hook\/[\w-]{8,64}$/.test(pathname)
  return readHook(url, isBot, 'https://open.feishu.cn/open-apis/bot/v2/hook/…')
}

async function send(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const { settings, clock } = context
  const signature = signatureOf(settings.secret, clock.now())
  const body = { ...signature, msg_type: 'interactive', card: cardOf(message, settings.keyword) }
  const answer = await postJson(context, hookOf(settings.url).href, body)
  const { code, msg } = answer.json
  if (answer.status === 200 && code === 0) return { id: digest(key), said: `code 0 ${String(msg ?? '')}` }
  throw trouble(answer, context)
}

/** The text to sign is the key, and nothing is the message: so it is documented, and no mistake of ours. */
function signatureOf(secret: string | number | undefined, now: Date): object {
  if (secret === undefined) return {}
  const timestamp = String(Math.floor(now.getTime() / 1000))
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') }
}

/** Lines are plain text: nothing that strangers wrote in them becomes a mention or a link. */
function cardOf(message: Message, keyword: string | number | undefined): object {
  const plain = `${levelWord(message)} ${titleOf(message, MOST_TITLE_BYTES)}`
  const title = withKeyword(plain, keyword, [plain, ...message.lines].join('\n'))
  const whole = (lines: readonly string[]) => ({
    config: { wide_screen_mode: true },
    header: {
      template: byLevel(message.level, ['red', 'orange', 'blue', 'grey']),
      title: { tag: 'plain_text', content: title },
    },
    elements: [
      { tag: 'div', text: { tag: 'plain_text', content: lines.join('\n') } },
      ...mentionsOf(message),
      ...buttonsOf(message),
    ],
  })
  const room = MOST_BODY_BYTES - bytesOf(JSON.stringify(whole([]))) - 200
  return whole(fitLines(message.lines, room, { measure: jsonBytesOf, between: 2 }))
}

/** Custom bots call nobody by e-mail, only by open_id and user_id (open.feishu.cn, "custom bot usage guide"); `all` is everybody. */
const ID = /^(?!all$)[\w.-]{1,64}$/i

function mentionsOf({ mentions = [], locale }: Message): object[] {
  if (mentions.length === 0) return []
  const called = mentions.map(({ name, address }) => (ID.test(address) ? `<at id=${address}></at>` : escaped(name)))
  return [{ tag: 'div', text: { tag: 'lark_md', content: `${callWord(locale)}: ${called.join(' ')}` } }]
}

function escaped(text: string): string {
  return text.replace(/[<>*~[\]_`]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function buttonsOf(message: Message): object[] {
  const actions = linksOf(message).map(({ url, text }, at) => ({
    tag: 'button',
    type: at === 0 ? 'primary' : 'default',
    text: { tag: 'plain_text', content: text },
    url,
  }))
  return actions.length === 0 ? [] : [{ tag: 'action', actions }]
}

/** open.feishu.cn, "custom bot usage guide" and "generic error codes". */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  '9499': { code: 'refused', isFinal: true },
  '11232': { code: 'throttled', retryAfterMs: MINUTE },
  '99991400': { code: 'throttled', retryAfterMs: MINUTE },
  // The token leads to no bot (any more); the bot was disabled.
  '19001': { code: 'gone', isFinal: true },
  '19007': { code: 'gone', isFinal: true },
  '19002': { code: 'refused', isFinal: true },
  '19021': { code: 'sign-in', isFinal: true },
  '19022': { code: 'sign-in', isFinal: true },
  '19024': { code: 'settings', isFinal: true },
}

function trouble({ status, headers, json }: Answered, context: SendContext) {
  const { code, msg } = json
  const reset = Number(headers['x-ogw-ratelimit-reset'])
  const rest = Number.isInteger(reset) && reset > 0 ? { retryAfterMs: reset * 1000 } : {}
  if (typeof code !== 'number' || status === 429 || status >= 500)
    return refusal(
      CHANNEL,
      context,
      { ...verdictOfStatus(status, headers), ...rest },
      `HTTP ${status}`,
      String(msg ?? ''),
    )
  const verdict = VERDICTS[String(code)] ?? { code: 'refused', isFinal: true }
  return refusal(
    CHANNEL,
    context,
    verdict.code === 'throttled' ? { ...verdict, ...rest } : verdict,
    code,
    String(msg ?? ''),
  )
}
