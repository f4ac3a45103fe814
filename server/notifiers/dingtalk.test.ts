import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import {
  type Asked,
  askedOf,
  assertWhole,
  ENDLESS,
  MESSAGE,
  NOW,
  type Reply,
  shortOf,
  startVendor,
  troubleOf,
} from '../../test/support/vendor-double.ts'
import { BadSetting } from './contract.ts'
import { dingtalk } from './dingtalk.ts'

const TOKEN = '0123456789abcdef0123456789abcdef'
const SECRET = 'SECabcdef0123456789'
const SETTINGS = { url: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`, secret: SECRET }
const CALLED = [
  { name: '周岚', address: '+86 138 0000 0000' },
  { name: '王敏', address: 'no number' },
]

type Card = { title: string; text: string; btns: { title: string; actionURL: string }[] }

test('a card with buttons, signed: acknowledge first, level in words and colour', async (t) => {
  const vendor = await startVendor(t, robot())
  const receipt = await dingtalk.send(MESSAGE, 'org key', vendor.context(dingtalk, SETTINGS))
  const [asked] = vendor.asked
  assert.ok(asked)
  assert.equal(asked.json.msgtype, 'actionCard')
  const card = asked.json.actionCard as Card
  assert.match(card.text, /<font color=#cf1322>一級<\/font> 「青禾」60 分鐘內 500 條帖文/)
  assert.match(card.text, /結塊、發霉、退貨/)
  assert.deepEqual(
    card.btns.map(({ title, actionURL }) => [title, actionURL]),
    [
      ['我來處理', 'https://weiji.qinghe.example/answer/abc.def-_'],
      ['看預警', 'https://weiji.qinghe.example/alerts/1?a=1&b=2'],
    ],
  )
  assert.match(receipt.id, /^[0-9a-f]{32}$/)
  assert.equal((await dingtalk.send(MESSAGE, 'org key', vendor.context(dingtalk, SETTINGS))).id, receipt.id)
})

test('people are called by number, in the text and in the list, and by name where there is none', async (t) => {
  const vendor = await startVendor(t, robot())
  await dingtalk.send({ ...MESSAGE, mentions: CALLED }, 'k', vendor.context(dingtalk, SETTINGS))
  const { msgtype, markdown, at } = askedOf(vendor).json
  assert.equal(msgtype, 'markdown')
  assert.deepEqual(at, { atMobiles: ['13800000000'], isAtAll: false })
  const { text } = markdown as { text: string }
  assert.match(text, /呼叫: @13800000000 王敏$/)
  assert.match(text, /\[我來處理\]\(https:\/\/weiji\.qinghe\.example\/answer\/abc\.def-_\)/)
})

test('what strangers wrote becomes no heading, link, picture or font', async (t) => {
  const vendor = await startVendor(t, robot())
  const lines = [
    '# 大標題',
    '![x](http://track.example/p.png)',
    '<font color=red>假</font>',
    '[點這裡](http://bad.example)',
  ]
  await dingtalk.send({ ...MESSAGE, lines, mentions: CALLED }, 'k', vendor.context(dingtalk, SETTINGS))
  const { text } = askedOf(vendor).json.markdown as { text: string }
  const [, ...rest] = text.split('\n\n')
  const ours = rest.slice(0, 4).join('\n')
  assert.doesNotMatch(ours, /^#|[[\]<>]/m)
})

test('the longest text fits in, links and mentions included, and no character is cut apart', async (t) => {
  const vendor = await startVendor(t, robot())
  for (const mentions of [[], CALLED]) {
    await dingtalk.send({ ...ENDLESS, mentions }, 'k', vendor.context(dingtalk, SETTINGS))
    const { text: body, json } = askedOf(vendor, -1)
    assert.ok(Buffer.byteLength(body) <= 20_000)
    const { text } = (json.markdown ?? json.actionCard) as Card
    assertWhole(text)
    assert.ok(body.includes('answer/abc.def-_') && body.includes('alerts/1?a=1&b=2'))
    assert.ok(Buffer.byteLength(text) > 15_000, 'and as much as there is room for is sent')
  }
})

test('the keyword that a robot asks for is put in, once', async (t) => {
  const vendor = await startVendor(t, robot({ keyword: '舆情' }))
  assert.deepEqual(shortOf(await troubleOf(dingtalk, MESSAGE, vendor.context(dingtalk, SETTINGS))), [
    'settings',
    true,
    undefined,
  ])
  await dingtalk.send(MESSAGE, 'k', vendor.context(dingtalk, { ...SETTINGS, keyword: '舆情' }))
  await dingtalk.send({ ...MESSAGE, subject: '舆情' }, 'k', vendor.context(dingtalk, { ...SETTINGS, keyword: '舆情' }))
  assert.equal(askedOf(vendor, -1).text.match(/舆情/g)?.length, 2, 'title and text, nothing added')
})

test('more than twenty in a minute: silent for ten minutes, which is said', async (t) => {
  const vendor = await startVendor(t, robot())
  const context = vendor.context(dingtalk, SETTINGS)
  for (let sent = 0; sent < 20; sent += 1) await dingtalk.send(MESSAGE, `k ${sent}`, context)
  assert.deepEqual(shortOf(await troubleOf(dingtalk, MESSAGE, context)), ['throttled', false, 600])
  const { room } = dingtalk.limits
  assert.deepEqual(room, { messages: 20, minutes: 1, reserve: 6, silenceMinutes: 10 })
})

test('HTTP 200 is no success: each number has its meaning', async (t) => {
  const vendor = await startVendor(t, robot())
  const table: [object | string, string, boolean, number?][] = [
    [
      { errcode: 310000, errmsg: 'sign not match, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]' },
      'sign-in',
      true,
    ],
    [{ errcode: 310000, errmsg: 'invalid timestamp' }, 'sign-in', true],
    [{ errcode: 300005, errmsg: `token ${TOKEN} is not exist` }, 'gone', true],
    [{ errcode: 400102, errmsg: '机器人已停用' }, 'gone', true],
    [
      { status: 1111, wait: 5, punish: 'deny', errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' },
      'throttled',
      false,
      600,
    ],
    [{ errcode: 90030, errmsg: 'webhook over limit' }, 'throttled', false, 3600],
    [{ errcode: -1, errmsg: '系统繁忙' }, 'later', false],
    [{ errcode: 400013, errmsg: '群已被解散' }, 'gone', true],
    [{ errcode: 430104, errmsg: '消息内容不合适' }, 'refused', true],
    [{ errcode: 77, errmsg: 'never heard of' }, 'refused', true],
    ['<html>gateway</html>', 'later', false],
  ]
  for (const [body, code, isFinal, wait] of table) {
    vendor.script.push({ body })
    const context = vendor.context(dingtalk, SETTINGS)
    assert.deepEqual(shortOf(await troubleOf(dingtalk, MESSAGE, context)), [code, isFinal, wait], JSON.stringify(body))
  }
  vendor.script.push({ status: 502, body: 'bad gateway' }, 'break')
  assert.equal((await troubleOf(dingtalk, MESSAGE, vendor.context(dingtalk, SETTINGS))).code, 'later')
  assert.equal((await troubleOf(dingtalk, MESSAGE, vendor.context(dingtalk, SETTINGS))).code, 'unreachable')
})

test('a clock that is an hour off is refused by the vendor, and a wrong secret', async (t) => {
  const vendor = await startVendor(t, robot())
  const late = { clock: { now: () => new Date(NOW.getTime() + 3_700_000) } }
  const error = await troubleOf(dingtalk, MESSAGE, vendor.context(dingtalk, SETTINGS, late))
  assert.match(error.said ?? '', /310000 invalid timestamp/)
  const wrong = await troubleOf(
    dingtalk,
    MESSAGE,
    vendor.context(dingtalk, { ...SETTINGS, secret: 'SECwrongwrongwrong' }),
  )
  assert.match(wrong.said ?? '', /sign not match/)
})

test('an address of another kind is named, and not repeated', () => {
  for (const url of [
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=secretsecret',
    'http://oapi.dingtalk.com/robot/send?access_token=secretsecret',
    'https://oapi.dingtalk.com/robot/send',
    'secretsecret',
  ])
    assert.throws(
      () => dingtalk.check({ url }),
      (error) => error instanceof BadSetting && error.key === 'url' && !error.message.includes('secretsecret'),
    )
  dingtalk.check({ url: 'https://dingtalk.qinghe.example/robot/send?access_token=x' })
})

/** A robot as open.dingtalk.com describes it, its clock standing at NOW. */
function robot({ keyword = '' } = {}): (asked: Asked) => Reply {
  let taken = 0
  return ({ method, url, headers, text, json }) => {
    const no = (errcode: number, errmsg: string): Reply => ({ body: { errcode, errmsg } })
    const query = url.searchParams
    if (method !== 'POST' || url.pathname !== '/robot/send') return { status: 404, body: '' }
    if (!headers['content-type']?.startsWith('application/json')) return no(43004, '无效的HTTP HEADER Content-Type')
    if (query.get('access_token') !== TOKEN) return no(300005, 'token is not exist')
    const stamp = query.get('timestamp') ?? ''
    if (Math.abs(Number(stamp) - NOW.getTime()) > 3_600_000) return no(310000, 'invalid timestamp')
    const sign = createHmac('sha256', SECRET).update(`${stamp}\n${SECRET}`, 'utf8').digest('base64')
    if (query.get('sign') !== sign) return no(310000, 'sign not match')
    if (!text.includes(keyword)) return no(310000, 'keywords not in content')
    if (Buffer.byteLength(text) > 20_000) return no(460101, 'message too long')
    taken += 1
    if (taken > 20) return no(130101, 'send too fast, exceed 20 times per minute')
    const { title, text: content } = (json[String(json.msgtype)] ?? {}) as Partial<Card>
    if (!title || !content) return no(40035, '缺少参数')
    return { body: { errcode: 0, errmsg: 'ok' } }
  }
}
