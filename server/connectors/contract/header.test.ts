import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findHeader } from './header.ts'

const ROWS = ['1', '曝光', '文', '2026-06-01']
const CASES: [string, string[][], string[], number][] = [
  ['the first row', [['编号', '标题', '正文', '时间'], ROWS], ['编号', '标题', '正文', '时间'], 1],
  [
    'below a title',
    [['青禾舆情日报', '', '', ''], ['编号', '标题', '正文', '时间'], ROWS],
    ['编号', '标题', '正文', '时间'],
    2,
  ],
  [
    'below a title and a date',
    [['日报'], ['2026-06-01'], ['编号', '标题', '正文', '时间'], ROWS],
    ['编号', '标题', '正文', '时间'],
    3,
  ],
  [
    'what Excel writes for itself',
    [['sep='], ['编号', '标题', '正文', '时间'], ROWS],
    ['编号', '标题', '正文', '时间'],
    2,
  ],
  [
    'two rows of merged cells',
    [
      ['编号', '作者', '', '', '时间'],
      ['', '名称', '粉丝数', '地区', ''],
      ['1', '甲', '12', '江苏', '2026-06-01'],
    ],
    ['编号', '名称', '粉丝数', '地区', '时间'],
    2,
  ],
  [
    'merged cells that repeat a name',
    [
      ['帖文', '', '作者', ''],
      ['编号', '链接', '编号', '链接'],
      ['1', 'https://a', '2', 'https://b'],
    ],
    ['编号', '链接', '作者 编号', '作者 链接'],
    2,
  ],
  [
    'a name twice',
    [
      ['内容', '内容', '时间'],
      ['a', 'b', '2026-06-01'],
    ],
    ['内容', '内容 (2)', '时间'],
    1,
  ],
  [
    'columns without a name above sparse rows are no merged cells',
    [
      ['编号', '', '时间'],
      ['1', '文', '2026-06-01'],
    ],
    ['编号', '', '时间'],
    1,
  ],
  [
    'two columns',
    [
      ['内容', '时间'],
      ['文', '2026-06-01'],
    ],
    ['内容', '时间'],
    1,
  ],
  ['one column', [['内容'], ['文']], ['内容'], 1],
  ['nothing', [], [], 1],
]

for (const [what, rows, names, used] of CASES) {
  test(`the header of a table: ${what}`, () => assert.deepEqual(findHeader(rows), { names, used }))
}
