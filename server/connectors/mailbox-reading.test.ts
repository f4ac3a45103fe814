import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { collectContext } from './contract/collect-context.ts'
import type { RowResult } from './contract.ts'
import { fileFormats } from './index.ts'
import { splitDigest } from './mailbox/digest.ts'
import { bareSubject, plainDate, readForwarded, senderName } from './mailbox/forwarded.ts'
import { type MailRules, readMail, withLinks } from './mailbox/message.ts'
import { isListed, judgeSender, type ProofWanted, readProof } from './mailbox/senders.ts'

const FIXTURES = path.resolve(import.meta.dirname, '../../test/fixtures')
const NOW = new Date('2026-03-02T02:00:00Z')
const RULES: MailRules = { senders: '@qinghe.example', proof: 'pass', verifier: '', zone: 'Asia/Shanghai', now: NOW }

const read = (source: Uint8Array, rules: Partial<MailRules> = {}): Promise<RowResult[]> =>
  readMail(fileFormats, 7, source, { ...RULES, ...rules }, collectContext({ zone: 'Asia/Shanghai', now: NOW }))
const fixture = (name: string) => read(readFileSync(path.join(FIXTURES, 'mails', name)))
const posts = (rows: readonly RowResult[]) => rows.flatMap((row) => ('post' in row ? [row.post] : []))
const refusals = (rows: readonly RowResult[]) =>
  rows.flatMap((row) => ('refused' in row ? [[row.refused.field, row.refused.code, row.refused.reason] as const] : []))

const compose = (mail: ConstructorParameters<typeof MailComposer>[0]): Promise<Buffer> =>
  new MailComposer({ from: 'song.yi@qinghe.example', to: 'clippings@qinghe.example', date: NOW, ...mail })
    .compile()
    .build()
/** Whoever is not asked for a proof. */
const UNPROVEN: Partial<MailRules> = { proof: 'none' }

test('passed on by Foxmail in gb2312: the first sender, their time, the link; not the note above', async () => {
  assert.deepEqual(posts(await fixture('foxmail-gb2312.eml')), [
    {
      externalId: 'news:https://news.shibao.example/2026/0301/88.html',
      platform: 'news',
      kind: 'news',
      postedAt: '2026-03-01T12:05:00.000Z',
      title: '青禾酸奶被曝发霉，消费者称索赔无门',
      text: '青禾酸奶被曝发霉，消费者称索赔无门\n记者从多名消费者处了解到，青禾草莓酸奶出现霉斑……\n原文：https://news.shibao.example/2026/0301/88.html',
      url: 'https://news.shibao.example/2026/0301/88.html',
      author: { name: '人民食报' },
    },
  ])
})

test('passed on in Big5 without a link: a record, known by the mail', async () => {
  const [post] = posts(await fixture('outlook-big5.eml'))
  assert.deepEqual(
    [post?.externalId, post?.platform, post?.kind, post?.postedAt, post?.title, post?.author?.name],
    ['mail:fw-2@qinghe.example', 'other', 'record', '2026-03-01T07:12:00.000Z', '我對貴公司的優格很失望', '王小姐'],
  )
  assert.match(post?.text ?? '', /^我昨天在門市買的優格喝起來有酸臭味/)
})

test('163 writes the head as a table; Gmail hides addresses in HTML', async () => {
  const [weibo] = posts(await fixture('163-gbk.eml'))
  assert.deepEqual(
    [weibo?.platform, weibo?.kind, weibo?.url, weibo?.postedAt, weibo?.author?.name],
    ['weibo', 'post', 'https://weibo.com/1234567890/z0JH2lOMb', '2026-03-01T13:40:00.000Z', '监测员'],
  )
  const [gmail] = posts(await fixture('gmail-alternative.eml'))
  assert.deepEqual(
    [gmail?.url, gmail?.postedAt, gmail?.author?.name, gmail?.title],
    [
      'https://dailydairy.example/2026/03/mould?x=1&y=2',
      '2026-03-01T01:15:00.000Z',
      'Daily Dairy',
      'Mould found in Qinghe yoghurt',
    ],
  )
  assert.equal(withLinks('<a href="javascript:x">a</a>'), '<a href="javascript:x">a</a>')
})

