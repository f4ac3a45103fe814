import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { CommandOf } from './command.ts'
import { runCommand } from './command-line.ts'
import { Refusal } from './errors.ts'

type App = { greeting: string }

const COMMANDS: CommandOf<App>[] = [
  {
    name: 'plain',
    usage: 'plain',
    summary: 'needs nothing',
    run: async (args, io) => {
      io.stdout.write(args.join())
      return 0
    },
  },
  {
    name: 'greet',
    usage: 'greet',
    summary: 'greets',
    run: async (_args, io, app) => {
      io.stdout.write(`${(await app()).greeting} ${(await app()).greeting}`)
      return 0
    },
  },
  {
    name: 'refuse',
    usage: 'refuse',
    summary: 'refuses',
    run: async (_args, _io, app) => {
      await app()
      throw new Refusal('invalid', { field: 'org', reason: 'is unknown' })
    },
  },
]

async function run(...args: string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const opened = { times: 0, closed: 0 }
  const open = async () => {
    opened.times += 1
    const close = async (): Promise<void> => {
      opened.closed += 1
    }
    return { app: { greeting: '你好' }, close }
  }
  const code = await runCommand(COMMANDS, args, { stdin, stdout, stderr }, open)
  stdout.end()
  stderr.end()
  return { code, out: await text(stdout), err: await text(stderr), opened }
}

test('a command runs, and only one that asks for the app opens it, once, and it is closed', async () => {
  const closed = { times: 0, closed: 0 }
  assert.deepEqual(await run('plain', 'a', '-b'), { code: 0, out: 'a,-b', err: '', opened: closed })
  assert.deepEqual(await run('greet'), { code: 0, out: '你好 你好', err: '', opened: { times: 1, closed: 1 } })
})

test('a refusal is said in words, ends with 1, and the app is closed', async () => {
  const { code, err, opened } = await run('refuse')
  assert.deepEqual([code, err, opened.closed], [1, 'weiji refuse: invalid: org: is unknown\n', 1])
})

test('help lists all; an unknown command and none at all are called wrongly', async () => {
  const help = await run('help')
  assert.equal(help.code, 0)
  for (const { name } of COMMANDS) assert.match(help.out, new RegExp(`^ {2}${name}\\n`, 'm'))
  assert.equal((await run()).code, 2)
  const unknown = await run('destroy')
  assert.deepEqual([unknown.code, unknown.out], [2, ''])
  assert.match(unknown.err, /no command "destroy"/)
  assert.match((await run('greet', '--help')).out, /greets/)
})

const CLI = path.resolve(import.meta.dirname, '../cli.ts')

test('the real one: help names every command of the issue, and a reader that leaves early is no failure', async () => {
  const help = spawnSync(process.execPath, [CLI, 'help'], { encoding: 'utf8' })
  assert.equal(help.status, 0, help.stderr)
  for (const name of ['import', 'replay', 'user', 'verify-audit', 'judge', 'match', 'detect']) {
    assert.match(help.stdout, new RegExp(`^ {2}${name} `, 'm'))
  }
  const child = spawn(process.execPath, [CLI, 'detect', '-'], { stdio: ['pipe', 'pipe', 'pipe'] })
  const told = text(child.stderr)
  child.stdout.destroy()
  child.stdin.on('error', () => undefined)
  child.stdin.write('timestamp,value\n')
  for (let minute = 0; minute < 50_000; minute += 5) {
    child.stdin.write(`${new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()},${minute % 7}\n`)
  }
  child.stdin.end()
  const [code] = await once(child, 'exit')
  assert.deepEqual([code, await told], [0, ''])
})
