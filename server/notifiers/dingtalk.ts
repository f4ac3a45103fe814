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
import { bytesOf, fitLines } from './contract/cut.ts'
import { hookField, readHook } from './contract/hook-address.ts'
import { byLevel, levelWord } from './contract/level-words.ts'
import { callWord, linksOf, markdownUrl, plainMarkdown, titleOf, withKeyword } from './contract/parts.ts'
import { phoneField, readPhone } from './contract/phone.ts'
import type { Message, Notifier, Receipt, SendContext, SettingField, Settings } from './contract.ts'

/** Of the whole request: 20 000 bytes; the rest is for what stands around the text. */
const MOST_TEXT_BYTES = 16_000
const MOST_TITLE_BYTES = 480
const TEN_MINUTES = 10 * 60_000

const FIELDS: readonly SettingField[] = [
  hookField('https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef', {
    'zh-Hant': '釘釘群 → 群設定 → 機器人 → 自訂；整個地址貼上。加密保存，不會再顯示',
    'zh-Hans': '钉钉群 → 群设置 → 机器人 → 自定义；粘贴完整地址。加密保存，不再显示',
    en: 'DingTalk group → settings → robots → custom; paste the whole address. Stored encrypted, never shown again',
  }),
  {
    key: 'secret',
    kind: 'secret',
    mostLength: 200,
    example: 'SEC0123456789abcdef',
    names: { 'zh-Hant': '加簽密鑰', 'zh-Hans': '加签密钥', en: 'Signing secret' },
    hint: {
      'zh-Hant': '安全設定選「加簽」時的 SEC… 字串；建議選這個',
      'zh-Hans': '安全设置选择“加签”时的 SEC… 字符串；建议选此项',
      en: 'the SEC… text of the security setting "sign", which we recommend',
    },
  },
  {
    key: 'keyword',
    kind: 'text',
    isRare: true,
    mostLength: 20,
    names: { 'zh-Hant': '自訂關鍵詞', 'zh-Hans': '自定义关键词', en: 'Keyword' },
    hint: {
      'zh-Hant': '安全設定選「自訂關鍵詞」時填；訊息裡沒有就補在標題後',
      'zh-Hans': '安全设置选择“自定义关键词”时填写；消息中没有则补在标题后',
      en: 'for the security setting "keyword": added to the title where the message does not hold it',
    },
  },
]
const CHANNEL: Channel = { name: 'DingTalk', fields: FIELDS }

/** A custom robot of a DingTalk group. */
export const dingtalk: Notifier = {
  id: 'dingtalk',
  names: { 'zh-Hant': '釘釘群機器人', 'zh-Hans': '钉钉群机器人', en: 'DingTalk robot' },
  reaches: 'room',
  address: { field: phoneField },
  settings: FIELDS,
  limits: {
    parallel: 1,
    tries: 8,
    perPerson: { messages: 14, minutes: 1 },
    // More than 20 in a minute, and the robot says nothing for ten: the worst that can happen in a crisis.
    room: { messages: 20, minutes: 1, reserve: 6, silenceMinutes: 10 },
    mostCharacters: 5_000,
  },
  isSandbox: false,
  check: ({ url }) => void hookOf(url),
  send,
}

function hookOf(url: unknown): URL {
  const isRobot = ({ pathname, searchParams }: URL) => pathname === '/robot/send' && searchParams.has('access_token')
  return readHook(url, isRobot, 'https://oapi.dingtalk.com/robot/send?access_token=…')
}

async function send(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const answer = await postJson(context, signed(context), bodyOf(message, context.settings))
  const { errcode, errmsg } = answer.json
  // 200 whatever happened: what counts is errcode.
  if (answer.status === 200 && errcode === 0) return { id: digest(key), said: `errcode 0 ${String(errmsg ?? '')}` }
  throw trouble(answer, context)
}

function signed({ settings, clock }: SendContext): string {
  const url = hookOf(settings.url)
  if (settings.secret === undefined) return url.href
  const stamp = String(clock.now().getTime())
  const sign = createHmac('sha256', String(settings.secret)).update(`${stamp}\n${settings.secret}`).digest('base64')
  url.searchParams.set('timestamp', stamp)
  url.searchParams.set('sign', sign)
  return url.href
}

