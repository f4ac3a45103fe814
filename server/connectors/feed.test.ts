import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collect, inferredOf, NOW, postsOf, rss, troubleOf } from './collect-trial.test.ts'
import { feed } from './feed.ts'

test('RSS 2.0: relative links, a date in the zone of the source, one missing, one eight hours ahead', async () => {
  const read = await collect(feed, { file: 'news.rss.xml' })
  const posts = postsOf(read)
  assert.deepEqual(posts[0], {
    externalId: 'news:a1',
    platform: 'news',
    kind: 'news',
    postedAt: '2026-11-23T01:30:00.000Z',
    text: '市監局今早回應，已就青禾酸奶異物投訴立案。\n記者聯絡企業 & 門店。',
    title: '市監局：正核查青禾酸奶異物投訴',
    url: 'https://news.example/2026/1123/a1.html',
    author: { name: '記者 許岸' },
    comments: 800,
  })
  assert.deepEqual(
    posts.map(({ postedAt, url }) => [postedAt, url]),
    [
      ['2026-11-23T01:30:00.000Z', 'https://news.example/2026/1123/a1.html'],
      ['2026-11-23T02:05:00.000Z', 'https://news.example/consumer/a2.html'],
      [NOW.toISOString(), 'https://news.example/2026/1123/a3.html'],
      [NOW.toISOString(), 'https://news.example/2026/1123/a4.html'],
    ],
  )
  assert.equal(posts[1]?.title, '青禾回應：已下架同批次產品 & 致歉')
  assert.equal(posts[3]?.text, '正文 二 A&B &unknown;')
  assert.deepEqual(
    inferredOf(read),
    posts.slice(2).map(({ externalId }) => externalId),
  )
  // 15 minutes of ttl; 17 and 18 o'clock GMT are far.
  assert.equal(read.notBefore?.toISOString(), '2026-11-23T02:45:00.000Z')
})

test('RSS 1.0 in GB18030 that calls itself gb2312: no character is lost', async () => {
  const [post] = postsOf(await collect(feed, { file: 'portal-gb18030.rdf.xml' }))
  assert.equal(post?.title, '青禾酸奶喝出塑料片，网友：喆喆也遇到过')
  assert.equal(post?.text, '苏州王女士称，镕记门店购买的酸奶中有塑料片。')
  assert.equal(post?.externalId, 'news:https://portal.example/n/1')
  assert.equal(post?.author?.name, '编辑 袁')
})

test('Atom: own prefix, xml:base, XHTML with a face, plain text with <, the feed’s author, a reply', async () => {
  const [first, second] = postsOf(
    await collect(
      feed,
      { file: 'blog.atom.xml', url: 'https://mirror.example/x' },
      { settings: { platform: 'forum' } },
    ),
  )
  assert.equal(first?.text, '喝到塑料片，客服說 1 < 2\n氣\n[怒]')
  assert.equal(first?.title, '再買青禾？不會了')
  assert.equal(first?.postedAt, '2026-11-23T01:00:00.000Z')
  assert.deepEqual([first?.author?.name, second?.author?.name], ['小滿', '讀者乙'])
  assert.equal(second?.url, 'https://mirror.example/posts/2')
  assert.equal(second?.text, 'a <3 b，純文字 <b> 不是標籤')
  assert.deepEqual([second?.kind, second?.parentExternalId], ['comment', first?.externalId])
})

test('Atom of a video site: what is said stands in media:group', async () => {
  const [post] = postsOf(await collect(feed, { file: 'channel.atom.xml' }))
  assert.deepEqual([post?.platform, post?.text, post?.title], ['youtube', '三盒裏有一盒有異物。', '青禾酸奶開箱'])
})

test('JSON Feed of RSSHub: the face, the topic beside the text, what is passed on, plain text; an empty item is refused', async () => {
  const read = await collect(feed, { file: 'weibo.rsshub.json' })
  const [first, second] = postsOf(read)
  assert.equal(first?.text, '苏州的王女士……[怒]\n#青禾酸奶喝出塑料片#')
  assert.deepEqual([first?.kind, first?.author], ['repost', { externalId: '2803301701', name: '都市热线' }])
  assert.match(first?.parentExternalId ?? '', /^weibo:\d{16}$/)
  assert.equal(second?.text, '1 <3 2 纯文字')
  assert.deepEqual(
    read.rows.flatMap((row) => ('refused' in row ? [row.refused.code] : [])),
    ['empty'],
  )
})

test('RSS of RSSHub with stats: counts in Chinese', async () => {
  const [post] = postsOf(await collect(feed, { file: 'weibo-stats.rsshub.xml' }))
  assert.deepEqual([post?.reposts, post?.comments, post?.likes], [12_000, 800, 100_000])
  assert.equal(post?.text, '王女士说[怒]\n#青禾酸奶#')
})

