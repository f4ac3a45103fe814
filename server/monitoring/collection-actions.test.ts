import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { type FeedServer, rssOf, startFeedServer } from '../../test/support/feed-server.ts'
import { makeTalk, type Talk } from '../../test/support/talk.ts'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { collectDue, collectOne } from './collection-actions.ts'
import { claimDue, LEASE_MS } from './collection-store.ts'
import { askSourceNow, changeSource, makeSource, pauseSource, readSourcePage, resumeSource } from './source-actions.ts'
import type { SettingValues, SourcePage } from './source-schema.ts'

type House = Talk & {
  readonly web: FeedServer
  make(name: string, path: string, more?: SettingValues, kind?: string): Promise<string>
  /** Lets time pass until the source is due, asks, and tells how it is then. */
  ask(id: string): Promise<SourcePage>
  page(id: string): Promise<SourcePage>
  ago(minutes: number): Date
}

async function makeHouse(t: TestContext): Promise<House> {
  const talk = await makeTalk(t)
  const web = await startFeedServer(t)
  const app = { ...talk.app, config: { ...talk.app.config, privateHosts: ['127.0.0.1', 'localhost'] } }
  const { clock } = talk
  const { analyst, orgId } = talk.company
  const page = (id: string) => readSourcePage(app, analyst, id)
  return {
    ...talk,
    app,
    web,
    page,
    make: async (name, path, more = {}, kind = 'feed') => {
      const settings = { address: path.startsWith('http') ? path : web.url + path, ...more }
      return (await makeSource(app, analyst, { name, kind, settings })).source.id
    },
    ask: async (id) => {
      const found = await sql<{ at: Date }>`
        select next_at as at from sources where org_id = ${orgId} and source_id = ${id}`.execute(app.db)
      clock.set(new Date(Math.max(clock.now().getTime() + 2 * SECOND, found.rows[0]?.at.getTime() ?? 0)))
      await collectDue(app)
      return page(id)
    },
    ago: (minutes) => new Date(clock.now().getTime() - minutes * MINUTE),
  }
}

