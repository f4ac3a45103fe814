import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { makeServer } from '../../test/support/server.ts'
import { derivedId } from '../base/ids.ts'
import { ingestPosts } from './actions.ts'
import type { AuthorPage, PostHistory } from './post-history-schema.ts'
import type { PostInput, PostPage } from './schema.ts'
import type { Thread, ThreadPage } from './thread-schema.ts'
import { makeTrack } from './track-actions.ts'

async function makeDesk(t: TestContext) {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const company = await makeCompany(app)
  const track = await makeTrack(app, company.analyst, { name: '豆漿', expression: '豆漿' })
  const send = (...posts: Partial<PostInput>[]) =>
    ingestPosts(app, company.analyst, {
      source: 'crm',
      posts: posts.map((post) => ({ platform: 'weibo', postedAt: '2026-03-02T01:00:00Z', text: '豆漿壞', ...post })),
    })
  const server = await makeServer(t, app)
  const idOf = (externalId: string) => derivedId(company.orgId, 'crm', externalId)
  return { app, company, track, send, server, idOf }
}

function threadPosts(): Partial<PostInput>[] {
  const repost = (externalId: string, minute: number, more: Partial<PostInput>) => ({
    externalId,
    kind: 'repost' as const,
    postedAt: `2026-03-02T01:${String(minute).padStart(2, '0')}:00Z`,
    rootExternalId: 'root',
    ...more,
  })
  return [
    { externalId: 'root', author: { name: '都市熱線' } },
    repost('a', 5, { author: { name: 'A' }, text: '第一次' }),
    repost('b', 6, { author: { name: 'B' }, text: '哈//@A:第一次' }),
    repost('c', 7, { author: { name: 'C' }, text: '哦//@誰:嗯//@B:哈//@A:第一次' }),
    repost('d', 8, { author: { name: 'D' }, text: '氣', parentExternalId: 'never-came' }),
    {
      externalId: 'e',
      kind: 'comment',
      postedAt: '2026-03-02T01:09:00Z',
      text: '退錢',
      parentExternalId: 'root',
      rootExternalId: 'root',
    },
  ]
}

test('the page of a thread: tree by ids and chain, gaps, growth; page by page with the largest first', async (t) => {
  const { company, send, server, idOf } = await makeDesk(t)
  await send(...threadPosts())
  const analyst = await server.as(company, 'auditor')
  const thread = (await analyst.get(`/api/posts/${idOf('c')}/thread`)).body as Thread
  assert.deepEqual(
    [
      thread.root?.author.name,
      thread.reposts,
      thread.comments,
      thread.depth,
      thread.byDepth,
      thread.inferred,
      thread.missing,
    ],
    ['都市熱線', 4, 1, 3, [1, 3, 1, 1], 2, 2],
  )
  assert.deepEqual(thread.way, ['root', 'a', 'b', 'c'].map(idOf))
  assert.deepEqual([thread.spread.at(-1)?.reposts, thread.spread.at(-1)?.comments], [4, 1])
  const page = async (query: string) =>
    (await analyst.get(`/api/posts/${idOf('root')}/thread/answers${query}`)).body as ThreadPage
  const first = await page('?limit=2')
  assert.equal(first.total, 3)
  assert.deepEqual(
    first.entries.map(({ post, descendants, edge, missing }) => [post.author.name, descendants, edge, missing]),
    [
      ['A', 2, 'given', 0],
      ['D', 0, 'given', 1],
    ],
  )
  assert.deepEqual(
    (await page('?limit=2&offset=2')).entries.map(({ post }) => post.text),
    ['退錢'],
  )
  const below = await page(`?under=${idOf('b')}`)
  assert.deepEqual(
    below.entries.map(({ post, missing, isAtLeast }) => [post.author.name, missing, isAtLeast]),
    [['C', 1, false]],
  )
  assert.equal((await analyst.get(`/api/posts/${idOf('never-came')}/thread`)).status, 404)
})

