import {
  type Answered,
  type Channel,
  digest,
  postJson,
  refusal,
  type Verdict,
  verdictOfStatus,
} from './contract/asking.ts'
import { cutTo, fitLines, unitsOf } from './contract/cut.ts'
import { hookField, readHook } from './contract/hook-address.ts'
import { byLevel, levelWord } from './contract/level-words.ts'
import { callWord, escapeTags, linksOf, titleOf } from './contract/parts.ts'
import type { Message, Notifier, Receipt, SendContext, SettingField } from './contract.ts'

/** docs.slack.dev, blocks: a header takes 150 characters, a section 3 000. */
const MOST_HEADER = 150
const MOST_SECTION = 3_000

const FIELDS: readonly SettingField[] = [
  hookField('https://hooks.slack.com/services/T00000000/B00000000/example0example0example0', {
    'zh-Hant': 'Slack → Apps → Incoming Webhooks → 選頻道；整個地址貼上。加密保存，不會再顯示',
    'zh-Hans': 'Slack → Apps → Incoming Webhooks → 选频道；粘贴完整地址。加密保存，不再显示',
    en: 'Slack → apps → incoming webhooks → choose the channel; paste the whole address. Stored encrypted, never shown again',
  }),
]
const CHANNEL: Channel = { name: 'Slack', fields: FIELDS }

/** An incoming webhook of a Slack channel. */
export const slack: Notifier = {
  id: 'slack',
  names: { 'zh-Hant': 'Slack 頻道', 'zh-Hans': 'Slack 频道', en: 'Slack channel' },
  reaches: 'room',
  address: {
    field: {
      key: 'slackId',
      kind: 'text',
      mostLength: 20,
      example: 'U012AB3CD',
      names: { 'zh-Hant': 'Slack 成員 ID', 'zh-Hans': 'Slack 成员 ID', en: 'Slack member ID' },
      hint: {
        'zh-Hant': 'Slack 個人檔案 → ⋮ → 複製成員 ID',
        'zh-Hans': 'Slack 个人资料 → ⋮ → 复制成员 ID',
        en: 'Slack profile → ⋮ → copy member ID',
      },
    },
  },
  settings: FIELDS,
  limits: {
    parallel: 1,
    tries: 8,
    perPerson: { messages: 14, minutes: 1 },
    // One a second, short bursts above it.
    room: { messages: 50, minutes: 1, reserve: 10, silenceMinutes: 1 },
    mostCharacters: MOST_SECTION,
  },
  isSandbox: false,
  check: ({ url }) => void hookOf(url),
  send,
}

function hookOf(url: unknown): URL {
  const isHook = ({ pathname }: URL) => /^\/services\/\w+\/\w+\/\w+$/.test(pathname)
  return readHook(url, isHook, 'https://hooks.slack.com/services/T…/B…/…')
}

async function send(message: Message, key: string, context: SendContext): Promise<Receipt> {
  const answer = await postJson(context, hookOf(context.settings.url).href, bodyOf(message))
  if (answer.status === 200 && answer.text.trim() === 'ok') return { id: digest(key), said: '200 ok' }
  throw trouble(answer, context)
}

/** Buttons ask back to an address of the app, which a webhook has not: links go into text. */
function bodyOf(message: Message): object {
  const title = titleOf(message, MOST_HEADER - 20, unitsOf)
  const lines = fitLines(message.lines, MOST_SECTION, { measure: unitsOf })
  const links = linksOf(message).map(({ url, text }) => `<${escapeTags(url)}|${escapeTags(text).replaceAll('|', '¦')}>`)
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: `${levelWord(message)} ${title}`, emoji: false } },
    ...(lines.length > 0 ? [section('plain_text', lines.join('\n'))] : []),
    ...(links.length === 0 ? [] : [section('mrkdwn', links.join('  ·  '))]),
  ]
  const color = byLevel(message.level, ['#cf1322', '#d46b08', '#0958d9', '#8c8c8c'])
  // What phones show on the lock screen; it rings for whom it names, which what is attached does not always do.
  const text = [escapeTags(`${levelWord(message)} ${title}`), callLine(message)]
    .filter((part) => part !== '')
    .join('\n')
  return { text, attachments: [{ color, fallback: title, blocks }] }
}

function section(type: 'plain_text' | 'mrkdwn', text: string): object {
  return { type: 'section', text: { type, text, ...(type === 'plain_text' ? { emoji: false } : {}) } }
}

function callLine({ mentions = [], locale }: Message): string {
  if (mentions.length === 0) return ''
  const called = mentions.map(({ name, address }) =>
    /^[UW]\w{5,20}$/.test(address) ? `<@${address}>` : escapeTags(name),
  )
  return `${callWord(locale)}: ${called.join(' ')}`
}

/** docs.slack.dev, incoming webhooks, "handling errors": the body is one word. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  invalid_payload: { code: 'refused', isFinal: true },
  invalid_blocks: { code: 'refused', isFinal: true },
  user_not_found: { code: 'refused', isFinal: true },
  action_prohibited: { code: 'settings', isFinal: true },
  posting_to_general_channel_denied: { code: 'settings', isFinal: true },
  channel_not_found: { code: 'gone', isFinal: true },
  channel_is_archived: { code: 'gone', isFinal: true },
  no_service: { code: 'gone', isFinal: true },
  no_service_id: { code: 'gone', isFinal: true },
  no_team: { code: 'gone', isFinal: true },
  team_disabled: { code: 'gone', isFinal: true },
  invalid_token: { code: 'gone', isFinal: true },
  rollup_error: { code: 'later' },
}

function trouble({ status, headers, text }: Answered, context: SendContext) {
  const word = text.trim()
  const verdict = (status === 429 ? undefined : VERDICTS[word]) ?? verdictOfStatus(status, headers)
  return refusal(CHANNEL, context, verdict, `HTTP ${status}`, cutTo(word, 200))
}