test('a numbered list of a monitoring service: each item by itself, lists within an item stay', async () => {
  const rows = await fixture('digest-numbered.eml')
  assert.deepEqual(
    posts(rows).map(({ title, url, postedAt, author, platform }) => [title, url, postedAt, author?.name, platform]),
    [
      [
        '青禾回应酸奶发霉：已启动自查',
        'https://finance.example/a/20260301/1.html',
        '2026-03-01T01:12:00.000Z',
        '财经网',
        'news',
      ],
      ['#青禾酸奶# 真的无语', 'https://weibo.com/2345678901/z0JH2lOMc', '2026-03-01T02:20:00.000Z', '微博', 'weibo'],
      [undefined, 'https://bbs.example/t/77', '2026-03-01T10:00:00.000Z', '某论坛', 'forum'],
    ],
  )
  assert.equal(posts(rows)[1]?.text, '喝了一半才发现全是霉[怒]\n1. 客服不回\n2. 店里推脱')
  assert.equal(posts(rows)[2]?.text, '青禾这次翻车了')
  // The third says no time: it is that of the mail, and said to be inferred.
  assert.deepEqual(
    rows.map((row) => ('post' in row ? row.inferred : undefined)),
    [undefined, undefined, ['postedAt']],
  )
})

test('labelled blocks are a list as well', async () => {
  assert.deepEqual(
    posts(await fixture('digest-labelled.eml')).map(({ title, text, platform, author, postedAt }) => [
      title,
      text,
      platform,
      author?.name,
      postedAt,
    ]),
    [
      [
        '青禾酸奶疑似变质 家长集体维权',
        '多位家长在群里反映孩子喝后不适。',
        'news',
        '今日头条',
        '2026-03-01T03:02:33.000Z',
      ],
      ['青禾发布致歉声明', '青禾食品今日发布声明。', 'wechat', '微信公众号', '2026-03-01T09:45:00.000Z'],
    ],
  )
})

test('what only looks like a list stays one mail', () => {
  assert.deepEqual(splitDigest('1. 先看 https://a.example\n2. 再說'), [])
  assert.deepEqual(splitDigest('2. https://a.example\n3. https://b.example'), [])
  assert.deepEqual(splitDigest('一、甲 https://a.example\n二、乙 https://b.example').length, 2)
  assert.deepEqual(splitDigest('标题：甲\n沒有鏈接'), [])
})

test('heads of mails that were passed on: the innermost counts, a sentence is none', () => {
  const found = readForwarded(
    '看一下\n\nFrom: b@x.example\nSent: Monday, 2 March 2026 08:00\nTo: c\nSubject: FW: 甲\n\n我也轉\n\n發件人：a@x.example\n發送時間：2026-03-01 10:00\n收件人：b\n主題：甲\n\n正文',
  )
  assert.deepEqual(found, {
    sender: 'a@x.example',
    date: '2026-03-01 10:00',
    subject: '甲',
    body: '正文',
    note: '看一下\n我也轉',
  })
  assert.equal(readForwarded('From: a friend of mine I heard\nthat it is bad'), undefined)
  assert.equal(readForwarded('主題：青禾\n內容'), undefined)
  assert.equal(
    readForwarded('> From: a@x.example\n> Date: 1 Mar 2026\n> Subject: 甲\n>\n> 正文\n> 第二行')?.body,
    '正文\n第二行',
  )
  assert.equal(bareSubject('转发：回复: FW: Re[2]: 甲'), '甲')
  assert.equal(senderName('"王小明" <w@x.example>'), '王小明')
  assert.equal(senderName('<w@x.example>'), 'w@x.example')
})

