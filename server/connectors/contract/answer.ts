import { type Answer, CollectError, type CollectInput } from '../contract.ts'
import { headersOf } from './address-settings.ts'
import { detectEncoding } from './bytes.ts'

/** What the other side gave with the last answer, to be shown again so that it need not send the same twice. */
export type Validators = { readonly etag?: string; readonly lastModified?: string }

const DAY_MS = 24 * 3_600_000
/** It goes back into a header. */
const MOST_VALIDATOR = 1000

/**
 * Asks the address of the settings, with what was given last time.
 * @returns undefined where nothing has changed since
 * @throws CollectError everything that is no answer, in words
 */
export async function ask(
  { settings, now, fetch }: CollectInput,
  accept: string,
  last: Validators | undefined,
): Promise<Answer | undefined> {
  const headers: Record<string, string> = { accept, ...headersOf(settings) }
  if (last?.etag !== undefined) headers['if-none-match'] = last.etag
  if (last?.lastModified !== undefined) headers['if-modified-since'] = last.lastModified
  const answer = await fetch(String(settings.address), { headers })
  if (answer.status === 304 && last !== undefined) return undefined
  if (answer.status !== 200) throw refusalOf(answer, now)
  if (answer.body.length === 0) throw new CollectError('empty-answer', 'the answer is empty')
  return answer
}

export function validatorsOf({ headers }: Answer): Validators {
  const kept = (value: string | undefined): string | undefined =>
    value !== undefined && value.length <= MOST_VALIDATOR && /^[\x20-\x7e]+$/.test(value) ? value : undefined
  const [etag, lastModified] = [kept(headers.etag), kept(headers['last-modified'])]
  return { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) }
}

function refusalOf({ status, headers }: Answer, now: Date): CollectError {
  const retryAt = retryAfter(headers['retry-after'], now)
  const [code, message] = said(status)
  return new CollectError(code, `${message} (HTTP ${status})`, retryAt)
}

function said(status: number): [string, string] {
  if (status === 401 || status === 407) return ['sign-in-wanted', 'the other side wants a user name and password']
  if (status === 403) return ['not-allowed', 'the other side does not let us in']
  if (status === 404) return ['not-there', 'there is nothing at this address']
  if (status === 410) return ['gone', 'this address has been given up for good']
  if (status === 429) return ['too-often', 'the other side says that we ask too often']
  if (status >= 500) return ['other-side', 'the other side has a fault']
  return ['odd-answer', 'the answer is none that a reader can use']
}

/** Seconds or a date (RFC 9110 10.2.3), never longer than a day: a slip of the other side must not silence a source for a year. */
function retryAfter(value: string | undefined, now: Date): Date | undefined {
  if (value === undefined) return undefined
  const at = /^\d{1,9}$/.test(value.trim()) ? now.getTime() + Number(value) * 1000 : Date.parse(value)
  if (Number.isNaN(at) || at <= now.getTime()) return undefined
  return new Date(Math.min(at, now.getTime() + DAY_MS))
}

/**
 * The answer as text. A byte order mark says for certain; bytes that are UTF-8 and hold more than ASCII are nothing else, whatever the
 * header claims; then the header's word counts, the document's own, and last what the bytes look like.
 */
export async function textOfAnswer({ headers, body }: Answer): Promise<string> {
  for (const label of await encodingsOf(headers['content-type'] ?? '', body)) {
    const text = decode(label, body)
    if (text !== undefined) return text
  }
  return new TextDecoder('utf-8').decode(body)
}

async function encodingsOf(type: string, body: Uint8Array): Promise<string[]> {
  const [a = 0, b = 0, c = 0] = body
  if (a === 0xef && b === 0xbb && c === 0xbf) return ['utf-8']
  if (a === 0xff && b === 0xfe) return ['utf-16le']
  if (a === 0xfe && b === 0xff) return ['utf-16be']
  const start = Buffer.from(body.subarray(0, 1024)).toString('latin1')
  const stated = /charset\s*=\s*["']?([\w.:-]+)/i.exec(type)?.[1]
  const own = /<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)/i.exec(start)?.[1]
  const meta = /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(start)?.[1]
  const found = [stated, own, meta].filter((each) => each !== undefined).map(widest)
  const seen = await detectEncoding(oneChunk(body))
  const isUtf8 = body.some((byte) => byte >= 0x80) && seen === 'utf-8'
  return [...(isUtf8 ? ['utf-8'] : []), ...found, seen]
}

/** Pages that say gb2312 hold characters of GBK and GB18030 all the time. */
function widest(label: string): string {
  return /^(?:gb2312|gbk|gb_2312.*|x-gbk|cp936)$/i.test(label) ? 'gb18030' : label
}

function decode(label: string, body: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(body)
  } catch {
    return undefined
  }
}

async function* oneChunk(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body
}
