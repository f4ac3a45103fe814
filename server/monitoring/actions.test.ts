import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { listActs } from '../access/reads.ts'
import { MINUTE } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { ingestPosts } from './actions.ts'
import { EVERYTHING } from './codes.ts'
import { countPosts, postsByIds, trackSeries } from './reads.ts'
import type { PostInput } from './schema.ts'
import { listSources } from './source-store.ts'
import { makeTrack } from './track-actions.ts'

const AT = '2026-03-02T01:59:30.000Z'
const SPAN = { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-02T03:00:00Z') }

function post(externalId: string, text: string, more: Partial<PostInput> = {}): PostInput {
  return { externalId, platform: 'weibo', postedAt: AT, text, ...more }
}

test('a batch is stored, judged, counted and told; sent again it changes nothing', async (t) => {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  const track = await makeTrack(app, analyst, { name: '豆漿', expression: '豆漿' })
  const posts = [
    post('1', '這豆漿壞了', { author: { externalId: 'u1', name: '阿明', followers: 12 } }),
    post('2', '豆漿很好'),
    post('3', '今天天氣'),
    post('4', '   ', { platform: 'news' }),
  ]

  const first = await ingestPosts(app, analyst, { source: 'crm', posts })
  const again = await ingestPosts(app, analyst, { source: 'crm', posts })

  assert.deepEqual({ ...first, batchId: '' }, { batchId: '', accepted: 4, duplicates: 0, refused: [] })
  assert.deepEqual({ ...again, batchId: '' }, { batchId: '', accepted: 0, duplicates: 4, refused: [] })
  const counts = await countPosts(app.db, orgId, track.id, SPAN)
  assert.deepEqual(counts, {
    posts: 2,
    originals: 2,
    reposts: 0,
    comments: 0,
    judged: 2,
    negative: 1,
    neutral: 0,
    positive: 1,
    authors: 1,
  })
  const [minute] = await trackSeries(
    app.db,
    orgId,
    EVERYTHING,
    { from: new Date('2026-03-02T01:59:00Z'), to: SPAN.to },
    1,
  )
  assert.deepEqual(
    { posts: minute?.posts, judged: minute?.judged, negative: minute?.negative },
    { posts: 4, judged: 3, negative: 1 },
  )
  const acts = await listActs(app.db, orgId, { verbs: ['ingestPosts'] })
  assert.deepEqual(
    acts.map(({ detail }) => detail),
    [
      { source: 'crm', accepted: 4, duplicates: 0, refused: 0 },
      { source: 'crm', accepted: 0, duplicates: 4, refused: 0 },
    ],
  )
  const events = await sql<{ body: { count: number; posts: { text: string }[]; trackCounts: object } }>`
    select body from live_events where kind = 'monitoring.posts'`.execute(app.db)
  assert.equal(events.rows.length, 1, 'a batch of duplicates tells nothing')
  assert.equal(events.rows[0]?.body.count, 4)
  assert.deepEqual(events.rows[0]?.body.trackCounts, { [track.id]: 2 })
  assert.deepEqual(events.rows[0]?.body.posts.map(({ text }) => text).sort(), ['這豆漿壞了', '豆漿很好'].sort())
})

test('each bad row is named, the others are kept, and the source shows it', async (t) => {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  const answer = await ingestPosts(app, analyst, {
    source: 'crm',
    posts: [
      post('1', '好'),
      post('2', 'NUL \0'),
      { externalId: 'x' },
      post('1', '好'),
      'nothing',
      post('5', "'); drop table posts; --"),
    ],
  })
  assert.equal(answer.accepted, 2)
  assert.equal(answer.duplicates, 1, 'the same external id twice in a batch is one post')
  assert.deepEqual(
    answer.refused.map(({ index, field, code }) => [index, field, code]),
    [
      [1, 'text', 'not-text'],
      [2, 'platform', 'missing'],
      [4, '', 'wrong-type'],
    ],
  )
  const [source] = await listSources(app.db, orgId, app.clock.now())
  assert.equal(source?.posts24h, 2)
  assert.equal(source?.refused24h, 3)
  assert.match(source?.lastError ?? '', /^3 refused, the first: row 1, text holds a NUL/)
})

test('the same batches sent by many at once are stored exactly once', async (t) => {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  const track = await makeTrack(app, analyst, { name: '豆漿', expression: '豆漿' })
  const batches = Array.from({ length: 4 }, (_, b) =>
    Array.from({ length: 40 }, (_, i) =>
      post(`${(b * 20 + i) % 80}`, '豆漿', { postedAt: `2026-03-02T01:5${i % 10}:00Z` }),
    ),
  )
  // Overlapping and in opposite orders: the way to deadlocks, were keys and counts not taken in one order.
  const sent = batches.flatMap((posts) => [posts, posts.toReversed(), posts])
  const answers = await Promise.all(sent.map((posts) => ingestPosts(app, analyst, { source: 's', posts })))
  assert.equal(
    answers.reduce((sum, { accepted }) => sum + accepted, 0),
    80,
  )
  assert.equal((await countPosts(app.db, orgId, track.id, SPAN)).posts, 80)
  const steps = await trackSeries(app.db, orgId, track.id, SPAN, 180)
  assert.deepEqual(
    steps.map(({ posts }) => posts),
    [80],
  )
})

test('a month without a partition gets one; times far back go to the partition for all that is old', async (t) => {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const { analyst } = await makeCompany(app)
  const times = ['2012-05-01T00:00:00Z', '2025-07-31T23:59:59.999Z', '2025-08-01T00:00:00Z', '2026-03-02T02:00:00Z']
  const posts = times.map((postedAt, i) => post(String(i), '好', { postedAt }))
  assert.equal((await ingestPosts(app, analyst, { source: 's', posts })).accepted, 4)
  const found = await sql<{ name: string }>`
    select tableoid::regclass::text as name from posts order by posted_at`.execute(app.db)
  assert.deepEqual(
    found.rows.map(({ name }) => name),
    ['posts_older', 'posts_2025_07', 'posts_2025_08', 'posts_2026_03'],
  )
})

test('a clock that jumps back finds rows of a month in the old partition and leaves them there', async (t) => {
  const { app: bare, clock } = await makeApp(t)
  const app = watching(bare)
  const { analyst } = await makeCompany(app)
  const old = (id: string) =>
    ingestPosts(app, analyst, { source: 's', posts: [post(id, '好', { postedAt: '2023-01-05T00:00:00Z' })] })
  assert.equal((await old('1')).accepted, 1)
  clock.set(new Date('2024-06-01T00:00:00Z'))
  assert.equal((await old('2')).accepted, 1)
  assert.equal((await old('1')).duplicates, 1)
})

test('nothing is taken in while the disk is nearly full, or by who may not send', async (t) => {
  const { app: bare, disk } = await makeApp(t)
  const app = watching(bare)
  const { analyst, auditor } = await makeCompany(app)
  const send = (actor: typeof analyst) => ingestPosts(app, actor, { source: 's', posts: [post('1', '好')] })
  await assert.rejects(send(auditor), isRefusal('forbidden'))
  disk.low = true
  await assert.rejects(send(analyst), isRefusal('low-disk'))
  disk.low = false
  assert.equal((await send(analyst)).accepted, 1)
})

test('too many at once are told to come again, and nothing of theirs is half stored', async (t) => {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const { analyst } = await makeCompany(app)
  const leave = Array.from({ length: 64 }, () => app.load.pressure.enter(1))
  await assert.rejects(ingestPosts(app, analyst, { source: 's', posts: [post('1', '好')] }), isRefusal('busy'))
  for (const each of leave) each()
  assert.equal((await ingestPosts(app, analyst, { source: 's', posts: [post('1', '好')] })).accepted, 1)
  assert.equal(app.load.pressure.waiting(), 0)
})

test('two organisations with the same source and external id have two posts, and see only their own', async (t) => {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const one = await makeCompany(app)
  const other = await makeCompany(app, '另一家')
  const track = await makeTrack(app, one.analyst, { name: '好', expression: '好' })
  for (const { analyst } of [one, other]) await ingestPosts(app, analyst, { source: 's', posts: [post('1', '好')] })
  const found = await sql<{ id: string; org: string }>`select post_id as id, org_id as org from posts`.execute(app.db)
  assert.equal(new Set(found.rows.map(({ id }) => id)).size, 2)
  const ids = found.rows.map(({ id }) => id)
  assert.equal((await postsByIds(app.db, one.orgId, ids)).length, 1)
  assert.equal((await countPosts(app.db, one.orgId, track.id, SPAN)).posts, 1)
  assert.equal((await countPosts(app.db, other.orgId, track.id, SPAN)).posts, 0)
})

function isRefusal(code: string) {
  return (error: unknown) => error instanceof Refusal && error.code === code
}

test('a minute in the future is taken, two days are not', async (t) => {
  const { app: bare, clock } = await makeApp(t)
  const app = watching(bare)
  const { analyst } = await makeCompany(app)
  const at = (ms: number) => new Date(clock.now().getTime() + ms).toISOString()
  const posts = [post('1', '好', { postedAt: at(MINUTE) }), post('2', '好', { postedAt: at(2 * 24 * 60 * MINUTE) })]
  const { accepted, refused } = await ingestPosts(app, analyst, { source: 's', posts })
  assert.deepEqual([accepted, refused.map(({ index, code }) => [index, code])], [1, [[1, 'in-future']]])
})
