import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { platformCode } from './codes.ts'
import { checkPosts } from './post-input.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const GOOD = { externalId: 'a', platform: 'weibo', postedAt: '2026-03-02T09:00:00+08:00', text: '好' }

const BAD: [string, unknown, string, string][] = [
  ['nothing at all', null, '', 'wrong-type'],
  ['a list', [], '', 'wrong-type'],
  ['no id', { ...GOOD, externalId: undefined }, 'externalId', 'missing'],
  ['an empty id', { ...GOOD, externalId: ' ' }, 'externalId', 'empty'],
  ['a number for an id', { ...GOOD, externalId: 7 }, 'externalId', 'wrong-type'],
  ['an id too long', { ...GOOD, externalId: 'x'.repeat(201) }, 'externalId', 'too-long'],
  ['an unknown platform', { ...GOOD, platform: 'Weibo' }, 'platform', 'unknown-value'],
  ['an unknown kind', { ...GOOD, kind: 'retweet' }, 'kind', 'unknown-value'],
  ['no text', { ...GOOD, text: undefined }, 'text', 'missing'],
  ['a text too long', { ...GOOD, text: '好'.repeat(100_001) }, 'text', 'too-long'],
  ['NUL', { ...GOOD, title: 'a\0b' }, 'title', 'not-text'],
  ['half a character', { ...GOOD, text: '\ud83d' }, 'text', 'not-text'],
  ['half a character in the author', { ...GOOD, author: { name: '\udc00' } }, 'author/name', 'not-text'],
  ['an author that is a text', { ...GOOD, author: '阿明' }, 'author', 'wrong-type'],
  ['a negative count', { ...GOOD, likes: -1 }, 'likes', 'out-of-range'],
  ['half a like', { ...GOOD, likes: 0.5 }, 'likes', 'wrong-type'],
  ['a count beyond all', { ...GOOD, reposts: 3e9 }, 'reposts', 'out-of-range'],
  ['followers as a text', { ...GOOD, author: { followers: '12' } }, 'author/followers', 'wrong-type'],
  ['a flag that is a number', { ...GOOD, author: { isVerified: 1 } }, 'author/isVerified', 'wrong-type'],
  ['no time', { ...GOOD, postedAt: undefined }, 'postedAt', 'missing'],
  ['a time without zone', { ...GOOD, postedAt: '2026-03-02T09:00:00' }, 'postedAt', 'bad-time'],
  ['a Unix time', { ...GOOD, postedAt: 1772416800 }, 'postedAt', 'bad-time'],
  ['30 February', { ...GOOD, postedAt: '2026-02-30T09:00:00Z' }, 'postedAt', 'bad-time'],
  ['month 13', { ...GOOD, postedAt: '2026-13-01T09:00:00Z' }, 'postedAt', 'bad-time'],
  ['hour 24', { ...GOOD, postedAt: '2026-03-01T24:00:00Z' }, 'postedAt', 'bad-time'],
  ['before 2005', { ...GOOD, postedAt: '2004-12-31T23:59:59Z' }, 'postedAt', 'too-early'],
  ['the day after tomorrow', { ...GOOD, postedAt: '2026-03-03T02:00:01Z' }, 'postedAt', 'in-future'],
]

for (const [what, row, field, code] of BAD) {
  test(`refused: ${what}`, () => {
    const { posts, refused } = checkPosts([GOOD, row], NOW)
    assert.equal(posts.length, 1)
    assert.deepEqual(
      refused.map((each) => [each.index, each.field, each.code]),
      [[1, field, code]],
    )
    assert.notEqual(refused[0]?.reason, '')
  })
}

test('times are read exactly, whatever their zone and fraction', () => {
  const times = [
    ['2026-03-02T09:00:00+08:00', '2026-03-02T01:00:00.000Z'],
    ['2026-03-02T09:00+0800', '2026-03-02T01:00:00.000Z'],
    ['2026-03-01T20:30:00.1-05:30', '2026-03-02T02:00:00.100Z'],
    ['2026-03-02T01:02:03.123456789Z', '2026-03-02T01:02:03.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ]
  const { posts } = checkPosts(
    times.map(([postedAt]) => ({ ...GOOD, postedAt })),
    NOW,
  )
  assert.deepEqual(
    posts.map(({ postedAt }) => postedAt.toISOString()),
    times.map(([, at]) => at),
  )
})

test('what is missing has its plain value; what answers something is no new voice', () => {
  const [plain, answer, own] = checkPosts(
    [GOOD, { ...GOOD, rootExternalId: 'r' }, { ...GOOD, rootExternalId: 'a', parentExternalId: 'a' }],
    NOW,
  ).posts
  assert.deepEqual(plain, {
    externalId: 'a',
    platform: platformCode('weibo'),
    kind: 0,
    postedAt: new Date('2026-03-02T01:00:00Z'),
    title: '',
    text: '好',
    url: '',
    authorId: '',
    authorName: '',
    followers: null,
    isVerified: false,
    region: '',
    reposts: 0,
    comments: 0,
    likes: 0,
    parentExternalId: null,
    rootExternalId: null,
    inferences: [],
    stars: null,
    seenAt: null,
    given: 0,
    edits: null,
    isDeleted: false,
  })
  assert.deepEqual([answer?.kind, answer?.parentExternalId, answer?.rootExternalId], [1, 'r', 'r'])
  assert.deepEqual([own?.kind, own?.parentExternalId, own?.rootExternalId], [0, null, null], 'its own root is none')
})

test('whatever comes, each row is either kept or refused, in order, and nothing is thrown', () => {
  const row = fc.oneof(
    fc.anything(),
    fc.record(
      {
        externalId: fc.string({ unit: 'binary' }),
        platform: fc.constantFrom('weibo', 'x'),
        postedAt: fc.string(),
        text: fc.anything(),
      },
      { requiredKeys: [] },
    ),
  )
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
      const { posts, refused } = checkPosts([...rows, GOOD], NOW)
      assert.equal(posts.length + refused.length, rows.length + 1)
      assert.equal(posts.at(-1)?.externalId, 'a')
      for (const { text, externalId } of posts) assert.ok(text.isWellFormed() && !externalId.includes('\0'))
    }),
  )
})

test('what came of a post: when it was seen so, which counts were given, edits and deletion', () => {
  const { posts, refused } = checkPosts(
    [
      { ...GOOD, seenAt: '2026-03-02T00:00:00Z', likes: 0, comments: 3, edits: 2 },
      // A clock ahead of ours: not later than now, or what comes next would look older.
      { ...GOOD, seenAt: new Date(NOW.getTime() + 60_000).toISOString(), isDeleted: true },
      { ...GOOD, seenAt: 'yesterday' },
      { ...GOOD, isDeleted: 'yes' },
      { ...GOOD, edits: -1 },
    ],
    NOW,
  )
  assert.deepEqual(
    posts.map(({ seenAt, given, edits, isDeleted }) => [seenAt?.toISOString(), given, edits, isDeleted]),
    [
      ['2026-03-02T00:00:00.000Z', 6, 2, false],
      [NOW.toISOString(), 0, null, true],
    ],
  )
  assert.deepEqual(
    refused.map(({ field, code }) => [field, code]),
    [
      ['seenAt', 'bad-time'],
      ['isDeleted', 'wrong-type'],
      ['edits', 'out-of-range'],
    ],
  )
})
