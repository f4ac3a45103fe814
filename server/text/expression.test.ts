import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Expression, parseExpression } from './expression.ts'

/** An expression as one line: words with `=` and `^`, ! for not, & and | in parentheses. */
function show(expression: Expression): string {
  if (expression.kind === 'word') {
    const { word, exact, weight } = expression.word
    return `${exact ? '=' : ''}${word}${weight === 1 ? '' : `^${weight}`}`
  }
  if (expression.kind === 'not') return `!${show(expression.of)}`
  return `(${expression.of.map(show).join(expression.kind === 'and' ? '&' : '|')})`
}

const READ: [string, string][] = [
  ['退款', '退款'],
  ['退款 投诉', '(退款&投诉)'],
  ['退款 與 投訴', '(退款&投訴)'],
  ['退款 AND 投诉 且 赔偿', '(退款&投诉&赔偿)'],
  ['退款|投诉', '(退款|投诉)'],
  ['退款 OR 投诉 或 赔偿', '(退款|投诉|赔偿)'],
  ['退款 || 投诉', '(退款|投诉)'],
  ['a1 b2 | c3 d4', '((a1&b2)|(c3&d4))'],
  ['退款 -广告', '(退款&!广告)'],
  ['退款 非 广告', '(退款&!广告)'],
  ['退款 NOT (广告|转发)', '(退款&!(广告|转发))'],
  ['（退款｜投訴）－廣告', '((退款|投訴)&!廣告)'],
  ['退款^2 投诉^0.5', '(退款^2&投诉^0.5)'],
  ['"customer service"^3', 'customer service^3'],
  ['「食物 中毒」|“拉肚子”', '(食物 中毒|拉肚子)'],
  ['=退貨 ="C++"', '(=退貨&=C++)'],
  ['covid-19', 'covid-19'],
  ['或者 非常 AND与', '(或者&非常&AND与)'],
  ['and or not', '(and&or&not)'],
  ['constructor toString valueOf', '(constructor&toString&valueOf)'],
  ['毒', '毒'],
  ['退款、退货，投诉, 赔偿', '(退款|退货|投诉|赔偿)'],
  ['罰款1,000元', '罰款1,000元'],
  ['=😡', '=😡'],
]
for (const [text, wanted] of READ) {
  test(`reads ${text}`, () => {
    const read = parseExpression(text)
    assert.ok('expression' in read, JSON.stringify(read))
    assert.equal(show(read.expression), wanted)
  })
}

const REFUSED: [string, string, number][] = [
  ['', 'empty', 0],
  ['  \n ', 'empty', 0],
  ['退款 "投诉', 'unclosed-quote', 3],
  ['退款 (投诉', 'unclosed-parenthesis', 3],
  ['退款) 投诉', 'unexpected-parenthesis', 2],
  [')', 'unexpected-parenthesis', 0],
  ['退款 |', 'missing-operand', 4],
  ['| 退款', 'missing-operand', 0],
  ['退款 -', 'missing-operand', 4],
  ['()', 'missing-operand', 1],
  ['退款 - - 广告', 'missing-operand', 3],
  ['退款 AND', 'missing-operand', 6],
  ['退款，', 'missing-operand', 3],
  ['退款^0', 'bad-weight', 2],
  ['退款^', 'bad-weight', 2],
  ['退款^x', 'bad-weight', 2],
  ['退款^-1', 'bad-weight', 2],
  ['退款^1001', 'bad-weight', 2],
  ['退款 a', 'word-too-short', 3],
  ['7', 'word-too-short', 0],
  ['退款 ***', 'word-too-short', 3],
  ['退款 ""', 'word-too-short', 3],
  ['=', 'word-too-short', 0],
  ['-广告', 'only-exclusions', 0],
  ['退款 | -广告', 'only-exclusions', 0],
  ['-(退款 广告)', 'only-exclusions', 0],
  ['退'.repeat(10_001), 'too-long', 10_000],
  [`${'('.repeat(51)}退款${')'.repeat(51)}`, 'too-deep', 50],
]
for (const [text, code, at] of REFUSED) {
  test(`refuses ${text.slice(0, 20) || 'nothing'} as ${code}`, () => {
    assert.deepEqual(parseExpression(text), { error: { code, at } })
  })
}

test('whatever is typed is read or refused, with an offset inside it', () => {
  const piece = fc.constantFrom(
    '退款',
    'ab',
    '(',
    ')',
    '（',
    '"',
    '「',
    '|',
    '-',
    '^2',
    '^',
    '=',
    ' ',
    'AND',
    '或',
    '非',
    '毒',
    'a',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((parts) => parts.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        const read = parseExpression(text)
        if ('error' in read) assert.ok(read.error.at >= 0 && read.error.at <= text.length)
      },
    ),
    { numRuns: 2000 },
  )
})