test('dates of mail programs', () => {
  const time = collectContext({ zone: 'Asia/Shanghai', now: NOW }).time
  for (const date of [
    '2026年3月1日(星期日) 晚上8:05',
    '2026年3月1日 週日 下午 08:05',
    'Sunday, March 1, 2026 8:05 PM',
    'Sun, Mar 1, 2026 at 8:05 PM',
    'Sun, 1 Mar 2026 20:05:00 +0800',
    '2026-03-01 20:05',
  ])
    assert.equal(time(plainDate(date))?.toISOString(), '2026-03-01T12:05:00.000Z', date)
})

const NO_PROOF = { spf: 'none', dkim: 'none', dmarc: 'none', isOfDomain: false }
const MINE = 'mx.qinghe.example; spf=pass smtp.mailfrom=a@qinghe.example; dkim=none'

test('who may send: listed, and proven to be of that domain', () => {
  assert.equal(isListed('A@Qinghe.example', 'x@y.example, @qinghe.example'), true)
  assert.equal(isListed('a@evil-qinghe.example', '@qinghe.example'), false)
  assert.equal(isListed('a@sub.qinghe.example', '@qinghe.example'), false)
  assert.equal(isListed('a@b@qinghe.example', '@qinghe.example'), false)
  assert.equal(isListed('a@qinghe.example', ''), false)
  const codeOf = (from: string[], wanted: ProofWanted, proof = NO_PROOF): string => {
    const verdict = judgeSender(from, '@qinghe.example', wanted, proof)
    return verdict.isAllowed ? 'in' : verdict.code
  }
  assert.equal(codeOf(['a@qinghe.example'], 'none'), 'in')
  assert.equal(codeOf(['a@qinghe.example'], 'not-failed'), 'in')
  assert.equal(codeOf(['a@qinghe.example'], 'pass'), 'sender-unproven')
  assert.equal(codeOf(['a@other.example'], 'none'), 'sender-not-allowed')
  assert.equal(codeOf(['a@qinghe.example', 'b@qinghe.example'], 'none'), 'bad-sender')
  assert.equal(codeOf([], 'none'), 'bad-sender')
  assert.equal(codeOf(['a@qinghe.example'], 'not-failed', { ...NO_PROOF, spf: 'fail' }), 'sender-forged')
  assert.equal(codeOf(['a@qinghe.example'], 'pass', readProof([MINE], 'a@qinghe.example')), 'in')
  // A pass of whoever really sent it proves nothing about From.
  const foreign = readProof(
    ['mx; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example'],
    'a@qinghe.example',
  )
  assert.deepEqual([foreign.spf, foreign.dkim, foreign.isOfDomain], ['pass', 'pass', false])
  assert.equal(codeOf(['a@qinghe.example'], 'pass', foreign), 'sender-unproven')
})

test('a header that the sender wrote below the server’s own counts for nothing', () => {
  const own = 'mx.qinghe.example; spf=fail smtp.mailfrom=evil.example; dkim=none'
  const forged = 'mx.evil.example; dmarc=pass header.from=qinghe.example'
  assert.deepEqual(readProof([own, forged], 'a@qinghe.example'), {
    spf: 'fail',
    dkim: 'none',
    dmarc: 'none',
    isOfDomain: false,
  })
  assert.equal(readProof([forged], 'a@qinghe.example', 'mx.qinghe.example').isOfDomain, false)
  assert.equal(readProof([forged, MINE], 'a@qinghe.example', 'MX.qinghe.example').isOfDomain, true)
  assert.equal(readProof(['mx (dmarc=pass); spf=none'], 'a@qinghe.example').dmarc, 'none')
  // Two labels of a public suffix are nobody's domain.
  assert.equal(readProof(['mx; dkim=pass header.d=com.cn'], 'a@qinghe.com.cn').isOfDomain, false)
  assert.equal(readProof(['mx; dkim=pass header.d=mail.qinghe.com.cn'], 'a@qinghe.com.cn').isOfDomain, true)
})

