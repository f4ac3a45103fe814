import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LEAST_COPIES, synchronyOf, tail, UNLIKELY } from './rumour-coordination.ts'
import { groupHeads, isDue } from './rumour-grouping.ts'
import { isChinese } from './rumour-reasons.ts'
import { CLAIM_STATES, troubleOf, verdictAfter, waysFrom } from './rumour-states.ts'

const MINUTE = 60_000
const copy = (at: number, authorId = `${at}`) => ({ id: `${at}`, at, authorId })

test('a verdict needs grounds, a clarification its place, going back a reason; other ways are closed', () => {
  const bare = { note: '', link: '' }
  const rows = [
    ['unverified', 'checking', bare, undefined],
    ['unverified', 'false', { note: 'x', link: '' }, 'wrong-state'],
    ['checking', 'false', bare, 'note-needed'],
    ['checking', 'false', { note: ' ', link: '' }, 'note-needed'],
    ['checking', 'false', { note: '檢測報告', link: '' }, undefined],
    ['checking', 'unverified', bare, 'note-needed'],
    ['false', 'clarified', { note: 'x', link: '' }, 'link-needed'],
    ['false', 'clarified', { note: '', link: 'https://x' }, undefined],
    ['false', 'checking', bare, 'note-needed'],
    ['clarified', 'false', { note: 'x', link: '' }, 'wrong-state'],
  ] as const
  for (const [from, to, given, trouble] of rows) assert.equal(troubleOf(from, to, given), trouble, `${from} → ${to}`)
  assert.equal(verdictAfter('false', 'clarified'), 'false')
  assert.equal(verdictAfter('false', 'checking'), null)
  for (const state of CLAIM_STATES) assert.ok(waysFrom(state).length > 0, `${state} is a dead end`)
})

test('copies together are unlikely where others are spread, and no wonder where all come together', () => {
  const together = [1, 2, 3, 4, 5, 6].map((each) => copy(60 * MINUTE + each * 10_000))
  const spread = Array.from({ length: 200 }, (_, i) => i * MINUTE)
  const found = synchronyOf(together, spread)
  assert.ok(found && found.chance < UNLIKELY, `${found?.chance}`)
  assert.deepEqual([found.together, found.copies], [6, 6])
  const burst = Array.from({ length: 200 }, (_, i) => 60 * MINUTE + i * 1000)
  assert.ok((synchronyOf(together, burst)?.chance ?? 0) > 0.5)
})

test('one author is no crowd, and a few copies say nothing', () => {
  assert.equal(
    synchronyOf(
      Array.from({ length: 9 }, (_, i) => ({ ...copy(i), authorId: 'one' })),
      [],
    ),
    undefined,
  )
  assert.equal(
    synchronyOf(
      Array.from({ length: LEAST_COPIES - 1 }, (_, i) => copy(i)),
      [],
    ),
    undefined,
  )
})

test('chance is a probability, and falls as more come together', () => {
  assert.ok(Math.abs(tail(10, 3, 0.2) - 0.3222) < 0.0001)
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 60 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (n, k, p) => {
        const chance = tail(n, Math.min(k, n), p)
        assert.ok(chance >= 0 && chance <= 1)
        assert.ok(tail(n, Math.min(k, n) + 1, p) <= chance + 1e-9)
      },
    ),
  )
})

test('only what is written in Chinese is asked of the model', () => {
  const rows: [string, boolean][] = [
    ['聽說青禾豆漿出事', true],
    ['Apparently Qinghe 青禾 soy milk made dozens ill', false],
    ['', false],
    ['https://x.example', false],
  ]
  for (const [text, expected] of rows) assert.equal(isChinese(text), expected, text)
})

test('a copy of a known story joins it; others group by the first of each; members are left alone', () => {
  const at = new Date(0)
  const head = (id: string, fingerprint: bigint) => ({ id, at, authorId: id, fingerprint })
  const known = [{ storyId: 's', postId: 'old', fingerprint: 0b1111n }]
  const heads = [
    head('old', 0b1111n),
    head('copy', 0b0111n),
    head('a', -1n),
    head('b', -2n),
    head('short', 0n),
    head('short too', 0n),
  ]
  const { joining, fresh } = groupHeads(heads, known)
  assert.deepEqual(
    joining.get('s')?.map(({ id }) => id),
    ['copy'],
  )
  assert.deepEqual(
    fresh.map((group) => group.map(({ id }) => id)),
    [['a', 'b'], ['short'], ['short too']],
  )
})

test('a story is read when it is new, has reached an age, or has grown by a fifth', () => {
  const hour = (n: number) => new Date(n * 60 * MINUTE)
  const story = { posts: 10, firstAt: hour(0), scoredAt: hour(0.5) }
  assert.equal(isDue({ ...story, posts: 0 }, undefined, hour(0.5), [1, 6]), true)
  assert.equal(isDue(story, 11, hour(0.9), [1, 6]), false)
  assert.equal(isDue(story, 12, hour(0.9), [1, 6]), true)
  assert.equal(isDue(story, undefined, hour(1), [1, 6]), true)
  assert.equal(isDue({ ...story, scoredAt: hour(1) }, undefined, hour(5), [1, 6]), false)
})
