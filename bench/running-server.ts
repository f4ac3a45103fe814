/** A Weiji in a process of its own, as `npm start` makes it, for benches that ask it by HTTP. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findActor, listOrganisations, peopleWith } from '../server/access/reads.ts'
import { makeToken } from '../server/access/token-actions.ts'
import type { Actor, App } from '../server/app.ts'
import { systemClock } from '../server/base/clock.ts'
import { readConfig } from '../server/base/config.ts'
import { openHouse } from '../server/base/house.ts'
import { freePort } from '../server/base/listen.ts'
import { silentLog } from '../server/base/log.ts'
import { keyInFolder } from '../server/base/secrets.ts'
import { makeCompany } from '../test/support/company.ts'

export type RunningServer = {
  readonly app: App
  readonly orgId: string
  readonly administrator: Actor
  readonly process: ChildProcess
  /** the database's data folder */
  readonly data: string
  readonly pool: pg.Pool
  get(path: string): Promise<{ status: number; body: string; ms: number }>
  post(path: string, body: string): Promise<{ status: number; body: string; ms: number }>
  close(): Promise<void>
}

/** @param folder of the data; one that a bench has left behind is used again */
export async function openServer(folder: string): Promise<RunningServer> {
  mkdirSync(folder, { recursive: true })
  // The user of the database has to pass through, where we are root.
  chmodSync(folder, 0o711)
  const environment = { WEIJI_DATA: folder, PORT: String(await freePort('127.0.0.1')), WEIJI_LOG_LEVEL: 'warn' }
  const server = spawn(process.execPath, [join(import.meta.dirname, '../server/main.ts')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const config = readConfig(environment, () => folder, keyInFolder)
  const url = `http://127.0.0.1:${config.port}`
  await untilReady(url, server)
  const house = await openHouse({ config, log: silentLog, clock: systemClock, name: 'bench', isWorker: false })
  const administrator = await findAdministrator(house.parts)
  const { secret } = await makeToken(house.parts, administrator, {
    name: `bench ${Date.now()}`,
    permissions: ['posts.send', 'posts.read', 'tracks.edit', 'alerts.read', 'crises.read'],
    expiresInDays: 1,
  })
  const pool = new pg.Pool({ connectionString: house.url, max: 4 })
  // Apart, or what is asked would wait behind what is sent.
  const agents = { GET: new Agent({ keepAlive: true }), POST: new Agent({ keepAlive: true, maxSockets: 8 }) }
  const ask = (method: 'GET' | 'POST', path: string, body?: string) =>
    send(agents[method], url, secret, method, path, body)
  return {
    app: house.parts,
    orgId: administrator.orgId,
    administrator,
    process: server,
    data: join(folder, 'postgres/data'),
    pool,
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    close: async () => {
      agents.GET.destroy()
      agents.POST.destroy()
      await pool.end()
      await house.close()
      server.kill('SIGTERM')
      if (server.exitCode === null) await once(server, 'exit')
    },
  }
}

async function findAdministrator(app: App): Promise<Actor> {
  const [known] = await listOrganisations(app.db)
  if (!known) return (await makeCompany(app)).administrator
  const [person] = await peopleWith(app.db, known.id, 'people.manage')
  const actor = person && (await findActor(app.db, known.id, person.id))
  if (!actor) throw new Error('the organisation in this folder has no administrator')
  return actor
}

export async function untilReady(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error('the server does not get ready')
}

function send(
  agent: Agent,
  url: string,
  secret: string,
  method: string,
  path: string,
  body = '',
): Promise<{ status: number; body: string; ms: number }> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const headers = {
      ...(body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      authorization: `Bearer ${secret}`,
    }
    const call = request(`${url}${path}`, { method, agent, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          body: Buffer.concat(parts).toString(),
          ms: performance.now() - began,
        }),
      )
    })
    call.on('error', reject)
    call.end(body)
  })
}

/** p50, p95 and the greatest of times in ms. */
export function percentiles(times: readonly number[]): { p50: number; p95: number; most: number } {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), most: at(1) }
}
