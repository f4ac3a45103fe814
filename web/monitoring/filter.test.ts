import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PostCard } from '../../server/monitoring/schema.ts'
import { fits, readFilter } from './filter.ts'
import { NOTHING, step } from './fresh-posts.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const POST = {
  id: 'p1',
  platform: 'weibo',
  kind: 'post',
  author: { id: 'a1' },
  title: '',
  text: '喝完 ＡＢＣ 奶茶腹瀉',
  postedAt: '2026-03-02T01:30:00Z',
  sentiment: 'negative',
  emotion: 'anger',
  rootId: null,
  tracks: [{ id: 't1', weight: 1, isInherited: false }],
} as unknown as PostCard

test('the address becomes a filter, a moving span a time', () => {
  const search = new URLSearchParams('trackId=t1&sentiment=&last=hour&post=x&other=1')
  assert.deepEqual(readFilter(search, NOW), { trackId: 't1', from: '2026-03-02T01:00:00.000Z' })
  assert.deepEqual(readFilter(new URLSearchParams('last=never'), NOW), {})
})

const FITTING: [string, boolean][] = [
  ['', true],
  ['trackId=t1&platform=weibo&sentiment=negative&emotion=anger&kind=post&authorId=a1', true],
  ['words=abc 腹瀉', true],
  ['words=abc 退款', false],
  ['trackId=t2', false],
  ['rootId=r', false],
  ['last=hour', true],
  ['from=2026-03-02T01:30:00Z&to=2026-03-02T01:31:00Z', true],
  ['to=2026-03-02T01:30:00Z', false],
]
for (const [search, verdict] of FITTING) {
  test(`a new post ${verdict ? 'fits' : 'does not fit'} ?${search}`, () => {
    assert.equal(fits(POST, readFilter(new URLSearchParams(search), NOW)), verdict)
  })
}

test('new posts wait unless one is at the top, and none is passed over once some wait', () => {
  const atTop = step(NOTHING, { do: 'come', posts: [POST], count: 1, atTop: true })
  assert.deepEqual([atTop.shown.length, atTop.count], [1, 0])
  const waiting = step(NOTHING, { do: 'come', posts: [POST], count: 7, atTop: false })
  assert.deepEqual([waiting.shown.length, waiting.waiting.length, waiting.count], [0, 1, 7])
  const still = step(waiting, { do: 'come', posts: [POST], count: 1, atTop: true })
  assert.deepEqual([still.shown.length, still.count], [0, 8])
  assert.deepEqual(step(still, { do: 'show' }).waiting, [])
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
