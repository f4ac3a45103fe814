import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { csvLine } from './export-csv.ts'
import { cellOf, type ExportPost, inputOf, jsonLine } from './export-row.ts'
import { EXPORT_COLUMN_NAMES, MOST_CELL_CHARACTERS } from './export-schema.ts'
import { sheetRow } from './export-sheet.ts'
import { timeWriter } from './export-time.ts'
import { checkPosts } from './post-input.ts'
import type { PostCard } from './schema.ts'

const CARD: PostCard = {
  id: '018f0000-0000-7000-8000-000000000001',
  source: 'crm',
  platform: 'weibo',
  kind: 'comment',
  author: { id: 'a1', name: '讀者', followers: 12, isVerified: true, region: '台北' },
  title: '',
  text: '喝完腹瀉',
  url: 'https://weibo.example/1',
  postedAt: '2026-03-02T01:30:00.000Z',
  receivedAt: '2026-03-02T01:31:00.000Z',
  sentiment: 'negative',
  negative: 0.9,
  emotion: 'anger',
  language: 'zh-Hant',
  reposts: 1,
  comments: 2,
  likes: 3,
  tracks: [{ id: 't1', weight: 1, isInherited: false }],
  parentId: null,
  rootId: null,
  marks: ['deleted'],
}
const POST: ExportPost = {
  card: CARD,
  externalId: '4958263847192837465',
  parentExternalId: 'p',
  rootExternalId: 'r',
  inferred: ['parentExternalId'],
}
const CONTEXT = {
  trackNames: new Map([['t1', '青禾']]),
  timeOf: timeWriter('Asia/Taipei'),
  publicUrl: 'https://weiji.example',
}

test('each column holds what it says; codes are those of the API, times carry their offset', () => {
  const cells = Object.fromEntries(EXPORT_COLUMN_NAMES.map((column) => [column, cellOf(column, POST, CONTEXT)]))
  assert.deepEqual(cells, {
    postedAt: '2026-03-02T09:30:00+08:00',
    platform: 'weibo',
    kind: 'comment',
    authorName: '讀者',
    title: '',
    text: '喝完腹瀉',
    sentiment: 'negative',
    negative: 0.9,
    emotion: 'anger',
    language: 'zh-Hant',
    reposts: 1,
    comments: 2,
    likes: 3,
    stars: null,
    followers: 12,
    isVerified: true,
    region: '台北',
    tracks: '青禾',
    marks: 'deleted',
    url: 'https://weibo.example/1',
    link: 'https://weiji.example/stream?post=018f0000-0000-7000-8000-000000000001',
    source: 'crm',
    receivedAt: '2026-03-02T09:31:00+08:00',
    externalId: '4958263847192837465',
    authorId: 'a1',
    parentExternalId: 'p',
    rootExternalId: 'r',
    id: '018f0000-0000-7000-8000-000000000001',
  })
})

test('a post without words has no probability of being negative, which is not 0', () => {
  const empty = { ...POST, card: { ...CARD, text: '', sentiment: null, negative: 0 } }
  assert.equal(cellOf('negative', empty, CONTEXT), null)
})

const ZONES: [zone: string, at: string, written: string][] = [
  ['UTC', '2026-03-02T01:30:00.000Z', '2026-03-02T01:30:00+00:00'],
  ['Asia/Kolkata', '2026-03-02T18:30:59.999Z', '2026-03-03T00:00:59+05:30'],
  ['America/New_York', '2026-07-02T01:30:00.000Z', '2026-07-01T21:30:00-04:00'],
]
for (const [zone, at, written] of ZONES)
  test(`a time in ${zone}`, () => {
    assert.equal(timeWriter(zone)(at), written)
    assert.equal(Math.floor(new Date(written).getTime() / 1000), Math.floor(new Date(at).getTime() / 1000))
  })

test('a line of JSONL can be taken in again as it is, and says the same', () => {
  const line = JSON.parse(jsonLine(['text', 'sentiment', 'tracks', 'link'], POST, CONTEXT))
  assert.deepEqual(line.weiji, { sentiment: 'negative', tracks: ['青禾'], link: cellOf('link', POST, CONTEXT) })
  const { posts, refused } = checkPosts([line], new Date('2026-03-03T00:00:00Z'))
  assert.deepEqual(refused, [])
  const [read] = posts
  assert.ok(read)
  assert.deepEqual(
    [
      read.externalId,
      read.text,
      read.authorId,
      read.followers,
      read.isVerified,
      read.region,
      read.likes,
      read.isDeleted,
    ],
    ['4958263847192837465', '喝完腹瀉', 'a1', 12, true, '台北', 3, true],
  )
  assert.deepEqual([read.parentExternalId, read.rootExternalId, read.inferences.length], ['p', 'r', 1])
})

test('any text comes back from JSONL as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(JSON.parse(JSON.stringify(inputOf({ ...POST, card: { ...CARD, text } }))).text, text)
    }),
  )
})

const CELLS: [text: string, csv: string][] = [
  ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
  ['+861380000', '"\'+861380000"'],
  ['-1', '"\'-1"'],
  ['@SUM(A1)', '"\'@SUM(A1)"'],
  ['\t=1', '"\'\t=1"'],
  ['＝1', '"\'＝1"'],
  ['  =1', '"\'  =1"'],
  ['\r=1', '"\'\r=1"'],
  ['好 "很" 好,\n一行', '"好 ""很"" 好,\n一行"'],
]
for (const [text, csv] of CELLS)
  test(`CSV: ${JSON.stringify(text)}`, () => assert.equal(csvLine([text, 1, null, true]), `${csv},1,,true\r\n`))

test('no text whatever begins a CSV cell with what a spreadsheet takes for a formula', () => {
  const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', ' ', '\u200b', '＝', 'a', '"', '')
  fc.assert(
    fc.property(start, start, fc.string(), (a, b, rest) => {
      const cell = csvLine([a + b + rest]).replace(/^"/, '')
      assert.doesNotMatch(cell, /^[\s\u200b]*[=+\-@＝＋－＠]/u)
    }),
  )
})

test('a sheet writes texts as texts, cuts what Excel cannot hold, and is XML whatever the text', () => {
  assert.equal(
    sheetRow(['=1<&>', 3, null, true, 'a\u0000b\r\nc']),
    '<row><c t="inlineStr" s="1"><is><t xml:space="preserve">=1&lt;&amp;&gt;</t></is></c><c><v>3</v></c><c/><c t="b"><v>1</v></c>' +
      '<c t="inlineStr" s="1"><is><t xml:space="preserve">ab\nc</t></is></c></row>',
  )
  const long = sheetRow(['字'.repeat(40_000)])
  assert.equal([...long.matchAll(/[字…]/g)].length, MOST_CELL_CHARACTERS)
})
