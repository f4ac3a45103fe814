import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFold } from '../text/fold.ts'
import { compileTracks } from '../text/match.ts'
import { readModels } from './judges.ts'
import { readForPages } from './search-patterns.ts'

const FOLD = createFold(readModels().fold)

function marked(expression: string, text: string): string[] {
  return readForPages(FOLD, expression).patterns.flatMap((source) =>
    [...text.matchAll(new RegExp(source, 'giu'))].map(([found]) => found),
  )
}

const MARKED: [expression: string, text: string, found: string[]][] = [
  ['退款', '我要退款！', ['退款']],
  ['退貨', '退货、退*貨、退 😡 货', ['退货', '退*貨', '退 😡 货']],
  ['過期', '路過，期待', []],
  ['mac', 'ＭＡＣ in macau, iMac, my Mac.', ['ＭＡＣ', 'Mac']],
  ['iphone', 'iPhone15 和我的iPhone手機', ['iPhone', 'iPhone']],
  ['v1', 'v15 v1', ['v1']],
  ['"customer service"', 'Customer-Service', ['Customer-Service']],
  ['=退貨', '退货 退貨', ['退貨']],
  ['="C++"', 'c C++', ['C++']],
  ['茶 -茶几', '茶几上的茶', ['茶', '茶']],
  ['(青禾 | 清禾) 腹瀉^3', '清禾 喝完腹泻', ['清禾', '腹泻']],
]
for (const [expression, text, found] of MARKED) {
  test(`${expression} marks in: ${text}`, () => assert.deepEqual(marked(expression, text), found))
}

test('an expression that cannot be read says where', () => {
  assert.deepEqual(readForPages(FOLD, '(青禾 | '), { errors: [{ code: 'missing-operand', at: 6 }], patterns: [] })
  assert.deepEqual(readForPages(FOLD, '').errors, [{ code: 'empty', at: 0 }])
})

test('where the engine finds a plain word, the page marks something', () => {
  const word = fc.stringMatching(/^[退貨款腹瀉過期ab1-3]{2,4}$/)
  const text = fc.stringMatching(/^[退货貨款腹泻瀉过過期ab1-3 *，。Ａ]{0,30}$/)
  fc.assert(
    fc.property(word, text, (given, around) => {
      const { matcher, errors } = compileTracks(FOLD, [{ id: 't', expression: given }])
      fc.pre(errors.size === 0)
      const isFound = matcher.explain(around).size > 0
      const patterns = readForPages(FOLD, given).patterns.map((source) => new RegExp(source, 'giu'))
      if (isFound)
        assert.ok(
          patterns.some((pattern) => around.match(pattern) !== null),
          `${given} in ${around}`,
        )
    }),
    { numRuns: 400 },
  )
})

test('any text that can be read gives patterns that can be compiled', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (given) => {
      for (const source of readForPages(FOLD, given).patterns) new RegExp(source, 'giu')
    }),
    { numRuns: 400 },
  )
})
