import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseColumn, fieldOf } from './column-choice.ts'

test('a field has one column and a column one field', () => {
  const columns = { text: '摘要', title: '标题' }
  assert.deepEqual(chooseColumn(columns, '正文', 'text'), { text: '正文', title: '标题' })
  assert.deepEqual(chooseColumn(columns, '标题', 'text'), { text: '标题' })
  assert.deepEqual(chooseColumn(columns, '标题', ''), { text: '摘要' })
  assert.equal(fieldOf(columns, '标题'), 'title')
  assert.equal(fieldOf(columns, '作者'), '')
})
