import { createHash } from 'node:crypto'
import { OutsideError } from '../../base/outside.ts'
import { type NotifyCode, NotifyError, type SendContext, type SettingField, type Settings } from '../contract.ts'
import { oneLine } from './cut.ts'

/** Below the lease of the outbox (30 s for one attempt). */
const TIMEOUT_MS = 15_000
const MOST_SAID = 400

export type Request = {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

export type Answered = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** an object, empty where the answer is none */
  readonly json: Readonly<Record<string, unknown>>
}

/**
 * One POST, and whatever was answered; that nobody answers is an error of the family. Neither holds an address: they carry keys.
 * @throws NotifyError
 */
export async function post(context: SendContext, { url, headers = {}, body }: Request): Promise<Answered> {
  try {
    const answer = await context.fetch({ url, method: 'POST', headers, body, timeoutMs: TIMEOUT_MS })
    const text = new TextDecoder().decode(answer.body)
    return { status: answer.status, headers: answer.headers, text, json: objectOf(text) }
  } catch (error) {
    throw unanswered(error, context.signal)
  }
}

export function postJson(context: SendContext, url: string, body: unknown, headers: Record<string, string> = {}) {
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return post(context, { url, headers: { ...type, ...headers }, body: JSON.stringify(body) })
}

/** Who answered, and which of its settings are never repeated. */
export type Channel = { readonly name: string; readonly fields: readonly SettingField[] }

/** What an answer means: where the mistake lies, whether another attempt can help, and when. */
export type Verdict = {
  readonly code: NotifyCode
  readonly isFinal?: boolean
  readonly retryAfterMs?: number
}

/**
 * The error of an answer. Its message names the channel and the number alone, since it goes into logs; the other side's words go beside it,
 * without anything that the settings keep secret.
 */
export function refusal(channel: Channel, context: SendContext, verdict: Verdict, number: string | number, said = '') {
  const { code, isFinal = false, retryAfterMs } = verdict
  return new NotifyError(code, `${channel.name} answered ${number}`, {
    isFinal,
    said: masked(oneLine(`${number} ${said}`), channel.fields, context.settings).slice(0, MOST_SAID),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

/** By the HTTP status, where the channel has no table of its own for it. */
export function verdictOfStatus(status: number, headers: Readonly<Record<string, string>>): Verdict {
  if (status === 429) return { code: 'throttled', retryAfterMs: retryAfter(headers) ?? 60_000 }
  if (status === 401 || status === 403) return { code: 'sign-in', isFinal: true }
  if (status === 404 || status === 410) return { code: 'settings', isFinal: true }
  // A POST that is sent on would be sent again to whoever is named there, secrets and all: it is not followed.
  if (status >= 300 && status < 400) return { code: 'settings', isFinal: true }
  if (status === 408 || status === 409 || status === 425 || status >= 500 || status < 300) return { code: 'later' }
  return { code: 'refused', isFinal: true }
}

/** In milliseconds, at most a day. A date (RFC 9110 10.2.3) is read as nothing: none of these vendors sends one. */
export function retryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const value = headers['retry-after'] ?? ''
  if (!/^\d{1,6}$/.test(value.trim())) return undefined
  return Math.min(Number(value) * 1000, 24 * 3_600_000)
}

/** For receipts where the channel gives none, and for what must be the same at every attempt. */
export function digest(key: string, length = 32): string {
  return createHash('sha256').update(key).digest('hex').slice(0, length)
}

/** The other side may repeat what it was given: secrets, and the tokens in an address. */
function masked(text: string, fields: readonly SettingField[], settings: Settings): string {
  const parts = fields
    .filter(({ kind }) => kind === 'secret')
    .map(({ key }) => String(settings[key] ?? ''))
    .flatMap((value) => (/^https?:/.test(value) ? [value, ...value.split(/[/?&=#]/).filter(isToken)] : [value]))
    .filter((part) => part.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length)
  return parts.reduce((left, part) => left.replaceAll(part, '…'), text)
}
const SHORTEST_SECRET = 6
const isToken = (part: string): boolean => part.length > 15

function unanswered(error: unknown, signal: AbortSignal): NotifyError {
  if (error instanceof NotifyError) return error
  if (!(error instanceof OutsideError)) {
    if (signal.aborted) return new NotifyError('timeout', 'there was no answer in time', { isFinal: false })
    return new NotifyError('unknown', 'the channel could not be asked', { isFinal: false })
  }
  if (error.code === 'bad-address' || error.code === 'refused-address')
    return new NotifyError('host-refused', error.message, { isFinal: true })
  if (error.code === 'timeout') return new NotifyError('timeout', error.message, { isFinal: false })
  return new NotifyError(kindOf(error.message), error.message, { isFinal: false })
}

/** Whoever keeps the settings looks elsewhere for each: at the name, the certificate, or the firewall. */
function kindOf(message: string): NotifyCode {
  if (message.includes('not known to the name service')) return 'host-unknown'
  return message.includes('certificate') ? 'certificate' : 'unreachable'
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}
