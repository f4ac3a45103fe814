import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collect, NOW, postsOf, troubleOf } from './collect-trial.test.ts'
import type { Collected } from './contract.ts'
import { hotList } from './hot-list.ts'

const ranksOf = ({ rows }: Collected) => rows.flatMap((row) => ('post' in row ? (row.ranks ?? []) : []))
const at = '2026-11-23T02:28:00.000Z'

test('newsnow: the rank is the order, the time that of the list; the same look again brings nothing', async () => {
  const first = await collect(hotList, { file: 'weibo.newsnow.json' })
  assert.deepEqual(postsOf(first)[0], {
    externalId: 'hot:weibo:2026-11-23:青禾酸奶喝出塑料片',
    platform: 'weibo',
    kind: 'news',
    postedAt: at,
    text: '青禾酸奶喝出塑料片',
    url: 'https://s.weibo.com/weibo?q=%23x%23',
  })
  assert.deepEqual(ranksOf(first), [
    { list: 'weibo', rank: 1, at },
    { list: 'weibo', rank: 2, at },
  ])
  const again = await collect(hotList, { file: 'weibo.newsnow.json' }, { cursor: first.cursor })
  assert.deepEqual([again.rows, again.isUnchanged, again.gap], [[], true, undefined])
})

test('a list of RSSHub: no times of its own; a name given by a person holds', async () => {
  const read = await collect(hotList, { file: 'weibo-hot.rsshub.xml' })
  assert.deepEqual(ranksOf(read)[1], { list: 'weibo', rank: 2, at })
  const named = await collect(hotList, { file: 'weibo-hot.rsshub.xml' }, { settings: { list: '微博熱搜' } })
  assert.deepEqual(ranksOf(named)[0], { list: '微博熱搜', rank: 1, at })
})

test('a list whose entries have times is ranked all the same', async () => {
  const item =
    '<item><title>a</title><link>https://a.example/1</link><pubDate>Mon, 23 Nov 2026 01:00:00 GMT</pubDate></item>'
  const read = await collect(hotList, { text: `<rss><channel><title>Top</title>${item}</channel></rss>` })
  assert.deepEqual(ranksOf(read), [{ list: 'Top', rank: 1, at: NOW.toISOString() }])
})

test('a copy that nobody renews, and a list that is suddenly empty, are no successes', async () => {
  const late = new Date(Date.parse(at) + 3 * 3_600_000)
  const stale = await collect(hotList, { file: 'weibo.newsnow.json' }, { now: late })
  assert.equal(stale.gap?.code, 'stale-list')
  const same = await collect(hotList, { status: 304 }, { now: late, cursor: stale.cursor })
  assert.deepEqual([same.isUnchanged, same.gap?.code], [true, 'stale-list'])
  const first = await collect(hotList, { file: 'weibo.newsnow.json' })
  const empty = await collect(
    hotList,
    { text: '{"status":"success","id":"weibo","updatedTime":1795400940000,"items":[]}' },
    { cursor: first.cursor },
  )
  assert.deepEqual([empty.rows, empty.gap?.code], [[], 'empty-feed'])
})

test('newsnow’s own words are passed on', async () => {
  const trouble = await troubleOf(collect(hotList, { text: '{"statusCode":500,"message":"Invalid source id"}' }))
  assert.deepEqual([trouble.code, /Invalid source id/.test(trouble.message)], ['other-side', true])
})