async function countPosts(db: Db, source: string): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from posts where source = ${source}`.execute(db)
  return found.rows[0]?.n ?? 0
}

test('a feed is asked at once, then at its interval with what it gave; 304 is no new post', async (t) => {
  const { app, web, make, ask, ago, clock } = await makeHouse(t)
  web.answer('/f', ({ headers }) =>
    headers['if-none-match'] === '"1"'
      ? { status: 304 }
      : {
          headers: { etag: '"1"' },
          body: rssOf([
            ['a', ago(9)],
            ['b', ago(8)],
          ]),
        },
  )
  const id = await make('news', '/f')
  const first = await ask(id)
  assert.deepEqual(
    first.runs.map(({ result, accepted }) => [result, accepted]),
    [['new', 2]],
  )
  assert.equal(first.source.health, 'ok')
  const wait = Date.parse(first.source.nextAt ?? '') - clock.now().getTime()
  assert.ok(wait >= 270 * SECOND && wait <= 330 * SECOND, `${wait} ms`)
  await collectDue(app)
  assert.equal(web.asked.length, 1, 'not before it is due')
  const second = await ask(id)
  assert.deepEqual([web.asked.length, second.runs[0]?.result], [2, 'unchanged'])
  assert.equal(await countPosts(app.db, 'news'), 2)
  assert.equal(second.source.posts24h, 2)
  assert.equal(second.source.lagSeconds, 600)
})

test('failures: words, longer and longer pauses up to six hours, and all is forgotten after the first answer', async (t) => {
  const { web, make, ask, ago, clock } = await makeHouse(t)
  web.answer('/f', { status: 503 })
  const id = await make('news', '/f')
  const began = clock.now()
  const waits: number[] = []
  for (let n = 1; n <= 10; n++) {
    const { source, runs } = await ask(id)
    assert.equal(source.health, 'failing')
    assert.deepEqual([source.failure?.times, source.failure?.code], [n, 'other-side'])
    assert.match(source.failure?.reason ?? '', /503/)
    assert.equal(runs[0]?.result, 'failed')
    waits.push((Date.parse(source.nextAt ?? '') - clock.now().getTime()) / MINUTE)
  }
  for (const [n, wait] of waits.entries()) {
    const most = Math.min(5 * 2 ** n, 360)
    assert.ok(wait >= most / 2 - 0.01 && wait <= most + 0.01, `failure ${n + 1}: ${wait} minutes`)
  }
  web.answer('/f', { body: rssOf([['a', ago(9)]]) })
  const { source } = await ask(id)
  assert.deepEqual([source.health, source.failure, began < clock.now()], ['ok', null, true])
})

test('429 with Retry-After: not before', async (t) => {
  const { web, make, ask, clock } = await makeHouse(t)
  web.answer('/f', { status: 429, headers: { 'retry-after': '7200' } })
  const { source } = await ask(await make('news', '/f'))
  assert.equal(source.failure?.code, 'too-often')
  assert.ok(Date.parse(source.nextAt ?? '') >= clock.now().getTime() + 2 * HOUR)
})

test('moved for good: followed, and proposed; once a person takes it over it is asked there, and nothing comes twice', async (t) => {
  const { app, web, make, ask, ago, company } = await makeHouse(t)
  web.answer('/old', { status: 301, headers: { location: '/new' } })
  web.answer('/new', { body: rssOf([['a', ago(9)]]) })
  const id = await make('news', '/old')
  const { source } = await ask(id)
  assert.equal(source.movedTo, `${web.url}/new`)
  assert.equal((await readSourcePage(app, company.auditor, id)).source.movedTo, null)
  const changed = await changeSource(app, company.analyst, id, { settings: { address: `${web.url}/new` } })
  assert.equal(changed.source.movedTo, null)
  const after = await ask(id)
  assert.deepEqual([after.source.movedTo, after.runs[0]?.result, after.runs[0]?.duplicates], [null, 'nothing', 1])
  assert.equal(web.asked.at(-1)?.path, '/new')
})

test('once its platform is said to be another, what is here does not come again', async (t) => {
  const { app, web, make, ask, ago, company } = await makeHouse(t)
  web.answer('/f', { body: rssOf([['a', ago(9)]]) })
  const id = await make('news', '/f')
  await ask(id)
  await changeSource(app, company.analyst, id, { settings: { address: `${web.url}/f`, platform: 'forum' } })
  web.answer('/f', {
    body: rssOf([
      ['a', ago(9)],
      ['b', ago(1)],
    ]),
  })
  assert.equal((await ask(id)).runs[0]?.accepted, 1)
  const found = await sql<{ id: string }>`select external_id as id from posts order by posted_at`.execute(app.db)
  assert.deepEqual(
    found.rows.map((row) => row.id),
    ['news:a', 'forum:b'],
  )
})

test('a page in place of a feed, an address inside the network, nothing listening: each in words', async (t) => {
  const { web, make, ask } = await makeHouse(t)
  web.answer('/f', { headers: { 'content-type': 'text/html' }, body: '<html><title>登录</title></html>' })
  const page = await ask(await make('page', '/f'))
  assert.equal(page.source.failure?.code, 'sign-in-page')
  const inside = await ask(await make('inside', 'http://169.254.169.254/latest/meta-data'))
  assert.equal(inside.source.failure?.code, 'refused-address')
  const { source } = await ask(await make('closed', 'http://127.0.0.1:1/feed'))
  assert.equal(source.failure?.code, 'unreachable')
})

test('partial is not success: a gap is recorded since the last look, goes on as one, and stays on the page', async (t) => {
  const { web, make, ask, ago, clock } = await makeHouse(t)
  web.answer('/f', {
    body: rssOf([
      ['a', ago(9)],
      ['b', ago(8)],
    ]),
  })
  const id = await make('news', '/f')
  const { source: first } = await ask(id)
  web.answer('/f', {
    body: rssOf([
      ['y', ago(1)],
      ['z', ago(0)],
    ]),
  })
  const torn = await ask(id)
  assert.deepEqual([torn.runs[0]?.result, torn.runs[0]?.accepted, torn.source.health], ['partial', 2, 'gap'])
  assert.deepEqual([torn.source.gap?.code, torn.source.gap?.from], ['overflow', first.answeredAt])
  web.answer('/f', { body: '<rss><channel><title>t</title></channel></rss>' })
  await ask(id)
  const empty = await ask(id)
  assert.deepEqual(
    empty.gaps.map(({ code }) => code),
    ['empty-feed', 'overflow'],
  )
  assert.equal(empty.gaps[0]?.to, clock.now().toISOString())
  web.answer('/f', {
    body: rssOf([
      ['y', ago(30)],
      ['z', ago(29)],
    ]),
  })
  assert.equal((await ask(id)).runs[0]?.result, 'nothing')
  clock.advance(25 * HOUR)
  const { source } = await ask(id)
  assert.deepEqual([source.health, source.gap], ['ok', null])
})

test('two workers and four lanes: each source once, each host by one hand at a time, and a slow host holds up no other', async (t) => {
  const { app, web, make, ago, clock, company } = await makeHouse(t)
  const other = `http://localhost:${web.port}`
  let wake = (): void => undefined
  const slow = new Promise<void>((resolve) => {
    wake = resolve
  })
  web.answer('/slow', async () => {
    await slow
    return { body: rssOf([['a', ago(1)]]) }
  })
  web.answer('/quick', () => {
    // Only this one lets the slow one answer: were it held up, nothing would ever end.
    wake()
    return { body: rssOf([['b', ago(1)]]) }
  })
  await make('slow', '/slow')
  for (const n of [1, 2, 3]) {
    web.answer(`/f${n}`, { body: rssOf([[`f${n}`, ago(n)]]) })
    await make(`f${n}`, `/f${n}`)
  }
  await make('quick', `${other}/quick`)
  for (let round = 0; round < 6; round++) {
    await Promise.all([collectDue(app), collectDue(app)])
    clock.advance(2 * SECOND)
  }
  assert.deepEqual(web.asked.map(({ path }) => path).sort(), ['/f1', '/f2', '/f3', '/quick', '/slow'])
  assert.deepEqual([...web.most.values()], [1, 1])
  const found = await sql<{ n: number }>`
    select count(*)::int as n from posts where org_id = ${company.orgId}`.execute(app.db)
  assert.equal(found.rows[0]?.n, 5)
})

