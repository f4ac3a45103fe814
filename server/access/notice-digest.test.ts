import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { digestOf, type Held } from './notice-digest.ts'
import { messageOf, type Told } from './notice-message.ts'

const START = new Date('2026-03-02T02:00:00Z').getTime()
const held = (n: number, more: Partial<Held> = {}): Held => ({
  level: 2,
  subject: `cause ${n}`,
  url: `https://weiji.example/alerts/${n}`,
  createdAt: new Date(START + n * 60_000),
  ...more,
})

test('each with its hour and link, in the order of time; as grave as the gravest of them', () => {
  const digest = digestOf([held(0), held(1, { level: 3 }), held(2, { url: null })], 'en', 'Asia/Taipei', 20_000)
  assert.equal(digest.subject, 'Weiji: 3 notices (10:00 to 10:02)')
  assert.deepEqual(digest.lines.slice(0, 4), [
    '10:00  cause 0  https://weiji.example/alerts/0',
    '10:01  cause 1  https://weiji.example/alerts/1',
    '10:02  cause 2',
    '',
  ])
  assert.equal(digest.level, 2)
  assert.equal(digestOf([held(0, { level: null })], 'en', 'UTC', 500).level, 3)
})

test('where not all find room the gravest stay, and how many are left out is said', () => {
  const many = Array.from({ length: 40 }, (_, n) => held(n, { level: n === 3 ? 1 : 3 }))
  const { lines, level } = digestOf(many, 'zh-Hant', 'Asia/Taipei', 500)
  assert.equal(level, 1)
  assert.match(lines[0] ?? '', /^10:03 {2}cause 3 /)
  const shown = lines.filter((line) => line.includes('cause')).length
  assert.equal(
    lines.find((line) => line.startsWith('另有')),
    `另有 ${40 - shown} 則，請在系統中查看`,
  )
  assert.match(lines[shown - 1] ?? '', /cause 39/)
})

test('no digest is longer than its channel carries, none is without a line, and none is lost from the count', () => {
  const one = fc.record({ level: fc.constantFrom(1, 2, 3, null), subject: fc.string({ minLength: 1, maxLength: 80 }) })
  const most = fc.integer({ min: 70, max: 5000 })
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 120 }), most, (given, carried) => {
      const digest = digestOf(
        given.map((each, n) => held(n, each)),
        'zh-Hans',
        'Asia/Shanghai',
        carried,
      )
      const shown = digest.lines.filter((line) => line.includes('https://weiji.example/alerts/'))
      const out = Number(digest.lines.find((line) => line.startsWith('另有'))?.match(/\d+/)?.[0] ?? 0)
      assert.equal(shown.length + out, given.length)
      assert.ok(shown.length >= 1)
      if (shown.length > 1) assert.ok(digest.lines.join('\n').length <= carried)
    }),
  )
})

const TOLD: Told = {
  locale: 'zh-Hant',
  level: 1,
  mode: 'drill',
  subject: '發霉'.repeat(30),
  lines: ['line'],
  url: 'https://weiji.example/alerts/1',
  acknowledgeUrl: 'https://weiji.example/a/x',
  thread: 'org alert 1',
  createdAt: new Date('2026-03-02T19:10:00Z'),
}

test('what a channel carries: level, drill, the hour in the zone of the organisation, a title that fits', () => {
  const around = { to: { name: '周岚', address: 'x' }, zone: 'Asia/Taipei', publicUrl: 'https://weiji.example' }
  const message = messageOf(TOLD, around)
  assert.deepEqual([message.level, message.mode, message.thread], [1, 'drill', 'org alert 1'])
  assert.deepEqual(message.brief.time, '03:10')
  assert.equal([...message.brief.title].length, 40)
  assert.match(message.brief.title, /…$/)
  assert.deepEqual(message.link, { url: TOLD.url, text: '在 Weiji 中查看' })
  assert.deepEqual(message.acknowledge, { url: TOLD.acknowledgeUrl, text: '我來處理' })
  assert.deepEqual(message.foot.url, 'https://weiji.example/me#notices')
  const plain = messageOf({ ...TOLD, level: null, url: null, acknowledgeUrl: null, thread: null }, around)
  for (const key of ['level', 'link', 'acknowledge', 'thread', 'mentions']) assert.ok(!(key in plain), key)
})

test('a title is never cut inside of what people see as one character', () => {
  const family = '👩‍👩‍👧‍👦'
  const { brief } = messageOf(
    { ...TOLD, subject: family.repeat(20) },
    { to: { name: '', address: '' }, zone: 'UTC', publicUrl: '' },
  )
  assert.ok([...brief.title].length <= 40)
  assert.equal(brief.title.replaceAll(family, ''), '…')
})
