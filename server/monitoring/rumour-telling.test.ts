import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWorthTelling, LEAST_TOLD } from './rumour-telling.ts'

const now = new Date('2026-03-02T02:00:00Z')
const arranged = {
  state: 'unverified',
  posts: LEAST_TOLD,
  lastAt: now,
  score: null,
  hours: null,
  chance: 1e-6,
  reasons: [],
} as const

test('doubtful, large, growing and nobody at it: all four', () => {
  const known = { code: 'known', words: [], numbers: {}, postIds: [] } as const
  const cases: readonly (readonly [string, object, boolean])[] = [
    ['copies came too close together', {}, true],
    ['somebody is at it', { state: 'checking' }, false],
    ['few posts', { posts: LEAST_TOLD - 1 }, false],
    ['it rests', { lastAt: new Date('2026-03-02T01:29:00Z') }, false],
    ['nothing doubtful', { chance: 0.2 }, false],
    ['nothing known', { chance: null }, false],
    ['the model, after an hour', { chance: null, score: 0.9, hours: 1 }, true],
    ['the model, of the first post alone', { chance: null, score: 0.9, hours: 0 }, false],
    ['like what was found untrue', { chance: null, reasons: [known] }, true],
  ]
  for (const [what, change, expected] of cases)
    assert.equal(isWorthTelling({ ...arranged, ...change }, now), expected, what)
})
