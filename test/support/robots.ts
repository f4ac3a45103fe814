import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import tls from 'node:tls'
import type { Clock } from '../../server/base/clock.ts'
import { makeAuthority } from './certificate.ts'

export type Said = {
  /** of DingTalk: the robot's token; of Bark: the device's key; of a browser: its name */
  readonly by: string
  readonly path: string
  readonly at: Date
  /** everything that a person would read */
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
}
/** What is answered instead of the vendor's own rules; `hang`: it has it, and never says so. */
export type Answer = { readonly status?: number; readonly body: object } | 'hang'

export type Robots = {
  /** what was taken on, in order */
  readonly said: Said[]
  /** how many calls came, also those that were refused */
  readonly calls: { count: number }
  /** for the calls to come of a robot or device, one after the other */
  script(by: string, ...answers: Answer[]): void
  /** as DingTalk gives it out */
  robotUrl(token: string): string
  /** of Bark */
  readonly server: string
  /** where a browser of this name is told by Web Push */
  deviceUrl(name: string): string
  /** what a robot or device said, by its token or key */
  saidBy(by: string): Said[]
  /** resolves with the next that is taken on */
  next(): Promise<Said>
  /** from now on nobody is there, and who waits for an answer hears so */
  close(): void
}

const MINUTE = 60_000

/**
 * Doubles of DingTalk's robots, of a Bark server and of a push service, on one port, with a certificate that this process trusts from now
 * on. A robot that is called more than 20 times within a minute says nothing for ten minutes, as DingTalk documents it, by the test's clock.
 */
export async function startRobots(t: TestContext, clock: Clock): Promise<Robots> {
  const authority = makeAuthority()
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.cert])
  const said: Said[] = []
  const calls = { count: 0 }
  const scripts = new Map<string, Answer[]>()
  const taken = new EventTarget()
  const mayCall = makeRates(clock)
  const answer = (by: string, path: string, body: Said['body']): Answer => {
    const scripted = scripts.get(by)?.shift()
    if (scripted !== undefined && scripted !== 'hang') return scripted
    if (path === '/robot/send' && !mayCall(by)) return { body: { errcode: 130101, errmsg: 'send too fast' } }
    said.push({ by, path, at: clock.now(), text: textOf(body), body })
    taken.dispatchEvent(new Event('taken'))
    return scripted ?? { body: path === '/push' ? { code: 200, message: 'success' } : { errcode: 0, errmsg: 'ok' } }
  }
  const server = createServer(authority.issue('localhost'), (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      calls.count += 1
      const { pathname, searchParams } = new URL(request.url ?? '', 'https://localhost')
      const [, device] = pathname.split('/device/')
      // What is pushed is sealed: only the browser could read it.
      const body = device ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Said['body'])
      const by = device ?? searchParams.get('access_token') ?? String(body.device_key)
      const given = answer(by, pathname, body)
      if (given === 'hang') return
      response.writeHead(given.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(given.body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  t.after(close)
  const base = `https://localhost:${(server.address() as AddressInfo).port}`
  return {
    said,
    calls,
    close,
    script: (by, ...answers) => void scripts.set(by, [...(scripts.get(by) ?? []), ...answers]),
    robotUrl: (token) => `${base}/robot/send?access_token=${token}`,
    server: base,
    deviceUrl: (name) => `${base}/device/${name}`,
    saidBy: (by) => said.filter((each) => each.by === by),
    next: async () => {
      const before = said.length
      while (said.length === before) await once(taken, 'taken')
      return said[before] as Said
    },
  }
}

/** More than 20 a minute, and nothing is taken for ten. */
function makeRates(clock: Clock): (token: string) => boolean {
  const recent = new Map<string, number[]>()
  const silentUntil = new Map<string, number>()
  return (token) => {
    const now = clock.now().getTime()
    if (now < (silentUntil.get(token) ?? 0)) return false
    const within = [...(recent.get(token) ?? []).filter((at) => at > now - MINUTE), now]
    recent.set(token, within)
    if (within.length <= 20) return true
    silentUntil.set(token, now + 10 * MINUTE)
    return false
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return ''
  return Object.values(value).map(textOf).join('\n')
}
