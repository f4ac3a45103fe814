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
import { telegramGroup } from './telegram-group.ts'

const TOKEN = '123456789:AAF0123456789abcdefghijklmnopqrstuv'
const CHAT = '-1001234567890'
const SETTINGS = { token: TOKEN, chat: CHAT }
const CALLED = [
  { name: '周岚 <i>', address: '987654321' },
  { name: '王敏', address: '' },
  { name: '宋怡', address: '-100999' },
]

test('a group is written to by its number; people are called by theirs, and by name where there is none', async (t) => {
  const vendor = await startVendor(t, api)
  const receipt = await telegramGroup.send(
    { ...MESSAGE, mentions: CALLED, lines: ['<a href="tg://user?id=1">x</a>'] },
    'key',
    vendor.context(telegramGroup, SETTINGS),
  )
  assert.deepEqual(receipt, { id: '77', said: 'ok, message 77' })
  const { text, chat_id, reply_markup } = askedOf(vendor).json
  assert.equal(chat_id, CHAT)
  assert.ok(reply_markup)
  assert.match(
    String(text),
    /\n呼叫: <a href="tg:\/\/user\?id=987654321">周岚 &lt;i&gt;<\/a> 王敏 宋怡$/,
    'what strangers wrote calls nobody',
  )
  assert.equal(String(text).match(/<a /g)?.length, 1)
})

test('the longest text leaves room for those who are called', async (t) => {
  const vendor = await startVendor(t, api)
  await telegramGroup.send({ ...ENDLESS, mentions: CALLED }, 'k', vendor.context(telegramGroup, SETTINGS))
  const text = String(askedOf(vendor).json.text)
  assert.ok(text.endsWith('王敏 宋怡'))
  assertWhole(text)
})

test('a group that is no more, or has another number now, which is told', async (t) => {
  const vendor = await startVendor(t, api)
  const table: [number, string, object | undefined, RegExp][] = [
    [403, 'Forbidden: bot was kicked from the supergroup chat', undefined, /kicked/],
    [403, 'Forbidden: the group chat was deleted', undefined, /deleted/],
    [400, 'Bad Request: chat not found', undefined, /chat not found/],
    [
      400,
      'Bad Request: group chat was upgraded to a supergroup chat',
      { migrate_to_chat_id: -100777 },
      /supergroup chat -100777$/,
    ],
  ]
  for (const [status, description, parameters, said] of table) {
    vendor.script.push({ status, body: { ok: false, error_code: status, description, parameters } })
    const error = await troubleOf(telegramGroup, MESSAGE, vendor.context(telegramGroup, SETTINGS))
    assert.deepEqual(shortOf(error), ['gone', true, undefined], description)
    assert.match(error.said ?? '', said)
  }
})

test('what can be no group is named', () => {
  for (const chat of ['123456789', 'qinghe', '-12', '@1x'])
    assert.throws(
      () => telegramGroup.check({ ...SETTINGS, server: 'https://api.telegram.org', chat }),
      (error) => error instanceof BadSetting && error.key === 'chat',
    )
  for (const chat of [CHAT, '@qinghe_crisis'])
    telegramGroup.check({ ...SETTINGS, server: 'https://api.telegram.org', chat })
})

/** The Bot API as core.telegram.org describes it: tags that it does not know are refused, and what is read counts. */
function api({ url, json }: Asked): Reply {
  const no = (status: number, description: string): Reply => ({
    status,
    body: { ok: false, error_code: status, description },
  })
  if (url.pathname !== `/bot${TOKEN}/sendMessage`) return no(404, 'Not Found')
  const text = String(json.text ?? '')
  if (/<(?!\/?b>|a href="tg:\/\/user\?id=\d+">|\/a>)|&(?!lt;|gt;|amp;|quot;)/.test(text))
    return no(400, "Bad Request: can't parse entities")
  const read = text.replace(/<[^>]*>/g, '').replace(/&\w+;/g, '&')
  if (read.length > 4096) return no(400, 'Bad Request: message is too long')
  return { body: { ok: true, result: { message_id: 77, chat: { id: Number(CHAT) }, date: 1, text } } }
}
