import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOTICE_STATES } from '../../server/access/notice-schema.ts'
import { DELIVERY_WORDS } from './delivery-words.ts'

test('every state of a message has words', () => {
  assert.deepEqual(Object.keys(DELIVERY_WORDS).sort(), [...NOTICE_STATES].sort())
})