/** Buttons where nobody is called by name: cards call nobody, and texts have no buttons. */
function bodyOf(message: Message, settings: Settings): object {
  const phones = (message.mentions ?? []).flatMap(({ address }) => readPhone(address) ?? [])
  const links = linksOf(message)
  const plain = titleOf(message, MOST_TITLE_BYTES)
  const title = withKeyword(plain, settings.keyword, [plain, ...message.lines].join('\n'))
  const called = callLine(message)
  if (called !== '' || links.length === 0) {
    const foot = [
      ...links.map(({ url, text }) => `[${plainMarkdown(text)}](${markdownUrl(url)})`),
      ...(called ? [called] : []),
    ]
    const markdown = { title, text: textOf(message, title, foot) }
    return { msgtype: 'markdown', markdown, at: { atMobiles: phones.map(({ national }) => national), isAtAll: false } }
  }
  const btns = links.map(({ url, text }) => ({ title: text, actionURL: url }))
  return { msgtype: 'actionCard', actionCard: { title, text: textOf(message, title, []), btnOrientation: '0', btns } }
}

function callLine({ mentions = [], locale }: Message): string {
  if (mentions.length === 0) return ''
  // Only who stands in the text as @ and the number is called.
  const names = mentions.map(({ name, address }) => {
    const phone = readPhone(address)
    return phone ? `@${phone.national}` : plainMarkdown(name)
  })
  return `${callWord(locale)}: ${names.join(' ')}`
}

function textOf(message: Message, title: string, foot: readonly string[]): string {
  const colour = byLevel(message.level, ['#cf1322', '#d46b08', '#0958d9', '#595959'])
  const head = `### <font color=${colour}>${levelWord(message)}</font> ${plainMarkdown(title)}`
  const around = [head, ...foot].join('\n\n')
  const room = MOST_TEXT_BYTES - bytesOf(around) - 4
  const lines = fitLines(message.lines, room, { between: 2, as: plainMarkdown }).map(plainMarkdown)
  return [head, ...lines, ...foot].join('\n\n')
}

/** open.dingtalk.com, "custom robot", and what was seen of it; texts change, numbers do not. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  '-1': { code: 'later' },
  '130101': { code: 'throttled', retryAfterMs: TEN_MINUTES },
  '90018': { code: 'throttled', retryAfterMs: TEN_MINUTES },
  '410100': { code: 'throttled', retryAfterMs: TEN_MINUTES },
  // The month's messages of a free organisation are used up.
  '90030': { code: 'throttled', retryAfterMs: 6 * TEN_MINUTES },
  // The token leads to no robot (any more); the robot was disabled; the group was closed.
  '300001': { code: 'gone', isFinal: true },
  '300005': { code: 'gone', isFinal: true },
  '400013': { code: 'gone', isFinal: true },
  '400101': { code: 'gone', isFinal: true },
  '400102': { code: 'gone', isFinal: true },
  '400106': { code: 'gone', isFinal: true },
  // One number for signature, address list and keyword: its words tell which.
  '310000': { code: 'sign-in', isFinal: true },
  '430101': { code: 'refused', isFinal: true },
  '430102': { code: 'refused', isFinal: true },
  '430104': { code: 'refused', isFinal: true },
}

function trouble({ status, headers, json }: Answered, context: SendContext) {
  const { errcode, errmsg } = json
  if (typeof errcode !== 'number') return refusal(CHANNEL, context, verdictOfStatus(status, headers), `HTTP ${status}`)
  const said = String(errmsg ?? '')
  const isKeyword = errcode === 310000 && /keyword|关键词/i.test(said)
  const verdict: Verdict = VERDICTS[String(errcode)] ?? { code: 'refused', isFinal: true }
  return refusal(CHANNEL, context, isKeyword ? { ...verdict, code: 'settings' } : verdict, errcode, said)
}
