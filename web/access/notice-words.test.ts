import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOTICE_STATES } from '../../server/access/notice-schema.ts'
import { NOTICE_STATE_WORDS } from './notice-words.ts'

test('every state of a message has words', () => {
  assert.deepEqual(Object.keys(NOTICE_STATE_WORDS).sort(), [...NOTICE_STATES].sort())
})
