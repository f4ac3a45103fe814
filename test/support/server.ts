import type { TestContext } from 'node:test'
import type { InjectOptions } from 'fastify'
import { actorKey } from '../../server/access/actor.ts'
import type { Permission, Role } from '../../server/access/permissions.ts'
import { insertSession } from '../../server/access/session-store.ts'
import { insertToken } from '../../server/access/token-store.ts'
import { DAY } from '../../server/base/clock.ts'
import { inTransaction } from '../../server/base/db.ts'
import { makeHealth } from '../../server/base/health.ts'
import { makeHttp } from '../../server/base/http.ts'
import { silentLog } from '../../server/base/log.ts'
import { newestMigration } from '../../server/base/migrations.ts'
import type { Watching } from '../../server/monitoring/watching.ts'
import { accessGate, allEndpoints } from '../../server/routes.ts'
import type { Company } from './company.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Reply = {
  readonly status: number
  readonly text: string
  /** the parsed answer; undefined where there is none or a stream */
  readonly body: unknown
  readonly headers: Readonly<Record<string, unknown>>
}
export type Browser = {
  send(method: Method, url: string, body?: unknown): Promise<Reply>
  get(url: string): Promise<Reply>
  post(url: string, body?: unknown): Promise<Reply>
  put(url: string, body?: unknown): Promise<Reply>
  delete(url: string, body?: unknown): Promise<Reply>
}
export type Server = {
  readonly anonymous: Browser
  /** somebody of the company, signed in by a session of the browser's own */
  as(company: Company, role: Role): Promise<Browser>
  /** a program of the company */
  withToken(company: Company, permissions: readonly Permission[]): Promise<Browser>
  /** with headers of one's own */
  with(headers: Readonly<Record<string, string>>): Browser
}

/** All endpoints of server/routes.ts behind the real checks, without a port; an answer of another shape than stated is an error. */
export async function makeServer(t: TestContext, app: Watching): Promise<Server> {
  const http = await makeHttp({
    endpoints: allEndpoints(app),
    gate: accessGate(app),
    health: makeHealth(app.db, app.load.disk, newestMigration()),
    log: silentLog,
    metrics: app.metrics,
    publicUrl: app.config.publicUrl,
    trustedProxies: 0,
    pagesFolder: app.config.dataDir,
    limits: { publicPerAddress: 100_000, perActor: 100_000 },
    checksAnswers: true,
  })
  t.after(() => http.stop())
  const browser = (headers: Readonly<Record<string, string>>): Browser => {
    const send: Browser['send'] = async (method, url, body) => {
      const wanted: InjectOptions = { method, url, headers: { origin: app.config.publicUrl, ...headers } }
      if (body !== undefined) Object.assign(wanted, { payload: body as object })
      // An event stream never ends: its head is the answer then.
      const reply = await http.server.inject({ ...wanted, payloadAsStream: true })
      const isStream = String(reply.headers['content-type']).startsWith('text/event-stream')
      const text = isStream ? '' : await textOf(reply.stream())
      if (isStream) reply.stream().destroy()
      const isJson = String(reply.headers['content-type']).startsWith('application/json')
      return { status: reply.statusCode, text, body: isJson ? JSON.parse(text) : undefined, headers: reply.headers }
    }
    return {
      send,
      get: (url) => send('GET', url),
      post: (url, body) => send('POST', url, body),
      put: (url, body) => send('PUT', url, body),
      delete: (url, body) => send('DELETE', url, body),
    }
  }
  return {
    anonymous: browser({}),
    with: browser,
    as: async (company, role) => browser({ cookie: `weiji=${await sessionOf(app, company, role)}` }),
    withToken: async (company, permissions) =>
      browser({ authorization: `Bearer ${await secretOf(app, company, permissions)}` }),
  }
}

/** Past the password: what signing in does besides is tested with it. */
async function sessionOf(app: Watching, company: Company, role: Role): Promise<string> {
  const person = { orgId: company.orgId, personId: company[role].id }
  const visitor = { address: '192.0.2.1', userAgent: 'test' }
  return inTransaction(app.db, async (trx) => (await insertSession(trx, app.clock.now(), person, visitor)).token)
}

async function secretOf(app: Watching, company: Company, permissions: readonly Permission[]): Promise<string> {
  const now = app.clock.now()
  const given = { orgId: company.orgId, name: 'test', permissions, by: actorKey(company.administrator) }
  const expiresAt = new Date(now.getTime() + DAY)
  return inTransaction(app.db, async (trx) => (await insertToken(trx, now, { ...given, expiresAt })).secret)
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
