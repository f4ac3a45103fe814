import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IMPORT_STATES } from './import-schema.ts'
import { mayBecome, statesBefore } from './import-states.ts'

test('an import goes forward, and what has ended stays ended', () => {
  const ways = IMPORT_STATES.map((from) => [from, IMPORT_STATES.filter((to) => mayBecome(from, to))])
  assert.deepEqual(Object.fromEntries(ways), {
    uploading: ['uploaded', 'cancelled'],
    uploaded: ['ready', 'failed', 'cancelled'],
    ready: ['uploaded', 'running', 'cancelled'],
    running: ['paused', 'done', 'failed', 'cancelled'],
    paused: ['running', 'cancelled'],
    done: [],
    failed: ['uploaded', 'running', 'cancelled'],
    cancelled: [],
  })
  for (const to of IMPORT_STATES)
    for (const from of IMPORT_STATES) assert.equal(statesBefore(to).includes(from), mayBecome(from, to))
})
