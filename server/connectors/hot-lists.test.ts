import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeFolder, read, sample } from './export-files.test.ts'

const { file } = makeFolder()

test('§4 RSSHub: a Weibo post is known by the number behind its short id, its face stays, the author is no part of it', async () => {
  const { posts } = await read([sample('rsshub/weibo-keyword.json')])
  assert.match(posts[0]?.externalId ?? '', /^weibo:\d{16}$/)
  assert.equal(posts[0]?.text, '#青禾酸奶喝出塑料片# 苏州的王女士……[怒]\n- 转发 @食品侦探: 原文')
  assert.equal(posts[0]?.kind, 'repost')
})

test('§4 RSSHub: a hot list has no times; rank is the order, time that of the fetch', async () => {
  const { posts, ranks } = await read([sample('rsshub/weibo-search-hot.rss.xml')])
  assert.equal(posts[0]?.postedAt, '2026-06-01T08:00:00.000Z')
  assert.deepEqual(ranks, [{ list: 'weibo', rank: 1, at: '2026-06-01T08:00:00.000Z' }])
  const silent = file(
    'hot.xml',
    '<rss version="2.0"><channel><title>热榜</title><item><title>某事</title><link>https://a.cn/1</link></item></channel></rss>',
  )
  assert.deepEqual(
    (await read([silent])).refused.map(({ code }) => code),
    ['no-time'],
    'never our own clock',
  )
  const told = await read([silent], { crawledAt: new Date('2026-06-02T01:00:00Z') })
  assert.equal(told.posts[0]?.postedAt, '2026-06-02T01:00:00.000Z')
})

test('§4 RSS with the counts of one stored version, Atom, and an entity that would multiply', async () => {
  const rss = file(
    'stats.xml',
    `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "boom">]><rss version="2.0"><channel><title>x</title>
    <item><title>都市热线: 正文</title><description><![CDATA[都市热线: 正文<img alt="[怒]">&a;]]></description><link>https://weibo.com/1/z0JH2lOMb</link>
    <guid isPermaLink="false">https://weibo.com/1/z0JH2lOMb</guid><author>都市热线</author><pubDate>Mon, 01 Jun 2026 07:30:00 GMT</pubDate>
    <stats><reposts_count>1.2万</reposts_count><comments_count>3</comments_count><attitudes_count>4</attitudes_count></stats></item></channel></rss>`,
  )
  const atom = file(
    'atom.xml',
    `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><updated>2026-06-01T00:00:00Z</updated><entry><id>tag:1</id>
    <title>青禾回应</title><link href="https://news.example/1"/><published>2026-06-01T09:00:00+08:00</published><author><name>记者</name></author><content type="html">&lt;p&gt;道歉&lt;/p&gt;</content></entry></feed>`,
  )
  const { posts } = await read([rss, atom])
  assert.deepEqual(posts[0], {
    externalId: 'weibo:3501756485200075',
    platform: 'weibo',
    kind: 'post',
    postedAt: '2026-06-01T07:30:00.000Z',
    text: '正文[怒]&a;',
    url: 'https://weibo.com/1/z0JH2lOMb',
    author: { name: '都市热线' },
    reposts: 12_000,
    comments: 3,
    likes: 4,
  })
  assert.deepEqual(posts[1], {
    externalId: 'news:tag:1',
    platform: 'news',
    kind: 'news',
    postedAt: '2026-06-01T01:00:00.000Z',
    text: '道歉',
    title: '青禾回应',
    url: 'https://news.example/1',
    author: { name: '记者' },
  })
})

test('§5 newsnow and TrendRadar: the same entry of a day is the same post; every rank keeps its time', async () => {
  const paths = ['newsnow/weibo.json', 'trendradar/news/2026-06-01.db', 'rsshub/weibo-search-hot.rss.xml']
  const { posts, ranks } = await read(paths.map((name) => sample(name)))
  assert.equal(new Set(posts.map(({ externalId }) => externalId)).size, 1)
  assert.equal(posts.length, 3)
  assert.deepEqual(
    ranks.map(({ rank }) => rank).sort((a, b) => a - b),
    [1, 1, 3, 3, 9, 21],
  )
})

test('§5 and §7 TrendRadar: HH-MM is of the day of the file, in the zone of the source', async () => {
  const db = sample('trendradar/news/2026-06-01.db')
  assert.equal((await read([db])).posts[0]?.postedAt, '2026-06-01T07:30:00.000Z')
  assert.equal((await read([db], { zone: 'UTC' })).posts[0]?.postedAt, '2026-06-01T15:30:00.000Z')
  const { posts } = await read([sample('traps/trendradar-rss-2026-06-01.db')])
  assert.deepEqual(
    posts.map(({ postedAt, text }) => [postedAt, text]),
    [
      ['2026-06-01T01:00:00.000Z', '回应 & 道歉'],
      ['2026-06-01T01:30:00.000Z', '摘要'],
    ],
  )
})