test('killed while it asked: another takes over when the lease is out, and what the first brings too late is not kept', async (t) => {
  const { app, web, make, ago, clock } = await makeHouse(t)
  web.answer('/f', { body: rssOf([['a', ago(9)]]) })
  const id = await make('news', '/f')
  const lost = await claimDue(app.db, clock.now())
  assert.ok(lost)
  assert.equal(await claimDue(app.db, clock.now()), undefined, 'leased')
  clock.advance(LEASE_MS)
  const mine = await claimDue(app.db, clock.now())
  assert.equal(mine?.id, id)
  await collectOne(app, lost)
  assert.equal(await countPosts(app.db, 'news'), 0, 'stored with a lease that was lost')
  assert.ok(mine)
  await collectOne(app, mine)
  assert.equal(await countPosts(app.db, 'news'), 1)
})

test('stopped between two batches, or before the cursor is kept: the next look brings all, and nothing twice', async (t) => {
  const { app, web, make, ago, clock, disk, page } = await makeHouse(t)
  const items = Array.from({ length: 1500 }, (_, n): [string, Date] => [`i${n}`, ago(n)])
  web.answer('/f', { body: rssOf(items) })
  const id = await make('news', '/f')
  const full = {
    ...app,
    load: { ...app.load, disk: { ...app.load.disk, isLow: () => disk.low } },
    metrics: app.metrics,
    judges: {
      ...app.judges,
      judge: async (...given: Parameters<typeof app.judges.judge>) => {
        const judged = await app.judges.judge(...given)
        disk.low = true
        return judged
      },
    },
  }
  await collectDue(full)
  assert.equal(await countPosts(app.db, 'news'), 1000, 'the first batch is in, the second met a full disk')
  const between = await page(id)
  assert.deepEqual([between.source.health, between.source.failure, between.runs.length], ['new', null, 0])
  disk.low = false
  clock.advance(MINUTE)
  await collectDue(app)
  const after = await page(id)
  assert.equal(await countPosts(app.db, 'news'), 1500)
  assert.deepEqual([after.runs[0]?.accepted, after.runs[0]?.duplicates], [500, 1000])
})

