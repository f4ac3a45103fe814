import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Asked,
  askedOf,
  assertWhole,
  ENDLESS,
  MESSAGE,
  type Reply,
  shortOf,
  startVendor,
  troubleOf,
} from '../../test/support/vendor-double.ts'
import { BadSetting } from './contract.ts'
import { wecom } from './wecom.ts'

const KEY = '01234567-89ab-cdef-0123-456789abcdef'
const SETTINGS = { url: `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${KEY}` }
type Text = { content: string; mentioned_list?: string[]; mentioned_mobile_list?: string[] }

test('Markdown with the level in colour, both links, and people called by userid', async (t) => {
  const vendor = await startVendor(t, robot())
  const mentions = [
    { name: '周岚', address: 'zhoulan' },
    { name: '王敏', address: '' },
    { name: '宋怡', address: 'all' },
  ]
  await wecom.send({ ...MESSAGE, mentions }, 'key', vendor.context(wecom, SETTINGS))
  const { content } = askedOf(vendor).json.markdown as Text
  assert.match(content, /^### <font color="warning">一級<\/font> 「青禾」60 分鐘內/)
  assert.match(content, /\n\[我來處理\]\(https:\/\/weiji\.qinghe\.example\/answer\/abc\.def-_\)\n\[看預警\]\(/)
  assert.match(content, /\n呼叫: <@zhoulan> 王敏 宋怡$/)
})

test('mobile numbers are called by a text, since Markdown cannot', async (t) => {
  const vendor = await startVendor(t, robot())
  const mentions = [
    { name: '周岚', address: '13800000000' },
    { name: '王敏', address: 'wangmin' },
    { name: '宋怡', address: '' },
  ]
  await wecom.send({ ...MESSAGE, mentions }, 'key', vendor.context(wecom, SETTINGS))
  const text = askedOf(vendor).json.text as Text
  assert.deepEqual([text.mentioned_list, text.mentioned_mobile_list], [['wangmin'], ['13800000000']])
  assert.match(text.content, /看預警: https:\/\/weiji\.qinghe\.example\/alerts\/1\?a=1&b=2\n呼叫: 周岚 王敏 宋怡$/)
  assert.ok(!text.content.includes('13800000000'))
})

test('nobody is called by what strangers wrote', async (t) => {
  const vendor = await startVendor(t, robot())
  for (const mentions of [[], [{ name: '周岚', address: '13800000000' }]])
    await wecom.send({ ...MESSAGE, lines: ['<@all> 全體'], mentions }, 'k', vendor.context(wecom, SETTINGS))
  for (const { text } of vendor.asked) assert.ok(!text.includes('<@all>') && text.includes('＜@all＞'))
})

test('4096 bytes of Markdown, 2048 of text: bytes, not characters', async (t) => {
  const vendor = await startVendor(t, robot())
  for (const [mentions, most] of [
    [[], 4096],
    [[{ name: '周岚', address: '13800000000' }], 2048],
  ] as const) {
    await wecom.send({ ...ENDLESS, mentions }, 'k', vendor.context(wecom, SETTINGS))
    const { json } = askedOf(vendor, -1)
    const { content } = (json.markdown ?? json.text) as Text
    assert.ok(Buffer.byteLength(content) <= most && Buffer.byteLength(content) > most - 300)
    assertWhole(content)
    assert.ok(content.includes('answer/abc.def-_') && content.includes('alerts/1?a=1&b=2'))
  }
})

test('HTTP 200 is no success: each number has its meaning', async (t) => {
  const vendor = await startVendor(t, robot())
  const table: [object, string, boolean, number?][] = [
    [{ errcode: 93000, errmsg: `invalid webhook url, hint: [1], from ip: 1.2.3.4, key=${KEY}` }, 'gone', true],
    [{ errcode: 93008, errmsg: 'not in chat' }, 'gone', true],
    [{ errcode: 45009, errmsg: 'api freq out of limit, hint: [1], from ip: 1.2.3.4' }, 'throttled', false, 60],
    [{ errcode: 40058, errmsg: 'markdown.content exceed max length 4096. invalid Request Parameter' }, 'refused', true],
    [{ errcode: -1, errmsg: 'system busy' }, 'later', false],
  ]
  for (const [body, code, isFinal, wait] of table) {
    vendor.script.push({ body })
    assert.deepEqual(shortOf(await troubleOf(wecom, MESSAGE, vendor.context(wecom, SETTINGS))), [code, isFinal, wait])
  }
})

test('more than twenty in a minute are refused, which is said', async (t) => {
  const vendor = await startVendor(t, robot())
  const context = vendor.context(wecom, SETTINGS)
  for (let sent = 0; sent < 20; sent += 1) await wecom.send(MESSAGE, `k ${sent}`, context)
  assert.deepEqual(shortOf(await troubleOf(wecom, MESSAGE, context)), ['throttled', false, 60])
})

test('an address of another kind is named', () => {
  assert.throws(
    () => wecom.check({ url: 'https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=x' }),
    BadSetting,
  )
})

/** A robot as developer.work.weixin.qq.com 99110 describes it. */
function robot(): (asked: Asked) => Reply {
  let taken = 0
  return ({ url, json }) => {
    const no = (errcode: number, errmsg: string): Reply => ({ body: { errcode, errmsg } })
    if (url.pathname !== '/cgi-bin/webhook/send' || url.searchParams.get('key') !== KEY)
      return no(93000, 'invalid webhook url')
    const type = String(json.msgtype)
    const most = { text: 2048, markdown: 4096 }[type]
    if (most === undefined) return no(40008, 'invalid message type')
    const { content } = (json[type] ?? {}) as Partial<Text>
    if (!content) return no(44004, 'empty content')
    if (Buffer.byteLength(content) > most)
      return no(40058, `${type}.content exceed max length ${most}. invalid Request Parameter`)
    taken += 1
    return taken > 20 ? no(45009, 'api freq out of limit') : { body: { errcode: 0, errmsg: 'ok' } }
  }
}
