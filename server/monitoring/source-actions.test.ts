import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { rssOf, startFeedServer } from '../../test/support/feed-server.ts'
import { makeTalk } from '../../test/support/talk.ts'
import { listActs } from '../access/reads.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { ingestPosts } from './actions.ts'
import { collectDue } from './collection-actions.ts'
import { makeSource, pauseSource, readSourcePage, readSources } from './source-actions.ts'
import { markSilences, measureSources } from './source-habit-actions.ts'
import { sourceTroubles } from './source-reads.ts'
import { trySource } from './source-trial-actions.ts'

async function makeHouse(t: TestContext) {
  const talk = await makeTalk(t)
  const web = await startFeedServer(t)
  const app = { ...talk.app, config: { ...talk.app.config, privateHosts: ['127.0.0.1'] } }
  return { ...talk, app, web }
}

const post = (externalId: string, at: Date, more: object = {}) => ({
  externalId,
  platform: 'weibo',
  postedAt: at.toISOString(),
  text: `青禾 ${externalId}`,
  ...more,
})

test('a source is made once under its name; the audit knows it without its address or secret', async (t) => {
  const { app, company } = await makeHouse(t)
  const input = {
    name: ' news ',
    kind: 'feed',
    settings: { address: 'https://a.example/feed?key=geheim', password: 'secret' },
  }
  const { source, settings, zone } = await makeSource(app, company.analyst, input)
  assert.deepEqual(
    [source.name, source.kind, source.health, source.everySeconds, source.host, zone],
    ['news', 'feed', 'new', 300, 'a.example', 'Asia/Taipei'],
  )
  assert.deepEqual(settings, { address: 'https://a.example/feed?key=geheim', platform: 'auto' })
  await assert.rejects(makeSource(app, company.analyst, { ...input, name: 'news' }), { code: 'name-taken' })
  await assert.rejects(makeSource(app, company.analyst, { ...input, name: 'x', kind: 'push' }), { code: 'invalid' })
  await assert.rejects(makeSource(app, company.analyst, { ...input, name: 'x', zone: 'Mars/Base' }), {
    code: 'invalid',
  })
  await assert.rejects(makeSource(app, company.auditor, input), { code: 'forbidden' })
  const [act] = (await listActs(app.db, company.orgId)).filter(({ verb }) => verb === 'makeSource')
  assert.equal(act?.objectId, source.id)
  assert.doesNotMatch(JSON.stringify(act?.detail), /geheim|"secret"/)
  const seen = await readSourcePage(app, company.auditor, source.id)
  assert.equal(seen.settings, null)
  assert.doesNotMatch(JSON.stringify(seen), /geheim/)
})

test('a source that only sends is there with its health, and cannot be paused', async (t) => {
  const { app, company, clock } = await makeHouse(t)
  await ingestPosts(app, company.analyst, {
    source: 'crm',
    posts: [post('1', new Date(clock.now().getTime() - 20 * SECOND)), { externalId: 'bad' }],
  })
  const [source] = await readSources(app, company.auditor)
  assert.deepEqual(
    [source?.kind, source?.health, source?.posts24h, source?.refused24h, source?.lagSeconds, source?.isAsked],
    ['push', 'refused', 1, 1, 30, false],
  )
  const page = await readSourcePage(app, company.auditor, source?.id ?? '')
  assert.deepEqual(
    [page.hours.length, page.hours.at(-1)?.posts, page.runs[0]?.accepted, page.runs[0]?.refused],
    [48, 1, 1, 1],
  )
  await assert.rejects(pauseSource(app, company.analyst, source?.id ?? ''), { code: 'wrong-state' })
})

test('a trial shows what would come or why nothing can, and stores nothing', async (t) => {
  const { app, company, clock, web } = await makeHouse(t)
  const items = Array.from({ length: 14 }, (_, n): [string, Date] => [
    `i${n}`,
    new Date(clock.now().getTime() - n * MINUTE),
  ])
  web.answer('/f', { body: rssOf(items) })
  web.answer('/page', { body: '<html><title>首頁</title></html>' })
  const attempt = (path: string) =>
    trySource(app, company.analyst, { kind: 'feed', settings: { address: web.url + path } })
  const good = await attempt('/f')
  assert.deepEqual(
    [good.error, good.count, good.posts.length, good.stamped, good.posts[0]?.text],
    [null, 14, 10, 0, '青禾 i0'],
  )
  const bad = await attempt('/page')
  assert.deepEqual([bad.error?.code, bad.count], ['web-page', 0])
  const inside = await trySource(app, company.analyst, { kind: 'feed', settings: { address: 'http://10.0.0.1/feed' } })
  assert.equal(inside.error?.code, 'refused-address')
  await assert.rejects(trySource(app, company.analyst, { kind: 'feed', settings: {} }), { code: 'invalid' })
  await assert.rejects(trySource(app, company.auditor, { kind: 'feed', settings: {} }), { code: 'forbidden' })
  const found = await sql<{ n: number }>`
    select (select count(*) from sources) + (select count(*) from posts) + (select count(*) from source_runs) as n`.execute(
    app.db,
  )
  assert.equal(found.rows[0]?.n, 0)
})

