import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { OutsideError } from '../../server/base/outside.ts'
import {
  type Message,
  type Notifier,
  NotifyError,
  readSettings,
  type SendContext,
} from '../../server/notifiers/contract.ts'

export type Asked = {
  readonly method: string
  /** as it was meant, whatever machine answers */
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** empty where the body is none */
  readonly json: Record<string, unknown>
}
export type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

export type VendorDouble = {
  readonly asked: Asked[]
  /** asks it, whatever host is meant */
  readonly fetch: SendContext['fetch']
  /** for the requests to come, one after the other; afterwards the vendor's own rules hold; `hang`: it has it, and never answers */
  readonly script: (Reply | 'break' | 'hang')[]
  context(notifier: Notifier, given: Readonly<Record<string, unknown>>, more?: Partial<SendContext>): SendContext
}

export const NOW = new Date('2026-03-02T02:00:00Z')

export const MESSAGE: Message = {
  to: { name: '周岚', address: 'nobody' },
  locale: 'zh-Hant',
  subject: '「青禾」60 分鐘內 500 條帖文，平時約 3 條（167 倍）',
  lines: ['負面佔 62%，平時 8%；多說：結塊、發霉、退貨', '預警 12 · 首條 02:51 微博'],
  link: { url: 'https://weiji.qinghe.example/alerts/1?a=1&b=2', text: '看預警' },
  acknowledge: { url: 'https://weiji.qinghe.example/answer/abc.def-_', text: '我來處理' },
  foot: { text: '在「我的帳戶」選擇要收甚麼', url: 'https://weiji.qinghe.example/me#notices' },
  at: NOW,
  thread: 'org alert 12',
  level: 1,
  mode: 'live',
  brief: { title: '青禾豆漿發霉', time: '10:00' },
}

/** A text far beyond every limit, of what is cut wrong most easily. */
export const ENDLESS: Message = {
  ...MESSAGE,
  subject: '危機👩‍👩‍👧‍👦'.repeat(400),
  lines: Array.from({ length: 400 }, (_, at) => `${at} 發霉的豆漿 🇨🇳 <b>&"'*[x](y)\\ ${'结块'.repeat(40)}`),
}

/**
 * A vendor's server on a port of its own: whatever host a member asks, this one answers and sees the host that was meant. `rules` says what
 * the vendor documents: signature, size, rate.
 */
export async function startVendor(t: TestContext, rules: (asked: Asked) => Reply): Promise<VendorDouble> {
  const asked: Asked[] = []
  const script: VendorDouble['script'] = []
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const url = new URL(incoming.url ?? '', `https://${incoming.headers.host}`)
      const one = { method: incoming.method ?? '', url, headers: incoming.headers, text, json: objectOf(text) }
      asked.push(one)
      const reply = script.shift() ?? rules(one)
      if (reply === 'break') return void incoming.socket.destroy()
      if (reply === 'hang') return
      const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
      answer.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers }).end(body)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const fetch: SendContext['fetch'] = (each) => askLocally(port, each)
  return {
    asked,
    fetch,
    script,
    context: (notifier, given, more = {}) => ({
      settings: readSettings(notifier.settings, given),
      ownHost: 'weiji.qinghe.example',
      signal: AbortSignal.timeout(60_000),
      resolve: () => Promise.reject(new Error('members open no connections')),
      clock: { now: () => NOW },
      fetch,
      ...more,
    }),
  }
}

/** One of the requests that came, the first unless told; -1 is the last. */
export function askedOf({ asked }: VendorDouble, at = 0): Asked {
  return asked.at(at) ?? assert.fail('nothing came')
}

/** What went wrong, which must be an error of the family that tells neither secrets nor the recipient. */
export async function troubleOf(notifier: Notifier, message: Message, context: SendContext): Promise<NotifyError> {
  const error = await notifier.send(message, 'org key', context).then(
    () => assert.fail('it was sent'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof NotifyError, String(error))
  const told = `${error.message} ${error.stack}`
  assert.ok(!told.includes(message.to.address), `the message for logs names the recipient: ${told}`)
  for (const { key, kind } of notifier.settings) {
    const secret = String(context.settings[key] ?? '')
    if (kind !== 'secret' || secret === '') continue
    const parts = secret.startsWith('http') ? secret.split(/[/?&=]/).filter((part) => part.length > 15) : [secret]
    for (const part of parts) assert.ok(!`${told} ${error.said}`.includes(part), `${key} is told: ${error.said}`)
  }
  return error
}

/** [code, final, seconds to wait] */
export function shortOf({ code, isFinal, retryAfterMs }: NotifyError): [string, boolean, number | undefined] {
  return [code, isFinal, retryAfterMs === undefined ? undefined : retryAfterMs / 1000]
}

/** No half of a character, and nothing that a family of four was cut out of. */
export function assertWhole(text: string): void {
  assert.ok(text.isWellFormed(), 'half a character')
  assert.ok(!/\u200d(?=…|$)/m.test(text), 'a character of several was cut apart')
}

type Request = Parameters<SendContext['fetch']>[0]
const SOON_MS = 2000

async function askLocally(port: number, { url, method, headers, body }: Request) {
  const meant = new URL(url)
  for (const name of Object.keys(headers))
    assert.ok(!/^(host|content-length|connection|transfer-encoding)$/i.test(name), `${name} is not a member's to set`)
  const asking = request({
    port,
    host: '127.0.0.1',
    method,
    // Who hangs here does so for ever: nobody need wait as long as for a vendor.
    signal: AbortSignal.timeout(SOON_MS),
    path: meant.pathname + meant.search,
    headers: { ...headers, host: meant.host },
  })
  asking.end(body)
  try {
    const [answer] = await once(asking, 'response')
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk as Buffer)
    return { status: answer.statusCode as number, headers: answer.headers, body: new Uint8Array(Buffer.concat(chunks)) }
  } catch (error) {
    if ((error as Error).name === 'AbortError')
      throw new OutsideError('timeout', 'the other side took too long to answer')
    throw new OutsideError('unreachable', 'the other side broke off the connection')
  }
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
