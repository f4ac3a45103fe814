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
import { telegram } from './telegram.ts'

const TOKEN = '123456789:AAF0123456789abcdefghijklmnopqrstuv'
const SETTINGS = { token: TOKEN, server: 'https://api.telegram.org' }
const MESSAGE_TO = { ...MESSAGE, to: { name: '周岚', address: '987654321' } }

test('text with the head in bold, buttons to acknowledge and to look, the number of the message as receipt', async (t) => {
  const vendor = await startVendor(t, api)
  const lines = ['<b>不是標記</b> & 1 < 2']
  const receipt = await telegram.send({ ...MESSAGE_TO, lines }, 'key', vendor.context(telegram, SETTINGS))
  assert.deepEqual(receipt, { id: '77', said: 'ok, message 77' })
  const { text, parse_mode, chat_id, reply_markup } = askedOf(vendor).json
  assert.equal(parse_mode, 'HTML')
  assert.equal(chat_id, '987654321')
  assert.match(String(text), /^<b>一級 「青禾」60 分鐘內[^<]*<\/b>\n\n&lt;b&gt;不是標記&lt;\/b&gt; &amp; 1 &lt; 2$/)
  assert.deepEqual(reply_markup, {
    inline_keyboard: [
      [{ text: '我來處理', url: 'https://weiji.qinghe.example/answer/abc.def-_' }],
      [{ text: '看預警', url: 'https://weiji.qinghe.example/alerts/1?a=1&b=2' }],
    ],
  })
})

test('where our own name looks like none of the internet, links stand in the text: a button would be refused', async (t) => {
  const vendor = await startVendor(t, api)
  const link = { url: 'http://weiji:8080/alerts/1', text: '看預警' }
  await telegram.send({ ...MESSAGE_TO, link }, 'key', vendor.context(telegram, SETTINGS))
  const { text, reply_markup } = askedOf(vendor).json
  assert.equal(reply_markup, undefined)
  assert.match(String(text), /\n看預警: http:\/\/weiji:8080\/alerts\/1$/)
})

test('4096 units of what is read, marks not counted', async (t) => {
  const vendor = await startVendor(t, api)
  await telegram.send(
    { ...MESSAGE_TO, subject: ENDLESS.subject, lines: ENDLESS.lines },
    'k',
    vendor.context(telegram, SETTINGS),
  )
  const read = readable(askedOf(vendor).json.text)
  assert.ok(read.length <= 4096 && read.length > 3_900)
  assertWhole(read)
})

test('what Telegram answers, and whether the person can be reached at all', async (t) => {
  const vendor = await startVendor(t, api)
  const table: [number, string, string, boolean, number?][] = [
    [401, 'Unauthorized', 'sign-in', true],
    [404, 'Not Found', 'sign-in', true],
    [400, 'Bad Request: chat not found', 'gone', true],
    [403, 'Forbidden: bot was blocked by the user', 'gone', true],
    [403, "Forbidden: bot can't initiate conversation with a user", 'gone', true],
    [400, 'Bad Request: message is too long', 'refused', true],
    [502, 'Bad Gateway', 'later', false],
  ]
  for (const [status, description, code, isFinal, wait] of table) {
    vendor.script.push({ status, body: { ok: false, error_code: status, description } })
    const context = vendor.context(telegram, SETTINGS)
    assert.deepEqual(shortOf(await troubleOf(telegram, MESSAGE_TO, context)), [code, isFinal, wait], description)
  }
  const busy = {
    ok: false,
    error_code: 429,
    description: 'Too Many Requests: retry after 35',
    parameters: { retry_after: 35 },
  }
  vendor.script.push({ status: 429, body: busy })
  const error = await troubleOf(telegram, MESSAGE_TO, vendor.context(telegram, SETTINGS))
  assert.deepEqual(shortOf(error), ['throttled', false, 35])
})

test('tokens and servers that cannot be meant are named', () => {
  assert.throws(() => telegram.check({ ...SETTINGS, token: 'my bot' }), BadSetting)
  assert.throws(() => telegram.check({ ...SETTINGS, server: 'api.telegram.org' }), BadSetting)
  telegram.check({ ...SETTINGS, server: 'https://tg.qinghe.example/proxy/' })
})

function readable(text: unknown): string {
  return String(text)
    .replace(/<\/?b>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** The Bot API as core.telegram.org describes it. */
function api({ url, json }: Asked): Reply {
  const no = (status: number, description: string): Reply => ({
    status,
    body: { ok: false, error_code: status, description },
  })
  if (url.pathname !== `/bot${TOKEN}/sendMessage`) return no(404, 'Not Found')
  const text = String(json.text ?? '')
  if (/<(?!\/?b>)|&(?!lt;|gt;|amp;|quot;)/.test(text)) return no(400, "Bad Request: can't parse entities")
  if (readable(text).length > 4096) return no(400, 'Bad Request: message is too long')
  if (JSON.stringify(json.reply_markup ?? '').includes('http://weiji:'))
    return no(400, 'Bad Request: inline keyboard button URL')
  return { body: { ok: true, result: { message_id: 77, chat: { id: 987654321 }, date: 1, text } } }
}
