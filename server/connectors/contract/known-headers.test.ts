import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { guessColumns, type Mapping } from './columns.ts'
import { fingerprintOf, type KnownHeader, rememberHeader } from './known-headers.ts'

const COLUMNS = ['序号', '标题', '内容', '来源', '作者', '粉丝数', '发布时间', '原文链接']
const MAPPING: Mapping = {
  platform: 'other',
  kind: 'record',
  columns: { title: '标题', text: '内容', 'author/name': '作者', postedAt: '发布时间', url: '原文链接' },
}
const KNOWN: KnownHeader = { columns: COLUMNS, mapping: MAPPING }
const remember = (columns: readonly string[], known = [KNOWN]) =>
  rememberHeader(known, columns, guessColumns(columns, []))

test('the same columns in another order, case and width are the same table', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(COLUMNS, { minLength: COLUMNS.length }), (columns) => {
      assert.equal(fingerprintOf(columns), fingerprintOf(COLUMNS))
      const found = remember(columns)
      assert.deepEqual([found?.mapping, found?.moved], [MAPPING, []])
    }),
  )
  assert.equal(fingerprintOf([' ID ', 'Ｔｅｘｔ']), fingerprintOf(['text', 'id']))
  assert.notEqual(fingerprintOf(['id', 'text']), fingerprintOf(['id', 'text', 'time']))
})

test('renamed columns are found again by what they are, and named', () => {
  const columns = ['标题', '内容', '来源', '发布者', '粉丝数', '发布日期', '原文链接', '情感']
  const found = remember(columns)
  assert.deepEqual(found?.mapping.columns, {
    title: '标题',
    text: '内容',
    'author/name': '发布者',
    postedAt: '发布日期',
    url: '原文链接',
  })
  assert.deepEqual(found?.moved, [
    { field: 'postedAt', was: '发布时间', now: '发布日期' },
    { field: 'author/name', was: '作者', now: '发布者' },
  ])
  assert.equal(found?.mapping.kind, 'record')
})

test('a column that is gone is told; without text or time, or with little in common, nothing is remembered', () => {
  const found = remember(COLUMNS.filter((column) => column !== '原文链接'))
  assert.deepEqual(found?.moved, [{ field: 'url', was: '原文链接', now: undefined }])
  assert.equal(remember(COLUMNS.filter((column) => column !== '发布时间')), undefined)
  assert.equal(remember(['订单号', '内容', '发布时间', '金额', '快递', '电话', '地址', '店铺']), undefined)
  assert.equal(remember(COLUMNS, []), undefined)
})

test('a column that the known table had for something else is not taken in place of a lost one', () => {
  const known: KnownHeader = {
    columns: ['内容', '标题', '发布时间', '更新时间', '作者', '链接'],
    mapping: { ...MAPPING, columns: { text: '内容', title: '标题', postedAt: '发布时间', url: '链接' } },
  }
  // Of the two times the posting's is gone: the other one says something else.
  assert.equal(remember(['内容', '标题', '更新时间', '作者', '链接'], [known]), undefined)
})
