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
import { slack } from './slack.ts'

const TOKEN = 'example0example0example0'
const SETTINGS = { url: `https://hooks.slack.com/services/T00000000/B00000000/${TOKEN}` }
type Block = { type: string; text: { type: string; text: string } }
type Body = { text: string; attachments: { color: string; fallback: string; blocks: Block[] }[] }

test('blocks: head, plain lines, links; who is called in the text above them, which rings; colour of the level beside them', async (t) => {
  const vendor = await startVendor(t, channel)
  const mentions = [
    { name: '周岚', address: 'U012AB3CD' },
    { name: '<!channel>', address: 'not an id' },
  ]
  const lines = ['<!channel> <https://bad.example|點這裡>']
  await slack.send({ ...MESSAGE, mentions, lines }, 'key', vendor.context(slack, SETTINGS))
  const { text, attachments } = askedOf(vendor).json as unknown as Body
  assert.match(text, /^一級 「青禾」60 分鐘內.*\n呼叫: <@U012AB3CD> &lt;!channel&gt;$/)
  assert.equal(attachments[0]?.color, '#cf1322')
  const [head, body, marks] = attachments[0]?.blocks ?? []
  assert.equal(head?.text.type, 'plain_text')
  assert.equal(body?.text.type, 'plain_text', 'what strangers wrote is not parsed')
  assert.equal(
    marks?.text.text,
    '<https://weiji.qinghe.example/answer/abc.def-_|我來處理>  ·  <https://weiji.qinghe.example/alerts/1?a=1&amp;b=2|看預警>',
  )
})

test('150 characters of a header, 3 000 of a section', async (t) => {
  const vendor = await startVendor(t, channel)
  await slack.send(ENDLESS, 'k', vendor.context(slack, SETTINGS))
  const { attachments } = askedOf(vendor).json as unknown as Body
  const [head, body] = attachments[0]?.blocks ?? []
  assertWhole(head?.text.text ?? '')
  assertWhole(body?.text.text ?? '')
  assert.ok((body?.text.text.length ?? 0) > 2_800)
  assert.ok(askedOf(vendor).text.includes('answer/abc.def-_'))
})

test('each word that Slack answers has its meaning', async (t) => {
  const vendor = await startVendor(t, channel)
  const table: [Reply, string, boolean, number?][] = [
    [{ status: 400, body: 'invalid_payload' }, 'refused', true],
    [{ status: 403, body: 'action_prohibited' }, 'settings', true],
    [{ status: 403, body: 'invalid_token' }, 'gone', true],
    [{ status: 404, body: 'channel_not_found' }, 'gone', true],
    [{ status: 404, body: 'no_service' }, 'gone', true],
    [{ status: 410, body: 'channel_is_archived' }, 'gone', true],
    [{ status: 500, body: 'rollup_error' }, 'later', false],
    [{ status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' }, 'throttled', false, 30],
    [{ status: 302, headers: { location: 'https://slack.com/' }, body: '' }, 'settings', true],
    [{ status: 200, body: '<html>maintenance</html>' }, 'later', false],
  ]
  for (const [reply, code, isFinal, wait] of table) {
    vendor.script.push(reply)
    const context = vendor.context(slack, SETTINGS)
    assert.deepEqual(shortOf(await troubleOf(slack, MESSAGE, context)), [code, isFinal, wait], JSON.stringify(reply))
  }
  const gone = { url: 'https://hooks.slack.com/services/T00000000/B00000000/YYYYYYYYYYYYYYYYYYYYYYYY' }
  assert.deepEqual(shortOf(await troubleOf(slack, MESSAGE, vendor.context(slack, gone))), ['gone', true, undefined])
})

test('an address of another kind is named', () => {
  assert.throws(() => slack.check({ url: 'https://slack.com/api/chat.postMessage' }), BadSetting)
})

/** An incoming webhook as docs.slack.dev describes it. */
function channel({ url, headers, json }: Asked): Reply {
  if (!url.pathname.endsWith(TOKEN)) return { status: 404, body: 'no_service' }
  if (!headers['content-type']?.startsWith('application/json')) return { status: 400, body: 'invalid_payload' }
  const blocks = (json as unknown as Body).attachments?.flatMap((each) => each.blocks) ?? []
  const isWrong = blocks.some(
    ({ type, text }) => text.text === '' || text.text.length > (type === 'header' ? 150 : 3_000),
  )
  if (blocks.length === 0 || blocks.length > 50 || isWrong) return { status: 400, body: 'invalid_blocks' }
  return { headers: { 'content-type': 'text/html' }, body: 'ok' }
}
