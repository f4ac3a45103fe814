import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readModels } from '../monitoring/judges.ts'
import {
  createFold,
  emptyFolded,
  endOfCharacter,
  type Folded,
  foldedText,
  foldText,
  joinWords,
  LONGEST_TEXT,
  STOP,
} from './fold.ts'

const fold = createFold(readModels().fold)

function folded(text: string, table = fold.fuzzy): Folded {
  const into = emptyFolded()
  foldText(fold, table, text, into)
  return into
}
function joined(text: string): Folded {
  const into = emptyFolded()
  joinWords(fold, folded(text), into)
  return into
}
const read = ({ units, length }: Folded): string => String.fromCharCode(...units.subarray(0, length))

const FOLDED: [string, string, string][] = [
  ['Traditional', '鬥陣去臺灣，裡面裏面，睡著了，噁心', '斗阵去台湾,里面里面,睡着了,恶心'],
  ['variants of Hong Kong and Taiwan', '綫路 説話 衞生 眾人 衆人', '线路 说话 卫生 众人 众人'],
  ['both spellings of one word', '回覆回复 藉口借口 明瞭明了 乾燥乾隆', '回复回复 借口借口 明了明了 干燥干隆'],
  ['width', 'ＭＡＣ　２０２６！', 'mac 2026!'],
  ['case and accents', 'NESTLÉ Pokémon İstanbul ŠKODA', 'nestle pokemon istanbul skoda'],
  ['letters in disguise', '𝐑𝐞𝐟𝐮𝐧𝐝 ⓐⓑ', 'refund ab'],
  ['one that becomes several', '㎏ ﬁne', 'kg fine'],
  ['half-width kana', 'ｶﾀｶﾅ', 'カタカナ'],
  ['zero-width and combining marks', '退\u200b款 e\u0301', '退款 e'],
  ['white space', 'a \t\u3000 b', 'a b'],
]
for (const [what, text, wanted] of FOLDED) test(`folds ${what}`, () => assert.equal(read(folded(text)), wanted))

test('the exact table keeps script and accents', () => {
  assert.equal(read(folded('退貨 ＮＥＳＴＬÉ', fold.plain)), '退貨 nestlé')
})

const JOINED: [string, string, string][] = [
  ['signs in a word', '退*款 退 款 退.款 退·款 退/款 退_款 退~~款', '退款退款退款退款退款退款退款'],
  ['emoji in a word', '退😡款 退👨‍👩‍👧款', '退款退款'],
  ['zero-width marks in a word', '退\u200b\u200d\ufeff款', '退款'],
  ['a clause between', '路过，期待。路过\n期待', `路过${'\n'}期待${'\n'}路过${'\n'}期待`],
  ['Latin words', 'customer-service  is   bad', 'customer service is bad'],
  ['Latin beside Chinese', 'iPhone 手機', 'iphone手机'],
  ['a long row of signs', '退 ———————————— 款', `退${'\n'}款`],
  ['characters beyond the basic plane', '𠮷 野', '𠮷野'],
]
for (const [what, text, wanted] of JOINED) {
  test(`joins over ${what}`, () => {
    assert.equal(STOP, 10)
    assert.equal(read(joined(text)), wanted)
  })
}

test('offsets lead back to the original', () => {
  const text = '😡退👨‍👩‍👧款㎏é'
  const { at, length } = joined(text)
  assert.deepEqual([...at.subarray(0, length)], [2, 11, 12, 12, 13])
  assert.equal(text.slice(2, endOfCharacter(text, 11)), '退👨‍👩‍👧款')
  assert.equal(endOfCharacter(text, 0), 2)
})

test('any text folds: offsets rise, stay inside, and folding again changes nothing', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('\ud800', '\udc00a', '𝐑\ud835'),
  )
  fc.assert(
    fc.property(
      fc.array(anything).map((parts) => parts.join('')),
      (text) => {
        for (const { at, length, units } of [folded(text), joined(text)]) {
          for (let i = 0; i < length; i++) {
            assert.ok((at[i] as number) >= (at[i - 1] ?? 0) && (at[i] as number) < text.length)
          }
          assert.ok(units.length >= length)
        }
        const once = read(folded(text))
        assert.equal(read(folded(once)), once)
      },
    ),
    { numRuns: 500, examples: [['𝐑\ud835\u0000\udc00a']] },
  )
})

test('a very long text is cut at the stated length', () => {
  assert.equal(folded('長'.repeat(1_000_000)).length, LONGEST_TEXT)
})

test('a folded text as a string, also of one whose characters all become several', () => {
  assert.equal(foldedText(fold, '鬥陣去臺灣 ＭＡＣ'), '斗阵去台湾 mac')
  assert.equal(foldedText(fold, '㎏'.repeat(LONGEST_TEXT)), 'kg'.repeat(LONGEST_TEXT))
})
