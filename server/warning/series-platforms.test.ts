import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loudPlatforms } from './series-platforms.ts'

const totals = (posts: Record<string, number>) =>
  Object.entries(posts)
    .map(([name, count]) => ({ name, posts: count }))
    .sort((one, other) => other.posts - one.posts)

/** [what, posts of a week, known, platforms with a series] */
const CASES: [string, Record<string, number>, string[], string[]][] = [
  ['two of a kind, one hardly', { weibo: 700, xiaohongshu: 300, zhihu: 80 }, [], ['weibo', 'xiaohongshu']],
  ['one is nearly everything', { weibo: 5000, zhihu: 90 }, [], ['zhihu']],
  [
    'it has become quieter, but not by half',
    { weibo: 700, xiaohongshu: 300, zhihu: 50 },
    ['zhihu'],
    ['weibo', 'xiaohongshu', 'zhihu'],
  ],
  ['hardly anything at all', { weibo: 30, zhihu: 20 }, [], []],
  ['nothing', {}, ['weibo'], []],
]
for (const [what, posts, known, expected] of CASES)
  test(`${what}: ${expected.join(', ') || 'none'}`, () => {
    assert.deepEqual(loudPlatforms(totals(posts), known), expected)
  })

test('never more than six, never one below half of the least', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.nat(3000)), fc.boolean(), (posts, isKnown) => {
      const names = Object.keys(posts)
      const loud = loudPlatforms(totals(posts), isKnown ? names : [])
      assert.ok(loud.length <= 6)
      for (const name of loud) assert.ok((posts[name] ?? 0) >= 42)
    }),
  )
})
