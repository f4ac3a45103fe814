import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readModels } from '../monitoring/judges.ts'
import { holds, parseExpression, type Word } from './expression.ts'
import { createFold, emptyFolded, foldText, joinWords } from './fold.ts'
import { compileTracks, matchText, startMatching } from './match.ts'

const fold = createFold(readModels().fold)

function matches(expression: string, text: string): boolean {
  const { matcher, errors } = compileTracks(fold, [{ id: 't', expression }])
  assert.deepEqual([...errors], [])
  return matcher.explain(text).has(0)
}

const YES: [string, string][] = [
  ['退款', '我要退*款'],
  ['退款', '我要退 款'],
  ['退款', '退\u200b款！'],
  ['退款', '退😡款'],
  ['退貨', '我要退货'],
  ['退货', '我要退貨'],
  ['回复', '請盡快回覆'],
  ['mac', '我的MAC電腦'],
  ['mac', 'the Mac, please'],
  ['iphone', 'iPhone15 真贵'],
  ['nestle', 'Nestlé 奶粉'],
  ['"customer service"', 'Customer-Service is bad'],
  ['"don\'t buy"', 'don’t buy it'],
  ['iPhone手机', 'iphone 手機'],
  ['=退貨', '我要退貨'],
  ['="C++"', 'I like ｃ++ very much'],
  ['=😡', '好😡😡'],
  ['退款 -广告', '退款'],
  ['(退款 | 退货) 客服', '客服说不能退货'],
  ['毒', '有毒'],
]
for (const [expression, text] of YES) test(`${expression} is in ${text}`, () => assert.ok(matches(expression, text)))

const NO: [string, string][] = [
  ['mac', 'macau'],
  ['mac', 'imac'],
  ['ai', 'training'],
  ['v1', 'v15'],
  ['过期', '路过，期待'],
  ['過期', '路過。期待'],
  ['=退貨', '我要退货'],
  ['=退款', '退*款'],
  ['退款 -广告', '退款，廣告'],
  ['退款 投诉', '退款'],
  ['"customer service"', 'customer of the service'],
]
for (const [expression, text] of NO) {
  test(`${expression} is not in ${text}`, () => assert.ok(!matches(expression, text)))
}

test('says which words matched, how much they weigh and where they stand in the original', () => {
  const { matcher } = compileTracks(fold, [
    { id: 'a', expression: '(退款^2 | 退貨) -廣告' },
    { id: 'b', expression: '腹瀉' },
    { id: 'c', expression: '=退*款' },
  ])
  const text = '👎要退*款，不然退货！再說一次：退款'
  const found = matcher.explain(text)
  assert.deepEqual([...found.keys()], [0, 2])
  assert.deepEqual(
    found.get(0)?.map(({ word, weight, start, end }) => [word, weight, text.slice(start, end)]),
    [
      ['退款', 2, '退*款'],
      ['退貨', 1, '退货'],
      ['退款', 2, '退款'],
    ],
  )
})

test('a track that cannot be read has its error, and the others keep their place', () => {
  const { matcher, errors } = compileTracks(fold, [
    { id: 'broken', expression: '(退款' },
    { id: 'sound', expression: '退款' },
  ])
  assert.deepEqual([...errors], [['broken', { code: 'unclosed-parenthesis', at: 0 }]])
  assert.deepEqual(matcher.trackIds, ['broken', 'sound'])
  assert.deepEqual([...matcher.explain('退款').keys()], [1])
})

test('the weight of a match is the sum of its words, each counted once', () => {
  const { matcher } = compileTracks(fold, [{ id: 'a', expression: '退款^2 | 退貨^3 | 投诉 | -广告 退款' }])
  const matching = startMatching(matcher)
  const folded = emptyFolded()
  const weigh = (text: string) => {
    foldText(fold, fold.fuzzy, text, folded)
    return matchText(matching, text, folded).map((track) => matching.weights[track])
  }
  assert.deepEqual(weigh('退款退款退货'), [5])
  assert.deepEqual(weigh('投诉'), [1])
  assert.deepEqual(weigh('没事'), [])
})

/** As the automaton must judge, the slow and plain way: every word looked for at every place. */
function naive(expression: string, text: string): boolean {
  const read = parseExpression(expression)
  assert.ok('expression' in read)
  return holds(read.expression, (word) => hasWord(word, text))
}
function hasWord({ word, exact }: Word, text: string): boolean {
  const [inText, wanted] = [reading(text, exact), reading(exact ? word.trim() : word, exact)]
  for (let at = inText.indexOf(wanted); at >= 0; at = inText.indexOf(wanted, at + 1)) {
    const joints = [at, at + wanted.length].map((joint) => `${inText[joint - 1] ?? ''}${inText[joint] ?? ''}`)
    if (!joints.some((pair) => /^[a-z]{2}$|^\d{2}$/.test(pair))) return true
  }
  return false
}
function reading(text: string, exact: boolean): string {
  const raw = emptyFolded()
  const joined = emptyFolded()
  foldText(fold, exact ? fold.plain : fold.fuzzy, text, raw)
  joinWords(fold, raw, joined)
  const { units, length } = exact ? raw : joined
  return String.fromCharCode(...units.subarray(0, length))
}

test('the automaton over all tracks at once judges like looking for every word at every place', () => {
  const letters = fc.constantFrom('退', '款', '貨', '货', 'a', 'b', 'ab', '1', '*', ' ', '，', '😡', 'Ａ')
  const word = fc
    .array(fc.constantFrom('退', '款', '貨', 'ab', 'ba', '款*', '1a'), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(''))
  const term = fc.tuple(fc.constantFrom('', '', '-', '='), word).map((parts) => parts.join(''))
  const expression = fc
    .array(fc.array(term, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
    .map((ors) => ors.map((ands) => `(${ands.join(' ')})`).join('|'))
    .filter((text) => 'expression' in parseExpression(text))
  const text = fc.array(letters, { maxLength: 14 }).map((parts) => parts.join(''))
  let found = 0
  fc.assert(
    fc.property(
      fc.array(expression, { minLength: 1, maxLength: 6 }),
      fc.array(text, { minLength: 1, maxLength: 8 }),
      (expressions, texts) => {
        const { matcher } = compileTracks(
          fold,
          expressions.map((each, i) => ({ id: String(i), expression: each })),
        )
        const matching = startMatching(matcher)
        const folded = emptyFolded()
        for (const each of texts) {
          foldText(fold, fold.fuzzy, each, folded)
          const given = [...matchText(matching, each, folded)]
          const wanted = expressions.flatMap((one, i) => (naive(one, each) ? [i] : []))
          assert.deepEqual(given, wanted, `${each} against ${expressions.join('   ')}`)
          assert.deepEqual([...matcher.explain(each).keys()], wanted)
          found += wanted.length
        }
      },
    ),
    { numRuns: 400 },
  )
  assert.ok(found > 200, 'the generated texts did match now and then')
})

test('five thousand words at once', () => {
  const word = (i: number) => String.fromCharCode(0x4e00 + (i % 400), 0x5000 + ((i * 7) % 3000), 0x6000 + i)
  const tracks = Array.from({ length: 5000 }, (_, i) => ({ id: String(i), expression: `="${word(i)}" | "${word(i)}"` }))
  const { matcher } = compileTracks(fold, tracks)
  for (const i of [0, 1, 77, 4999]) assert.ok(matcher.explain(`前面${word(i)}後面`).has(i))
})
