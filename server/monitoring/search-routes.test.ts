import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { makeServer } from '../../test/support/server.ts'
import { ingestPosts } from './actions.ts'
import type { PostInput, PostList } from './schema.ts'
import { indexPosts } from './search-actions.ts'
import { openSearch } from './search-pool-actions.ts'
import { expressionOfWords, readSearchQuery } from './search-query.ts'
import { searchLag } from './search-reads.ts'
import type { SearchFigures, SearchPage } from './search-schema.ts'

const AT = '2026-03-02T01:30:00.000Z'

function post(externalId: string, text: string, more: Partial<PostInput> = {}): PostInput {
  return { externalId, platform: 'weibo', postedAt: AT, text, ...more }
}

async function open(t: Parameters<typeof makeApp>[0]) {
  const { app: bare, url } = await makeApp(t)
  const app = watching(bare)
  const company = await makeCompany(app)
  const server = await makeServer(t, app)
  return { app, company, url, analyst: await server.as(company, 'analyst'), server }
}

test('a search answers with posts, counts, bars and facets', async (t) => {
  const { app, company, analyst } = await open(t)
  await ingestPosts(app, company.analyst, {
    source: 'crm',
    posts: [
      post('1', '要退款，壞', { author: { externalId: 'u1', name: '阿明', region: '廣東', followers: 10 } }),
      post('2', '退款了', { platform: 'news', postedAt: '2026-03-02T00:30:00.000Z' }),
      post('3', '别的'),
    ],
  })
  const page = (await analyst.get(`/api/search?expression=${encodeURIComponent('退款')}&limit=1`)).body as SearchPage
  assert.deepEqual(
    page.posts.map(({ text }) => text),
    ['要退款，壞'],
  )
  assert.equal(page.indexedUpTo, app.clock.now().toISOString())
  const second = await analyst.get(
    `/api/search?expression=${encodeURIComponent('退款')}&limit=1&before=${encodeURIComponent(page.next ?? '')}`,
  )
  const { posts, next } = second.body as SearchPage
  assert.deepEqual([posts.map(({ text }) => text), next], [['退款了'], null])
  const { facets, histogram, ...figures } = (
    await analyst.get(`/api/search/figures?expression=${encodeURIComponent('退款')}&steps=2`)
  ).body as SearchFigures
  assert.deepEqual(
    [figures.posts, figures.judged, figures.negative, figures.isExact, figures.outOf, figures.stepMinutes],
    [2, 2, 1, true, 3, 30],
  )
  assert.deepEqual(
    histogram.map(({ at, posts: many }) => [at, many]),
    [
      ['2026-03-02T00:30:00.000Z', 1],
      ['2026-03-02T01:00:00.000Z', 0],
      ['2026-03-02T01:30:00.000Z', 1],
    ],
  )
  assert.deepEqual(facets.regions, [{ name: '廣東', posts: 1, negative: 1 }])
  assert.deepEqual(facets.platforms.map(({ name }) => name).sort(), ['news', 'weibo'])
})

test('what cannot be read is refused with its field, and an expression with its place', async (t) => {
  const { analyst } = await open(t)
  const wrong = async (query: string) => {
    const { status, body } = await analyst.get(`/api/search?${query}`)
    const { code, field, values } = (body as { error: { code: string; field?: string; values?: unknown } }).error
    return { status, code, field, values }
  }
  assert.deepEqual(await wrong(`expression=${encodeURIComponent('退款 (客服')}`), {
    status: 422,
    code: 'expression-invalid',
    field: 'expression',
    values: { code: 'unclosed-parenthesis', at: 3 },
  })
  assert.deepEqual((await wrong('platform=weibo,nowhere')).field, 'platform')
  assert.deepEqual((await wrong('before=yesterday')).field, 'before')
  assert.deepEqual(
    (await wrong('author=%00')).code === 'invalid' || (await wrong('author=%00')).code === 'bad-encoding',
    true,
  )
})

test('plain words of the stream find all posts, however old', async (t) => {
  const { app, company, analyst } = await open(t)
  await ingestPosts(app, company.analyst, {
    source: 'crm',
    posts: [
      post('1', '客服 態度很差'),
      post('2', '客服很好'),
      post('3', '(客服', { author: { externalId: 'u9', name: '林' } }),
    ],
  })
  const texts = async (query: string): Promise<string[]> =>
    ((await analyst.get(`/api/posts?${query}`)).body as PostList).posts.map(({ text }) => text).sort()
  assert.deepEqual(await texts(`words=${encodeURIComponent('客服 态度')}`), ['客服 態度很差'])
  assert.deepEqual(await texts(`words=${encodeURIComponent('(客服 "')}`), ['(客服', '客服 態度很差', '客服很好'])
  assert.deepEqual(await texts('authorId=u9'), ['(客服'])
})