test('headers: what was given last time is shown again; user, password and one more are sent', async () => {
  const given = { text: rss([['1', 5]]), headers: { etag: 'W/"x"', 'last-modified': 'Mon, 23 Nov 2026 02:00:00 GMT' } }
  const first = await collect(feed, given)
  assert.deepEqual(Object.keys(first.asked[0]?.headers ?? {}), ['accept'])
  const settings = { user: 'weiji', password: 'geheim', headerName: 'X-Key', headerValue: 'k' }
  const again = await collect(feed, { status: 304 }, { cursor: first.cursor, settings })
  assert.equal(again.isUnchanged, true)
  assert.deepEqual(again.cursor, first.cursor)
  const { accept: _, ...headers } = again.asked[0]?.headers ?? {}
  assert.deepEqual(headers, {
    'if-none-match': 'W/"x"',
    'if-modified-since': 'Mon, 23 Nov 2026 02:00:00 GMT',
    authorization: `Basic ${Buffer.from('weiji:geheim').toString('base64')}`,
    'x-key': 'k',
  })
})

test('the same again brings nothing; an edited item comes again under its id; another item under the same id is another', async () => {
  const first = await collect(feed, {
    text: rss([
      ['1', 9],
      ['2', 8],
    ]),
  })
  const same = await collect(
    feed,
    {
      text: rss([
        ['1', 9],
        ['2', 8],
      ]),
    },
    { cursor: first.cursor },
  )
  assert.deepEqual([same.rows, same.gap], [[], undefined])
  const edited = await collect(
    feed,
    {
      text: rss([
        ['1', 9, 'title 1, corrected'],
        ['2', 8],
      ]),
    },
    { cursor: same.cursor },
  )
  assert.deepEqual(
    postsOf(edited).map(({ externalId, text }) => [externalId, text]),
    [['news:1', 'title 1, corrected']],
  )
  const reused = rss([['1', 2, 'something else']]).replace('news.example/1<', 'news.example/other<')
  const other = await collect(feed, { text: reused }, { cursor: edited.cursor })
  assert.match(postsOf(other)[0]?.externalId ?? '', /^news:1#[\w-]{11}$/)
  assert.deepEqual((await collect(feed, { text: reused }, { cursor: other.cursor })).rows, [])
})

test('an item without a time keeps the one of when it was first seen: it does not come again', async () => {
  const text = '<rss><channel><item><title>no time</title><link>https://a.example/1</link></item></channel></rss>'
  const first = await collect(feed, { text })
  assert.deepEqual(inferredOf(first), ['news:https://a.example/1'])
  const later = new Date(NOW.getTime() + 3_600_000)
  assert.deepEqual((await collect(feed, { text }, { cursor: first.cursor, now: later })).rows, [])
})

test('a gap is told: nothing that was newest is there any more; a pinned old item does not hide it', async () => {
  const first = await collect(feed, {
    text: rss([
      ['pinned', 9000],
      ['1', 30],
      ['2', 20],
      ['3', 10],
    ]),
  })
  const joined = await collect(
    feed,
    {
      text: rss([
        ['pinned', 9000],
        ['3', 10],
        ['4', 5],
      ]),
    },
    { cursor: first.cursor },
  )
  assert.equal(joined.gap, undefined)
  const deleted = await collect(
    feed,
    {
      text: rss([
        ['pinned', 9000],
        ['3', 10],
        ['5', 2],
      ]),
    },
    { cursor: joined.cursor },
  )
  assert.equal(deleted.gap, undefined, 'its newest was deleted, the one before is still there')
  const torn = await collect(
    feed,
    {
      text: rss([
        ['pinned', 9000],
        ['8', 1],
        ['9', 0],
      ]),
    },
    { cursor: deleted.cursor },
  )
  assert.equal(torn.gap?.code, 'overflow')
  assert.equal(postsOf(torn).length, 2)
  const after = await collect(
    feed,
    {
      text: rss([
        ['8', 1],
        ['9', 0],
      ]),
    },
    { cursor: torn.cursor },
  )
  assert.equal(after.gap, undefined)
})

test('an empty feed after one with items is no success, and its validators are not believed', async () => {
  const empty = '<rss><channel><title>t</title></channel></rss>'
  assert.equal((await collect(feed, { text: empty })).gap, undefined)
  const first = await collect(feed, { text: rss([['1', 5]]) })
  const after = await collect(feed, { text: empty, headers: { etag: '"e"' } }, { cursor: first.cursor })
  assert.equal(after.gap?.code, 'empty-feed')
  const back = await collect(feed, { text: rss([['1', 5]]) }, { cursor: after.cursor })
  assert.deepEqual([back.rows, back.asked[0]?.headers['if-none-match']], [[], undefined])
})

test('a move for good is passed on', async () => {
  const read = await collect(feed, { text: rss([['1', 5]]), redirectedPermanently: 'https://new.example/feed' })
  assert.equal(read.movedTo, 'https://new.example/feed')
})

const TROUBLES: [string, Parameters<typeof collect>[1], string, RegExp][] = [
  ['a page to sign in', { file: 'sign-in.html' }, 'sign-in-page', /“登录 - 某平台”/],
  ['a page that names its feed', { file: 'home.html' }, 'web-page', /https:\/\/news\.example\/feed\?x=1&y=2/],
  ['nothing', { text: '' }, 'empty-answer', /empty/],
  ['a sentence', { text: 'Not ready yet' }, 'no-feed', /neither/],
  ['a site map', { text: '<urlset></urlset>' }, 'no-feed', /neither RSS nor Atom/],
  ['half a feed', { text: rss([['1', 5]]).slice(0, 120) }, 'cut-off', /cut off/],
  ['tags that do not match', { text: '<rss><channel></item></channel></rss>' }, 'broken-feed', /line 1/],
  ['half a JSON', { text: '{"items": [' }, 'broken-feed', /JSON/],
  ['an error of RSSHub as JSON', { text: '{"error":"route not found"}' }, 'other-side', /route not found/],
  ['401', { status: 401 }, 'sign-in-wanted', /HTTP 401/],
  ['403', { status: 403 }, 'not-allowed', /HTTP 403/],
  ['404', { status: 404 }, 'not-there', /HTTP 404/],
  ['410', { status: 410 }, 'gone', /HTTP 410/],
  ['418', { status: 418 }, 'odd-answer', /HTTP 418/],
  ['304 without having asked', { status: 304 }, 'odd-answer', /HTTP 304/],
]
for (const [what, given, code, message] of TROUBLES) {
  test(`instead of a feed ${what}: ${code}`, async () => {
    const trouble = await troubleOf(collect(feed, given))
    assert.equal(trouble.code, code)
    assert.match(trouble.message, message)
  })
}

const RETRIES: [string, string | undefined][] = [
  ['120', '2026-11-23T02:32:00.000Z'],
  ['Mon, 23 Nov 2026 03:00:00 GMT', '2026-11-23T03:00:00.000Z'],
  ['999999999', '2026-11-24T02:30:00.000Z'],
  ['Mon, 23 Nov 2020 03:00:00 GMT', undefined],
  ['soon', undefined],
]
for (const [given, expected] of RETRIES) {
  test(`429 with Retry-After: ${given}`, async () => {
    const { code, retryAt } = await troubleOf(collect(feed, { status: 429, headers: { 'retry-after': given } }))
    assert.deepEqual([code, retryAt?.toISOString()], ['too-often', expected])
  })
}

test('skipHours postpone, but never for longer than six hours', async () => {
  const hours = (list: readonly number[]) =>
    rss([['1', 5]]).replace(
      '<title>t',
      `<skipHours>${list.map((hour) => `<hour>${hour}</hour>`).join('')}</skipHours><title>t`,
    )
  const rested = async (list: readonly number[]) =>
    (await collect(feed, { text: hours(list) })).notBefore?.toISOString()
  assert.equal(await rested([1]), undefined)
  assert.equal(await rested([2, 3]), '2026-11-23T04:00:00.000Z')
  assert.equal(await rested(Array.from({ length: 24 }, (_, hour) => hour)), '2026-11-23T08:00:00.000Z')
})

test('encodings: a byte order mark, bytes that are UTF-8 whatever the header says, GBK by header, Big5 by itself', async () => {
  const title = '青禾酸奶回應消費者質疑，這是我們的責任'
  const xml = (encoding: string) =>
    `${encoding === '' ? '' : `<?xml version="1.0" encoding="${encoding}"?>`}${rss([['1', 5, title]])}`
  const gbk = Buffer.from('c7e0bacccbe1c4cc', 'hex')
  const read = async (body: Uint8Array, headers: Record<string, string> = {}) =>
    postsOf(await collect(feed, { body, headers }))[0]?.text
  assert.equal(await read(Buffer.from(`\ufeff${xml('gbk')}`), { 'content-type': 'text/xml; charset=gbk' }), title)
  assert.equal(await read(Buffer.from(xml('')), { 'content-type': 'text/xml; charset=ISO-8859-1' }), title)
  assert.equal(await read(Buffer.from(`\ufeff${xml('')}`, 'utf16le')), title)
  const [before = '', after = ''] = rss([['1', 5, '§']]).split('§')
  const bytes = Buffer.concat([Buffer.from(before), gbk, Buffer.from(after)])
  assert.equal(await read(bytes, { 'content-type': 'text/xml; charset=gb2312' }), '青禾酸奶')
  assert.equal(await read(bytes), '青禾酸奶')
})
