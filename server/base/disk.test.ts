import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENOUGH_BYTES, LOW_BYTES, watchDisk } from './disk.ts'
import { silentLog } from './log.ts'

test('low below the threshold, well only above a higher one, and each change is logged once', async (t) => {
  let free = ENOUGH_BYTES
  const said: string[] = []
  const note = (message: string): void => void said.push(message)
  const disk = watchDisk('/data', { ...silentLog, error: note, info: note }, async () => free)
  t.after(() => disk.stop())
  const at = async (bytes: number): Promise<boolean> => {
    free = bytes
    await disk.look()
    return disk.isLow()
  }
  assert.equal(await at(LOW_BYTES), false)
  assert.equal(await at(LOW_BYTES - 1), true)
  assert.equal(await at(LOW_BYTES + 1), true)
  assert.equal(await at(ENOUGH_BYTES), false)
  assert.equal(await at(LOW_BYTES + 1), false)
  assert.equal(disk.freeBytes(), LOW_BYTES + 1)
  assert.equal(said.length, 2)
})

test('a folder that cannot be measured is no reason to refuse posts', async (t) => {
  const disk = watchDisk('/nonexistent/folder', silentLog)
  t.after(() => disk.stop())
  await disk.look()
  assert.deepEqual([disk.isLow(), disk.freeBytes()], [false, undefined])
})