test('a stranger’s mail is refused with what the server found out, and nothing of it is read', async () => {
  const [row] = refusals(
    await fixture('foxmail-gb2312.eml').then(() =>
      read(readFileSync(path.join(FIXTURES, 'mails', 'foxmail-gb2312.eml')), { senders: 'x@y.example' }),
    ),
  )
  assert.deepEqual(row?.slice(0, 2), ['from', 'sender-not-allowed'])
  const [unproven] = refusals(await read(await compose({ subject: '青禾', text: 'https://a.example' })))
  assert.equal(unproven?.[1], 'sender-unproven')
  assert.match(unproven?.[2] ?? '', /SPF none, DKIM none, DMARC none/)
})

test('attached tables go through the readers of files; bad rows name file and row', async () => {
  const good = [1, 2, 3, 4, 5].map((n) => `${n},2026-03-01 10:00:0${n},青禾酸奶发霉了真的太恶心了吧 ${n}`)
  const csv = ['id,发布时间,内容', ...good, '6,昨天的事,青禾酸奶发霉了真的太恶心了吧 6', ''].join('\n')
  const stonedt = readFileSync(path.join(FIXTURES, 'exports/stonedt/export.xlsx'))
  const rows = await read(
    await compose({
      subject: '今日數據',
      text: '見附件',
      attachments: [
        { filename: '青禾.csv', content: csv },
        { filename: '导出.xlsx', content: stonedt },
        { filename: '../../etc/说明.pdf', content: 'pdf', contentType: 'application/pdf' },
        { filename: 'logo.png', content: 'png', contentType: 'image/png' },
        { filename: 'what.csv', content: 'a,b\n1,2\n' },
      ],
    }),
    { ...UNPROVEN, now: new Date('2026-07-01T00:00:00Z') },
  )
  assert.deepEqual(
    posts(rows).map(({ platform }) => platform),
    ['other', 'other', 'other', 'other', 'other', 'news'],
  )
  assert.ok(!posts(rows).some(({ text }) => text === '見附件'), 'a covering note is no post')
  const said = refusals(rows)
  assert.deepEqual(
    said.map(([field, code]) => [field, code]),
    [
      ['postedAt', 'bad-time'],
      ['attachments', 'unsupported'],
      ['attachments', 'unknown-format'],
    ],
  )
  assert.match(said[0]?.[2] ?? '', /^青禾\.csv, row 7: /)
})

test('a mail attached as a mail: what was passed on is the post', async () => {
  const inner = await compose({
    from: 'news@shibao.example',
    subject: '青禾发霉',
    text: '看 https://shibao.example/1',
    date: new Date('2026-03-01T00:00:00Z'),
  })
  const rows = await read(
    await compose({
      subject: '轉寄',
      text: 'FYI',
      attachments: [{ filename: '原郵件.eml', content: inner, contentType: 'message/rfc822' }],
    }),
    UNPROVEN,
  )
  assert.deepEqual(
    posts(rows).map(({ title, url, postedAt, author }) => [title, url, postedAt, author?.name]),
    [['青禾发霉', 'https://shibao.example/1', '2026-03-01T00:00:00.000Z', 'news@shibao.example']],
  )
})

test('empty, broken and endless mails are named, never thrown', async () => {
  const cases: [Uint8Array, string][] = [
    [await compose({ subject: '', text: '' }), 'empty'],
    [Buffer.from('\0\0\0'), 'bad-sender'],
    [Buffer.alloc(0), 'bad-sender'],
    [await compose({ subject: '大', html: `<p>${'大'.repeat(5 * 2 ** 20)}</p>` }), 'too-large'],
  ]
  for (const [source, code] of cases) {
    const said = refusals(await read(source, UNPROVEN))
    assert.deepEqual(
      said.map((each) => each[1]),
      [code],
    )
  }
})
