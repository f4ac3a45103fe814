import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { joinedPairs } from './joined-pairs.ts'

test('pairs that follow one another become words, whatever their order', () => {
  const table: [string[], string[]][] = [
    [
      ['完拉', '脱水', '拉肚', '肚子'],
      ['完拉肚子', '脱水'],
    ],
    [['肚子', '拉肚', '完拉'], ['完拉肚子']],
    [
      ['昨晚', '批次', '半夜', '夜开', '开始'],
      ['昨晚', '批次', '半夜开始'],
    ],
    [
      ['recall', 'listeria', '#退貨#'],
      ['recall', 'listeria', '#退貨#'],
    ],
    [['哈哈', '哈哈'], ['哈哈哈']],
    [[], []],
  ]
  for (const [words, joined] of table) assert.deepEqual(joinedPairs(words), joined)
})

test('nothing is lost, and nothing is joined that has no character in common', () => {
  const pair = fc.string({ unit: fc.constantFrom('甲', '乙', '丙', '丁', '戊'), minLength: 2, maxLength: 2 })
  fc.assert(
    fc.property(fc.array(fc.oneof(pair, fc.constantFrom('a1', '#x#'))), (words) => {
      const joined = joinedPairs(words)
      for (const word of words) assert.ok(joined.some((each) => each.includes(word)))
      const characters = (all: readonly string[]) => all.reduce((sum, each) => sum + each.length, 0)
      assert.equal(characters(joined), characters(words) - (words.length - joined.length))
    }),
  )
})
