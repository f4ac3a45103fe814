import type { ImapFlow } from 'imapflow'
import { DAY } from '../../base/clock.ts'
import { collectContext } from '../contract/collect-context.ts'
import {
  CollectError,
  type Collected,
  type CollectInput,
  type Collector,
  type FileFormat,
  type RowResult,
} from '../contract.ts'
import { type MailboxAccess, withMailbox } from './connection.ts'
import { type MailRules, readMail, refused } from './message.ts'
import type { ProofWanted } from './senders.ts'
import { MAILBOX_SETTINGS } from './settings.ts'

/** `uid`: the highest that was looked at. UIDs only mean something together with their folder's validity (RFC 9051 2.3.1.1). */
type Cursor = { readonly uidValidity: string; readonly uid: number }

const MOST_MAILS = 50
const MOST_ROWS = 20_000
/** Well within the time for which a source is waited for: over a slow line a turn brings fewer mails, instead of none for ever. */
const MOST_READING_MS = 60_000
/** Larger ones are named, and left where they are. */
const MOST_BYTES = 25 * 2 ** 20

/**
 * A folder of a mailbox to which colleagues pass on what they find, or a monitoring service sends its lists. Reads only; marks only where
 * asked to.
 * @param formats readers of attached tables
 */
export function mailbox(formats: readonly FileFormat[]): Collector {
  return {
    id: 'mailbox',
    names: { 'zh-Hant': '郵箱（IMAP）', 'zh-Hans': '邮箱（IMAP）', en: 'Mailbox (IMAP)' },
    usualSeconds: 300,
    settings: MAILBOX_SETTINGS,
    collect: async (input) => {
      const access = accessOf(input)
      const addresses = await input.resolve(access.host)
      return withMailbox(access, addresses, input.signal, (client) => readFolder(client, formats, input))
    },
  }
}

function accessOf({ settings }: CollectInput): MailboxAccess {
  return {
    host: String(settings.host ?? '').trim(),
    port: Number(settings.port ?? 993),
    security: (settings.security ?? 'tls') as MailboxAccess['security'],
    user: String(settings.user ?? ''),
    password: String(settings.password ?? ''),
  }
}

async function readFolder(client: ImapFlow, formats: readonly FileFormat[], input: CollectInput): Promise<Collected> {
  const { settings, now, zone } = input
  const marks = settings.marksRead === true
  const folder = String(settings.folder ?? '').trim() || 'INBOX'
  const opened = await client.mailboxOpen(folder, { readOnly: !marks }).catch((error: unknown) => {
    const { mailboxMissing, responseStatus } = error as { mailboxMissing?: boolean; responseStatus?: string }
    if (mailboxMissing !== true && responseStatus === undefined) throw error
    throw new CollectError('no-folder', `the folder ${folder} is not there, or may not be opened`)
  })
  const last = input.cursor as Cursor | undefined
  const uidValidity = String(opened.uidValidity)
  const isRenumbered = last !== undefined && last.uidValidity !== uidValidity
  const known = isRenumbered ? undefined : last
  const uids = await newUids(client, known, new Date(now.getTime() - Number(settings.days ?? 7) * DAY))
  const rules: MailRules = {
    senders: String(settings.senders ?? ''),
    proof: (settings.proof ?? 'pass') as ProofWanted,
    verifier: String(settings.verifier ?? ''),
    zone,
    now,
  }
  const read = await readMails(client, formats, uids, { rules, input })
  if (marks && read.done.length > 0) await client.messageFlagsAdd(read.done, ['\\Seen'], { uid: true })
  const uid = Math.max(known?.uid ?? 0, (opened.uidNext ?? 1) - 1)
  return {
    rows: read.rows,
    // All looked at: up to the newest there was. Else up to where we stopped.
    cursor: {
      uidValidity,
      uid: read.isAll ? Math.max(uid, ...read.done) : Math.max(known?.uid ?? 0, ...read.done),
    } satisfies Cursor,
    isUnchanged: uids.length === 0 && !isRenumbered,
    ...(isRenumbered
      ? {
          gap: {
            code: 'mailbox-renumbered',
            reason:
              'the mail server numbered the folder anew: mails of the last days are looked at again, older ones may be missing',
          },
        }
      : {}),
  }
}

/** After the last one; the first time, and after a renumbering, of the last days. */
async function newUids(client: ImapFlow, known: Cursor | undefined, since: Date): Promise<number[]> {
  const query = known ? { uid: `${known.uid + 1}:*` } : { since }
  const found = await client.search(query, { uid: true })
  // `9:*` names the last mail, even where it is number 5.
  return (found || []).filter((uid) => uid > (known?.uid ?? 0)).sort((a, b) => a - b)
}

async function readMails(
  client: ImapFlow,
  formats: readonly FileFormat[],
  uids: readonly number[],
  { rules, input }: { rules: MailRules; input: CollectInput },
): Promise<{ rows: RowResult[]; done: number[]; isAll: boolean }> {
  const rows: RowResult[] = []
  const done: number[] = []
  const context = collectContext(input)
  const turn = uids.slice(0, MOST_MAILS)
  const began = performance.now()
  const sizes = await sizesOf(client, turn)
  for (const uid of turn) {
    if (rows.length >= MOST_ROWS || (done.length > 0 && performance.now() - began > MOST_READING_MS)) break
    input.signal.throwIfAborted()
    const size = sizes.get(uid)
    // Without a size somebody removed it meanwhile.
    if (size !== undefined && size > MOST_BYTES) rows.push(tooLarge(uid, size))
    else if (size !== undefined) rows.push(...(await readOne(client, formats, uid, rules, context)))
    done.push(uid)
  }
  return { rows, done, isAll: done.length === uids.length }
}

async function sizesOf(client: ImapFlow, uids: readonly number[]): Promise<Map<number, number>> {
  const sizes = new Map<number, number>()
  if (uids.length === 0) return sizes
  for await (const { uid, size } of client.fetch(uids.join(','), { uid: true, size: true }, { uid: true })) {
    sizes.set(uid, size ?? 0)
  }
  return sizes
}

function tooLarge(uid: number, size: number): RowResult {
  const [is, limit] = [size, MOST_BYTES].map((bytes) => Math.ceil(bytes / 2 ** 20))
  return refused(uid, '', 'too-large', `a mail of ${is} MiB is not fetched; the limit is ${limit} MiB`)
}

async function readOne(
  client: ImapFlow,
  formats: readonly FileFormat[],
  uid: number,
  rules: MailRules,
  context: ReturnType<typeof collectContext>,
): Promise<RowResult[]> {
  const whole = await client.fetchOne(String(uid), { uid: true, source: { maxLength: MOST_BYTES } }, { uid: true })
  return whole !== false && whole.source ? readMail(formats, uid, whole.source, rules, context) : []
}
