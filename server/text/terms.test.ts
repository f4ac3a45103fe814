import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { createFold } from './fold.ts'
import { termsOf } from './terms.ts'

const fold = createFold(gunzipSync(readFileSync(path.join(import.meta.dirname, '../models/fold.bin.gz'))))
const wordsOf = (text: string): string[] => [...termsOf(fold, text).values()]
const shared = (one: string, other: string): string[] => {
  const numbers = termsOf(fold, other)
  return [...termsOf(fold, one)].filter(([number]) => numbers.has(number)).map(([, word]) => word)
}

test('pairs of characters that are no particles, words, topics; no addresses, no names of accounts', () => {
  assert.deepEqual(wordsOf('喝的水銀了'), ['水銀'])
  assert.deepEqual(wordsOf('奶茶的水银 https://t.cn/A6xyz @小明同学 the mercury'), ['奶茶', '水银', 'mercury'])
  assert.deepEqual(wordsOf('#霸王茶姬# go'), ['#霸王茶姬', '霸王', '王茶', '茶姬'])
  assert.deepEqual(wordsOf('#abflood now'), ['#abflood', 'abflood', 'now'])
})

test('the same in either script, width and case', () => {
  assert.deepEqual(shared('在奶茶裏喝出水銀', '奶茶水银'), ['奶茶', '水銀'])
  assert.deepEqual(shared('ＭＥＲＣＵＲＹ', 'Mercury'), ['ＭＥＲＣＵＲＹ'])
})

test('whatever is written, at most 64 numbers of 24 bits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (text) => {
      const terms = termsOf(fold, text)
      assert.ok(terms.size <= 64)
      for (const number of terms.keys()) assert.ok(Number.isInteger(number) && number >= 0 && number < 2 ** 24)
    }),
  )
})
