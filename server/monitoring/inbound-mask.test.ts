import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRecord, maskName, maskPost, maskText } from './inbound-mask.ts'
import { checkPosts } from './post-input.ts'

/** All of it made up: the ids have good check digits and belong to places that do not exist. */
const MASKED: readonly [text: string, masked: string][] = [
  ['我的电话是13812345678，请回电', '我的电话是****5678，请回电'],
  ['打 138-1234-5678 或 +86 139 8765 4321', '打 ****5678 或 ****4321'],
  ['手機 ０９１２３４５６７８', '手機 ****678'],
  ['撥 0912-345-678', '撥 ****678'],
  ['WhatsApp +852 9123 4567', 'WhatsApp ****567'],
  ['聯絡電話：91234567', '聯絡電話：****567'],
  ['座机010-12345678转3', '座机****678转3'],
  ['(02) 2345-6789', '****789'],
  ['身份证11010519491231002X', '身份证****002X'],
  ['卡号 4111 1111 1111 1111', '卡号 ****1111'],
  ['身分證 A123456789 的客人', '身分證 ****789 的客人'],
  ['HKID: A123456(3)', 'HKID: ****56'],
  ['护照号 E12345678', '护照号 ****678'],
  ['写信到 zhang.san@example.com', '写信到 z***@example.com'],
  ['加微信 qinghe_1987 退款', '加微信 ****87 退款'],
  ['QQ：123456789', 'QQ：****89'],
  ['我住在建国路88号3栋502室，没人送', '我住在***，没人送'],
  ['收货地址：广东省深圳市南山区科技园中区一号楼，电话13800138000', '收货地址：广东省深圳市南山区***，电话****8000'],
  ['幸福小区3栋2单元501', '幸福小区***'],
  ['送到台北市大安區忠孝東路四段 100 號', '送到台北市大安區***'],
  ['I live at 221 Baker Street, Flat B', 'I live at ***'],
  ['收货人：王小明，电话见订单', '收货人：王**，电话见订单'],
  ['客服转给王小明先生', '客服转给王**先生'],
  ['Name: Jane Smith called', 'Name: J. called'],
  ['车牌粤B·12345 被刮', '车牌粤B****45 被刮'],
]
/** What is complained of must stay. */
const KEPT = [
  '买了3箱，批号20260302A1，花了1299.00元',
  '订单 6921734900112 没到',
  '打400-820-1234没人接，12315也打了，95588也打了',
  '2026-03-02 10:30:15 收到，保质期至20261231',
  '这位先生和那位女士都在场',
  '高小姐说没问题',
  'A123456780 这个批次有问题',
  '一共 1234567 人看过',
  '产品编码 110105194912310021',
  '十号楼的人都说好，第3号店服务差',
  'version 1.13812345678 of nothing',
]

test('numbers keep their last digits, addresses their district, names their first character', () => {
  for (const [text, masked] of MASKED) assert.equal(maskText(text), masked, text)
})

test('amounts, dates, batches, orders and hotlines stay as they are', () => {
  for (const text of KEPT) assert.equal(maskText(text), text)
})

test('masked once or twice is the same', () => {
  for (const [text] of MASKED) assert.equal(maskText(maskText(text)), maskText(text), text)
  fc.assert(fc.property(fc.string(), (text) => assert.equal(maskText(maskText(text)), maskText(text))))
})

test('property: no mobile number of the mainland survives, whatever stands around it', () => {
  const digit = fc.integer({ min: 0, max: 9 })
  const number = fc
    .tuple(fc.integer({ min: 3, max: 9 }), fc.array(digit, { minLength: 9, maxLength: 9 }))
    .map(([second, rest]) => `1${second}${rest.join('')}`)
  const around = fc.constantFrom('', '，', ' 電話', 'tel:', '\n', '（', '。', 'a', '手机：')
  fc.assert(
    fc.property(around, number, around, (left, given, right) => {
      const masked = maskText(`${left}${given}${right}`)
      assert.ok(!masked.includes(given), masked)
      assert.ok(masked.includes(given.slice(-4)) || masked.includes(given.slice(-3)), masked)
    }),
  )
})

const row = (platform: string, more: object = {}) => {
  const [post] = checkPosts(
    [{ externalId: '1', platform, postedAt: '2026-03-01T00:00:00Z', text: '打 13812345678', ...more }],
    new Date('2026-03-02T00:00:00Z'),
  ).posts
  assert.ok(post)
  return post
}

test('a caller is known by a pseudonym, a reviewer by what the shop shows; public posts are left alone', () => {
  const pseudonym = (id: string): string => `#${id.length}`
  const author = { externalId: '13812345678', name: '王小明' }
  const call = maskPost(row('hotline', { author, url: 'https://crm.example/?tel=13812345678' }), pseudonym)
  assert.deepEqual(
    [call.text, call.authorName, call.authorId, call.url],
    ['打 ****5678', '王**', '****5678·#11', 'https://crm.example/?tel=****5678'],
  )
  // Without an id the name is the id, and would give away what was just masked.
  assert.equal(maskPost(row('chat', { author: { name: '王小明' } }), pseudonym).authorId, '王**·#3')
  const review = maskPost(row('shop', { kind: 'record', author: { name: '愛喝茶' } }), pseudonym)
  assert.deepEqual([review.text, review.authorName, review.authorId], ['打 ****5678', '愛喝茶', '愛喝茶'])
  const site = row('complaint', { kind: 'record', url: 'https://tousu.example/1', author: { name: '匿名消費者' } })
  assert.equal(maskPost(site, pseudonym).authorName, '匿名消費者')
  // What an authority hands over, or somebody writes by mail, has no address.
  for (const platform of ['complaint', 'other'])
    assert.equal(maskPost(row(platform, { kind: 'record', author: { name: '孫某某' } }), pseudonym).authorName, '孫**')
  const post = row('weibo', { author })
  assert.equal(maskPost(post, pseudonym), post)
  assert.equal(isRecord(row('complaint')), false)
  assert.equal(isRecord(row('complaint', { kind: 'record' })), true)
})

test('a name keeps its first character, and one that the platform has masked already stays', () => {
  assert.deepEqual(['王小明', 't**8', 'Jane', '13812345678', ''].map(maskName), ['王**', 't**8', 'J**', '****5678', ''])
})
