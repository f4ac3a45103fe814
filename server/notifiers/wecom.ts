import {
  type Answered,
  type Channel,
  digest,
  postJson,
  refusal,
  type Verdict,
  verdictOfStatus,
} from './contract/asking.ts'
import { bytesOf, fitLines } from './contract/cut.ts'
import { hookField, readHook } from './contract/hook-address.ts'
import { byLevel, levelWord } from './contract/level-words.ts'
import { callWord, linksOf, markdownUrl, plainMarkdown, titleOf } from './contract/parts.ts'
import { phoneField, readPhone } from './contract/phone.ts'
import type { Message, Notifier, Receipt, SendContext, SettingField } from './contract.ts'

const MOST_MARKDOWN_BYTES = 4096
const MOST_TEXT_BYTES = 2048
const MOST_TITLE_BYTES = 480
/** For what keeps a line from becoming a list. */
const MARGIN = 8
const MINUTE = 60_000

const FIELDS: readonly SettingField[] = [
  hookField('https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=01234567-89ab-cdef-0123-456789abcdef', {
    'zh-Hant': '企業微信群 → 訊息推送（群機器人）→ 新建；整個地址貼上。加密保存，不會再顯示',
    'zh-Hans': '企业微信群 → 消息推送（群机器人）→ 新建；粘贴完整地址。加密保存，不再显示',
    en: 'WeCom group → message push (group robot) → new; paste the whole address. Stored encrypted, never shown again',
  }),
]
const CHANNEL: Channel = { name: 'WeCom', fields: FIELDS }

/** A robot of a WeCom group. It knows no signature: whoever has the address may write. */
export const wecom: Notifier = {
  id: 'wecom',
  names: { 'zh-Hant': '企業微信群機器人', 'zh-Hans': '企业微信群机器人', en: 'WeCom robot' },
  reaches: 'room',
  address: {
    field: {
      ...phoneField,
      key: 'wecomId',
      names: {
        'zh-Hant': '企業微信 userid 或手機號碼',
        'zh-Hans': '企业微信 userid 或手机号码',
        en: 'WeCom userid or mobile number',
      },
    },
  },
  settings: FIELDS,
  limits: {
    parallel: 1,
    tries: 8,
    perPerson: { messages: 14, minutes: 1 },
    room: { messages: 20, minutes: 1, reserve: 6, silenceMinutes: 1 },
    mostCharacters: 2_000,
  },
  isSandbox: false,
  check: ({ url }) => void hookOf(url),
  send,
}

function hookOf(url: unknown): URL {
  const isRobot = ({ pathname, searchParams }: URL) => pathname === '/cgi-bin/webhook/send' && searchParams.has('key')
  return readHook(url, isRobot, 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…')
}

async function send(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const answer = await postJson(context, hookOf(context.settings.url).href, bodyOf(message))
  const { errcode, errmsg } = answer.json
  if (answer.status === 200 && errcode === 0) return { id: digest(key), said: `errcode 0 ${String(errmsg ?? '')}` }
  throw trouble(answer, context)
}

/** Markdown calls people by userid alone, text by mobile number too. */
function bodyOf(message: Message): object {
  const phones = (message.mentions ?? []).flatMap(({ address }) => readPhone(address)?.national ?? [])
  if (phones.length === 0) return { msgtype: 'markdown', markdown: { content: markdownOf(message) } }
  const ids = (message.mentions ?? []).flatMap(({ address }) => userId(address) ?? [])
  return { msgtype: 'text', text: { content: textOf(message), mentioned_list: ids, mentioned_mobile_list: phones } }
}

/** `<@all>` calls everybody: no one person is meant by it. */
function userId(address: string): string | undefined {
  return !readPhone(address) && /^(?!all$)[A-Za-z0-9][\w.@-]{0,63}$/i.test(address) ? address : undefined
}

function markdownOf(message: Message): string {
  const colour = byLevel(message.level, ['warning', 'warning', 'info', 'comment'])
  const title = plainMarkdown(titleOf(message, MOST_TITLE_BYTES))
  const head = `### <font color="${colour}">${levelWord(message)}</font> ${title}`
  const called = (message.mentions ?? []).map(({ name, address }) => {
    const id = userId(address)
    return id ? `<@${id}>` : plainMarkdown(name)
  })
  const foot = [
    ...linksOf(message).map(({ url, text }) => `[${plainMarkdown(text)}](${markdownUrl(url)})`),
    ...(called.length > 0 ? [`${callWord(message.locale)}: ${called.join(' ')}`] : []),
  ]
  const room = MOST_MARKDOWN_BYTES - bytesOf([head, '', ...foot].join('\n')) - MARGIN
  const lines = fitLines(message.lines, room, { as: plainMarkdown }).map(plainMarkdown)
  return [head, ...lines, ...foot].join('\n')
}

function textOf(message: Message): string {
  const head = `${levelWord(message)} ${plainMarkdown(titleOf(message, MOST_TITLE_BYTES))}`
  const names = (message.mentions ?? []).map(({ name }) => plainMarkdown(name))
  const foot = [
    ...linksOf(message).map(({ url, text }) => `${text}: ${url}`),
    `${callWord(message.locale)}: ${names.join(' ')}`,
  ]
  const room = MOST_TEXT_BYTES - bytesOf([head, '', ...foot].join('\n')) - MARGIN
  // `<@all>` calls everybody in texts too.
  const lines = fitLines(message.lines, room, { as: plainMarkdown }).map(plainMarkdown)
  return [head, ...lines, ...foot].join('\n')
}

/** developer.work.weixin.qq.com 90313 (global codes) and 99110 (message push). */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  '-1': { code: 'later' },
  '45009': { code: 'throttled', retryAfterMs: MINUTE },
  '45033': { code: 'throttled', retryAfterMs: MINUTE },
  '40058': { code: 'refused', isFinal: true },
  // The key leads to no robot (any more); the robot was disabled; it is not in the group.
  '93000': { code: 'gone', isFinal: true },
  '93004': { code: 'gone', isFinal: true },
  '93008': { code: 'gone', isFinal: true },
}

function trouble({ status, headers, json }: Answered, context: SendContext) {
  const { errcode, errmsg } = json
  if (typeof errcode !== 'number') return refusal(CHANNEL, context, verdictOfStatus(status, headers), `HTTP ${status}`)
  const verdict = VERDICTS[String(errcode)] ?? { code: 'refused', isFinal: true }
  return refusal(CHANNEL, context, verdict, errcode, String(errmsg ?? ''))
}
