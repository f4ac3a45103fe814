import { BadValue } from '../contract/bad-value.ts'
import { postKey } from '../contract/ids.ts'
import { stripped } from '../contract/layout.ts'
import { platformOf, platformOfUrl } from '../contract/platforms.ts'
import type { PostDraft, ReadContext, RowResult } from '../contract.ts'
import { type Clipping, splitDigest } from './digest.ts'
import { bareSubject, plainDate, readForwarded, senderName } from './forwarded.ts'
import type { Mail } from './mail.ts'

const LINK = /https?:\/\/[^\s<>"'，。；、）)\]】]+/i

/**
 * What a mail says, as posts: the items of a list of clippings, or the one clipping that was passed on, under the name and the time of
 * whoever wrote it first. `isClipping`: it has an address, a list or an original, so it is more than a covering note.
 */
export function postsOfMail(mail: Mail, context: ReadContext): { rows: RowResult[]; isClipping: boolean } {
  if (mail.inner.length > 0) {
    const rows = mail.inner.flatMap((inner) => postsOfMail(inner, context).rows)
    return { rows, isClipping: true }
  }
  const forwarded = readForwarded(mail.text)
  const said = forwarded
    ? {
        sender: senderName(forwarded.sender),
        at: timeOf(forwarded.date, mail.at, context),
        subject: bareSubject(forwarded.subject || mail.subject),
        text: forwarded.body,
      }
    : { sender: senderName(mail.sender), at: mail.at, subject: bareSubject(mail.subject), text: mail.text }
  const items = splitDigest(said.text)
  if (items.length > 0) {
    return { rows: items.map((item, index) => clippingRow(mail, item, said.at, index, context)), isClipping: true }
  }
  const row = whole(mail, said)
  return { rows: row ? [row] : [], isClipping: forwarded !== undefined || LINK.test(said.text) }
}

type Said = { readonly sender: string; readonly at: Date; readonly subject: string; readonly text: string }

/** A mail without a link is what somebody wrote to the company: a record, whose personal data are masked. */
function whole(mail: Mail, { sender, at, subject, text }: Said): RowResult | undefined {
  const url = LINK.exec(text)?.[0].replace(/[.,;:!?]+$/, '')
  if (text === '' && subject === '') return undefined
  const platform = url === undefined ? 'other' : (platformOfUrl(url) ?? 'news')
  const post: PostDraft = stripped({
    externalId: (url === undefined ? `mail:${mail.messageId}` : postKey(platform, url)).slice(0, 200).toWellFormed(),
    platform,
    kind: url === undefined ? ('record' as const) : kindOf(platform),
    postedAt: at.toISOString(),
    text: text === '' ? subject : text,
    title: text === '' || subject === '' ? undefined : subject.slice(0, 1000).toWellFormed(),
    url,
    author: sender === '' ? undefined : { name: sender.toWellFormed() },
  })
  return { row: mail.uid, post }
}

function clippingRow(mail: Mail, item: Clipping, at: Date, index: number, context: ReadContext): RowResult {
  const { title, url, text, source, date } = item
  const platform = platformOfUrl(url) ?? platformOf(source) ?? 'news'
  if (title === '' && text === '') {
    return {
      refused: { row: mail.uid, field: 'text', code: 'empty', reason: `item ${index + 1} of the mail has no words` },
    }
  }
  const post: PostDraft = stripped({
    externalId: postKey(platform, url).slice(0, 200).toWellFormed(),
    platform,
    kind: kindOf(platform),
    postedAt: timeOf(date, at, context).toISOString(),
    text: (text === '' ? title : text).toWellFormed(),
    title: text === '' || title === '' ? undefined : title.slice(0, 1000).toWellFormed(),
    url: url.slice(0, 2000),
    author: source === '' ? undefined : { name: source.slice(0, 200).toWellFormed() },
  })
  return { row: mail.uid, post, ...(date === '' ? { inferred: ['postedAt' as const] } : {}) }
}

const kindOf = (platform: PostDraft['platform']) => (platform === 'news' ? ('news' as const) : ('post' as const))

/** As the mail writes it; where that cannot be read, or lies after the mail itself, the mail's own time. */
function timeOf(date: string, mailAt: Date, context: ReadContext): Date {
  if (date.trim() === '') return mailAt
  try {
    const at = context.time(plainDate(date), mailAt)
    return at === undefined || at > mailAt ? mailAt : at
  } catch (error) {
    if (error instanceof BadValue) return mailAt
    throw error
  }
}
