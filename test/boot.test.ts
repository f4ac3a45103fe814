import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'

const ROOT = path.resolve(import.meta.dirname, '..')
const BOUND = { timeout: 60_000 }
const STAMP = 'node_modules/.weiji-stamp'

/** A PATH without npm: an installation begins and fails at once. */
const withoutNpm = (checkout: string) => ({ PATH: checkout, npm_execpath: '' })
/** Says how it was stopped, and ends with 7. */
const SERVER = `
  let asked = 0
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.on(signal, () => { asked += 1; setTimeout(() => { console.log(signal, asked); process.exit(7) }, 100) })
  process.on('disconnect', () => { console.log('disconnect'); process.exit(0) })
  setInterval(() => {}, 1000)
  console.log('ready', ...process.argv.slice(2))`

test('run passes input, output, arguments and exit code through and adds nothing', BOUND, async (t) => {
  const checkout = makeCheckout(t)
  writeFileSync(
    path.join(checkout, 'scripts/echo.ts'),
    'const n: number = 5\nprocess.stdin.pipe(process.stdout)\nprocess.exitCode = n + process.argv.length',
  )
  const { code, out, err } = await boot(checkout, ['run', 'scripts/echo.ts', '--role', 'web'], '退款')
  assert.deepEqual({ code, out, err }, { code: 9, out: '退款', err: '' })
})

test('start hands its arguments to the server and each kind of end on, a repeated signal once', BOUND, async (t) => {
  const checkout = makeCheckout(t)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const child = spawnBoot(checkout, ['start', '--demo'])
    const [first] = (await once(streamOf(child), 'data')) as [Buffer]
    assert.equal(first.toString(), 'ready --demo\n')
    const rest = text(streamOf(child))
    child.kill(signal)
    child.kill(signal)
    const [code] = await once(child, 'exit')
    assert.deepEqual({ code, rest: await rest }, { code: 7, rest: `${signal} 1\n` })
  }
})

test('a server whose boot is killed outright learns of it', BOUND, async (t) => {
  const child = spawnBoot(makeCheckout(t), ['start'])
  await once(streamOf(child), 'data')
  const rest = text(streamOf(child))
  child.kill('SIGKILL')
  assert.equal(await rest, 'disconnect\n')
})

test('a server that is killed ends boot with the number of the signal', BOUND, async (t) => {
  const checkout = makeCheckout(t)
  writeFileSync(path.join(checkout, 'server/main.ts'), "process.kill(process.pid, 'SIGKILL')")
  assert.equal((await boot(checkout, ['start'])).code, 128 + os.constants.signals.SIGKILL)
})

test('what npm installed by hand is taken as it is; a changed lockfile is not', BOUND, async (t) => {
  const checkout = makeCheckout(t)
  rmSync(path.join(checkout, STAMP), { force: true })
  assert.equal((await boot(checkout, ['run', 'scripts/empty.ts'])).code, 0)
  assert.ok(existsSync(path.join(checkout, STAMP)))
  const lockfile = path.join(checkout, 'package-lock.json')
  writeFileSync(lockfile, readFileSync(lockfile, 'utf8').replace('"version":"8.23.1"', '"version":"8.23.0"'))
  const { code, out, err } = await boot(checkout, ['run', 'scripts/empty.ts'])
  assert.deepEqual({ code, out }, { code: 1, out: '' })
  assert.match(err, /installing what package-lock\.json names/)
  assert.match(err, /The first start needs the network/)
  assert.deepEqual(readdirSync(path.join(checkout, '.node')), [], 'the lock is given back')
})

test('the lock of a dead process is taken over', BOUND, async (t) => {
  const checkout = makeCheckout(t)
  rmSync(path.join(checkout, 'node_modules'), { recursive: true })
  mkdirSync(path.join(checkout, '.node'))
  const dead = spawn('true')
  await once(dead, 'exit')
  const lock = JSON.stringify({ token: 'x', owners: [{ pid: dead.pid, since: '1' }] })
  for (const name of ['lock', 'lock.takeover']) writeFileSync(path.join(checkout, '.node', name), lock)
  const { err } = await boot(checkout, ['run', 'scripts/empty.ts'], '', withoutNpm(checkout))
  assert.match(err, /installing what package-lock\.json names/)
  assert.deepEqual(readdirSync(path.join(checkout, '.node')), [])
})

test('without npm, and for a word it does not know, it says what to do', BOUND, async (t) => {
  const checkout = makeCheckout(t)
  rmSync(path.join(checkout, 'node_modules'), { recursive: true })
  const noNpm = await boot(checkout, ['run', 'scripts/empty.ts'], '', withoutNpm(checkout))
  assert.match(noNpm.err, /npm was not found/)
  const usage = await boot(checkout, ['stop'])
  assert.deepEqual({ code: usage.code, out: usage.out }, { code: 2, out: '' })
  assert.match(usage.err, /usage:/)
})

/** boot.mjs with a lockfile of one package that npm seems to have installed already. */
function makeCheckout(t: TestContext): string {
  const checkout = mkdtempSync(path.join(os.tmpdir(), 'weiji-boot-'))
  t.after(() => rmSync(checkout, { recursive: true, force: true }))
  for (const folder of ['server', 'scripts', 'node_modules']) mkdirSync(path.join(checkout, folder))
  copyFileSync(path.join(ROOT, 'boot.mjs'), path.join(checkout, 'boot.mjs'))
  const wanted = { 'node_modules/pg': { version: '8.23.1' } }
  const root = { '': { name: 'made-up', dependencies: { pg: '8.23.1' } } }
  const lockfile = { name: 'made-up', lockfileVersion: 3, packages: { ...root, ...wanted } }
  writeFileSync(path.join(checkout, 'package.json'), JSON.stringify({ ...root[''], type: 'module' }))
  writeFileSync(path.join(checkout, 'package-lock.json'), JSON.stringify(lockfile))
  writeFileSync(path.join(checkout, 'node_modules/.package-lock.json'), JSON.stringify({ packages: wanted }))
  writeFileSync(path.join(checkout, 'scripts/empty.ts'), '')
  writeFileSync(path.join(checkout, 'server/main.ts'), SERVER)
  return checkout
}

function spawnBoot(checkout: string, args: string[], env: Record<string, string> = {}): ChildProcess {
  // A registry that refuses at once, and a cache that holds nothing.
  const offline = { npm_config_registry: 'http://127.0.0.1:9', npm_config_cache: path.join(checkout, 'cache') }
  return spawn(process.execPath, [path.join(checkout, 'boot.mjs'), ...args], {
    env: { ...process.env, ...offline, ...env },
  })
}

async function boot(checkout: string, args: string[], input = '', env: Record<string, string> = {}) {
  const child = spawnBoot(checkout, args, env)
  child.stdin?.end(input)
  const [out, err, [code]] = await Promise.all([
    text(streamOf(child)),
    text(streamOf(child, 'stderr')),
    once(child, 'exit'),
  ])
  return { code: code as number, out, err }
}

function streamOf(child: ChildProcess, name: 'stdout' | 'stderr' = 'stdout') {
  const stream = child[name]
  assert.ok(stream)
  return stream
}
