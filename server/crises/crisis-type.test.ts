import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heard, proposeType } from './crisis-type.ts'
import { TYPE_WORDS } from './crisis-type-words.ts'
import { TYPE_REASONS } from './schema.ts'

const REST = Array.from({ length: 20 }, (_, i) => `今天喝了一杯奶茶,第 ${i} 杯`)
const TYPES: [string, string[], string, string][] = [
  ['nothing said', [], 'opinion', 'default_opinion'],
  ['ordinary anger', ['喝完拉肚子', '服务态度太差', '退钱!'], 'opinion', 'default_opinion'],
  ['a leak', ['数据库被黑客拖库了', '我的个人信息是不是也泄露了', '數據庫外洩', ...REST], 'data_security', 'words'],
  ['one post of many', ['数据库被黑客拖库了', ...REST], 'opinion', 'default_opinion'],
  [
    'three posts of very many',
    ['泄露', '泄露', '泄露', ...REST, ...REST.map((text) => `${text}!`)],
    'opinion',
    'default_opinion',
  ],
  ['a punished account', ['账号被封禁', '刷单被抓', '帳號違規'], 'violation', 'words'],
  ['an endorser', ['换掉代言人', '聯名款我不買了', '抵制'], 'brand_image', 'words'],
  ['English', ['Hacked!', 'another DATA BREACH', 'my personal data is gone'], 'data_security', 'words'],
  [
    'a leak counts before an equal number of others',
    ['泄露', '泄露', '泄露', '代言', '代言', '代言'],
    'data_security',
    'words',
  ],
]
for (const [what, texts, type, code] of TYPES) {
  test(`type of ${what}`, () => {
    const proposal = proposeType(texts)
    assert.equal(proposal.type, type, JSON.stringify(proposal))
    assert.equal(proposal.reasons[0]?.code, code)
    assert.ok((TYPE_REASONS as readonly string[]).includes(code))
  })
}

test('a post counts once however many words it holds', () => {
  assert.deepEqual(heard(['黑客泄露数据库', '黑客'], ['黑客', '泄露', '漏洞']), {
    posts: 2,
    words: [
      { word: '黑客', posts: 2 },
      { word: '泄露', posts: 1 },
    ],
  })
})

test('words of the table are in lower case, and none belongs to two types', () => {
  const all = Object.values(TYPE_WORDS).flat()
  assert.deepEqual(
    all.filter((word) => word !== word.toLowerCase()),
    [],
  )
  assert.equal(new Set(all).size, all.length)
})
