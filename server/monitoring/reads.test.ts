import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { ingestPosts } from './actions.ts'
import { EVERYTHING } from './codes.ts'
import {
  authorReach,
  biggestPosts,
  countPosts,
  emotionsOf,
  findTrack,
  firstPost,
  keyNodes,
  listTracks,
  peakOf,
  platformsOf,
  regionsOf,
  type Span,
  sampleTexts,
  seriesStart,
  trackSeries,
  watchedUntil,
} from './reads.ts'
import { insertReplay, moveReplay } from './replay-store.ts'
import type { PostInput } from './schema.ts'
import { changeTrack, makeTrack, retireTrack } from './track-actions.ts'

const HOUR_OF_POSTS: Span = { from: new Date('2026-03-02T01:00:00Z'), to: new Date('2026-03-02T02:00:00Z') }

const POSTS: PostInput[] = [
  {
    externalId: 'root',
    platform: 'weibo',
    postedAt: '2026-03-02T01:10:00Z',
    text: '青禾豆漿壞了',
    reposts: 5,
    author: { externalId: 'u1', followers: 100, region: '北京' },
  },
  repost('r1', 'root', '2026-03-02T01:11:30Z', '壞', 'u2', '廣東'),
  repost('r2', 'r1', '2026-03-02T01:12:00Z', '', 'u3', '廣東'),
  repost('r3', 'r1', '2026-03-02T01:31:00Z', '壞', 'u2', ''),
  {
    externalId: 'big',
    platform: 'news',
    postedAt: '2026-03-02T01:40:00Z',
    text: '青禾很好',
    likes: 50,
    author: { externalId: 'u1', followers: 7 },
  },
  { externalId: 'late', platform: 'weibo', postedAt: '2026-03-02T02:00:00Z', text: '青禾' },
  { externalId: 'else', platform: 'weibo', postedAt: '2026-03-02T01:20:00Z', text: '天氣' },
]

function repost(
  externalId: string,
  of: string,
  postedAt: string,
  text: string,
  user: string,
  region: string,
): PostInput {
  return {
    externalId,
    platform: 'weibo',
    kind: 'repost',
    postedAt,
    text,
    author: { externalId: user, region },
    parentExternalId: of,
    rootExternalId: 'root',
  }
}

async function watched(t: TestContext) {
  const { app: bare, clock } = await makeApp(t)
  const app = watching(bare)
  const company = await makeCompany(app)
  const track = await makeTrack(app, company.analyst, { name: '青禾', expression: '青禾' })
  await ingestPosts(app, company.analyst, { source: 's', posts: POSTS })
  return {
    app,
    clock,
    db: app.db,
    orgId: company.orgId,
    analyst: company.analyst,
    trackId: track.id,
    span: HOUR_OF_POSTS,
  }
}

test('the numbers of a span are those of its posts, its end excluded', async (t) => {
  const { db, orgId, trackId, span } = await watched(t)
  assert.deepEqual(await countPosts(db, orgId, trackId, span), {
    posts: 5,
    originals: 2,
    reposts: 3,
    comments: 0,
    judged: 4,
    negative: 3,
    neutral: 0,
    positive: 1,
    authors: 4,
  })
  assert.deepEqual(await platformsOf(db, orgId, trackId, span), [
    { name: 'weibo', posts: 4, negative: 3 },
    { name: 'news', posts: 1, negative: 0 },
  ])
  assert.deepEqual(await regionsOf(db, orgId, trackId, span), [
    { name: '廣東', posts: 2, negative: 1 },
    { name: '北京', posts: 1, negative: 1 },
  ])
  assert.deepEqual(await emotionsOf(db, orgId, trackId, span), [
    { name: 'anger', posts: 3, negative: 3 },
    { name: 'none', posts: 1, negative: 0 },
  ])
  // u1 of weibo and u1 of the news are two; of two figures for one author the larger counts.
  assert.deepEqual(await authorReach(db, orgId, trackId, span), { authors: 4, knownAuthors: 2, followers: 107 })
})

