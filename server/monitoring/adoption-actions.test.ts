import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import type { Db } from '../base/db.ts'
import { ingestPosts } from './actions.ts'
import { adoptAnswers, sweepAwaits } from './adoption-actions.ts'
import { EVERYTHING } from './codes.ts'
import { monitoringJobs } from './jobs.ts'
import { countPosts } from './reads.ts'
import type { PostInput } from './schema.ts'
import { makeTrack } from './track-actions.ts'

const SPAN = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-03T00:00:00Z') }

function post(externalId: string, text: string, parentExternalId?: string, rootExternalId?: string): PostInput {
  return {
    externalId,
    platform: 'weibo',
    postedAt: '2026-03-02T01:00:00Z',
    text,
    ...(parentExternalId === undefined ? {} : { parentExternalId }),
    ...(rootExternalId === undefined ? {} : { rootExternalId }),
  }
}

test('answers that came before their root are adopted when it comes, and counted once', async (t) => {
  const { app: bare, settle } = await makeApp(t, { jobs: (bare) => monitoringJobs(watching(bare)) })
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  const track = await makeTrack(app, analyst, { name: '豆漿', expression: '豆漿' })
  const send = (...posts: PostInput[]) => ingestPosts(app, analyst, { source: 's', posts })
  await send(post('b', '[泪]', 'a', 'root'), post('c', '壞', 'b', 'root'))
  await send(post('a', '', 'root'))
  await settle()
  assert.equal((await countPosts(app.db, orgId, track.id, SPAN)).posts, 0)

  await send(post('root', '豆漿'))
  await settle()
  await settle()
  const { posts, originals, comments, negative, judged } = await countPosts(app.db, orgId, track.id, SPAN)
  assert.deepEqual(
    { posts, originals, comments, negative, judged },
    { posts: 4, originals: 1, comments: 3, negative: 1, judged: 3 },
  )
  assert.equal(await adoptAnswers(app, orgId), 0)
  assert.deepEqual(await miscounted(app.db), [])
  assert.equal(await waiting(app.db), 0)
})

test('a parent with a track of its own that comes late passes it on to all below it', async (t) => {
  const { app: bare, settle } = await makeApp(t, { jobs: (bare) => monitoringJobs(watching(bare)) })
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  const track = await makeTrack(app, analyst, { name: '豆漿', expression: '豆漿' })
  const send = (...posts: PostInput[]) => ingestPosts(app, analyst, { source: 's', posts })
  // The parent names no root itself: what hangs on it stands in another thread.
  await send(post('root', '無關'), post('b', '同感', 'a', 'root'), post('c', '同感', 'b', 'root'))
  await send(post('a', '豆漿'))
  await settle()
  assert.equal((await countPosts(app.db, orgId, track.id, SPAN)).posts, 3)
  assert.deepEqual(await miscounted(app.db), [])
})

test('two that came at the same moment and missed each other are found by the sweep', async (t) => {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  const track = await makeTrack(app, analyst, { name: '豆漿', expression: '豆漿' })
  await ingestPosts(app, analyst, { source: 's', posts: [post('b', '同感', 'root')] })
  // As it is when the root's transaction had looked for answers before this one was committed: no job was enqueued.
  const unheard = { ...app, queue: { ...app.queue, enqueue: async () => undefined } }
  await ingestPosts(unheard, analyst, { source: 's', posts: [post('root', '豆漿')] })
  await sweepAwaits(app)
  assert.equal((await countPosts(app.db, orgId, track.id, SPAN)).posts, 2)
})

test('whatever the order, the cuts into batches and the repeats, tracks and counts end up the same', async (t) => {
  const { app: bare, settle } = await makeApp(t, { jobs: (bare) => monitoringJobs(watching(bare)) })
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  await makeTrack(app, analyst, { name: '豆漿', expression: '豆漿' })
  await makeTrack(app, analyst, { name: '油條', expression: '油條' })
  const node = fc.record({
    above: fc.nat(),
    text: fc.constantFrom('豆漿壞', '油條', '[泪]', ''),
    saysRoot: fc.boolean(),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(node, { minLength: 2, maxLength: 8 }),
      fc.array(fc.nat(20), { minLength: 2, maxLength: 12 }),
      async (nodes, picks) => {
        const posts = nodes.map(({ above, text, saysRoot }, i) =>
          post(`${i}`, text, i === 0 ? undefined : `${above % i}`, i === 0 || !saysRoot ? undefined : '0'),
        )
        const sources = [`inorder-${run}`, `mixed-${run++}`] as const
        await ingestPosts(app, analyst, { source: sources[0], posts })
        for (const pick of [...picks, ...nodes.keys()]) {
          const of = posts.slice(pick % posts.length, (pick % posts.length) + 2)
          await ingestPosts(app, analyst, { source: sources[1], posts: of })
        }
        await settle()
        const [inOrder, mixed] = await Promise.all(sources.map((source) => tracksOf(app.db, orgId, source)))
        assert.deepEqual(mixed, inOrder)
        assert.deepEqual(await miscounted(app.db), [])
        assert.equal(await waiting(app.db), 0)
      },
    ),
    { numRuns: 15 },
  )
})

async function tracksOf(db: Db, orgId: string, source: string) {
  const found = await sql<{ id: string; tracks: string[] }>`
    select p.external_id as id, array(select t.track_id::text || t.is_inherited from post_tracks t
      where t.org_id = p.org_id and t.posted_at = p.posted_at and t.post_id = p.post_id order by 1) as tracks
    from posts p where p.org_id = ${orgId} and p.source = ${source} order by 1`.execute(db)
  return found.rows
}

async function waiting(db: Db): Promise<number> {
  const found = await sql<{ count: number }>`select count(*) as count from post_awaits`.execute(db)
  return found.rows[0]?.count ?? -1
}

/** Minutes whose counts differ from a recount of the posts. */
async function miscounted(db: Db) {
  const found = await sql`
    with each_post as (
      select org_id, ${EVERYTHING}::uuid as track_id, posted_at, platform, kind, sentiment from posts
      union all
      select org_id, track_id, posted_at, platform, kind, sentiment from post_tracks
    ), recount as (
      select org_id, track_id, date_trunc('minute', posted_at) as minute, platform, count(*) as posts,
        count(*) filter (where kind not in (1, 2)) as originals, count(*) filter (where kind = 2) as reposts,
        count(*) filter (where kind = 1) as comments, count(sentiment) as judged,
        count(*) filter (where sentiment = 0) as negative, count(*) filter (where sentiment = 1) as neutral,
        count(*) filter (where sentiment = 2) as positive
      from each_post group by 1, 2, 3, 4
    ), counted as (
      select org_id, track_id, minute, platform, posts, originals, reposts, comments, judged, negative, neutral, positive
      from counts_minute
    )
    (select * from recount except select * from counted) union all (select * from counted except select * from recount)`.execute(
    db,
  )
  return found.rows
}
