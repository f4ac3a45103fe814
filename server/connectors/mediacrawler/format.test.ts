import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { openFile } from '../contract/open-file.ts'
import { comment, lines, makeFolder, note, read, sample } from '../export-files.test.ts'
import { fittingTables } from './format.ts'

const { file } = makeFolder()

test('§1 trap: 1.2万, 10万+ and 100万+ of the samples are counted', async () => {
  const xhs = await read([sample('mediacrawler-gen1/xhs/json/search_contents_2026-06-01.json')])
  assert.deepEqual([xhs.posts[0]?.likes, xhs.posts[0]?.reposts, xhs.posts[0]?.comments], [12_000, 100_000, 2186])
  const weibo = await read([sample('mediacrawler-gen2/weibo/csv/search_contents_2026-06-01.csv')])
  assert.equal(weibo.posts[0]?.likes, 1_000_000)
})

test('§1 trap: str(None) as a count, null as a place, a Bilibili file named videos', async () => {
  const { posts } = await read([file('none.jsonl', lines([note({ liked_count: 'None', ip_location: null })]))])
  assert.equal(posts[0]?.likes, undefined)
  assert.equal(posts[0]?.author?.region, undefined)
  const videos = await read([sample('mediacrawler-gen1/bili/csv/search_videos_2026-06-01.csv')])
  assert.equal(videos.posts[0]?.platform, 'bilibili')
})

test('§1 trap: a BIGINT above 2^53 in SQLite of generation 1 keeps its 19 digits, and joins with the text of generation 2', async () => {
  for (const generation of ['gen1', 'gen2']) {
    const { posts } = await read([sample(`mediacrawler-${generation}/sqlite_tables.db`)])
    const douyin = posts.filter(({ platform }) => platform === 'douyin')
    assert.deepEqual(
      douyin.map(({ externalId, rootExternalId }) => [externalId, rootExternalId]),
      [
        ['douyin:7512345678901234567', undefined],
        ['douyin:c:7512349999901234567', 'douyin:7512345678901234567'],
      ],
    )
  }
})

test('§1 trap: a 19-digit id as a JSON number is kept, one that was rounded is refused', async () => {
  const exact = `${JSON.stringify(note({ note_id: 'ID' })).replace('"ID"', '7512345678901234567')}\n`
  const rounded = lines([note({ note_id: '5.17123E+15' })])
  const { posts, refused } = await read([file('ids.jsonl', exact + rounded)])
  assert.deepEqual(
    posts.map(({ externalId }) => externalId),
    ['xiaohongshu:7512345678901234567'],
  )
  assert.deepEqual(
    refused.map(({ row, field, code }) => [row, field, code]),
    [[2, 'externalId', 'inexact-id']],
  )
})

test('§1 trap: a 16-digit Weibo id as a JSON number', async () => {
  const { posts } = await read([sample('weibo-crawler/2803301701.json')])
  assert.equal(posts[0]?.externalId, 'weibo:5171234567890123')
  assert.deepEqual(posts[0]?.author, {
    externalId: '2803301701',
    name: '都市热线',
    followers: 12_345_000,
    isVerified: true,
  })
})

test('§1 trap: the comment answered is 0, "0", "", its own id, or another comment', async () => {
  const parents = [0, '0', '', 'c1', null, 'c9'].map((parent_comment_id) => comment({ parent_comment_id }))
  const { posts } = await read([file('parents.jsonl', lines(parents))])
  assert.deepEqual(
    posts.map(({ parentExternalId }) => parentExternalId),
    [...Array<string>(5).fill('xiaohongshu:1'), 'xiaohongshu:c:c9'],
  )
  assert.ok(posts.every(({ rootExternalId, kind }) => rootExternalId === 'xiaohongshu:1' && kind === 'comment'))
})

