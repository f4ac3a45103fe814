import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mostTypical } from './complaint.ts'

const of = (...texts: string[]) => texts.map((text, n) => ({ id: `p${n}`, text }))

test('the complaint that is most like the others, in Chinese and in English', () => {
  const drinks = of(
    '物流太慢了等了五天',
    '喝完青禾豆浆就腹泻了',
    '我喝完豆浆腹泻一晚上',
    '喝完就腹泻',
    '包装很丑不喜欢',
  )
  assert.equal(mostTypical(drinks), 'p1')
  assert.equal(
    mostTypical(of('refund my order now', 'where is my refund', 'my refund never came', 'nice weather')),
    'p1',
  )
})

test('links, names and short texts stand for nobody', () => {
  const links = of('https://t.cn/aaaaaaa @qinghe', 'https://t.cn/aaaaaaa #青禾#', '退钱', '喝了青禾豆浆肚子疼')
  assert.equal(mostTypical(links), 'p3')
  assert.equal(mostTypical(of('差', '退钱')), undefined)
  assert.equal(mostTypical([]), undefined)
})

test('the same texts in another order give the same one', () => {
  const texts = fc.uniqueArray(
    fc.string({ minLength: 6, maxLength: 30, unit: fc.constantFrom(...'退款腹泻豆浆青禾很差') }),
  )
  fc.assert(
    fc.property(texts, (given) => {
      const named = given.map((text) => ({ id: text, text }))
      assert.equal(mostTypical(named.toReversed()), mostTypical(named))
    }),
  )
})
