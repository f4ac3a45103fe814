import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readModels } from '../monitoring/judges.ts'
import { createFold } from './fold.ts'
import { grownWords } from './words.ts'

const fold = createFold(readModels().fold)
const words = (now: string[], before: string[]) => grownWords(fold, now, before).map(({ word }) => word)

const CALM = [
  '今天去門市買了珍珠奶茶，味道不錯',
  '新口味的奶茶上市了，門市排隊的人很多',
  '下班路上買一杯奶茶犒勞自己',
  '這家門市的店員很親切',
  '奶茶配炸雞，週末愉快',
  '有人一起去門市喝奶茶嗎',
]
const CRISIS = [
  '喝完腹瀉三天，太噁心了',
  '喝完腹瀉，客服踢皮球',
  '昨晚喝完腹瀉，要求退款',
  '我也腹瀉了，和同事在同一家門市買的奶茶',
  '醫生說是食物中毒',
  '食物中毒了！退款！',
  '朋友喝了奶茶以後食物中毒住院',
  '品牌必須道歉，必須退款',
  'I want a refund',
  'refund now',
  'still no refund',
]

test('the words that grew are whole words, and what was always said is not among them', () => {
  const found = words([...CALM, ...CRISIS], [...CALM, ...CALM, ...CALM])
  for (const word of ['腹瀉', '食物中毒', '退款', 'refund']) assert.ok(found.includes(word), `${word} in ${found}`)
  for (const piece of ['喝完腹', '物中毒', '食物中', '食物', '奶茶', '門市'])
    assert.ok(!found.includes(piece), `${piece} in ${found}`)
})

test('both scripts count as one word, shown as it was first written', () => {
  const grown = grownWords(fold, ['产品召回了', '關於召回', '再次召回产品', '召回！'], [])
  assert.deepEqual(grown.map(({ word, now, before }) => [word, now, before])[0], ['召回', 4, 0])
})

test('one voice that repeats itself counts once', () => {
  assert.deepEqual(words(['退款退款退款退款退款退款退款', '今天天氣好'], ['今天天氣好']), [])
})

test('at most twelve, the surest first', () => {
  const many = Array.from({ length: 40 }, (_, i) => String.fromCharCode(0x4e8c + i * 3, 0x5f00 + i * 5))
  const now = many.flatMap((word, i) => Array.from({ length: 4 + i }, (_, k) => `${k}-${word}-${k * 7}`))
  const grown = grownWords(fold, now, [])
  assert.equal(grown.length, 12)
  assert.deepEqual(
    grown.map(({ score }) => score),
    grown.map(({ score }) => score).sort((a, b) => b - a),
  )
})

test('nothing grows out of nothing', () => {
  assert.deepEqual(words([], []), [])
  assert.deepEqual(words([], CALM), [])
  assert.deepEqual(words(CALM, CALM), [])
  assert.deepEqual(words(['\ud800', '', '😡😡'], ['']), [])
})
