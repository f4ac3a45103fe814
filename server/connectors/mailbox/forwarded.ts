/** A mail that was passed on: who wrote it first, when, about what. */
export type Forwarded = {
  readonly sender: string
  readonly date: string
  readonly subject: string
  readonly body: string
  /** what whoever passed it on wrote above */
  readonly note: string
}

const LABELS = {
  sender: /^(?:from|sender|发件人|發件人|寄件者|寄件人)$/i,
  date: /^(?:date|sent|发送时间|發送時間|发送日期|寄件日期|傳送時間|日期|时间|時間)$/i,
  to: /^(?:to|cc|收件人|收件者|抄送|副本|reply-to|回复|回覆至)$/i,
  subject: /^(?:subject|主题|主題|主旨|標題|标题)$/i,
} as const
type Label = keyof typeof LABELS
/** `发件人: …`, `> *From:* …`, and 163's `| 发件人 | … |` */
const HEADER = /^[\s>|*_]*([A-Za-z-]{2,10}|[一-鿿]{2,4})[\s*_]*(?:[:：]|\|)[\s*_]*(.*?)[\s|]*$/
const DASHES =
  /^[\s>|*_]*(?:[-=_—－]{3,}|begin forwarded message|开始转发邮件|開始轉寄郵件|转发的邮件|轉寄的郵件|original message|原始邮件|原始郵件)/i
const MOST_HEADER_LINES = 12
/** Passed on again and again: what counts is who said it first. */
const MOST_LEVELS = 6

/** The innermost of the mails that were passed on; undefined where nothing was. */
export function readForwarded(text: string): Forwarded | undefined {
  let found: Forwarded | undefined
  let rest = text
  for (let level = 0; level < MOST_LEVELS; level++) {
    const next = readOne(rest)
    if (!next) break
    found = { ...next, note: found ? [found.note, next.note].filter((note) => note !== '').join('\n') : next.note }
    rest = next.body
  }
  return found
}

function readOne(text: string): Forwarded | undefined {
  const lines = text.split(/\r?\n/)
  for (let start = 0; start < lines.length; start++) {
    if (labelOf(lines[start] ?? '')?.label !== 'sender') continue
    const block = readBlock(lines, start)
    if (!block) continue
    const { sender = '', date = '', subject = '' } = block.values
    return { sender, date, subject, body: quoteless(lines.slice(block.end)), note: noteOf(lines.slice(0, start)) }
  }
  return undefined
}

/** A sender alone is a sentence such as `From: a friend`; with a subject or a date it is the head of a mail. */
function readBlock(lines: readonly string[], start: number) {
  const values: Partial<Record<Label, string>> = {}
  let at = start
  for (; at < Math.min(lines.length, start + MOST_HEADER_LINES); at++) {
    const line = lines[at] ?? ''
    const found = labelOf(line)
    if (found) values[found.label] ??= found.value
    // Gmail puts no empty line between, Outlook's conversion to text one after each.
    else if (bare(line) !== '' || (values.subject !== undefined && values.sender !== undefined)) break
  }
  return values.subject !== undefined && (values.date !== undefined || values.to !== undefined)
    ? { values, end: at }
    : undefined
}

function labelOf(line: string): { label: Label; value: string } | undefined {
  const [, word = '', value = ''] = HEADER.exec(line) ?? []
  const label = (Object.keys(LABELS) as Label[]).find((each) => LABELS[each].test(word))
  return label && { label, value: value.replace(/[;；]\s*$/, '').trim() }
}

const bare = (line: string): string => line.replace(/^[\s>|]+/, '').trim()

function quoteless(lines: readonly string[]): string {
  const isQuoted = lines.filter((line) => line.trim() !== '').every((line) => /^\s*[>|]/.test(line))
  return (isQuoted ? lines.map((line) => line.replace(/^\s*[>|] ?/, '')) : lines).join('\n').trim()
}

function noteOf(lines: readonly string[]): string {
  const dashes = lines.findLastIndex((line) => DASHES.test(line))
  return (dashes >= 0 ? lines.slice(0, dashes) : lines).join('\n').trim()
}

/** `转发：回复：关于…` → `关于…` */
export function bareSubject(subject: string): string {
  let bareOne = subject.trim()
  for (let next = strip(bareOne); next !== bareOne; next = strip(bareOne)) bareOne = next
  return bareOne
}

const strip = (subject: string): string =>
  subject.replace(/^\s*(?:fwd?|re|aw|转发|轉寄|轉發|回复|回覆|答复)\s*(?:\[\d+\])?\s*[:：]\s*/i, '').trim()

/** What times.ts does not read: the day of the week between date and clock, `at`, a month before its day. */
export function plainDate(date: string): string {
  return date
    .normalize('NFKC')
    .replace(/\s*[（(]?\s*(?:星期|周|週)[一二三四五六日天]\s*[）)]?\s*/, ' ')
    .replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+/i, '')
    .replace(/^([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4}),?\s+(?:at\s+)?/i, '$2 $1 $3 ')
    .replace(/\s+at\s+/i, ' ')
    .replace(/\s*\([A-Z]{2,5}\)$/, '')
    .trim()
}

/** `"王小明" <wang@x.example>` → the name, or the address where there is none */
export function senderName(sender: string): string {
  const [, name = '', address = ''] = /^\s*"?([^"<]*?)"?\s*(?:<([^>]*)>)?\s*$/.exec(sender) ?? []
  return (name.trim() || address.replace(/^mailto:/i, '').trim()).slice(0, 200)
}
