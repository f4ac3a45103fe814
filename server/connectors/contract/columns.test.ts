import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import type { Row } from '../contract.ts'
import type { MappedField } from './column-words.ts'
import { guessColumns, type Mapping } from './columns.ts'
import { readMappedRows } from './mapped-rows.ts'
import { readFilesBy } from './read-files.ts'

const NOW = new Date('2026-11-25T00:00:00Z')
const rowsOf = (header: readonly string[], cells: readonly (readonly unknown[])[]): Row[] =>
  cells.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])))

const LONG = '昨天在超市买的青禾酸奶，喝到一半发现一块塑料片，打客服电话没人理'
const TABLES: [string, string[], unknown[][], Partial<Record<MappedField, string>>][] = [
  [
    'a Chinese listening tool',
    [
      '序号',
      '标题',
      '内容',
      '情感',
      '来源',
      '作者',
      '粉丝数',
      '发布时间',
      '原文链接',
      '转发数',
      '评论数',
      '点赞数',
      'IP属地',
    ],
    [
      [
        1,
        '曝光',
        LONG,
        '负面',
        '新浪微博',
        '都市热线',
        '1.2万',
        '2026-06-01 15:30:00',
        'https://weibo.com/1/a',
        '10万+',
        '2',
        '3',
        '江苏',
      ],
      [
        2,
        '回应',
        `${LONG}。`,
        '中性',
        '今日头条',
        '青禾',
        '',
        '2026-06-01 16:30:00',
        'https://www.toutiao.com/a2',
        '',
        '0',
        '1',
        '上海',
      ],
    ],
    {
      title: '标题',
      text: '内容',
      platform: '来源',
      'author/name': '作者',
      'author/followers': '粉丝数',
      postedAt: '发布时间',
      url: '原文链接',
      reposts: '转发数',
      comments: '评论数',
      likes: '点赞数',
      'author/region': 'IP属地',
    },
  ],
  [
    'an English export',
    [
      'Post ID',
      'Author',
      'Author ID',
      'Followers',
      'Date',
      'Content',
      'Permalink',
      'Shares',
      'Comments',
      'Likes',
      'Network',
    ],
    [
      [
        't3_a1',
        'jane',
        'u1',
        '1,234',
        '2026-06-01T15:30:00Z',
        'Found plastic in my yoghurt, and nobody answers',
        'https://reddit.com/1',
        3,
        4,
        '2.1k',
        'Reddit',
      ],
      [
        't3_a2',
        'joe',
        'u2',
        '9',
        '2026-06-01T16:30:00Z',
        'Me too, same shop, same day, same batch',
        'https://reddit.com/2',
        0,
        1,
        '2',
        'Reddit',
      ],
    ],
    {
      externalId: 'Post ID',
      'author/name': 'Author',
      'author/externalId': 'Author ID',
      'author/followers': 'Followers',
      postedAt: 'Date',
      text: 'Content',
      url: 'Permalink',
      reposts: 'Shares',
      comments: 'Comments',
      likes: 'Likes',
      platform: 'Network',
    },
  ],
  [
    'a hotline in traditional characters',
    ['工單號', '來電時間', '客户姓名', '投訴內容', '地區'],
    [
      ['A-20260601-01', '2026/6/1 15:30', '王女士', LONG, '蘇州'],
      ['A-20260601-02', '2026/6/1 15:40', '李先生', `${LONG}！`, '上海'],
    ],
    { externalId: '工單號', 'author/name': '客户姓名', text: '投訴內容', 'author/region': '地區' },
  ],
  [
    'names that say nothing: by what stands in the rows',
    ['c1', 'c2', 'c3'],
    [
      ['2026-06-01 15:30', LONG, 'https://a.cn/1'],
      ['2026-06-01 15:31', `${LONG}?`, 'https://a.cn/2'],
    ],
    { postedAt: 'c1', text: 'c2', url: 'c3' },
  ],
]
for (const [what, header, cells, expected] of TABLES) {
  test(`§6 columns are guessed: ${what}`, () => {
    const guess = guessColumns(header, rowsOf(header, cells))
    for (const [field, column] of Object.entries(expected)) {
      assert.equal(guess.mapping.columns[field as MappedField], column, `${field}: ${JSON.stringify(guess.fields)}`)
    }
    assert.ok(Object.values(guess.fields).every(({ confidence }) => confidence >= 0.4 && confidence <= 1))
    const used = Object.values(guess.mapping.columns)
    assert.equal(new Set(used).size, used.length, 'each column once')
    assert.deepEqual([...used, ...guess.unused].sort(), [...header].sort())
  })
}

test('§6 序号 counts the rows of one export and is no id, under whatever name', () => {
  for (const name of ['序号', 'id', '编号']) {
    const guess = guessColumns(
      [name, '内容'],
      rowsOf(
        [name, '内容'],
        [
          [1, LONG],
          [2, LONG],
          [3, LONG],
        ],
      ),
    )
    assert.equal(guess.mapping.columns.externalId, undefined)
  }
})

