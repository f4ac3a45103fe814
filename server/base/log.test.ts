import assert from 'node:assert/strict'
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { makeLog, openOutput } from './log.ts'
import { openLogFile } from './log-file.ts'

function collect() {
  const lines: Record<string, unknown>[] = []
  return { lines, write: (line: string) => void lines.push(JSON.parse(line)) }
}

test('a line is one JSON object with time, level, message and its fields', () => {
  const out = collect()
  const log = makeLog(out)
  log.with({ requestId: 'r1' }).warn('slow', { ms: 12 })
  const [line] = out.lines
  assert.equal(Number.isNaN(Date.parse(String(line?.time))), false)
  assert.deepEqual(
    { ...line, time: 0, process: 0 },
    { time: 0, process: 0, level: 'warn', requestId: 'r1', ms: 12, msg: 'slow' },
  )
})

test('secrets and personal data are never written, at the top or one below', () => {
  const out = collect()
  const log = makeLog(out)
  const secret = 'hunter2'
  const names = [
    'authorization',
    'cookie',
    'password',
    'token',
    'secret',
    'link',
    'email',
    'text',
    'databaseUrl',
    'set-cookie',
  ]
  for (const name of names) log.info('x', { [name]: secret, headers: { [name]: secret } })
  log.with({ password: secret }).error('x')
  assert.equal(out.lines.length, names.length + 1)
  assert.doesNotMatch(JSON.stringify(out.lines), /hunter2/)
})

test('the level decides what is written', () => {
  const out = collect()
  const log = makeLog(out, 'warn')
  log.info('no')
  log.warn('yes')
  log.error('yes')
  assert.deepEqual(
    out.lines.map(({ msg }) => msg),
    ['yes', 'yes'],
  )
})

test('a file is turned over by size; old ones go, no line is lost in between', async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-test-logs-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const filler = 'x'.repeat(1000)
  const line = (n: number): string => `${JSON.stringify({ n, filler })}\n`
  const file = openLogFile(folder, 'web', { bytes: 50_000, kept: 2 })
  for (let n = 0; n < 100; n++) {
    file.write(line(n))
    if (n % 10 === 0) await setImmediate()
  }
  await file.close()
  const again = openLogFile(folder, 'web', { bytes: 50_000, kept: 2 })
  for (let n = 100; n < 160; n++) again.write(line(n))
  await again.close()
  const names = ['web.2.log', 'web.1.log', 'web.log']
  assert.deepEqual(readdirSync(folder).sort(), [...names].sort())
  const numbers = names
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').trim().split('\n'))
    .filter((text) => text !== '')
    .map((text) => (JSON.parse(text) as { n: number }).n)
  const first = numbers[0] ?? 0
  assert.ok(first > 0)
  assert.deepEqual(
    numbers,
    Array.from({ length: 160 - first }, (_, i) => first + i),
  )
})

test('standard output on a full disk loses lines and nothing else', {
  skip: existsSync('/dev/full') ? false : 'there is no /dev/full here',
}, () => {
  const fd = openSync('/dev/full', 'w')
  const log = makeLog(openOutput(fd), 'info')
  // An error that nobody hears would be thrown out of the first of them.
  for (let n = 0; n < 100; n++) log.info('x'.repeat(1000), { n })
  closeSync(fd)
})
