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
import { feishu } from './feishu.ts'

const HOOK = '01234567-89ab-cdef-0123-456789abcdef'
const SECRET = 'abcdefghijklmnopqrstuv'
const SETTINGS = { url: `https://open.feishu.cn/open-apis/bot/v2/hook/${HOOK}`, secret: SECRET }

type Element = {
  tag: string
  text?: { tag: string; content: string }
  actions?: { url: string; text: { content: string } }[]
}
type Card = { header: { template: string; title: { content: string } }; elements: Element[] }

test('a card, signed: head in the colour of the level, plain lines, buttons; Feishu and Lark alike', async (t) => {
  const vendor = await startVendor(t, bot)
  for (const url of [SETTINGS.url, SETTINGS.url.replace('feishu.cn', 'larksuite.com')])
    await feishu.send(MESSAGE, 'key', vendor.context(feishu, { ...SETTINGS, url }))
  assert.deepEqual(
    vendor.asked.map(({ url }) => url.host),
    ['open.feishu.cn', 'open.larksuite.com'],
  )
  const card = askedOf(vendor).json.card as Card
  assert.equal(card.header.template, 'red')
  assert.match(card.header.title.content, /^一級 「青禾」60 分鐘內/)
  assert.equal(card.elements[0]?.text?.tag, 'plain_text')
  const buttons = card.elements.at(-1)?.actions?.map(({ url, text }) => [text.content, url])
  assert.deepEqual(buttons?.[0], ['我來處理', 'https://weiji.qinghe.example/answer/abc.def-_'])
  assert.deepEqual(buttons?.[1], ['看預警', 'https://weiji.qinghe.example/alerts/1?a=1&b=2'])
})

test('people are called by id, and by name where they gave something else; what strangers wrote calls nobody', async (t) => {
  const vendor = await startVendor(t, bot)
  const mentions = [
    { name: '周岚', address: 'ou_0123456789abcdef' },
    { name: '王敏', address: 'wang@qinghe.example' },
    { name: '陳宇', address: '' },
    { name: '宋怡', address: 'All' },
    { name: '<at id=all></at>', address: '不是 id' },
  ]
  const lines = ['<at id=all></at>']
  await feishu.send({ ...MESSAGE, mentions, lines }, 'k', vendor.context(feishu, SETTINGS))
  const card = askedOf(vendor).json.card as Card
  const marked = card.elements.filter(({ text }) => text?.tag === 'lark_md').map(({ text }) => text?.content)
  assert.deepEqual(marked, ['呼叫: <at id=ou_0123456789abcdef></at> 王敏 陳宇 宋怡 &#60;at id=all&#62;&#60;/at&#62;'])
})

test('the longest text stays below 20 KB as it is sent, escapes included', async (t) => {
  const vendor = await startVendor(t, bot)
  const hostile = { ...ENDLESS, lines: ENDLESS.lines.map((line) => `${line}${'"\\'.repeat(50)}`) }
  for (const message of [ENDLESS, hostile]) {
    await feishu.send(message, 'k', vendor.context(feishu, { ...SETTINGS, keyword: '輿情預警' }))
    const { text, json } = askedOf(vendor, -1)
    assert.ok(Buffer.byteLength(text) > 18_000)
    assertWhole((json.card as Card).elements[0]?.text?.content ?? '')
    assert.ok(text.includes('answer/abc.def-_') && text.includes('alerts/1?a=1&b=2') && text.includes('輿情預警'))
  }
})

test('without a secret nothing is signed', async (t) => {
  const vendor = await startVendor(t, () => ({ body: { code: 0, msg: 'success', data: {} } }))
  await feishu.send(MESSAGE, 'k', vendor.context(feishu, { url: SETTINGS.url }))
  assert.deepEqual(Object.keys(askedOf(vendor).json), ['msg_type', 'card'])
})

test('each answer has its meaning, HTTP 200 or not', async (t) => {
  const vendor = await startVendor(t, bot)
  const table: [Reply, string, boolean, number?][] = [
    [
      { body: { code: 19021, msg: 'sign match fail or timestamp is not within one hour from current time' } },
      'sign-in',
      true,
    ],
    [{ body: { code: 19022, msg: 'Ip Not Allowed' } }, 'sign-in', true],
    [{ body: { code: 19024, msg: 'Key Words Not Found' } }, 'settings', true],
    [{ body: { code: 19001, msg: `param invalid: incoming webhook access token invalid ${HOOK}` } }, 'gone', true],
    [{ body: { code: 19007, msg: 'Bot Not Enabled' } }, 'gone', true],
    [{ body: { code: 9499, msg: 'Bad Request', data: {} } }, 'refused', true],
    [{ body: { code: 11232, msg: 'create message service trigger rate limit' } }, 'throttled', false, 60],
    [
      {
        status: 400,
        headers: { 'x-ogw-ratelimit-reset': '52' },
        body: { code: 99991400, msg: 'request trigger frequency limit' },
      },
      'throttled',
      false,
      52,
    ],
    [{ status: 429, body: { code: 99991400, msg: 'request trigger frequency limit' } }, 'throttled', false, 60],
    [{ body: { StatusCode: 0, StatusMessage: 'success' } }, 'later', false],
    [{ status: 500, body: '' }, 'later', false],
  ]
  for (const [reply, code, isFinal, wait] of table) {
    vendor.script.push(reply)
    const context = vendor.context(feishu, SETTINGS)
    assert.deepEqual(shortOf(await troubleOf(feishu, MESSAGE, context)), [code, isFinal, wait], JSON.stringify(reply))
  }
  const wrong = await troubleOf(feishu, MESSAGE, vendor.context(feishu, { ...SETTINGS, secret: 'wrong-wrong-wrong' }))
  assert.match(wrong.said ?? '', /^19021 sign match fail/)
})

test('an address of the old kind or of another vendor is named', () => {
  for (const url of [
    'https://open.feishu.cn/open-apis/bot/hook/0123456789abcdef',
    'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef',
  ])
    assert.throws(
      () => feishu.check({ url }),
      (error) => error instanceof BadSetting && !error.message.includes('0123456789abcdef'),
    )
})

/** A bot as open.feishu.cn describes it, its clock standing at NOW. */
function bot({ url, text, json }: Asked): Reply {
  const no = (code: number, msg: string): Reply => ({ body: { code, msg, data: {} } })
  if (url.pathname !== `/open-apis/bot/v2/hook/${HOOK}`)
    return no(19001, 'param invalid: incoming webhook access token invalid')
  const { timestamp, sign } = json
  const isNear = typeof timestamp === 'string' && Math.abs(Number(timestamp) - NOW.getTime() / 1000) <= 3600
  // Key and message are where nobody expects them.
  const wanted = createHmac('sha256', Buffer.from(`${timestamp}\n${SECRET}`))
    .update('')
    .digest('base64')
  if (!isNear || sign !== wanted)
    return no(19021, 'sign match fail or timestamp is not within one hour from current time')
  if (Buffer.byteLength(text) > 20 * 1024) return no(9499, 'Bad Request: too large')
  if (json.msg_type !== 'interactive' || typeof json.card !== 'object') return no(9499, 'Bad Request')
  return { body: { code: 0, msg: 'success', data: {}, StatusCode: 0, StatusMessage: 'success' } }
}