test('a series is evenly spaced, gaps are zeros, and it sums to the posts', async (t) => {
  const { db, orgId, trackId, span } = await watched(t)
  const steps = await trackSeries(db, orgId, trackId, span, 5)
  assert.deepEqual(
    steps.map(({ posts }) => posts),
    [0, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0],
  )
  assert.equal(steps[2]?.at.toISOString(), '2026-03-02T01:10:00.000Z')
  assert.deepEqual([steps[2]?.originals, steps[2]?.judged, steps[2]?.negative], [1, 2, 2])
  const odd = { from: new Date('2026-03-02T01:00:30Z'), to: new Date('2026-03-02T01:12:01Z') }
  assert.deepEqual(
    (await trackSeries(db, orgId, trackId, odd, 7)).map(({ at, posts }) => [at.toISOString().slice(11, 16), posts]),
    [
      ['01:00', 0],
      ['01:07', 3],
    ],
  )
  assert.equal((await trackSeries(db, orgId, EVERYTHING, span, 60))[0]?.posts, 6)
  assert.deepEqual(await peakOf(db, orgId, trackId, span, 5), { at: new Date('2026-03-02T01:10:00Z'), posts: 3 })
  const silent = { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-02T01:00:00Z') }
  assert.equal(await peakOf(db, orgId, trackId, silent, 5), undefined)
})

test('first, biggest and key posts, and what people wrote', async (t) => {
  const { db, orgId, trackId, span } = await watched(t)
  const first = await firstPost(db, orgId, trackId, span)
  assert.deepEqual(
    [first?.text, first?.author.id, first?.tracks],
    ['青禾豆漿壞了', 'u1', [{ id: trackId, weight: 1, isInherited: false }]],
  )
  const big = await biggestPosts(db, orgId, trackId, span, 2)
  assert.deepEqual(
    big.map(({ text }) => text),
    ['青禾很好', '青禾豆漿壞了'],
  )
  const nodes = await keyNodes(db, orgId, trackId, span, 5)
  assert.deepEqual(
    nodes.map(({ post, descendants, direct }) => [post.author.id, descendants, direct]),
    [
      ['u1', 3, 1],
      ['u2', 2, 2],
    ],
  )
  assert.deepEqual(
    (await sampleTexts(db, orgId, trackId, span, 10, { sentiment: 'negative' })).map(({ text }) => text),
    ['壞', '青禾豆漿壞了'],
  )
  assert.deepEqual(
    (await sampleTexts(db, orgId, trackId, span, 2)).map(({ text }) => text),
    ['青禾很好', '壞'],
  )
})

test('a track keeps its versions, and matches no more once it is retired', async (t) => {
  const { app, db, orgId, analyst, trackId } = await watched(t)
  const changed = await changeTrack(app, analyst, trackId, { name: '青禾 2', expression: '青禾 OR 天氣' })
  assert.deepEqual([changed.version, changed.name, changed.posts24h], [2, '青禾 2', 6])
  assert.equal((await changeTrack(app, analyst, trackId, { name: '青禾 2', expression: '青禾 OR 天氣' })).version, 2)
  assert.equal((await retireTrack(app, analyst, trackId)).isRetired, true)
  assert.deepEqual(await listTracks(db, orgId), [])
  assert.equal((await listTracks(db, orgId, { retired: true })).length, 1)
  assert.equal((await findTrack(db, orgId, trackId))?.version, 2)
  const more: PostInput = { externalId: 'after', platform: 'weibo', postedAt: '2026-03-02T01:50:00Z', text: '青禾' }
  const answer: PostInput = { ...more, externalId: 'answer', text: '嗯', parentExternalId: 'root' }
  await ingestPosts(app, analyst, { source: 's', posts: [more, answer] })
  assert.equal((await countPosts(db, orgId, trackId, HOUR_OF_POSTS)).posts, 5)
})

test('counts are complete up to half a minute ago, or where a living replay stands', async (t) => {
  const { db, clock, orgId, trackId } = await watched(t)
  const now = clock.now()
  const seconds = (n: number): Date => new Date(now.getTime() + n * 1000)
  assert.deepEqual(await watchedUntil(db, orgId, now), seconds(-30))
  assert.deepEqual(await seriesStart(db, orgId, trackId), now)
  const run = { runKey: 'k', name: 'n', speed: null, total: 10, startedAt: now, lastAt: seconds(-100) }
  const times = { leadFrom: seconds(-8200), firstAt: seconds(-1000), upTo: seconds(-1000) }
  await insertReplay(db, orgId, { id: trackId, ...run, ...times })
  assert.deepEqual(await watchedUntil(db, orgId, now), seconds(-1000))
  await moveReplay(db, orgId, { id: trackId, upTo: seconds(-500) }, 3, now)
  await moveReplay(db, orgId, { id: trackId, upTo: seconds(-600) }, 0, now)
  assert.deepEqual(await watchedUntil(db, orgId, now), seconds(-500))
  // Killed: nobody has heard of it for more than two minutes.
  assert.deepEqual(await watchedUntil(db, orgId, seconds(121)), seconds(91))
  assert.deepEqual(await seriesStart(db, orgId, trackId), seconds(-8200))
})
