import type { LookupFunction } from 'node:net'
import { isIPv6 } from 'node:net'
import { Agent, type Dispatcher } from 'undici'
import { SECOND } from './clock.ts'
import { OutsideError, outsideUrl, type Resolve, resolveOutside } from './outside-address.ts'
import { ENCODINGS, readBody, tooLarge } from './outside-body.ts'

export { OutsideError, resolveOutside }

export type OutsideRequest = {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
  /** for everything together: names, redirects and the whole body; 20 s unless told */
  readonly timeoutMs?: number
  /** of the answer, unpacked; 8 MiB unless told */
  readonly maxBytes?: number
  /** `app.config.privateHosts` */
  readonly privateHosts: readonly string[]
  /** the name service, of tests */
  readonly resolve?: Resolve
}

export type OutsideAnswer = {
  readonly status: number
  /** names in lower case; what came several times is joined by commas */
  readonly headers: Readonly<Record<string, string>>
  /** unpacked */
  readonly body: Uint8Array
  /** which answered in the end */
  readonly url: string
  /** where it has moved for good, when it has: ask there next time */
  readonly redirectedPermanently?: string
}

const TIMEOUT_MS = 20 * SECOND
const MAX_BYTES = 8 * 1024 * 1024
const MOST_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const FOR_GOOD = new Set([301, 308])
/** All others may be keys: they do not follow a redirect to another host. */
const HARMLESS_HEADERS = new Set([
  'accept',
  'accept-language',
  'user-agent',
  'if-none-match',
  'if-modified-since',
  'cache-control',
])
/** These are ours to set; in other hands they smuggle requests. */
const OUR_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'accept-encoding',
])

type Step = { readonly url: URL; readonly headers: Record<string, string>; readonly signal: AbortSignal }
type Raw = Omit<OutsideAnswer, 'url' | 'redirectedPermanently'>

/**
 * Asks an address that a person typed or a page sent us to, without being led into our own network: http and https only, the address
 * that was checked is the one connected to (so that a name cannot answer differently the second time), each redirect is checked anew,
 * size and time are bounded. A POST follows no redirect: its 3xx is the answer.
 * @throws OutsideError; the signal's reason when the caller's own signal ends it
 */
export async function fetchOutside(request: OutsideRequest): Promise<OutsideAnswer> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), request.timeoutMs ?? TIMEOUT_MS)
  const signal = request.signal ? AbortSignal.any([request.signal, deadline.signal]) : deadline.signal
  try {
    return await follow(request, signal)
  } catch (error) {
    request.signal?.throwIfAborted()
    if (deadline.signal.aborted) throw new OutsideError('timeout', 'the other side took too long to answer')
    throw error instanceof OutsideError ? error : unreachable(error)
  } finally {
    clearTimeout(timer)
  }
}

async function follow(request: OutsideRequest, signal: AbortSignal): Promise<OutsideAnswer> {
  let url = outsideUrl(request.url, request.privateHosts)
  let headers = checkedHeaders(request.headers ?? {})
  let movedTo: string | undefined
  let isForGood = true
  for (let redirects = 0; ; redirects++) {
    const answer = await ask(request, { url, headers, signal })
    const place = answer.headers.location
    if (!REDIRECTS.has(answer.status) || place === undefined || request.method === 'POST')
      return { ...answer, url: url.href, ...(movedTo !== undefined && { redirectedPermanently: movedTo }) }
    if (redirects === MOST_REDIRECTS)
      throw new OutsideError('too-many-redirects', `more than ${MOST_REDIRECTS} redirects`)
    const next = outsideUrl(absolute(place, url), request.privateHosts)
    if (next.origin !== url.origin) headers = harmless(headers)
    // Only an unbroken chain from the start tells where the first address has moved.
    isForGood &&= FOR_GOOD.has(answer.status)
    if (isForGood) movedTo = next.href
    url = next
  }
}

async function ask(request: OutsideRequest, step: Step): Promise<Raw> {
  const { url, signal } = step
  const addresses = await unlessAborted(resolveOutside(url.hostname, request.privateHosts, request.resolve), signal)
  const agent = new Agent({
    connect: { lookup: answeringOnly(addresses) },
    allowH2: false,
    pipelining: 0,
    // The deadline of the whole is the signal's.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  try {
    return await send(agent, request, step)
  } finally {
    // Not awaited: what is still coming in on the connection is of no interest.
    void agent.destroy()
  }
}

async function send(agent: Agent, request: OutsideRequest, { url, headers, signal }: Step): Promise<Raw> {
  const method = request.method ?? 'GET'
  const maxBytes = request.maxBytes ?? MAX_BYTES
  const answer = await agent.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers: { 'user-agent': 'Weiji', accept: '*/*', ...headers, 'accept-encoding': ENCODINGS },
    body: request.body ?? null,
    signal,
  })
  // Ended early, by us or by the signal, it still reports an error that somebody has to hear.
  answer.body.on('error', () => undefined)
  const named = headersOf(answer.headers)
  const raw = { status: answer.statusCode, headers: named }
  if (method === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304)
    return { ...raw, body: new Uint8Array() }
  // The page of a redirect is not what was asked for.
  if (REDIRECTS.has(answer.statusCode) && method !== 'POST') return { ...raw, body: new Uint8Array() }
  if (Number(named['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  return { ...raw, body: await readBody(answer.body, named['content-encoding'], maxBytes) }
}

/** Addresses written as numbers are connected to without a lookup: `resolveOutside` has judged these too. */
function answeringOnly(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (_host, options, done) => {
    const [first] = known
    if (options.all) done(null, known)
    else if (first) done(null, first.address, first.family)
    else done(new Error('no address'), '', 4)
  }
}

function checkedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const checked: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase()
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(lower) || OUR_HEADERS.has(lower))
      throw new OutsideError('bad-address', `"${name.slice(0, 40)}" is not a header that can be set`)
    // A line break in a value would begin a header, or a request, of somebody else's.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new OutsideError('bad-address', `the header "${lower}" holds a character that headers cannot hold`)
    checked[lower] = value
  }
  return checked
}

function harmless(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS_HEADERS.has(name)))
}

function headersOf(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const],
  )
  return Object.fromEntries(pairs)
}

function absolute(place: string, from: URL): string {
  if (!URL.canParse(place, from)) throw new OutsideError('bad-address', 'a redirect leads to no web address')
  return new URL(place, from).href
}

/** The name service cannot be interrupted; we can stop waiting for it. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const stop = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the other side broke off the connection',
  EHOSTUNREACH: 'there is no way to the other side',
  ENETUNREACH: 'there is no way to the other side',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by an authority that this machine knows',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by an authority that this machine knows',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by an authority that this machine knows',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  UND_ERR_CONNECT_TIMEOUT: 'nothing answers there',
}

function unreachable(error: unknown): OutsideError {
  const { code, message } = error as { code?: string; message?: string }
  const reason = (code !== undefined && REASONS[code]) || `the answer could not be read (${code ?? message})`
  return new OutsideError('unreachable', reason)
}
