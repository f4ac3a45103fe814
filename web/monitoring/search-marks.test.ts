import assert from 'node:assert/strict'
import { test } from 'node:test'
import { highlight } from './highlight.ts'
import { compile, inSight, marksIn } from './search-marks.ts'

const PATTERNS = compile(['退[款货貨]', 'x'])

test('what is looked for is marked wherever it stands', () => {
  const text = '退款 and 退貨'
  assert.deepEqual(marksIn(text, PATTERNS), [
    { start: 0, end: 2 },
    { start: 7, end: 9 },
  ])
  assert.deepEqual(marksIn('x'.repeat(900), PATTERNS).length, 50)
  assert.deepEqual(marksIn('', PATTERNS), [])
})

test('a match far down is brought into sight, and stays marked', () => {
  const text = `${'前'.repeat(300)}退款後`
  const { text: shown, marks } = inSight(text, marksIn(text, PATTERNS))
  assert.ok(shown.startsWith('…前') && shown.length < 40)
  assert.deepEqual(
    highlight(shown, marks).filter(({ isMarked }) => isMarked),
    [{ text: '退款', isMarked: true, start: shown.indexOf('退款') }],
  )
  assert.deepEqual(inSight('退款', marksIn('退款', PATTERNS)).text, '退款')
  assert.ok(inSight(`${'😀'.repeat(100)}退款`, marksIn(`${'😀'.repeat(100)}退款`, PATTERNS)).text.isWellFormed())
})
