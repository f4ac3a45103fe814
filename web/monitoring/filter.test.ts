import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PostCard } from '../../server/monitoring/schema.ts'
import { askFor, canTell, fits, isLive, readFilter, savedQueryOf } from './filter.ts'
import { fromField, toField } from './filter-time.ts'
import { NOTHING, step } from './fresh-posts.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const POST = {
  id: 'p1',
  source: 'crm',
  platform: 'weibo',
  kind: 'post',
  language: 'zh-Hant',
  author: { id: 'a1', followers: 500, isVerified: true },
  title: '',
  text: '喝完 ＡＢＣ 奶茶腹瀉',
  postedAt: '2026-03-02T01:30:00Z',
  sentiment: 'negative',
  emotion: 'anger',
  rootId: null,
  tracks: [{ id: 't1', weight: 1, isInherited: false }],
} as unknown as PostCard
const read = (search: string) => readFilter(new URLSearchParams(search), NOW)

const READ: [search: string, filter: object][] = [
  ['trackId=t1&sentiment=&last=hour&post=x&other=1', { trackId: 't1', from: '2026-03-02T01:00:00.000Z' }],
  ['last=never', {}],
  [
    'expression= 奶茶 | 腹瀉 &leastFollowers=1000&isVerified=false',
    { expression: '奶茶 | 腹瀉', leastFollowers: 1000, isVerified: false },
  ],
  ['words=腹瀉 C%2B%2B OR (a', { expression: '腹瀉 "C++" "OR" "(a"' }],
  ['words="', {}],
]
for (const [search, filter] of READ) {
  test(`the address ?${search} becomes a filter`, () => assert.deepEqual(read(search), filter))
}

test('a saved search keeps its moving span moving', () => {
  assert.deepEqual(savedQueryOf(new URLSearchParams('expression=a&last=day&post=x')), { expression: 'a', last: 'day' })
  assert.deepEqual(savedQueryOf(new URLSearchParams('from=2026-03-02T01:00:00Z')), { from: '2026-03-02T01:00:00Z' })
})

const FITTING: [string, boolean][] = [
  ['', true],
  ['trackId=t1&platform=weibo&sentiment=negative&emotion=anger&kind=post&authorId=a1&language=zh-Hant', true],
  ['platform=douyin,weibo&sentiment=negative,neutral', true],
  ['platform=douyin,news', false],
  ['trackId=t2', false],
  ['rootId=r', false],
  ['source=crm&isVerified=true&leastFollowers=500&mostFollowers=500', true],
  ['isVerified=false', false],
  ['leastFollowers=501', false],
  ['mostFollowers=499', false],
  ['source=other', false],
  ['last=hour', true],
  ['from=2026-03-02T01:30:00Z&to=2026-03-02T01:31:00Z', true],
  ['to=2026-03-02T01:30:00Z', false],
]
for (const [search, verdict] of FITTING) {
  test(`a new post ${verdict ? 'fits' : 'does not fit'} ?${search}`, () => {
    assert.equal(canTell(read(search)), true)
    assert.equal(fits(POST, read(search)), verdict)
  })
}

const ASKED: [search: string, path: string, isTold: boolean, isNow: boolean][] = [
  ['', '/api/posts', true, true],
  ['trackId=t&sentiment=negative&last=day', '/api/posts', true, true],
  ['platform=weibo,news', '/api/search', true, true],
  ['expression=a', '/api/search', false, true],
  ['author=a', '/api/search', false, true],
  ['leastFollowers=3', '/api/search', true, true],
  ['importId=i&expression=a', '/api/posts', false, false],
  ['to=2026-03-02T01:59:00Z', '/api/posts', true, false],
  ['to=2026-03-02T02:59:00Z', '/api/posts', true, true],
]
for (const [search, path, isTold, isNow] of ASKED) {
  test(`?${search} is asked of ${path}, ${isTold ? 'told' : 'not told'} by the page, ${isNow ? 'live' : 'of the past'}`, () => {
    const filter = read(search)
    assert.deepEqual([askFor(filter).path, canTell(filter), isLive(filter, NOW)], [path, isTold, isNow])
  })
}

const FIELDS: [text: string, zone: string, at: string][] = [
  ['2026-03-02T10:00', 'Asia/Taipei', '2026-03-02T02:00:00.000Z'],
  ['2026-03-02T10:00:30', 'Asia/Kolkata', '2026-03-02T04:30:30.000Z'],
  ['2026-07-01T00:30', 'America/New_York', '2026-07-01T04:30:00.000Z'],
  // leapt over, and repeated
  ['2026-03-08T02:30', 'America/New_York', '2026-03-08T06:30:00.000Z'],
  ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
]
for (const [text, zone, at] of FIELDS) test(`${text} in ${zone}`, () => assert.equal(fromField(text, zone), at))

test('what a field shows is read back as the same minute', () => {
  const zone = fc.constantFrom('UTC', 'Asia/Taipei', 'Asia/Kolkata', 'Asia/Kathmandu')
  fc.assert(
    fc.property(zone, fc.integer({ min: 20_000_000, max: 33_000_000 }), (name, minute) => {
      const at = new Date(minute * 60_000).toISOString()
      assert.equal(fromField(toField(at, name), name), at)
    }),
  )
  assert.deepEqual(
    [fromField('', 'UTC'), fromField('x', 'UTC'), toField(undefined, 'UTC'), toField('x', 'UTC')],
    [undefined, undefined, '', ''],
  )
})

test('new posts wait unless one is at the top, and none is passed over once some wait', () => {
  const atTop = step(NOTHING, { do: 'come', posts: [POST], count: 1, atTop: true })
  assert.deepEqual([atTop.shown.length, atTop.count], [1, 0])
  const waiting = step(NOTHING, { do: 'come', posts: [POST], count: 7, atTop: false })
  assert.deepEqual([waiting.shown.length, waiting.waiting.length, waiting.count], [0, 1, 7])
  const still = step(waiting, { do: 'come', posts: [POST], count: 1, atTop: true })
  assert.deepEqual([still.shown.length, still.count], [0, 8])
  assert.deepEqual(step(still, { do: 'show' }).waiting, [])
  assert.deepEqual(step(still, { do: 'reset' }), NOTHING)
})

test('a list that was not told all knows it, also where it grew too long', () => {
  const some = step(NOTHING, { do: 'come', posts: [POST], count: 2, atTop: true })
  assert.deepEqual([some.isCut, some.isLate, step(some, { do: 'late' }).isLate], [true, false, true])
  const many = Array.from({ length: 2001 }, (_, i) => ({ ...POST, id: String(i) }))
  assert.equal(step(NOTHING, { do: 'come', posts: many, count: 2001, atTop: true }).isCut, true)
  assert.equal(step(NOTHING, { do: 'come', posts: [POST], count: 1, atTop: true }).isCut, false)
})

test('what came while the list was asked for anew stays', () => {
  const [a, b] = ['a', 'b'].map((id) => ({ ...POST, id }))
  assert.ok(a && b)
  const before = step(NOTHING, { do: 'come', posts: [a], count: 1, atTop: true })
  const meanwhile = step(before, { do: 'come', posts: [b], count: 1, atTop: true })
  assert.deepEqual(step(meanwhile, { do: 'forget', from: 'a' }).shown, [b])
  assert.deepEqual(step(before, { do: 'forget', from: undefined }).shown, [a])
})
