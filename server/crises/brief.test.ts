import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assembleBrief, type BriefParts } from './brief.ts'
import { UNKNOWNS } from './schema.ts'

const PARTS: BriefParts = {
  trackId: 't',
  from: new Date('2026-03-02T01:00:00Z'),
  to: new Date('2026-03-02T02:00:00Z'),
  counts: { posts: 9, originals: 4, reposts: 3, comments: 2, authors: 7, judged: 8, negative: 5 },
  platforms: [{ name: 'weibo', posts: 9 }],
  regions: [{ name: '上海', posts: 6 }],
  emotions: [{ name: 'anger', posts: 5 }],
  reach: { followers: 5000, knownAuthors: 4, authors: 7 },
  firstPost: null,
  peak: { at: new Date('2026-03-02T01:30:00Z'), posts: 6, minutes: 5 },
  keyNodes: [],
  demands: [{ word: '退款', posts: 3, example: null }],
}
const ALWAYS = [
  'cause',
  'users_affected',
  'own_statements',
  'others_statements',
  'competitors',
  'first_author_outside_sources',
]

test('every number carries the filter of the posts behind it', () => {
  const brief = assembleBrief(PARTS)
  const span = { trackId: 't', from: '2026-03-02T01:00:00.000Z', to: '2026-03-02T02:00:00.000Z' }
  assert.deepEqual(brief.posts, { value: 9, posts: span })
  assert.deepEqual(brief.negative, { value: 5, posts: { ...span, sentiment: 'negative' } })
  assert.deepEqual(brief.reposts, { value: 3, posts: { ...span, kind: 'repost' } })
  assert.deepEqual(brief.emotions, [{ name: 'anger', posts: { value: 5, posts: { ...span, emotion: 'anger' } } }])
  assert.deepEqual(brief.demands[0]?.posts, { value: 3, posts: { ...span, sentiment: 'negative', words: '退款' } })
  assert.deepEqual(brief.reach, { value: 5000, knownAuthors: 4, authors: 7 })
})

const UNKNOWN: [string, Partial<BriefParts>, string[]][] = [
  ['all that data can tell', { keyNodes: [{ post: makeCard(), descendants: 3, direct: 2 }] }, []],
  ['no cascade', {}, ['key_nodes']],
  ['few followers known', { reach: { followers: 5000, knownAuthors: 3, authors: 7 } }, ['reach', 'key_nodes']],
  ['nobody’s followers known', { reach: { followers: 0, knownAuthors: 0, authors: 7 } }, ['reach', 'key_nodes']],
  [
    'no regions, no texts, no words',
    { regions: [], demands: [], counts: { ...PARTS.counts, judged: 0 } },
    ['regions', 'sentiment', 'key_nodes', 'demands'],
  ],
  ['no track', { trackId: null }, ['no_track', 'key_nodes']],
]
for (const [what, given, expected] of UNKNOWN) {
  test(`unknown: ${what}`, () => {
    const { unknowns } = assembleBrief({ ...PARTS, ...given })
    assert.deepEqual(unknowns, [...expected, ...ALWAYS])
    for (const code of unknowns) assert.ok((UNKNOWNS as readonly string[]).includes(code))
  })
}

test('without a track no number claims to open posts', () => {
  const brief = assembleBrief({ ...PARTS, trackId: null, reach: { followers: 0, knownAuthors: 0, authors: 0 } })
  assert.equal(brief.posts.posts, null)
  assert.equal(brief.reach, null)
})

function makeCard(): BriefParts['keyNodes'][number]['post'] {
  return {
    id: 'p',
    source: 's',
    platform: 'weibo',
    kind: 'post',
    author: { id: 'a', name: 'A', followers: 10, isVerified: false, region: '' },
    title: '',
    text: '',
    url: '',
    postedAt: '2026-03-02T01:00:00.000Z',
    receivedAt: '2026-03-02T01:00:00.000Z',
    sentiment: null,
    negative: 0,
    emotion: 'none',
    language: 'zh-Hans',
    reposts: 0,
    comments: 0,
    likes: 0,
    tracks: [],
    parentId: null,
    rootId: null,
  }
}
