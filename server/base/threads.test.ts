import assert from 'node:assert/strict'
import { getPriority } from 'node:os'
import { test } from 'node:test'
import { PoolBusy, startPool, ThreadCrashed } from './threads.ts'

/** A module of its own, so that threads have something to import. `tally` is memory that all threads share. */
const MODULE = new URL(
  `data:text/javascript,${encodeURIComponent(`
  export function echo() { return (request) => ({ reply: request }) }
  export async function standing() {
    const { getPriority } = await import('node:os')
    const { readlinkSync } = await import('node:fs')
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    return () => ({ reply: getPriority(thread) })
  }
  export function fails() { return () => { throw new TypeError('seven is too many') } }
  export function broken() { throw new Error('no model here') }
  export function buffers() {
    return (request) => {
      const column = new Uint8Array(request.bytes.length).fill(7)
      return { reply: column, transfer: [column.buffer] }
    }
  }
  export function dies({ tally, times }) {
    return (request) => {
      if (request === 'die' && Atomics.add(tally, 0, 1) < times) process.exit(3)
      return { reply: request }
    }
  }
  export function waits({ gate }) {
    return (request) => {
      Atomics.add(gate, 1, 1)
      Atomics.notify(gate, 1)
      Atomics.wait(gate, 0, 0)
      return { reply: request }
    }
  }
`)}`,
)

function numbers(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count))
}

test('many requests are each answered with their own reply', async () => {
  const pool = await startPool<null, number, number>({ module: MODULE, name: 'echo', init: null, size: 2 })
  const asked = Array.from({ length: 300 }, (_, i) => i)
  assert.deepEqual(await Promise.all(asked.map((i) => pool.call(i))), asked)
  await pool.close()
})

test('what the function throws reaches the caller, and the thread lives on', async () => {
  const pool = await startPool<null, number, number>({ module: MODULE, name: 'fails', init: null, size: 1 })
  for (let i = 0; i < 3; i++) {
    await assert.rejects(pool.call(7), { name: 'TypeError', message: 'seven is too many' })
  }
  await pool.close()
})

test('a request that cannot be copied is refused alone', async () => {
  const pool = await startPool<null, unknown, unknown>({ module: MODULE, name: 'echo', init: null, size: 1 })
  await assert.rejects(
    pool.call(() => 1),
    { name: 'DataCloneError' },
  )
  assert.equal(await pool.call(1), 1)
  await pool.close()
})

test('buffers are handed over in both directions', async () => {
  const pool = await startPool<null, { bytes: Uint8Array }, Uint8Array>({
    module: MODULE,
    name: 'buffers',
    init: null,
    size: 1,
  })
  const bytes = new Uint8Array(1000)
  assert.deepEqual(await pool.call({ bytes }, [bytes.buffer]), new Uint8Array(1000).fill(7))
  assert.equal(bytes.length, 0, 'the buffer went with the request')
  await pool.close()
})

test('a thread that dies is replaced, and its request is tried once more', async () => {
  const tally = numbers(1)
  const init = { tally, times: 1 }
  const pool = await startPool<typeof init, string, string>({ module: MODULE, name: 'dies', init, size: 1 })
  assert.deepEqual(await Promise.all([pool.call('a'), pool.call('die'), pool.call('b')]), ['a', 'die', 'b'])
  assert.equal(tally[0], 2)
  await pool.close()
})

test('a request that kills its thread twice is refused, and others are answered', async () => {
  const tally = numbers(1)
  const init = { tally, times: 1000 }
  const pool = await startPool<typeof init, string, string>({ module: MODULE, name: 'dies', init, size: 1 })
  const [deadly, harmless] = await Promise.allSettled([pool.call('die'), pool.call('a')])
  assert.ok(deadly.status === 'rejected' && deadly.reason instanceof ThreadCrashed)
  assert.equal(tally[0], 2)
  assert.deepEqual(harmless, { status: 'fulfilled', value: 'a' })
  await pool.close()
})

test('more than the limit may not wait', async () => {
  const gate = numbers(2)
  const init = { gate }
  const pool = await startPool<typeof init, number, number>({
    module: MODULE,
    name: 'waits',
    init,
    size: 1,
    queueLimit: 2,
  })
  const taken = [pool.call(1), pool.call(2), pool.call(3)]
  await assert.rejects(pool.call(4), PoolBusy)
  Atomics.store(gate, 0, 1)
  Atomics.notify(gate, 0)
  assert.deepEqual(await Promise.all(taken), [1, 2, 3])
  assert.equal(await pool.call(5), 5)
  await pool.close()
})

test('what waits when the pool is closed is refused, and so is what comes later', async () => {
  const gate = numbers(2)
  const init = { gate }
  const pool = await startPool<typeof init, number, number>({ module: MODULE, name: 'waits', init, size: 1 })
  const waiting = Promise.allSettled([pool.call(1), pool.call(2)])
  await pool.close()
  for (const each of await waiting) assert.ok(each.status === 'rejected' && each.reason instanceof PoolBusy)
  await assert.rejects(pool.call(3), PoolBusy)
})

test('a pool whose function cannot start says why', async () => {
  await assert.rejects(startPool({ module: MODULE, name: 'broken', init: null, size: 2 }), /no model here/)
  await assert.rejects(startPool({ module: MODULE, name: 'absent', init: null, size: 1 }), /exports no absent/)
})

test('threads stand back by themselves, not the process', {
  skip: process.platform !== 'linux' && 'Linux only',
}, async () => {
  const before = getPriority()
  const pool = await startPool<null, null, number>({
    module: MODULE,
    name: 'standing',
    init: null,
    size: 1,
    niceness: 7,
  })
  try {
    assert.equal(await pool.call(null), Math.min(19, before + 7))
    assert.equal(getPriority(), before)
  } finally {
    await pool.close()
  }
})
