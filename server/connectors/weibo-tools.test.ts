import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lines, makeFolder, read, sample } from './export-files.test.ts'

const { file } = makeFolder()

test('§3 weibo-search: retweet_id is the root; the parent comes from the chain, across files of one call, marked', async () => {
  const header = 'id,bid,user_id,用户昵称,微博正文,转发数,评论数,点赞数,发布时间,retweet_id\n'
  const child = file('search/a.csv', `${header}12,x,3,丙,看看//@乙:持续关注,0,0,0,2026-06-01 15:50,10\n`)
  const others = file(
    'search/b.csv',
    `${header}11,x,2,乙,持续关注,0,0,0,2026-06-01 15:40,10\n10,x,1,甲,原文,0,0,0,2026-06-01 15:30,\n`,
  )
  const { posts, inferred } = await read([child, others])
  const byId = new Map(posts.map((post) => [post.externalId, post]))
  assert.equal(byId.get('weibo:12')?.parentExternalId, 'weibo:11')
  assert.equal(byId.get('weibo:11')?.parentExternalId, 'weibo:10')
  assert.equal(byId.get('weibo:10')?.parentExternalId, undefined)
  assert.deepEqual(
    posts.map(({ kind }) => kind),
    ['repost', 'repost', 'post'],
  )
  assert.deepEqual(inferred, ['weibo:12 parentExternalId', 'weibo:11 parentExternalId'])
})

test('§3 weibo-search: verified by the colour of the V; an older file lacks the last columns', async () => {
  const { posts } = await read([sample('weibo-search/青禾酸奶.csv')])
  assert.deepEqual(
    posts.map(({ author }) => author?.isVerified),
    [true, false],
  )
  assert.equal(posts[1]?.parentExternalId, undefined, 'the first in the chain was not collected')
})

test('§3 weibo-crawler: SQLite with comments and reposts; a post that was passed on comes along', async () => {
  const { posts, skipped } = await read([sample('traps/weibo-crawler.db')])
  const rows = posts.map(({ externalId, kind, parentExternalId }) => [externalId, kind, parentExternalId])
  assert.deepEqual(rows, [
    ['weibo:5171234567890123', 'post', undefined],
    ['weibo:c:9001', 'comment', 'weibo:5171234567890123'],
    ['weibo:c:9002', 'comment', 'weibo:c:9001'],
    ['weibo:9003', 'repost', 'weibo:5171234567890123'],
    ['weibo:9004', 'repost', 'weibo:9003'],
  ])
  assert.equal(posts[1]?.text, '[怒]太过分', 'the face stays')
  assert.deepEqual(skipped, ['author'])
  const user = { id: '1000001', screen_name: '转者', followers_count: 5, verified: false }
  const retweet = {
    id: 10,
    bid: 'PuK3xAbCd',
    user_id: 2,
    screen_name: '甲',
    text: '原文',
    full_created_at: '2026-06-01 10:00:00',
    attitudes_count: 1,
    comments_count: 0,
    reposts_count: 0,
  }
  const weibo = [
    {
      ...retweet,
      id: 11,
      user_id: 1000001,
      screen_name: '转者',
      text: '转发微博',
      full_created_at: '2026-06-01 11:00:00',
      retweet,
    },
  ]
  const nested = await read([file('nested.json', JSON.stringify({ weibo, user }))])
  assert.deepEqual(
    nested.posts.map(({ externalId, kind, author, rootExternalId }) => [
      externalId,
      kind,
      author?.name,
      author?.followers,
      rootExternalId,
    ]),
    [
      ['weibo:10', 'post', '甲', undefined, undefined],
      ['weibo:11', 'repost', '转者', 5, 'weibo:10'],
    ],
  )
})

test('§3 weibo-crawler: the columns that begin with 源 are the post that was passed on; the account is the file’s name', async () => {
  const header =
    'id,bid,正文,头条文章url,日期,工具,点赞数,评论数,转发数,完整日期,是否原创,源用户id,源用户昵称,源微博id,源微博bid,源微博正文,源微博点赞数,源微博完整日期\n'
  const row =
    '11,x,转发微博,,2026-06-02,网页,1,0,0,2026-06-02 10:00:00,False,2,甲,10,PuK3xAbCd,原文,1.2万,2026-06-01 10:00:00\n'
  const { posts } = await read([file('1000001.csv', header + row)])
  assert.deepEqual(
    posts.map(({ externalId, kind, author, likes, postedAt, rootExternalId }) => [
      externalId,
      kind,
      author,
      likes,
      postedAt,
      rootExternalId,
    ]),
    [
      ['weibo:10', 'post', { externalId: '2', name: '甲' }, 12_000, '2026-06-01T02:00:00.000Z', undefined],
      ['weibo:11', 'repost', { externalId: '1000001' }, 1, '2026-06-02T02:00:00.000Z', 'weibo:10'],
    ],
  )
})

test('§3 WeiboSpider: 发布于 is no part of the place; comments', async () => {
  const { posts } = await read([sample('weibospider/repost.jsonl')])
  assert.equal(posts[0]?.author?.region, '广东')
  const comments = lines([
    {
      _id: '9',
      created_at: '2026-06-01 15:41:09',
      like_counts: 3,
      ip_location: '来自广东',
      content: '同感',
      comment_user: { _id: '7', nick_name: '路人' },
      reply_comment: null,
    },
  ])
  const read2 = await read([file('comments.jsonl', comments)])
  assert.deepEqual(
    [read2.posts[0]?.kind, read2.posts[0]?.author, read2.posts[0]?.likes],
    ['comment', { externalId: '7', name: '路人', region: '广东' }, 3],
  )
})