test('a trial of changed settings uses the secrets that are kept', async (t) => {
  const { app, company, clock, web } = await makeHouse(t)
  web.answer('/f', ({ headers }) =>
    headers['x-key'] === 'k' ? { body: rssOf([['a', clock.now()]]) } : { status: 403 },
  )
  const settings = { address: `${web.url}/f`, headerName: 'X-Key' }
  const { source } = await makeSource(app, company.analyst, {
    name: 'n',
    kind: 'feed',
    settings: { ...settings, headerValue: 'k' },
  })
  assert.equal((await trySource(app, company.analyst, { kind: 'feed', settings })).error?.code, 'not-allowed')
  assert.equal((await trySource(app, company.analyst, { kind: 'feed', settings, sourceId: source.id })).count, 1)
})

test('silent since: told when it is unusual for this source, and over when something comes', async (t) => {
  const { app, company, clock } = await makeHouse(t)
  const { orgId, analyst } = company
  const send = (id: string) => ingestPosts(app, analyst, { source: 'crm', posts: [post(id, clock.now())] })
  const start = clock.now().getTime()
  for (let hour = 0; hour < 24 * 9; hour++) {
    clock.set(new Date(start + hour * HOUR))
    await send(`${hour}`)
    await markSilences(app)
  }
  const last = clock.now()
  const health = async () => (await readSources(app, analyst))[0]
  assert.equal((await health())?.health, 'ok')
  clock.advance(90 * MINUTE)
  await markSilences(app)
  clock.advance(2 * HOUR)
  await markSilences(app)
  const silent = await health()
  assert.deepEqual([silent?.health, silent?.silentSince], ['silent', last.toISOString()])
  assert.deepEqual(await sourceTroubles(app.db, orgId, clock.now()), [
    { sourceId: silent?.id, name: 'crm', kind: 'push', trouble: 'silent', since: last, times: 0, code: '' },
  ])
  await send('again')
  assert.equal((await health())?.health, 'ok')
})

test('coverage: comments that posts say they have, and those that are here', async (t) => {
  const { app, company, clock } = await makeHouse(t)
  const at = clock.now()
  const posts = [
    post('root', at, { comments: 800 }),
    post('small', at, { comments: 1 }),
    post('none', at),
    post('old', new Date(at.getTime() - 8 * DAY), { comments: 500 }),
    ...Array.from({ length: 170 }, (_, n) => post(`c${n}`, at, { kind: 'comment', rootExternalId: 'root' })),
    ...[1, 2].map((n) => post(`s${n}`, at, { kind: 'comment', rootExternalId: 'small' })),
  ]
  await ingestPosts(app, company.analyst, { source: 'crawler', posts })
  await ingestPosts(app, company.analyst, { source: 'crm', posts: [post('x', at)] })
  await measureSources(app)
  const found = await readSources(app, company.analyst)
  const of = (name: string) => found.find((source) => source.name === name)?.coverage
  // More than stated is no more than all: the statement is older than the comments.
  assert.deepEqual(of('crawler'), { stated: 801, stored: 171, posts: 2, since: at.toISOString().replace('.000', '') })
  assert.equal(of('crm'), null)
})

test('what wants a person stands first, what is paused last', async (t) => {
  const { app, company, clock, web } = await makeHouse(t)
  const make = async (name: string, path: string) =>
    (await makeSource(app, company.analyst, { name, kind: 'feed', settings: { address: web.url + path } })).source.id
  web.answer('/good', { body: rssOf([['a', clock.now()]]) })
  await make('good', '/good')
  await make('bad', '/nothing')
  const paused = await make('paused', '/good')
  await pauseSource(app, company.analyst, paused)
  for (let round = 0; round < 3; round++) {
    await collectDue(app)
    clock.advance(3 * SECOND)
  }
  const found = await readSources(app, company.analyst)
  assert.deepEqual(
    found.map(({ name, health }) => [name, health]),
    [
      ['bad', 'failing'],
      ['good', 'ok'],
      ['paused', 'paused'],
    ],
  )
  const [trouble] = await sourceTroubles(app.db, company.orgId, clock.now())
  assert.deepEqual([trouble?.name, trouble?.trouble, trouble?.times, trouble?.code], ['bad', 'failing', 1, 'not-there'])
})
