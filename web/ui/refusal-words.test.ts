import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REFUSALS } from '../../server/base/errors.ts'
import { REFUSAL_WORDS } from './refusal-words.ts'

/** Said by the pages themselves, where no server answered or none of ours. */
const OWN = ['offline', 'unknown']

test('every refusal of the server has words, and no words are left over', () => {
  assert.deepEqual(
    Object.keys(REFUSAL_WORDS)
      .filter((code) => !OWN.includes(code))
      .sort(),
    Object.keys(REFUSALS).sort(),
  )
})