test('an author, from what is stored alone: names, followers as they were, shares with their denominator', async (t) => {
  const { app, company, track, send, server } = await makeDesk(t)
  const by = (externalId: string, hour: number, name: string, followers: number | undefined, text: string) => ({
    externalId,
    text,
    postedAt: `2026-03-0${hour > 12 ? 1 : 2}T0${hour % 10}:00:00Z`,
    author: {
      externalId: 'u/1',
      name,
      region: '台北',
      isVerified: hour === 1,
      ...(followers === undefined ? {} : { followers }),
    },
  })
  await send(
    by('1', 20, '小明', 100, '豆漿壞了退錢退錢退錢退錢退錢退錢'),
    by('2', 21, '小明', 100, '豆漿壞了退錢退錢退錢退錢退錢退錢！'),
    by('3', 22, '大明', 900, '天氣好'),
    by('4', 1, '大明', undefined, ''),
    { externalId: '5', platform: 'zhihu', author: { externalId: 'u/1', name: '別人' } },
  )
  const browser = await server.as(company, 'analyst')
  const author = (await browser.get('/api/author?platform=weibo&authorId=u%2F1')).body as AuthorPage
  assert.deepEqual(
    author.names.map(({ name, posts }) => [name, posts]),
    [
      ['大明', 2],
      ['小明', 2],
    ],
  )
  assert.deepEqual(
    author.followers.map(({ followers }) => followers),
    [100, 900],
  )
  assert.deepEqual(
    [author.posts, author.judged, author.negative, author.positive, author.isVerified],
    [4, 3, 2, 1, true],
  )
  assert.deepEqual(
    author.tracks.map(({ id, posts, judged, negative }) => [id, posts, judged, negative]),
    [[track.id, 2, 2, 2]],
  )
  assert.deepEqual([author.nearCopies, author.isCut, author.newest.length], [2, false, 4])
  assert.equal((await browser.get('/api/author?platform=weibo&authorId=nobody')).status, 404)
  const stranger = await server.as(await makeCompany(app, 'stranger'), 'administrator')
  assert.equal((await stranger.get('/api/author?platform=weibo&authorId=u%2F1')).status, 404)
})

test('history, correction, taking it back and deletion over HTTP; near copies say how near', async (t) => {
  const { company, send, server, idOf } = await makeDesk(t)
  await send(
    { externalId: '1', text: '豆漿喝完之後肚子痛了一整晚上真是' },
    { externalId: '2', text: '豆漿喝完之後肚子痛了一整晚上真是！' },
  )
  const care = await server.as(company, 'care')
  const url = `/api/posts/${idOf('1')}`
  const page = (await care.get(url)).body as PostPage
  assert.deepEqual(
    page.nearCopies.map(({ id, similarity }) => [id, similarity]),
    [[idOf('2'), 1]],
  )
  const made = await care.post(`${url}/corrections`, { sentiment: 'positive', reason: '說反話' })
  assert.equal(made.status, 201)
  const [correction] = (made.body as PostHistory).corrections
  const undone = await care.post(`${url}/corrections/${correction?.id}/undoing`, {})
  assert.deepEqual(
    (undone.body as PostHistory).corrections.map(({ undoes }) => undoes),
    [null, correction?.id],
  )
  const gone = await care.post(`${url}/deletion`, { knownBy: '點連結看過，404' })
  assert.deepEqual(
    (gone.body as PostHistory).deletions.map(({ knownBy, isDeleted }) => [knownBy, isDeleted]),
    [['點連結看過，404', true]],
  )
  assert.deepEqual(((await care.get(url)).body as PostPage).post.marks, ['deleted'])
  const legal = await server.as(company, 'legal')
  assert.equal((await legal.post(`${url}/corrections`, { sentiment: 'positive' })).status, 403)
  assert.equal((await care.post(`${url}/corrections`, { sentiment: 'bad' })).status, 422)
})
