import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import type { PostDraft, Refused } from './contract.ts'
import { fileFormats, readFiles } from './index.ts'
import { customerLines } from './record/chat.ts'

const FIXTURES = path.resolve(import.meta.dirname, '../../test/fixtures/records')
const NOW = new Date('2026-03-05T00:00:00Z')

async function read(file: string) {
  const reading = await readFiles([path.resolve(FIXTURES, file)], { now: NOW })
  const posts: PostDraft[] = []
  const refused: Refused[] = []
  const skipped: number[] = []
  for await (const item of reading.items) {
    if ('post' in item) posts.push(item.post)
    else if ('refused' in item) refused.push(item.refused)
    else skipped.push(item.skipped.row)
  }
  const [report] = reading.files
  assert.ok(report)
  return { format: report.format, unknown: report.unknown, posts, refused, skipped }
}

function written(t: TestContext, name: string, text: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'weiji-records-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

test('hotline: who called when and what about; a call without a time is named', async () => {
  const { format, posts, refused } = await read('hotline.csv')
  assert.equal(format, 'hotline')
  assert.deepEqual(posts[0], {
    externalId: 'hotline:GD20260301000017',
    platform: 'hotline',
    postedAt: '2026-03-01T01:12:40.000Z',
    kind: 'record',
    title: '酸奶发霉',
    text: '来电人称在超市买的青禾草莓酸奶打开后有霉斑，批号20260218A2，要求退款。收货地址：北京市海淀区学院路37号，联系电话13812345678',
    author: { externalId: '13812345678', name: '王小明', region: '海淀区' },
  })
  assert.equal(posts.length, 3)
  assert.deepEqual(
    refused.map(({ row, field, code }) => [row, field, code]),
    [[5, 'postedAt', 'no-time']],
  )
})

test('chat: a talk is one record of what the customer said, though others go on in between', async () => {
  const { format, posts, skipped } = await read('chat-messages.csv')
  assert.equal(format, 'chat')
  assert.deepEqual(
    posts.map(({ externalId, text, author, kind, postedAt }) => [externalId, text, author?.name, kind, postedAt]),
    [
      [
        'chat:S-88001',
        '你好\n我买的青禾酸奶\n发霉了！！全是毛，手机13812345678你们打给我',
        't_8821',
        'record',
        '2026-03-01T12:01:02.000Z',
      ],
      ['chat:S-88002', '大桶酸奶什么时候补货', '糖糖妈', 'record', '2026-03-01T12:01:10.000Z'],
    ],
  )
  assert.deepEqual(skipped, [4, 5, 6, 7, 8, 9])
})

test('chat: a whole talk in one cell without the lines of the company', async () => {
  const { format, posts } = await read('chat-sessions.csv')
  assert.equal(format, 'chat')
  assert.deepEqual(
    posts.map(({ text }) => text),
    ['你们的酸奶喝了拉肚子\n退款还要我等7天？', '谢谢，已经收到补发的了'],
  )
  // Without speakers all of it is the customer's, colons or not.
  assert.equal(customerLines('原因：发霉\n要求：退款'), '原因：发霉\n要求：退款')
  assert.equal(customerLines('[2026-03-01 10:00] 客服小禾: 您好\n稍等\n[10:01] 阿哲: 退款'), '退款')
})

test('chat: more talks open than are kept lose nothing; what comes later is a second part', async (t) => {
  const line = (session: number, text: string) => `S${session},访客,${text},2026-03-01 10:00:00,某客服`
  const lines = [line(0, '开头'), ...Array.from({ length: 2001 }, (_, n) => line(n + 1, '别的')), line(0, '结尾')]
  const { posts } = await read(written(t, 'c.csv', `会话ID,发送人,消息内容,发送时间,接待客服\n${lines.join('\n')}\n`))
  const mine = posts.filter(({ externalId }) => /^chat:S0(?::|$)/.test(externalId))
  assert.deepEqual(
    mine.map(({ externalId, text }) => [externalId, text]),
    [
      ['chat:S0', '开头'],
      ['chat:S0:2', '结尾'],
    ],
  )
  assert.equal(posts.length, 2003)
})

test('complaints: whom about before the title, what is demanded and how much is at stake as lines; not the company’s side', async () => {
  const site = await read('complaint-site.csv')
  assert.equal(site.format, 'complaint')
  const [first] = site.posts
  assert.equal(first?.title, '青禾食品旗舰店 · 青禾酸奶喝出异物商家不处理')
  assert.equal(
    first?.text,
    '2月27日在旗舰店购买草莓酸奶，喝出塑料片，联系客服三次都说在核实\n投诉问题：质量问题\n投诉要求：退款,赔偿\n涉诉金额：89元',
  )
  assert.deepEqual([first?.platform, first?.kind, first?.externalId], ['complaint', 'record', 'complaint:17390000001'])
  const { format, posts } = await read('complaint-12315.csv')
  assert.equal(format, 'complaint')
  assert.equal(posts[0]?.externalId, 'complaint:1110108002026030100123')
  assert.ok(!JSON.stringify(posts).includes('未办结'))
})

test('reviews: stars beside the words; words that nobody wrote are none', async () => {
  const { format, posts } = await read('reviews-shop.csv')
  assert.equal(format, 'shop')
  assert.deepEqual(
    posts.map(({ externalId, title, text, stars }) => [externalId, title, text, stars]),
    [
      ['shop:8830170021', '青禾草莓酸奶 200g×12', '物流两天到，包装是纸箱', 1],
      ['shop:8830171977', '青禾草莓酸奶 200g×12', '孩子很喜欢，会回购\n追评内容：喝到第三盒发现胀包了，差评', 5],
      ['shop:8830184410', '青禾大桶酸奶 1kg', '', 2],
      ['shop:8830185123', '青禾大桶酸奶 1kg', '味道不错', 4],
    ],
  )
  const json = await read('reviews-jd.json')
  assert.equal(json.format, 'shop')
  assert.deepEqual(
    json.posts.map(({ text, stars, comments }) => [text, stars, comments]),
    [
      ['酸奶有股馊味，退了', 1, 3],
      ['还行吧', 3, 0],
    ],
  )
})

test('fewer signs are a guess for a person, already with the kind of record', async (t) => {
  const file = written(t, 'x.csv', '来电时间,诉求内容,备注\n2026-03-01 10:00:00,酸奶发霉了怎么办，请尽快回电处理,无\n')
  const { format, unknown } = await read(file)
  assert.equal(format, undefined)
  const [table] = unknown
  assert.deepEqual([table?.guess.mapping.platform, table?.guess.mapping.kind], ['hotline', 'record'])
  assert.deepEqual(table?.guess.mapping.columns, { postedAt: '来电时间', text: '诉求内容' })
  assert.deepEqual(table?.guess.missing, [])
})

test('no other export is taken for such records', async () => {
  const exports = path.resolve(FIXTURES, '../exports')
  const reading = await readFiles([exports], { now: new Date('2026-11-01T00:00:00Z') })
  const records = new Set(['hotline', 'chat', 'complaint', 'shop'])
  assert.ok(reading.files.length > 40)
  assert.deepEqual(
    reading.files.filter(({ format }) => records.has(format ?? '')).map(({ path: file }) => file),
    [],
  )
  for (const id of records)
    assert.ok(
      fileFormats.some((format) => format.id === id),
      id,
    )
})
