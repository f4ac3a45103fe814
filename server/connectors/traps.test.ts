import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Refusal } from '../base/errors.ts'
import { lines, makeFolder, note, read, sample } from './export-files.test.ts'

const { file, folder } = makeFolder()

test('§6 思通: 序号 is no id; the address is, so that the next export adds nothing twice', async () => {
  const { posts } = await read([sample('stonedt/export.xlsx')])
  assert.equal(posts[0]?.externalId, 'news:https://www.toutiao.com/a1')
  assert.equal(posts[0]?.platform, 'news')
})

test('§7 relative times: resolved by the row’s time of collection, else by the call’s, else refused', async () => {
  const header = 'id,bid,user_id,用户昵称,微博正文,发布时间,retweet_id\n'
  const relative = file('relative.csv', `${header}1,x,1,甲,文,5分钟前,\n`)
  assert.deepEqual(
    (await read([relative])).refused.map(({ code, field }) => [code, field]),
    [['relative-time', 'postedAt']],
  )
  const told = await read([relative], { crawledAt: new Date('2026-06-01T09:00:00Z') })
  assert.equal(told.posts[0]?.postedAt, '2026-06-01T08:55:00.000Z')
  const named = file('weibo_20260601_170000.csv', `${header}1,x,1,甲,文,昨天 12:30,\n`)
  assert.equal((await read([named])).posts[0]?.postedAt, '2026-05-31T04:30:00.000Z')
  const row = {
    note_id: '1',
    title: 't',
    desc: 'd',
    publish_time: '3小时前',
    total_replay_num: 1,
    last_modify_ts: 1780303264496,
  }
  assert.equal(
    (await read([file('tieba-relative.jsonl', lines([row]))])).posts[0]?.postedAt,
    '2026-06-01T05:41:04.496Z',
  )
})

test('a broken line of JSON lines, an empty one and a blank row cost themselves only', async () => {
  const text = `${lines([note({})])}{"note_id": "2", "ti\n\n[1]\n${lines([note({ note_id: '3' })])}{}\n`
  const { posts, refused, skipped } = await read([file('broken.jsonl', text)])
  assert.deepEqual(
    posts.map(({ externalId }) => externalId),
    ['xiaohongshu:1', 'xiaohongshu:3'],
  )
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [
      [2, 'bad-json'],
      [4, 'bad-json'],
    ],
  )
  assert.deepEqual(skipped, ['empty'])
})

test('a count that is none is named with its field and column', async () => {
  const { refused } = await read([file('count.jsonl', lines([note({ liked_count: '很多' })]))])
  assert.deepEqual(refused, [{ row: 1, field: 'likes', code: 'bad-count', reason: 'liked_count: "很多" is no count' }])
})

test('gzip is unpacked, whatever the name; one that was cut off gives what is whole, and is told', async () => {
  const rows = Array.from({ length: 3000 }, (_, index) =>
    note({ note_id: String(index), desc: `${index * 7919} 青禾 ${index ** 3}` }),
  )
  const packed = gzipSync(lines(rows))
  assert.equal((await read([file('packed.txt', packed)])).posts.length, 3000)
  const cut = await read([file('cut.jsonl.gz', packed.subarray(0, packed.length - 2000))])
  assert.ok(cut.posts.length < 3000)
  assert.deepEqual(cut.refused.map(({ row, code }) => [row, code]).at(-1), [0, 'unreadable'])
})

test('files of no known kind are told what they are; the others are read', async () => {
  const paths = [
    file('empty.csv', ''),
    file('page.xls', '<html><table></table></html>'),
    file('old.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex')),
    file('noise.bin', Buffer.from([1, 2, 0, 3, 0, 0, 0, 9])),
    file('no.xlsx', Buffer.from('PK\x03\x04 not really')),
    file('good.jsonl', lines([note({})])),
  ]
  const { posts, refused, formats } = await read(paths)
  assert.equal(posts.length, 1)
  assert.deepEqual(formats, [undefined, undefined, undefined, undefined, undefined, 'mediacrawler'])
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    Array(5).fill([0, 'unknown-format']),
  )
  for (const [index, reason] of [/empty/, /web page/, /save it as \.xlsx/, /neither text/, /archive/].entries()) {
    assert.match(refused[index]?.reason ?? '', reason)
  }
})

test('a damaged database is told of, and the rest is read', async () => {
  const damaged = file('damaged.db', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 7)]))
  const { posts, refused } = await read([damaged, file('good2.jsonl', lines([note({})]))])
  assert.equal(posts.length, 1)
  assert.equal(refused.length, 1)
})

test('a path that is not there, and a zone that does not exist, are refused before anything is read', async () => {
  await assert.rejects(read([path.join(folder, 'nowhere')]), Refusal)
  await assert.rejects(read([sample('traps')], { zone: 'Asia/Peking' }), Refusal)
})

test('a folder is read with its folders; pictures and notes beside the exports are passed over', async () => {
  file('crawl/xhs/jsonl/search_contents_2026-06-01.jsonl', lines([note({})]))
  file('crawl/xhs/images/1.jpg', 'x')
  file('crawl/README.md', '# x')
  copyFileSync(sample('newsnow/weibo.json'), path.join(folder, 'crawl/weibo.json'))
  const { posts, refused, formats } = await read([path.join(folder, 'crawl')])
  assert.deepEqual([posts.length, refused, formats], [2, [], ['newsnow', 'mediacrawler']])
})

test('our own rows are passed on as they are', async () => {
  const own = { externalId: '1', platform: 'weibo', postedAt: '2026-06-01T08:00:00+08:00', text: '文', likes: 3 }
  const { posts, refused, formats } = await read([file('own.jsonl', lines([own, { ...own, text: 5 }]))])
  assert.deepEqual([formats, posts], [['weiji'], [own]])
  assert.deepEqual(
    refused.map(({ row, field, code }) => [row, field, code]),
    [[2, 'text', 'wrong-type']],
  )
})

test('half an emoji and a NUL, which no database takes, do not cost the post', async () => {
  const { posts } = await read([file('half.jsonl', lines([note({ desc: '好\ud83d\0吗' })]))])
  assert.equal(posts[0]?.text, '好\ufffd吗')
})