test('§1 trap: a CSV with byte order mark, line breaks and commas within cells', async () => {
  const { posts } = await read([sample('mediacrawler-gen1/xhs/csv/search_contents_2026-06-01.csv')])
  assert.match(posts[0]?.text ?? '', /塑料片\[哭惹R\]\n打客服电话：“您自己想办法吧”\n#青禾酸奶/)
})

test('§1 generations: the same author field holds the id before 2026-07-01 and the hash since', async () => {
  const author = async (generation: string) =>
    (await read([sample(`mediacrawler-${generation}/xhs/csv/search_contents_2026-06-01.csv`)])).posts[0]?.author
  assert.deepEqual(await author('gen1'), {
    externalId: '63a3f9d50000000028019182',
    name: '桃子不吃辣🍑',
    region: '江苏',
  })
  assert.deepEqual(await author('gen2'), { externalId: 'fdffdb2a1acf0e0c', name: '桃***🍑' })
})

test('§1 profiles enrich the authors of posts, in one database, one workbook and one folder', async () => {
  const folder = sample('mediacrawler-gen1')
  for (const source of ['sqlite_tables.db', 'xhs_search_20260601_170000.xlsx', 'xhs/json']) {
    const { posts, skipped } = await read([path.join(folder, source)])
    const xhs = posts.find(({ platform, kind }) => platform === 'xiaohongshu' && kind === 'post')
    assert.equal(xhs?.author?.followers, 34_000, source)
    assert.ok(skipped.includes('author'), source)
  }
})

test('§1 contents before comments, whichever file is named first', async () => {
  const folder = sample('mediacrawler-gen1/weibo/json')
  const { posts } = await read(
    ['comments', 'contents'].map((kind) => path.join(folder, `search_${kind}_2026-06-01.json`)),
  )
  assert.deepEqual(
    posts.map(({ kind }) => kind),
    ['post', 'comment'],
  )
  assert.equal(posts[1]?.rootExternalId, posts[0]?.externalId)
})

test('§1 every table of both generations fits one kind of row and no other', async () => {
  for (const source of ['mediacrawler-gen1/sqlite_tables.db', 'mediacrawler-gen2/sqlite_tables.db']) {
    for (const { name, columns } of (await openFile(sample(source))).tables) {
      const fitting = fittingTables(columns).map(({ platform, kind }) => `${platform} ${kind}`)
      const expected = name === 'dy_creator' ? ['douyin creators', 'kuaishou creators'] : [fitting[0]]
      assert.deepEqual(fitting, expected, name)
    }
  }
})

test('§1 Douyin’s title is its text again, and is not counted twice', async () => {
  const { posts } = await read([sample('mediacrawler-gen1/douyin/json/search_contents_2026-06-01.json')])
  assert.deepEqual([posts[0]?.title, posts[0]?.text], [undefined, '青禾酸奶翻车现场 #青禾 #315'])
})

test('§1 Kuaishou comments have neither likes nor parents, and are not taken for Bilibili’s', async () => {
  const { posts } = await read([sample('mediacrawler-gen1/kuaishou/jsonl/search_comments_2026-06-01.jsonl')])
  assert.deepEqual(
    [posts[0]?.platform, posts[0]?.likes, posts[0]?.parentExternalId, posts[0]?.rootExternalId],
    ['kuaishou', undefined, undefined, 'kuaishou:3xabc123def456'],
  )
})

test('§1 and §7: seconds and milliseconds of all platforms fall on the day of the crawl', async () => {
  const { posts } = await read([sample('mediacrawler-gen1/sqlite_tables.db')])
  assert.equal(posts.filter(({ postedAt }) => postedAt.startsWith('2026-06-01T')).length, 14)
})

test('§2 MindSpider: hot lists are read with rank and time, its tables of MediaCrawler too, its notes are passed over', async () => {
  const { posts, ranks, skipped } = await read([sample('traps/mindspider.db')])
  assert.deepEqual(
    posts.map(({ externalId, kind, postedAt }) => [externalId, kind, postedAt]),
    [
      ['hot:weibo:2026-06-01:青禾酸奶喝出塑料片', 'news', '2026-06-01T08:41:04.000Z'],
      ['weibo:5171234567890123', 'post', '2026-06-01T07:30:00.000Z'],
    ],
  )
  assert.deepEqual(ranks, [{ list: 'weibo', rank: 3, at: '2026-06-01T08:41:04.000Z' }])
  assert.deepEqual(skipped, ['no-post'])
})

test('§7 MediaCrawler’s CSV has the header of its first record only: a longer row is refused, its neighbours are kept', async () => {
  const header = Object.keys(note({})).join(',')
  const row = (id: string): string => Object.values(note({ note_id: id })).join(',')
  const { posts, refused } = await read([
    file('ragged.csv', `${header}\n${row('1')}\n${row('2')},extra\n${row('3')}\n`),
  ])
  assert.deepEqual(
    posts.map(({ externalId }) => externalId),
    ['xiaohongshu:1', 'xiaohongshu:3'],
  )
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [[3, 'wrong-columns']],
  )
})

test('§7 the same record twice has the same id twice: the importer knows it', async () => {
  const { posts } = await read([file('twice.jsonl', lines([note({}), note({ liked_count: '9' })]))])
  assert.equal(posts.length, 2)
  assert.equal(new Set(posts.map(({ externalId }) => externalId)).size, 1)
})

test('§7 tieba: a missing time (1970) and a date only', async () => {
  const tieba = (publish_time: string) => ({ note_id: '1', title: 't', desc: 'd', publish_time, total_replay_num: 1 })
  const { posts, refused } = await read([
    file('tieba.jsonl', lines([tieba('1970-01-01 08:00:00'), tieba('2026-3-15')])),
  ])
  assert.deepEqual(
    refused.map(({ row, field, code }) => [row, field, code]),
    [[1, 'postedAt', 'no-time']],
  )
  assert.equal(posts[0]?.postedAt, '2026-03-14T16:00:00.000Z')
})

test('§7 a JSON list that was being rewritten when the crawler died: what is whole is read, the rest is told', async () => {
  const whole = JSON.stringify([note({ note_id: '1' }), note({ note_id: '2' })], null, 1)
  const { posts, refused } = await read([file('cut.json', whole.slice(0, -40))])
  assert.deepEqual([posts.length, refused.map(({ row, code }) => [row, code])], [1, [[2, 'cut-off']]])
})
