import { type Attachment, type ParsedMail, simpleParser } from 'mailparser'
import { BadValue } from '../contract/bad-value.ts'
import { textOfHtml } from '../contract/markup.ts'
import type { FileFormat, ReadContext, RowResult } from '../contract.ts'
import { isTable, readTables } from './attachments.ts'
import { postsOfMail } from './clippings.ts'
import type { Mail } from './mail.ts'
import { judgeSender, type ProofWanted, readProof } from './senders.ts'

export type MailRules = {
  readonly senders: string
  readonly proof: ProofWanted
  /** name of our own mail server in Authentication-Results; '' = whoever wrote the topmost one */
  readonly verifier: string
  readonly zone: string
  readonly now: Date
}
const MOST_ATTACHMENTS = 20
/** Longer HTML is no clipping that anybody reads. */
const MOST_HTML = 4 * 2 ** 20
const MOST_TEXT = 100_000
/** What comes with a mail without being part of what it says. */
const ORNAMENT = /^(?:image|audio|video|font)\/|pkcs7|pgp|calendar|vcard|delivery-status|x-ms-wmz/i
const ORNAMENT_NAME = /\.(?:png|jpe?g|gif|bmp|webp|svg|ico|p7[sm]|asc|ics|vcf)$/i

/** One mail as rows: its clippings, the rows of its tables, and every part that could not be read, named. Bad mails never throw. */
export async function readMail(
  formats: readonly FileFormat[],
  uid: number,
  source: Uint8Array,
  rules: MailRules,
  context: ReadContext,
): Promise<RowResult[]> {
  try {
    const parsed = await parse(source)
    const senders = addressesOf(parsed)
    const [from = ''] = senders
    const verdict = judgeSender(senders, rules.senders, rules.proof, readProof(proofsOf(parsed), from, rules.verifier))
    if (!verdict.isAllowed) return [refused(uid, 'from', verdict.code, verdict.reason)]
    const mail = mailOf(uid, parsed, rules.now, await innerMails(uid, parsed, rules.now))
    const tables = await tablesOf(formats, mail, parsed, rules)
    const clippings = postsOfMail(mail, context)
    // A mail that only carries a table says nothing by itself: "please find attached" is no post.
    const rows = tables.posts > 0 && !clippings.isClipping ? tables.rows : [...clippings.rows, ...tables.rows]
    return rows.length > 0
      ? rows
      : [refused(uid, 'text', 'empty', 'the mail has neither text nor a table that can be read')]
  } catch (error) {
    if (error instanceof TypeError || error instanceof ReferenceError) throw error
    const { message, code = 'bad-mail' } = error as Error & { code?: string }
    return [
      refused(
        uid,
        '',
        error instanceof BadValue ? error.code : code,
        `the mail cannot be read: ${message.slice(0, 200)}`,
      ),
    ]
  }
}

export function refused(uid: number, field: string, code: string, reason: string): RowResult {
  return { refused: { row: uid, field, code, reason } }
}

function parse(source: Uint8Array): Promise<ParsedMail> {
  return simpleParser(Buffer.from(source.buffer, source.byteOffset, source.length), {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
  })
}

function mailOf(uid: number, parsed: ParsedMail, now: Date, inner: readonly Mail[]): Mail {
  const { subject = '', date, messageId = '' } = parsed
  const at = date && !Number.isNaN(date.getTime()) && date <= now ? date : now
  return {
    uid,
    messageId: messageId.replace(/^<|>$/g, '') || `${addressesOf(parsed)[0] ?? ''} ${at.toISOString()} ${subject}`,
    sender: parsed.from?.text ?? '',
    at,
    subject: subject.trim(),
    text: textOf(parsed).slice(0, MOST_TEXT).toWellFormed(),
    inner,
  }
}

/** HTML where it has more to say: text beside it is often a stub, and only HTML has the addresses behind its words. */
function textOf({ text = '', html }: ParsedMail): string {
  const plain = text.replaceAll('\0', '').trim()
  if (typeof html !== 'string') return plain
  if (html.length > MOST_HTML) throw new BadValue('too-large', `HTML of more than ${MOST_HTML} characters`)
  const read = textOfHtml(withLinks(html)).replaceAll('\0', '')
  const links = (of: string): number => of.match(/https?:\/\//g)?.length ?? 0
  return plain === '' || links(read) > links(plain) ? read : plain
}

/** `<a href="https://x">標題</a>` → `標題 https://x`: the address is what a clipping is about. */
export function withLinks(html: string): string {
  return html.replace(/<a\b([^>]*)>([\s\S]*?)<\/a\s*>/gi, (whole, attributes: string, inner: string) => {
    const [, double, single] = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes) ?? []
    const address = (double ?? single ?? '').trim()
    return !/^https?:\/\//i.test(address) || inner.includes(address) ? whole : `${inner} ${address} `
  })
}

function addressesOf({ from }: ParsedMail): string[] {
  return (from?.value ?? []).flatMap(({ address }) =>
    address === undefined || address === '' ? [] : [address.toLowerCase()],
  )
}

/** Topmost first, as they stand: mailparser's own list of lines keeps their order. */
function proofsOf({ headerLines }: ParsedMail): string[] {
  return headerLines
    .filter(({ key }) => key === 'authentication-results')
    .map(({ line }) => line.replace(/^[^:]*:/, '').replace(/\r?\n\s+/g, ' '))
}

async function innerMails(uid: number, { attachments }: ParsedMail, now: Date): Promise<Mail[]> {
  const mails: Mail[] = []
  for (const each of attachments.slice(0, MOST_ATTACHMENTS).filter(isMail)) {
    mails.push(mailOf(uid, await parse(each.content), now, []))
  }
  return mails
}

const isMail = ({ contentType, filename = '' }: Attachment): boolean =>
  contentType === 'message/rfc822' || /\.eml$/i.test(filename)

async function tablesOf(formats: readonly FileFormat[], mail: Mail, { attachments }: ParsedMail, rules: MailRules) {
  const rows: RowResult[] = []
  let posts = 0
  for (const [index, each] of attachments.entries()) {
    const name = each.filename ?? `attachment ${index + 1}`
    if (isMail(each) || each.related || ORNAMENT.test(each.contentType) || ORNAMENT_NAME.test(name)) continue
    if (index >= MOST_ATTACHMENTS)
      rows.push(refused(mail.uid, 'attachments', 'too-many', `${name}: more than ${MOST_ATTACHMENTS} attachments`))
    else if (!isTable(name, each.contentType))
      rows.push(
        refused(
          mail.uid,
          'attachments',
          'unsupported',
          `${name} is not read: only tables (CSV, Excel, JSON) and mails are`,
        ),
      )
    else {
      const read = await readTables(formats, name, each.content, { ...rules, crawledAt: mail.at, uid: mail.uid })
      posts += read.posts
      rows.push(...read.rows)
    }
  }
  return { rows, posts }
}
