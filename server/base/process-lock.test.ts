import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { isOwnerAlive, isRunning, thisProcess, withLock } from './process-lock.ts'

const WAIT_MS = 10_000

test('one at a time, and the lock is gone afterwards, also when the work fails', async (t) => {
  const file = lockFile(t)
  let inside = 0
  const work = async (): Promise<void> => {
    inside += 1
    assert.equal(inside, 1)
    await new Promise(setImmediate)
    inside -= 1
  }
  await Promise.all([1, 2, 3].map(() => withLock(file, WAIT_MS, work)))
  await assert.rejects(
    withLock(file, WAIT_MS, () => Promise.reject(new Error('work'))),
    /work/,
  )
  assert.deepEqual(readdirSync(path.dirname(file)), [])
})

test('a live owner is waited for and named, in the end', async (t) => {
  const file = lockFile(t)
  await withLock(file, WAIT_MS, async () => {
    await assert.rejects(
      withLock(file, 0, () => Promise.resolve()),
      new RegExp(`is held by process ${process.pid}`),
    )
    assert.ok(existsSync(file))
  })
})

test('the lock of a dead owner is taken over by exactly one at a time, past a dead takeover and a broken text too', async (t) => {
  const file = lockFile(t)
  const dead = spawn('true')
  await once(dead, 'exit')
  for (const text of [JSON.stringify({ pid: dead.pid, since: '1' }), 'broken', '']) {
    writeFileSync(file, text)
    writeFileSync(`${file}.takeover`, text)
    const order: string[] = []
    const work = async (): Promise<void> => {
      order.push('in')
      await new Promise(setImmediate)
      order.push('out')
    }
    await Promise.all([1, 2, 3].map(() => withLock(file, WAIT_MS, work)))
    assert.deepEqual(order, ['in', 'out', 'in', 'out', 'in', 'out'])
  }
})

test('a process with the same number that began at another time is not the owner', { skip: noProc() }, () => {
  assert.equal(isOwnerAlive(thisProcess()), true)
  assert.equal(isOwnerAlive({ ...thisProcess(), since: '1' }), false)
  assert.equal(isRunning(0), false)
})

function lockFile(t: TestContext): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-lock-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return path.join(folder, 'lock')
}

function noProc(): string | false {
  return existsSync('/proc/self/stat') ? false : 'there is no /proc to tell processes of one number apart'
}
