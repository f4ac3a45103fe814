import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BadValue } from './bad-value.ts'
import { bidOfMid, commentKey, midOfBid, postKey, readId, readParentId } from './ids.ts'

const IDS: [string, unknown, string | undefined][] = [
  ['§1 19 digits as text', '7512345678901234567', '7512345678901234567'],
  ['§1 BIGINT above 2^53', 7512345678901234567n, '7512345678901234567'],
  ['16 digits as a JSON number', 5171234567890123, '5171234567890123'],
  ['letters', '6650aa10000000001d01c2a3', '6650aa10000000001d01c2a3'],
  ['kept from Excel by a tab', '\t5171234567890123', '5171234567890123'],
  ['kept from Excel by an apostrophe', "'5171234567890123", '5171234567890123'],
  ['kept from Excel as a formula', '="5171234567890123"', '5171234567890123'],
  ['made a float by pandas', '251234567890.0', '251234567890'],
  ['nothing', 'None', undefined],
  ['empty', '', undefined],
]
for (const [what, value, expected] of IDS) {
  test(`id: ${what}`, () => {
    assert.equal(readId(value), expected)
  })
}

for (const value of ['5.17123E+15', Number('7512345678901234567'), '7512345678901234567.0']) {
  test(`an id whose digits are lost is refused: ${value}`, () => {
    assert.throws(
      () => readId(value),
      (error) => error instanceof BadValue && error.code === 'inexact-id',
    )
  })
}

for (const none of [0, '0', '', null, undefined, 'None', '42']) {
  test(`§1 parent_comment_id ${JSON.stringify(none)} of comment 42 answers no comment`, () => {
    assert.equal(readParentId(none, '42'), undefined)
  })
}

test('§1 another parent_comment_id is the comment answered', () => {
  assert.equal(readParentId('41', '42'), '41')
})

test('a post and a comment with the same number, and those of two platforms, are four things', () => {
  const keys = [postKey('weibo', '1'), commentKey('weibo', '1'), postKey('tieba', '1'), commentKey('tieba', '1')]
  assert.equal(new Set(keys).size, 4)
})

test('§3 bid and mid of a known post of Weibo', () => {
  assert.equal(midOfBid('z0JH2lOMb'), '3501756485200075')
  assert.equal(bidOfMid('3501756485200075'), 'z0JH2lOMb')
})

test('§3 every mid is found again from its bid', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 10_000_000n, max: 9_999_999_999_999_999n }), (mid) => {
      return midOfBid(bidOfMid(String(mid)) ?? '') === String(mid)
    }),
  )
})

for (const none of ['', 'x', 'ZZZZZZZZZ', '中文', 'PuK3xAbCd?']) {
  test(`§3 ${JSON.stringify(none)} is no bid`, () => {
    assert.equal(midOfBid(none), undefined)
  })
}