test('where too much would have to be read a sample is, and the answer says so', async (t) => {
  const { app, company, analyst } = await open(t)
  const { orgId } = company
  // All pairs of 客服態度 stand in every post, the word itself in each second one.
  const texts = ['客服態度', '客服a服態a態度']
  for (const from of [0, 1000]) {
    const posts = Array.from({ length: 1000 }, (_, i) => post(`${from + i}`, texts[i % 2] ?? ''))
    await ingestPosts(app, company.analyst, { source: 'crm', posts })
  }
  const asked = `/api/search/figures?expression=${encodeURIComponent('客服態度')}`
  const read = (await analyst.get(asked)).body as SearchFigures
  assert.deepEqual([read.posts, read.isExact, read.sampled], [1000, true, 0])
  while ((await searchLag(app.db, orgId, app.clock.now())).posts > 0) await indexPosts(app, { posts: 1, waitedMs: 0 })
  const { posts, isExact, sampled } = (await analyst.get(asked)).body as SearchFigures
  assert.ok(!isExact && sampled > 900 && sampled < 1100, `${sampled}`)
  assert.ok(Math.abs(posts - 1000) < 100, `${posts}`)
  const sure = (await analyst.get(`/api/search/figures?expression=${encodeURIComponent('客服')}`)).body as SearchFigures
  assert.deepEqual([sure.posts, sure.isExact], [2000, true])
})

test('another organisation finds nothing of ours', async (t) => {
  const { app, company, server } = await open(t)
  const other = await makeCompany(app, '別家')
  await ingestPosts(app, company.analyst, { source: 'crm', posts: [post('1', '退款')] })
  await indexPosts(app, { posts: 1, waitedMs: 0 })
  const theirs = await server.as(other, 'analyst')
  const found = (await theirs.get(`/api/search?expression=${encodeURIComponent('退款')}`)).body as SearchPage
  assert.deepEqual(found.posts, [])
  assert.equal(((await theirs.get('/api/search/figures')).body as SearchFigures).outOf, 0)
})

test('in threads as in one: found, counted, sealed and given up', async (t) => {
  const { app: inline, company, url } = await open(t)
  const search = openSearch({ url, fold: inline.judges.fold })
  t.after(() => search.close())
  const { orgId } = company
  await ingestPosts(inline, company.analyst, { source: 'crm', posts: [post('1', '退款'), post('2', '退貨')] })
  const now = inline.clock.now()
  while ((await searchLag(inline.db, orgId, now)).posts > 0) await search.seal(orgId, now, { posts: 1, waitedMs: 0 })
  const sought = { expression: '退款 | 退貨' }
  const { refs, behind } = await search.page({ orgId, sought, limit: 10 })
  assert.deepEqual([refs.length, behind], [2, undefined])
  const { tally } = await search.figures({ orgId, sought, steps: 10, now: now.getTime() })
  assert.equal(tally.posts, 2)
  assert.equal(await search.merge(orgId, now), 0)
  await assert.rejects(search.page({ orgId, sought, limit: 10 }, AbortSignal.abort()), { name: 'Cancelled' })
  // One organisation can not take all there is: what is beyond its share is refused at once.
  const many = await Promise.allSettled(Array.from({ length: 20 }, () => search.page({ orgId, sought, limit: 1 })))
  const refused = many.filter(({ status }) => status === 'rejected')
  assert.equal(refused.length, 4)
  assert.equal(refused[0]?.status === 'rejected' && refused[0].reason.code, 'busy')
})

test('queries become what is sought', () => {
  assert.deepEqual(readSearchQuery({ expression: ' ', platform: 'news, weibo', isVerified: false, from: AT }), {
    sought: { platforms: [8, 0], isVerified: false, from: Date.parse(AT) },
  })
  assert.deepEqual(readSearchQuery({ author: '\ud800' }), { unreadable: { field: 'author' } })
  assert.equal(expressionOfWords('退款  a "客服"'), '"退款" ="a" "客服"')
  assert.equal(expressionOfWords(' - ( '), undefined)
})
