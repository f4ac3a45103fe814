import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BadValue } from './bad-value.ts'
import { readCount } from './counts.ts'

const COUNTS: [unknown, number | undefined][] = [
  ['1.2万', 12_000],
  ['1.2萬', 12_000],
  ['10万+', 100_000],
  ['100万+', 1_000_000],
  ['1.2w', 12_000],
  ['1.2W', 12_000],
  ['1.5万+', 15_000],
  ['1.15万', 11_500],
  ['3.4k', 3400],
  ['1234.5万', 12_345_000],
  ['1.2亿', 120_000_000],
  ['3百万', 3_000_000],
  ['2千万', 20_000_000],
  ['1,234', 1234],
  ['1,234,567', 1_234_567],
  ['１２３', 123],
  ['１．２万', 12_000],
  ['１，２３４', 1234],
  [' 42 ', 42],
  ['12.0', 12],
  [0, 0],
  ['0', 0],
  [2203, 2203],
  [17n, 17],
  ['赞', 0],
  ['抢首评', 0],
  ['', undefined],
  ['None', undefined],
  ['nan', undefined],
  [null, undefined],
  [undefined, undefined],
  ['-', undefined],
]
for (const [text, count] of COUNTS) {
  test(`§1 and §7 (BettaFish reads 1.2万 as 0): the count ${JSON.stringify(String(text))} is ${count}`, () => {
    assert.equal(readCount(text), count)
  })
}

const NO_COUNTS: [unknown, string][] = [
  ['很多', 'bad-count'],
  ['1,23', 'bad-count'],
  ['1.2.3万', 'bad-count'],
  ['-5', 'bad-count'],
  [-5, 'out-of-range'],
  ['30亿', 'out-of-range'],
  [['3'].concat('4'), 'bad-count'],
]
for (const [text, code] of NO_COUNTS) {
  test(`§7: ${JSON.stringify(text)} is refused (${code}), never read as 0`, () => {
    assert.throws(
      () => readCount(text),
      (error) => error instanceof BadValue && error.code === code,
    )
  })
}

test('§7: every whole number is read back from plain, grouped and full-width digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (count) => {
      const wide = String(count).replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
      return [String(count), count.toLocaleString('en-US'), wide, count].every((text) => readCount(text) === count)
    }),
  )
})
