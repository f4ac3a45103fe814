import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ABSENT, dataPresent, readRows } from '../../scripts/train-data.ts'
import { readModels } from '../monitoring/judges.ts'
import { createFold, emptyFolded, foldText } from './fold.ts'
import { addNear, distance, findNear, fingerprint, NEAR_BITS, startCounting, startNear } from './near-copy.ts'

const fold = createFold(readModels().fold)
const folded = emptyFolded()
const counting = startCounting()
function print(text: string): bigint {
  foldText(fold, fold.fuzzy, text, folded)
  return fingerprint(fold, folded, counting)
}

const POST =
  '昨天晚上在這家店喝了珍珠奶茶，回家以後一直腹瀉，三天了還沒有好，打電話給客服也沒有人理，大家千萬不要去這家店！'

test('script, width, case, signs, emoji and links make no difference', () => {
  const copies = [
    '昨天晚上在这家店喝了珍珠奶茶,回家以后一直腹泻,三天了还没有好,打电话给客服也没有人理,大家千万不要去这家店!',
    `😡😡 ${POST} https://example.com/p/8271`,
    POST.replaceAll('，', ' '),
  ]
  for (const copy of copies) assert.equal(print(copy), print(POST), copy)
})

test('a few changed words stay near, another post does not', () => {
  const edits = [`急！${POST}`, `${POST}轉`, POST.replace('千萬', '一定'), POST.slice(3)]
  for (const edit of edits) assert.ok(distance(print(POST), print(edit)) <= NEAR_BITS, edit)
  const other = '公司今日發布公告，將於下週一召開新品發布會，屆時邀請各位媒體朋友到場，地點在市中心的會議展覽館二樓'
  assert.ok(distance(print(POST), print(other)) > 2 * NEAR_BITS)
})

test('too short to tell: no fingerprint, and no copy of anything', () => {
  for (const text of ['', '轉發微博', '哈哈哈哈', '\ud800', '！！！！！！！！！！！！！！'])
    assert.equal(print(text), 0n)
  assert.equal(distance(0n, 0n), 64)
  assert.equal(distance(print(POST), 0n), 64)
})

test('the first copy among many is the one that comparing pair by pair finds', () => {
  const word = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  const flips = fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 12 })
  const prints = fc.array(fc.oneof(fc.constant(0n), word), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(prints, fc.nat(), flips, (all, pick, bits) => {
      const base = BigInt.asUintN(64, all[pick % all.length] as bigint)
      const asked = bits.reduce((print, bit) => print ^ (1n << BigInt(bit)), base)
      const near = startNear(all.length)
      for (const print of all) addNear(near, print)
      const unsigned = all.map((print) => BigInt.asUintN(64, print))
      assert.equal(
        findNear(near, asked),
        unsigned.findIndex((print) => distance(print, asked) <= NEAR_BITS),
      )
    }),
  )
})

test('a very long text does not overflow its counters', () => {
  assert.notEqual(print('長'.repeat(20_000)), 0n)
  const long = Array.from({ length: 3000 }, (_, i) => String.fromCharCode(0x4e00 + ((i * 31) % 5000))).join('')
  assert.equal(print(long), print(`${long}。`))
})

test('among real posts hardly any two unrelated ones are near', { skip: dataPresent() ? false : ABSENT }, () => {
  const texts = readRows('weibo2018', 'dev')
    .map(({ text }) => text)
    .filter((text) => text.length > 30)
  const prints = texts.map(print)
  let near = 0
  let pairs = 0
  for (let i = 0; i < prints.length; i++) {
    for (let k = i + 1; k < prints.length; k++) {
      pairs++
      if (distance(prints[i] as bigint, prints[k] as bigint) <= NEAR_BITS) near++
    }
  }
  assert.ok(pairs > 50_000)
  assert.ok(near / pairs < 1e-4, `${near} of ${pairs}`)
})