test('§6 a column is not believed by its name where its values contradict it', () => {
  const guess = guessColumns(
    ['时间', '评论'],
    rowsOf(
      ['时间', '评论'],
      [
        ['上午', LONG],
        ['下午', `${LONG}。`],
      ],
    ),
  )
  assert.equal(guess.mapping.columns.postedAt, undefined)
  assert.equal(guess.mapping.columns.comments, undefined)
  assert.deepEqual(guess.missing, ['postedAt'])
})

test('§6 an unknown file proposes its columns; with them confirmed and remembered as plain data it is read', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weiji-columns-'))
  try {
    const file = path.join(folder, 'x.tsv')
    const rows = [
      ['序号', '标题', '正文', '渠道', '发布日期', '链接', '阅读'],
      ['1', '曝光', `${LONG}，客服不理`, '抖音', '2026-06-01 15:30', 'https://www.douyin.com/video/1', '9'],
      ['2', '回应', LONG, '黑猫投诉', '不详', 'https://tousu.sina.com.cn/2', '9'],
    ]
    writeFileSync(file, rows.map((row) => row.join('\t')).join('\r\n'))
    const asked = await readFilesBy([], [file], { now: NOW })
    assert.equal(asked.files[0]?.format, undefined)
    const [unknown] = asked.files[0]?.unknown ?? []
    assert.deepEqual(unknown?.guess.unused, ['序号', '阅读'])
    assert.deepEqual(unknown?.guess.missing, [])
    const mapping = JSON.parse(JSON.stringify(unknown?.guess.mapping)) as Mapping
    const reading = await readFilesBy([], [file], { now: NOW, mapping })
    const items = []
    for await (const { file: _, original: __, ...item } of reading.items) items.push(item)
    assert.deepEqual(items, [
      {
        row: 2,
        post: {
          externalId: 'douyin:https://www.douyin.com/video/1',
          platform: 'douyin',
          postedAt: '2026-06-01T07:30:00.000Z',
          text: `${LONG}，客服不理`,
          kind: 'post',
          title: '曝光',
          url: 'https://www.douyin.com/video/1',
        },
      },
      {
        refused: {
          row: 3,
          field: 'postedAt',
          code: 'bad-time',
          reason: '发布日期: "不详" is no time that can be read',
        },
      },
    ])
    assert.match(reading.summary()[0] ?? '', /x\.tsv: mapping \(.*\); 2 rows, 1 posts; refused: 1 bad-time$/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('§6 nested JSON of an unknown tool: its inner fields are columns as well', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weiji-columns-'))
  try {
    const file = path.join(folder, 'x.json')
    const tweet = (id: string) => ({
      id,
      created_at: '2026-06-01T07:30:00Z',
      text: LONG,
      user: { id: 'u7', name: '路人', followers: '1.2万' },
    })
    writeFileSync(file, JSON.stringify({ meta: { n: 2 }, data: [tweet('98'), tweet('99x')] }))
    const asked = await readFilesBy([], [file], { now: NOW })
    const mapping = asked.files[0]?.unknown[0]?.guess.mapping
    assert.ok(mapping)
    const reading = await readFilesBy([], [file], { now: NOW, mapping })
    const authors = []
    for await (const item of reading.items) if ('post' in item) authors.push([item.post.externalId, item.post.author])
    const author = { externalId: 'u7', name: '路人', followers: 12_000 }
    assert.deepEqual(authors, [
      ['other:98', author],
      ['other:99x', author],
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a row without id and address is known by what it says, the same at each reading', async () => {
  const { applyMapping } = await import('./columns.ts')
  const { createTimeReader } = await import('./times.ts')
  const { createZone } = await import('./zone.ts')
  const { createRepostIndex } = await import('./repost-chain.ts')
  const context = {
    time: createTimeReader(createZone('Asia/Shanghai'), NOW),
    crawledAt: undefined,
    dayOf: () => '',
    authors: new Map(),
    reposts: createRepostIndex(),
  }
  const mapping: Mapping = { columns: { text: 'a', postedAt: 'b' }, platform: 'hotline', kind: 'record' }
  const idOf = (a: string): unknown => {
    const result = applyMapping(mapping, { a, b: '2026-06-01 10:00' }, 1, context)
    return 'post' in result ? result.post.externalId : result
  }
  assert.equal(idOf('一'), idOf('一'))
  assert.notEqual(idOf('一'), idOf('二'))
  assert.match(String(idOf('一')), /^hotline:h[0-9a-f]{32}$/)
})

test('dates that could be read in two ways are read as the other rows of the column are', () => {
  const header = ['Date', 'Headline', 'Hit Sentence', 'Influencer']
  const rows = ['03/04/2026 09:15', '25/04/2026 10:00'].map((date, n) => ({
    Date: date,
    Headline: `Recall ${n}`,
    'Hit Sentence': 'Yoghurt recalled after complaints of customers',
    Influencer: 'Jane',
  }))
  const { mapping, missing } = guessColumns(header, rows)
  assert.deepEqual(missing, [])
  assert.equal(mapping.dateOrder, 'day-first')
  const [first] = readMappedRows(mapping, rows, { zone: 'UTC', now: new Date('2026-11-25T00:00:00Z') })
  assert.ok(first && 'post' in first)
  assert.equal(first.post.postedAt, '2026-04-03T09:15:00.000Z')
})
