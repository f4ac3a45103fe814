import assert from 'node:assert/strict'
import { test } from 'node:test'
import { postgresSettings } from './postgres-settings.ts'

const GIB = 2 ** 30

test('memory follows the machine between a floor and a ceiling', () => {
  const buffers = (gib: number): string | undefined => postgresSettings(gib * GIB, GIB).shared_buffers
  assert.deepEqual([0.5, 4, 8, 24, 256].map(buffers), ['128MB', '512MB', '1024MB', '2048MB', '2048MB'])
})

test("parallel plans stay off where a container's shared memory is too small for them", () => {
  assert.equal(postgresSettings(4 * GIB, 64 * 2 ** 20).max_parallel_workers_per_gather, '0')
  assert.equal(postgresSettings(4 * GIB, GIB).max_parallel_workers_per_gather, '1')
})

test('few checkpoints where the disk has room for them', () => {
  const wal = (gib: number): string | undefined => postgresSettings(GIB, GIB, gib * GIB).max_wal_size
  assert.deepEqual([0, 10, 100, 1000].map(wal), ['2048MB', '2048MB', '5120MB', '8192MB'])
})
