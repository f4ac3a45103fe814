import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { createFold } from '../text/fold.ts'
import { chooseComplaint, complaintsOf, type Voice } from './complaint.ts'

const models = path.join(import.meta.dirname, '../models')
const fold = createFold(gunzipSync(readFileSync(path.join(models, 'fold.bin.gz'))))
const of = (...texts: string[]): Voice[] => texts.map((text, n) => ({ id: `p${n}`, text, author: `a${n}`, at: n }))
const best = (voices: readonly Voice[], grown: readonly string[] = []) => complaintsOf(fold, voices, grown)[0]

test('the sentence that most say in similar words, in either script and in English', () => {
  const found = best(
    of(
      '物流太慢了等了五天。',
      '气死了！喝完青禾豆浆就腹泻一晚上。',
      '我家孩子喝完豆浆腹泻一晚上',
      '喝完青禾豆漿腹瀉了一晚上，再也不買',
      '包装很丑不喜欢这个颜色',
    ),
    ['腹泻'],
  )
  assert.equal(found?.sentence, '喝完青禾豆浆就腹泻一晚上。')
  assert.deepEqual([found?.postId, found?.authors, found?.alike.toSorted()], ['p1', 3, ['p2', 'p3']])
  const english = best(
    of('Refund my order now please', 'Please refund my order', 'I want a refund of my order', 'nice day today'),
  )
  assert.match(english?.sentence ?? '', /refund/i)
})

test('an account counts once, however often it says it', () => {
  const voices = of('喝完豆浆腹泻一晚上', '喝完豆浆就腹泻一晚上', '喝完豆浆又腹泻一晚上')
  const same = voices.map((voice) => ({ ...voice, author: 'one' }))
  assert.equal(best(voices)?.authors, 3)
  assert.equal(best(same)?.authors, 1)
})

test('hearsay, quotes, calls to pass it on and single exclamations stand for nobody', () => {
  const nothing = of(
    '听说喝完豆浆都腹泻了一晚上',
    '“喝完豆浆都腹泻了一晚上”',
    '大家快转发喝完豆浆腹泻的消息',
    '差',
    '退钱',
  )
  assert.deepEqual(complaintsOf(fold, nothing, []), [])
  const statement = '转！//@青禾官方:喝完豆浆腹泻一晚上的顾客请联系我们'
  assert.deepEqual(complaintsOf(fold, of(statement), []), [])
})

test('of a sentence that others copy the first post is named, and copies weigh less than words of their own', () => {
  const copied = Array.from({ length: 6 }, (_, n) => ({
    id: `c${9 - n}`,
    text: '门店今天关门不营业了',
    author: `c${n}`,
    at: n,
  }))
  const own = of('喝完青禾豆浆腹泻一晚上', '昨天喝完青禾豆浆腹泻', '孩子喝完青禾豆浆一晚上腹泻', '喝完青禾豆浆就腹泻')
  assert.match(best([...copied, ...own])?.sentence ?? '', /腹泻/)
  const found = best(copied)
  assert.deepEqual([found?.postId, found?.authors], ['c9', 6])
})

test('what happened is told before how bad it is, and what grew before what is always said', () => {
  const voices = of(
    ...['太过分了太过分了', '真是太过分了啊', '实在是太过分了'],
    ...['喝完豆浆之后腹泻了整整一晚上', '喝完豆浆我也腹泻了整整一晚上', '孩子喝完豆浆腹泻了整整一晚上'],
  )
  assert.match(best(voices, ['腹泻'])?.sentence ?? '', /腹泻/)
})

test('of equal choices the one that is surely negative', () => {
  const choice = (sentence: string) => ({ postId: sentence, sentence, authors: 2, alike: [], score: 2 })
  assert.equal(chooseComplaint([choice('a'), choice('b')], [0.2, 0.9])?.sentence, 'b')
  assert.equal(chooseComplaint([], []), undefined)
})

test('property: the same posts in another order give the same answer, and it stands in its post', () => {
  const texts = fc.uniqueArray(
    fc.string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(...'退款腹泻豆浆青禾很差。，') }),
  )
  fc.assert(
    fc.property(texts, (given) => {
      const named = given.map((text, n) => ({ id: text, text, author: `a${text.length % 3}${n % 2}`, at: text.length }))
      const found = complaintsOf(fold, named, ['腹泻'])
      assert.deepEqual(complaintsOf(fold, named.toReversed(), ['腹泻']), found)
      for (const { postId, sentence, authors, alike } of found) {
        assert.ok(postId.includes(sentence))
        assert.equal(authors, 1 + alike.length)
      }
    }),
  )
})
