import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { graver, type Level, proposeLevel, type Seen } from './level.ts'

const TABLE: [what: string, seen: Seen, level: Level][] = [
  ['nothing', { posts: 0, expected: 0, judged: 0, negative: 0 }, 3],
  ['one bad review', { posts: 1, expected: 0, judged: 1, negative: 1 }, 3],
  ['30 of 40 negative', { posts: 40, expected: 38, judged: 40, negative: 30 }, 3],
  ['dozens of complaints', { posts: 120, expected: 100, judged: 110, negative: 50 }, 2],
  ['as many complaints in a flood of praise', { posts: 2000, expected: 1900, judged: 2000, negative: 50 }, 3],
  ['a loud event of another mood', { posts: 500, expected: 100, judged: 500, negative: 10 }, 2],
  ['as loud as ever', { posts: 5000, expected: 4000, judged: 5000, negative: 100 }, 3],
  ['hundreds of complaints at three times the usual', { posts: 400, expected: 130, judged: 400, negative: 300 }, 1],
  ['hundreds of complaints where hundreds are usual', { posts: 400, expected: 300, judged: 400, negative: 300 }, 2],
  ['a storm, a third negative', { posts: 3000, expected: 20, judged: 2000, negative: 600 }, 1],
  ['a storm nobody can judge', { posts: 3000, expected: 20, judged: 0, negative: 0 }, 2],
  ['an hour of a series without a habit', { posts: 600, expected: 0, judged: 600, negative: 0 }, 2],
]

for (const [what, seen, level] of TABLE) {
  test(`level ${level}: ${what}`, () => assert.equal(proposeLevel(seen), level))
}

const seen = fc
  .record({ posts: fc.nat(10_000), expected: fc.nat(5000), judgedShare: fc.nat(100), negativeShare: fc.nat(100) })
  .map(({ posts, expected, judgedShare, negativeShare }) => {
    const judged = Math.floor((posts * judgedShare) / 100)
    return { posts, expected, judged, negative: Math.floor((judged * negativeShare) / 100) }
  })

test('more negative posts among the same never make it less serious, nor do fewer expected', () => {
  fc.assert(
    fc.property(seen, fc.nat(1000), fc.nat(1000), (given, more, fewer) => {
      const negative = Math.min(given.judged, given.negative + more)
      const worse = { ...given, negative, expected: Math.max(0, given.expected - fewer) }
      assert.ok(proposeLevel(worse) <= proposeLevel(given))
    }),
  )
})

test('in doubt the higher', () => {
  assert.equal(graver(1, 3), 1)
  assert.equal(graver(3, 2), 2)
  assert.equal(graver(2, 2), 2)
})
