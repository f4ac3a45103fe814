import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRoom, type Room } from '../../test/support/crisis.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { ingestPosts } from '../monitoring/actions.ts'
import { readPostFilter } from '../monitoring/post-query.ts'
import { listPosts } from '../monitoring/post-store.ts'
import { makeBrief, recordDelivery } from './brief-actions.ts'
import { getBrief, listBriefs } from './brief-reads.ts'
import type { Brief, BriefNumber } from './schema.ts'

const coded = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code

/** A story of its own a day and a half later: one post, what passes it on, and what answers that. */
async function tell(room: Room): Promise<string> {
  const { app, clock, company, trackId } = room
  clock.advance(36 * HOUR)
  const start = clock.now().getTime()
  const post = (n: number, text: string, parent?: number) => ({
    externalId: `story ${n}`,
    platform: n === 7 ? 'zhihu' : 'weibo',
    kind: parent === undefined ? 'post' : n === 6 ? 'comment' : 'repost',
    postedAt: new Date(start + n * MINUTE).toISOString(),
    text,
    author: { externalId: `a${n}`, name: `甲${n}`, region: '上海', ...(n < 5 ? { followers: n * 1000 } : {}) },
    ...(parent === undefined ? {} : { parentExternalId: `story ${parent}`, rootExternalId: 'story 1' }),
  })
  const posts = [
    post(1, '青禾豆浆喝完腹泻差'),
    post(2, '腹泻差', 1),
    post(3, '', 1),
    post(4, '我也腹泻差', 2),
    post(5, '要退款差', 2),
    post(6, '好的', 4),
    post(7, '青禾豆浆腹泻差'),
  ]
  const answer = await ingestPosts(app, company.analyst, { source: 'story', posts })
  assert.deepEqual(answer.refused, [])
  clock.advance(10 * MINUTE)
  return room.declare({ trackId, level: 2 })
}

async function behind(room: Room, { posts }: BriefNumber): Promise<number> {
  assert.ok(posts)
  const query = readPostFilter({ ...posts, limit: 200 })
  assert.ok(!('wrong' in query), JSON.stringify(query))
  const list = await listPosts(room.app.db, room.company.orgId, query)
  assert.equal(list.next, null)
  return list.posts.length
}

test('a brief from the data: who began it, through whom it spread, how many; each number opens its posts', async (t) => {
  const room = await makeRoom(t)
  const brief = await getBrief(room.app, room.company.orgId, await tell(room), 'draft')
  assert.equal(brief.firstPost?.author.name, '甲1')
  assert.equal(brief.from, brief.firstPost?.postedAt, 'chatter of two days ago is not part of the story')
  const { posts, originals, reposts, comments, authors, judged, negative } = brief
  assert.deepEqual(
    [posts, originals, reposts, comments, authors, judged, negative].map(({ value }) => value),
    [7, 2, 4, 1, 7, 6, 5],
  )
  assert.deepEqual(
    brief.keyNodes.map(({ author, descendants, direct }) => [author.name, descendants, direct]),
    [
      ['甲1', 5, 2],
      ['甲2', 3, 2],
      ['甲4', 1, 1],
    ],
  )
  assert.deepEqual(brief.reach, { value: 10_000, knownAuthors: 4, authors: 7 })
  assert.deepEqual(brief.coverage, [
    { platform: 'weibo', posts: 6 },
    { platform: 'zhihu', posts: 1 },
  ])
  assert.deepEqual(brief.regions, [{ name: '上海', posts: 7 }])
  assert.deepEqual(brief.peak?.minutes, 5)
  assert.ok(
    brief.demands.some(({ word, example }) => word.includes('腹泻') && example),
    JSON.stringify(brief.demands),
  )
  const numbers = [posts, reposts, comments, negative, ...brief.emotions.map((each) => each.posts)]
  for (const number of numbers) assert.equal(await behind(room, number), number.value, JSON.stringify(number))
  for (const { posts: number } of brief.demands) assert.equal(await behind(room, number), number.value)
  assert.ok(brief.unknowns.includes('cause') && !brief.unknowns.includes('regions'))
})

test('a kept brief stays as it was made; drafts go on', async (t) => {
  const room = await makeRoom(t)
  const { app, clock, company, say } = room
  const { orgId, commander } = company
  const id = await tell(room)
  const get = (version: string): Promise<Brief> => getBrief(app, orgId, id, version)
  await assert.rejects(get('latest'), coded('not-found'))
  assert.equal(await makeBrief(app, commander, id, ' 先看这个 '), 1)
  await say({ from: clock.now(), minutes: 5, count: 20 })
  clock.advance(6 * MINUTE)
  assert.equal(await makeBrief(app, commander, id, ''), 2)
  assert.deepEqual(
    [(await get('1')).posts.value, (await get('2')).posts.value, (await get('draft')).posts.value],
    [7, 27, 27],
  )
  const first = await get('1')
  assert.deepEqual([first.version, first.comment, first.byName, first.sentTo], [1, '先看这个', commander.name, null])
  await recordDelivery(app, commander, id, { version: 1, to: '王总', how: '电话' })
  await recordDelivery(app, commander, id, { version: 1, to: '李董', how: '邮件' })
  assert.equal((await get('1')).sentTo, '王总')
  assert.deepEqual(
    (await listBriefs(app.db, orgId, id)).versions.map(({ version, sentAt }) => [version, sentAt !== null]),
    [
      [2, false],
      [1, true],
    ],
  )
  assert.equal((await get('latest')).version, 2)
  for (const wrong of ['0', '3', '-1', '1.5', 'x', '99999999999'])
    await assert.rejects(get(wrong), coded('not-found'), wrong)
  await assert.rejects(recordDelivery(app, commander, id, { version: 9, to: 'x', how: 'y' }), coded('not-found'))
  await assert.rejects(makeBrief(app, company.analyst, id, ''), coded('forbidden'))
})

test('two briefs at the same moment get two numbers', async (t) => {
  const room = await makeRoom(t)
  const id = await room.declare()
  const made = await Promise.all([1, 2, 3].map(() => makeBrief(room.app, room.company.commander, id, '')))
  assert.deepEqual(made.sort(), [1, 2, 3])
})

test('a crisis that nothing is watched for has an honest brief', async (t) => {
  const room = await makeRoom(t)
  const brief = await getBrief(room.app, room.company.orgId, await room.declare(), 'draft')
  assert.deepEqual(
    [brief.posts, brief.firstPost, brief.reach, brief.keyNodes],
    [{ value: 0, posts: null }, null, null, []],
  )
  assert.equal(brief.unknowns[0], 'no_track')
})
