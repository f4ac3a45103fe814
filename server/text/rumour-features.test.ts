import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { createFold } from './fold.ts'
import { readRumourModel, scoreRumour } from './rumour.ts'
import {
  countUntil,
  gramBuckets,
  plainText,
  type RumourCascade,
  replyFacts,
  SOURCE_FEATURES,
  SPREAD_FEATURES,
  sourceFeatures,
  spreadFeatures,
  startReading,
} from './rumour-features.ts'
import { DENIAL, DOUBT, HEARSAY, SENSATION, SOURCING } from './rumour-words.ts'

const MODELS = path.join(import.meta.dirname, '../models')
const bytes = (name: string) => gunzipSync(readFileSync(path.join(MODELS, name)))
const fold = createFold(bytes('fold.bin.gz'))
const reader = startReading(fold)

test('what people ask and deny is read in both scripts and in English, and not in what is only passed on', () => {
  const rows: [string, boolean, boolean][] = [
    ['求證！真的嗎？', true, false],
    ['真的吗', true, false],
    ['真的假的', true, false],
    ['求辟謠', true, false],
    ['謠言，官方早就辟謠了', false, true],
    ['Is this TRUE?', true, false],
    ['this is a hoax', false, true],
    ['轉發微博//@某人: 這是謠言', false, false],
    ['好吃', false, false],
  ]
  for (const [text, isDoubt, isDenial] of rows) {
    const facts = replyFacts(reader, text)
    assert.deepEqual([facts.isDoubt, facts.isDenial], [isDoubt, isDenial], text)
  }
})

test('every listed word stands as texts are folded, or it could never be found', () => {
  for (const word of [...DOUBT, ...DENIAL, ...SENSATION, ...SOURCING, ...HEARSAY])
    assert.equal(plainText(reader, word), word.trim().replaceAll('’', plainText(reader, '’')), word)
})

test('replies are counted up to the age that is asked, and nothing later tells', () => {
  const replies = [10, 20, 4000].map((after) => ({ after, parent: -1, authorId: `${after}`, text: '真的吗' }))
  const facts = replies.map(({ text }) => replyFacts(reader, text))
  assert.deepEqual([countUntil(replies, 9), countUntil(replies, 20), countUntil(replies, 9999)], [0, 2, 3])
  assert.deepEqual(spreadFeatures(replies, facts, 3600), spreadFeatures(replies.slice(0, 2), facts.slice(0, 2), 3600))
  assert.equal(spreadFeatures(replies, facts, 3600).length, SPREAD_FEATURES.length)
  const source = { text: '紧急扩散！', followers: null, isVerified: false }
  assert.equal(sourceFeatures(reader, { source, replies }).length, SOURCE_FEATURES.length)
})

test('a gram counts once however often it stands', () => {
  assert.deepEqual(gramBuckets(reader, ['哈哈哈', '哈哈哈']), gramBuckets(reader, ['哈哈哈']))
})

test('the shipped model: doubt and denial of many raise what spread alone says; nothing makes it fall over', () => {
  const model = readRumourModel(fold, bytes('rumour.bin.gz'))
  const story = (text: string): RumourCascade => ({
    source: { text: '听说某地今天下午出了大事，请扩散', followers: 300, isVerified: false },
    replies: Array.from({ length: 60 }, (_, i) => ({
      after: 30 + i * 100,
      parent: -1,
      authorId: `${i}`,
      text: i % 3 === 0 ? text : '',
    })),
  })
  const [doubted, liked] = [story('真的假的？求证'), story('好看，喜欢[心]')].map((each) => scoreRumour(model, each, 7))
  assert.ok(doubted && liked && doubted.spreadScore > liked.spreadScore && doubted.score > liked.score)
  assert.equal(doubted.hours, 6)
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }),
      fc.double({ min: 0, max: 99, noNaN: true }),
      (text, said, age) => {
        const replies = said.map((each, i) => ({ after: i, parent: i - 1, authorId: '', text: each }))
        const { score, spreadScore } = scoreRumour(
          model,
          { source: { text, followers: null, isVerified: false }, replies },
          age,
        )
        assert.ok(score > 0 && score < 1 && spreadScore > 0 && spreadScore < 1)
      },
    ),
  )
})
