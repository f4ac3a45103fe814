import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'

export type NtfyMessage = {
  readonly id: string
  readonly event: string
  readonly message: string
  readonly priority?: number
  readonly attachment?: object
}
export type NtfyServer = { readonly url: string; read(topic: string): Promise<NtfyMessage[]> }

/**
 * A real ntfy on a port of its own (Debian's package `ntfy`, or whatever WEIJI_NTFY names).
 * @returns undefined where this machine has none
 */
export async function startNtfy(t: TestContext): Promise<NtfyServer | undefined> {
  const program = process.env.WEIJI_NTFY ?? 'ntfy'
  if (spawnSync(program, ['--help'], { stdio: 'ignore' }).status !== 0) return undefined
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-ntfy-'))
  const options = [
    '--listen-http',
    `127.0.0.1:${port}`,
    '--base-url',
    url,
    '--cache-file',
    path.join(folder, 'ntfy.db'),
  ]
  const child = spawn(program, ['serve', '--config', '/dev/null', ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
  t.after(async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
  await listening(child)
  return {
    url,
    read: async (topic) => {
      const answer = await fetch(`${url}/${topic}/json?poll=1`)
      const lines = (await answer.text()).trim().split('\n')
      return lines.map((line) => JSON.parse(line) as NtfyMessage).filter(({ event }) => event === 'message')
    },
  }
}

async function listening(child: ChildProcess): Promise<void> {
  for (let said = ''; !/Listening on/.test(said); ) {
    const [chunk] = await Promise.race([
      once(child.stderr ?? child, 'data'),
      once(child, 'exit').then(() => [undefined]),
    ])
    if (!(chunk instanceof Buffer)) throw new Error(`ntfy ended: ${said}`)
    said += chunk.toString('utf8')
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