test('a hot list: ranks at each look, a post once a day, and no batch where only ranks are new', async (t) => {
  const { app, web, make, ask, clock, company } = await makeHouse(t)
  const list = (titles: readonly string[]) =>
    JSON.stringify({
      status: 'success',
      id: 'weibo',
      updatedTime: clock.now().getTime(),
      items: titles.map((title) => ({ id: title, title })),
    })
  web.answer('/hot', () => ({ body: list(['青禾', '小雪']) }))
  const id = await make('hot', '/hot', {}, 'hot-list')
  assert.equal((await ask(id)).runs[0]?.accepted, 2)
  web.answer('/hot', () => ({ body: list(['小雪', '青禾']) }))
  assert.equal((await ask(id)).runs[0]?.result, 'nothing')
  const ranks = await sql<{ rank: number }>`
    select r.rank from hot_list_ranks r join hot_list_entries e using (org_id, list, entry_id)
    where org_id = ${company.orgId} and e.topic = '青禾' order by r.at`.execute(app.db)
  assert.deepEqual(
    ranks.rows.map(({ rank }) => rank),
    [1, 2],
  )
  const batches = await sql<{ n: number }>`
    select count(*)::int as n from ingest_batches where source = 'hot'`.execute(app.db)
  assert.equal(batches.rows[0]?.n, 1)
})

test('items without a time of their own and items that cannot be read are counted as such, once', async (t) => {
  const { app, web, make, ask, clock } = await makeHouse(t)
  const seenAt = clock.now().getTime()
  const items = '<item><title>青禾</title><guid>1</guid></item><item><guid>2</guid></item>'
  web.answer('/f', { body: `<rss><channel>${items}</channel></rss>` })
  const id = await make('news', '/f')
  const { runs, source } = await ask(id)
  assert.deepEqual([runs[0]?.accepted, runs[0]?.stamped, runs[0]?.refused, runs[0]?.code], [1, 1, 1, 'rows-refused'])
  assert.deepEqual([source.health, source.refused24h], ['refused', 1])
  assert.match(source.lastError ?? '', /^1 refused, the first: item 2, /)
  assert.equal((await ask(id)).source.refused24h, 1, 'counted again')
  const found = await sql<{ at: Date }>`select posted_at as at from posts where source = 'news'`.execute(app.db)
  const at = found.rows[0]?.at.getTime() ?? 0
  assert.ok(at > seenAt && at < clock.now().getTime(), 'when it was first seen')
})

test('secrets are sealed, sent, never told, kept where they are left out, and forgotten where they are emptied', async (t) => {
  const { app, web, make, ask, ago, company } = await makeHouse(t)
  web.answer('/f', ({ headers }) => (headers.authorization ? { body: rssOf([['a', ago(1)]]) } : { status: 401 }))
  const id = await make('news', '/f', { user: 'weiji', password: 'geheim' })
  const first = await ask(id)
  assert.equal(first.source.health, 'ok')
  assert.deepEqual([first.secrets, 'password' in (first.settings ?? {})], [['password'], false])
  const stored = await sql<{ row: string }>`select to_json(s)::text as row from sources s where name = 'news'`.execute(
    app.db,
  )
  assert.doesNotMatch(stored.rows[0]?.row ?? '', /geheim/)
  const address = `${web.url}/f`
  await changeSource(app, company.analyst, id, { settings: { address, user: 'weiji' } })
  assert.equal((await ask(id)).source.health, 'ok')
  await changeSource(app, company.analyst, id, { settings: { address, password: '' } })
  assert.equal((await ask(id)).source.failure?.code, 'sign-in-wanted')
})

test('paused it is not asked; resumed it is asked at once; "now" is now', async (t) => {
  const { app, web, make, ask, ago, clock, company } = await makeHouse(t)
  web.answer('/f', { body: rssOf([['a', ago(1)]]) })
  const id = await make('news', '/f')
  await ask(id)
  assert.equal((await pauseSource(app, company.analyst, id)).source.health, 'paused')
  await assert.rejects(pauseSource(app, company.analyst, id), { code: 'already-done' })
  await assert.rejects(askSourceNow(app, company.analyst, id), { code: 'wrong-state' })
  clock.advance(HOUR)
  await collectDue(app)
  assert.equal(web.asked.length, 1)
  await resumeSource(app, company.analyst, id)
  await collectDue(app)
  assert.equal(web.asked.length, 2)
  clock.advance(3 * SECOND)
  await askSourceNow(app, company.analyst, id)
  await collectDue(app)
  assert.equal(web.asked.length, 3)
})
