import assert from 'node:assert/strict'
import { test } from 'node:test'
import { smsSegments } from './sms-segments.ts'

test('as the networks count: 160 and 153, 70 and 67, two places for some', () => {
  const table: [string, number][] = [
    ['', 1],
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    // 153 is odd: the last place of a part stays empty before a sign of two.
    ['€'.repeat(152), 2],
    ['€'.repeat(153), 3],
    ['危'.repeat(70), 1],
    ['危'.repeat(71), 2],
    ['危'.repeat(134), 2],
    ['危'.repeat(135), 3],
    [`${'a'.repeat(69)}危`, 1],
    [`${'a'.repeat(70)}危`, 2],
    ['😀'.repeat(35), 1],
    ['😀'.repeat(36), 2],
    ['😀'.repeat(66), 2],
    ['😀'.repeat(67), 3],
  ]
  for (const [text, segments] of table)
    assert.equal(smsSegments(text), segments, `${text.slice(0, 3)} × ${text.length}`)
})
