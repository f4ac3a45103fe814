import { createHash } from 'node:crypto'
import type { Message, Settings } from '../contract.ts'

const MOST_SUBJECT = 180
const CUT = '…'

/**
 * The letter as it will be sent, the same at every attempt: a server or reader that gets it twice sees one Message-ID. Nothing in
 * it can begin another header: every value of a header is one line.
 */
export function letterOf(message: Message, key: string, settings: Settings, mostCharacters: number) {
  const { to, subject, at, foot, thread } = message
  const from = String(settings.from)
  const domain = from.slice(from.lastIndexOf('@') + 1)
  const title = cut(line(subject), MOST_SUBJECT) || 'Weiji'
  const root = thread === undefined ? undefined : `<${digest(`thread ${thread}`)}@${domain}>`
  return {
    from: { name: line(String(settings.fromName ?? '')), address: from },
    to: { name: line(to.name), address: to.address },
    ...(settings.replyTo === undefined ? {} : { replyTo: String(settings.replyTo) }),
    envelope: { from, to: to.address },
    subject: title,
    date: at,
    messageId: `<${digest(key)}@${domain}>`,
    // Of no letter that exists: mail programs show what has it in common as one conversation all the same (RFC 5322 3.6.4).
    ...(root === undefined ? {} : { references: root }),
    headers: {
      // RFC 3834: no vacation notices come back.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': message.locale,
    },
    list: { unsubscribe: { url: foot.url } },
    text: textOf(message, mostCharacters),
    html: htmlOf(message, title, mostCharacters),
  }
}

function textOf({ lines, link, foot }: Message, most: number): string {
  const parts = [...within(lines, most), ...(link ? ['', `${link.text}: ${link.url}`] : [])]
  // RFC 3676 4.3: mail programs cut what stands below off when they quote.
  return `${[...parts, '', '-- ', foot.text, foot.url].join('\n')}\n`
}

function htmlOf({ locale, lines, link, foot }: Message, title: string, most: number): string {
  const paragraphs = within(lines, most).map((each) => `<p style="margin:0 0 8px">${escaped(each)}</p>`)
  const button = link
    ? `<p style="margin:20px 0"><a href="${escaped(link.url)}" style="background:#1f4e9c;color:#ffffff;padding:10px 18px;border-radius:4px;text-decoration:none;display:inline-block">${escaped(link.text)}</a></p>`
    : ''
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title></head>
<body style="margin:0;background:#ffffff;color:#1d2129;font:16px/1.6 system-ui,'PingFang TC','Microsoft JhengHei',sans-serif">
<div style="max-width:560px;margin:0 auto;padding:20px 16px">
<h1 style="font-size:18px;line-height:1.5;margin:0 0 14px">${escaped(title)}</h1>
${paragraphs.join('\n')}
${button}
<p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #d9dde3;color:#5c6470;font-size:13px"><a href="${escaped(foot.url)}" style="color:#5c6470">${escaped(foot.text)}</a></p>
</div></body></html>
`
}

/** As many lines as there is room for. */
function within(lines: readonly string[], most: number): string[] {
  const kept: string[] = []
  let left = most
  for (const each of lines.map(line)) {
    if (each.length > left) return [...kept, cut(each, Math.max(1, left))]
    kept.push(each)
    left -= each.length
  }
  return kept
}

/** Breaks, tabs and other control characters become spaces. */
function line(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
}

function cut(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}${CUT}`
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40)
}
