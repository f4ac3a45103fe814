import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { StartNames } from '../../server/access/start-schema.ts'
import { parseExpression } from '../../server/text/expression.ts'
import { COMMON_COMPLAINTS, INDUSTRY_COMPLAINTS, USUAL_EXCLUSIONS } from './complaint-words.ts'
import { expressionOf, inScripts, listOf, splitNames, suggestWords } from './suggestions.ts'

const NAMES: StartNames = { brands: [], products: [], people: [], spellings: [], industry: 'food' }

test('names become words; short and general ones are proposed but not taken in', () => {
  const found = suggestWords({
    brands: ['農夫山泉', 'Tea Time', '青禾'],
    products: ['燕麥奶', '青禾高鈣燕麥奶'],
    people: ['林可欣', '王偉'],
    spellings: ['Nongfu', 'nongfu'],
    industry: 'food',
  })
  assert.deepEqual(
    found.map(({ word, reason, isOn }) => `${isOn ? '+' : '-'}${word} ${reason}`),
    [
      '+農夫山泉 brand',
      '+Tea Time brand',
      '+青禾 brand',
      '+Nongfu spelling',
      '-燕麥奶 product',
      '+青禾高鈣燕麥奶 product',
      '+林可欣 person',
      '-王偉 person',
      '+TeaTime joined',
      '-nfsq initials',
      '-農夫 short',
    ],
  )
})

const INITIALS: [brand: string, letters: string][] = [
  ['海底捞', 'hdl'],
  ['鍾薛高', 'zxg'],
  ['元气森林', 'yqsl'],
  ['安踏体育', 'atty'],
  ['蜜雪冰城', 'mxbc'],
]
for (const [brand, letters] of INITIALS) {
  test(`${brand} is written ${letters}`, () => {
    const found = suggestWords({ ...NAMES, brands: [brand] }).find(({ reason }) => reason === 'initials')
    assert.equal(found?.word, letters)
  })
}

const WRITTEN: [words: string[], also: string[], not: string[], expression: string][] = [
  [['青禾'], [], [], '青禾'],
  [['青禾', 'Tea Time'], [], ['招聘'], '(青禾 | "Tea Time") -(招聘)'],
  [['青禾'], ['腹瀉', '退款'], ['招聘', '抽獎'], '青禾 (腹瀉 | 退款) -(招聘 | 抽獎)'],
  [['"a"b', 'C++', 'OR', 'toString'], [], [], '(ab | "C++" | "OR" | toString)'],
]
for (const [words, also, not, expression] of WRITTEN)
  test(`written as ${expression}`, () => assert.equal(expressionOf(words, also, not), expression))

test('whatever people are called, the expression can be read', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 2, maxLength: 12 })
    .filter((text) => /[\p{L}]{2}/u.test(text.normalize('NFKC')))
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.array(name, { maxLength: 3 }), (words, not) => {
      const expression = expressionOf(words, [], not)
      const read = parseExpression(expression)
      assert.ok('expression' in read, `${expression}: ${JSON.stringify(read)}`)
    }),
  )
})

test('every list of complaints and exclusions makes an expression in each language', () => {
  for (const table of [COMMON_COMPLAINTS, INDUSTRY_COMPLAINTS, USUAL_EXCLUSIONS])
    for (const [key, lists] of Object.entries(table))
      for (const list of lists) {
        assert.ok(listOf(list).length >= 4, key)
        assert.ok('expression' in parseExpression(expressionOf(['青禾'], listOf(list), [])), list)
      }
})

test('complaints come in the reader’s language, and in Chinese where a name is Chinese', () => {
  const lists = ['退貨 "客服 不理"', '退货 投诉', 'refund "customer service"'] as const
  assert.deepEqual(inScripts(lists, 'zh-Hant', ['Tea']), ['退貨', '客服 不理'])
  assert.deepEqual(inScripts(lists, 'en', ['Tea']), ['refund', 'customer service'])
  assert.deepEqual(inScripts(lists, 'en', ['青禾']), ['refund', 'customer service', '退货', '投诉'])
})

test('names are split at commas of either script and at lines', () => {
  assert.deepEqual(splitNames(' 青禾，Tea Time、b;\n青禾 \n'), ['青禾', 'Tea Time', 'b'])
})
