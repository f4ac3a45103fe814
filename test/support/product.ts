import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { freePort } from '../../server/base/listen.ts'
import { removeHome, temporaryHome } from './temporary.ts'

const MAIN = path.resolve(import.meta.dirname, '../../server/main.ts')

/** The product as a process of its own, on a data folder of the test. */
export type Running = {
  readonly child: ChildProcess
  readonly url: string
  /** what it has told people so far */
  said(): string
  /** what it has written to standard output so far: its log */
  logged(): string
  /** rejects, with what it said, when it ends before it was asked to */
  readonly ended: Promise<never>
  /** @returns exit code, or the signal's name */
  end(signal: NodeJS.Signals): Promise<number | string>
}

export type Home = {
  readonly folder: string
  readonly port: number
  /** Starts it and waits until it serves or, as a worker, works. */
  start(args?: readonly string[], env?: Record<string, string>): Promise<Running>
  /** Starts it where it must fail. @returns exit code and what it said */
  startWrongly(args?: readonly string[], env?: Record<string, string>): Promise<{ code: number | null; said: string }>
}

export async function makeHome(t: TestContext): Promise<Home> {
  const { folder } = temporaryHome()
  const port = await freePort('127.0.0.1')
  const running = new Set<ChildProcess>()
  t.after(async () => {
    for (const child of running) {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    await removeHome(folder)
  })
  const launch = (args: readonly string[], env: Record<string, string>) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, WEIJI_DATA: folder, PORT: String(port), WEIJI_THREADS: '1', ...env },
    })
    running.add(child)
    const output = { said: '', logged: '' }
    child.stderr?.on('data', (chunk: Buffer) => {
      output.said += chunk
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      output.logged += chunk
    })
    return { child, output }
  }
  const start = async (args: readonly string[] = [], env: Record<string, string> = {}): Promise<Running> => {
    const { child, output } = launch(args, env)
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`it ended with ${code}: ${output.said}\n${output.logged.slice(-2_000)}`)
    })
    ended.catch(() => undefined)
    while (!/is running at|works on jobs/.test(output.said))
      await Promise.race([once(child.stderr ?? child, 'data'), ended])
    const end = async (signal: NodeJS.Signals): Promise<number | string> => {
      const exit = once(child, 'exit')
      child.kill(signal)
      const [code, by] = (await exit) as [number | null, string | null]
      running.delete(child)
      return code ?? by ?? ''
    }
    const url = `http://127.0.0.1:${port}`
    return { child, url, ended, said: () => output.said, logged: () => output.logged, end }
  }
  const startWrongly = async (args: readonly string[] = [], env: Record<string, string> = {}) => {
    const { child, output } = launch(args, env)
    const [code] = (await once(child, 'close')) as [number | null]
    running.delete(child)
    return { code, said: output.said }
  }
  return { folder, port, start, startWrongly }
}

export const FOUNDER = { email: 'lin.kexin@qinghe.example', password: 'qing he de 豆浆 1987' }

/** Goes through the one-time link and makes a token with which posts can be sent. @returns the token's secret and the cookie */
export async function setUp(running: Running): Promise<{ secret: string; cookie: string; orgId: string }> {
  const token = /\/setup#(\S+)/.exec(running.said())?.[1]
  assert.ok(token, running.said())
  const founder = { token, organisation: '青禾', zone: 'Asia/Taipei', name: '林可欣', ...FOUNDER }
  const made = await postJson(running.url, '/api/setup', founder)
  assert.equal(made.status, 200, await made.clone().text())
  const { organisation } = (await made.json()) as { organisation: { id: string } }
  const cookie = (made.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const request = { name: 'test', permissions: ['posts.send', 'posts.read'], expiresInDays: 1 }
  const answer = await postJson(running.url, '/api/tokens', request, { cookie, origin: running.url })
  assert.equal(answer.status, 201, await answer.clone().text())
  const { secret } = (await answer.json()) as { secret: string }
  return { secret, cookie, orgId: organisation.id }
}

export function postJson(
  url: string,
  address: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}${address}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}
