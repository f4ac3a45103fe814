import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { listActs } from '../access/reads.ts'
import { MINUTE } from '../base/clock.ts'
import { ingestPosts } from './actions.ts'
import { listCountChanges } from './change-store.ts'
import { EVERYTHING } from './codes.ts'
import { monitoringJobs } from './jobs.ts'
import { recordDeletion } from './post-history-actions.ts'
import { countPosts, postsByIds, trackSeries } from './reads.ts'
import type { PostInput } from './schema.ts'
import { makeTrack } from './track-actions.ts'

const POSTED = '2026-03-02T01:30:00.000Z'
const SPAN = { from: new Date('2026-03-02T00:00:00Z'), to: new Date('2026-03-02T05:00:00Z') }

async function makeDesk(t: TestContext) {
  const made = await makeApp(t, { jobs: (app) => monitoringJobs(watching(app)) })
  const app = watching(made.app)
  const company = await makeCompany(app)
  const milk = await makeTrack(app, company.analyst, { name: '豆漿', expression: '豆漿' })
  const tea = await makeTrack(app, company.analyst, { name: '奶茶', expression: '奶茶' })
  const send = (...posts: Partial<PostInput>[]) =>
    ingestPosts(app, company.analyst, {
      source: 'crm',
      posts: posts.map((post) => ({ externalId: '1', platform: 'weibo', postedAt: POSTED, text: '豆漿壞', ...post })),
    })
  const only = async (externalId = '1') => {
    const found = await sql<{ id: string }>`
      select post_id as id from posts where org_id = ${company.orgId} and external_id = ${externalId}`.execute(app.db)
    const [card] = await postsByIds(app.db, company.orgId, [found.rows[0]?.id ?? ''])
    assert.ok(card)
    return card
  }
  return { ...made, app, company, milk, tea, send, only }
}

type Desk = Awaited<ReturnType<typeof makeDesk>>

/** Counts by the minute are those of the posts as they stand, counted anew. */
async function assertCounted({ app, company }: Pick<Desk, 'app' | 'company'>): Promise<void> {
  const kept = await sql`
    select track_id, minute, platform, posts, originals, reposts, comments, judged, negative, neutral, positive from counts_minute
    where org_id = ${company.orgId} and posts <> 0 order by track_id, minute, platform`.execute(app.db)
  const anew = await sql`
    select t.track_id, date_trunc('minute', p.posted_at) as minute, p.platform, count(*) as posts,
      count(*) filter (where p.kind not in (1, 2)) as originals, count(*) filter (where p.kind = 2) as reposts,
      count(*) filter (where p.kind = 1) as comments, count(p.sentiment) as judged,
      count(*) filter (where p.sentiment = 0) as negative, count(*) filter (where p.sentiment = 1) as neutral,
      count(*) filter (where p.sentiment = 2) as positive
    from posts p join (
      select org_id, posted_at, post_id, track_id from post_tracks
      union all select org_id, posted_at, post_id, ${EVERYTHING}::uuid from posts) t using (org_id, posted_at, post_id)
    where p.org_id = ${company.orgId} group by 1, 2, 3 order by 1, 2, 3`.execute(app.db)
  assert.deepEqual(kept.rows.map(plain), anew.rows.map(plain))
  const marked = await sql<{ n: number }>`
    select count(*) as n from post_tracks t join posts p using (org_id, posted_at, post_id)
    where (t.sentiment, t.emotion) is distinct from (p.sentiment, p.emotion)`.execute(app.db)
  assert.equal(marked.rows[0]?.n, 0, 'rows of tracks have the verdict of the post')
}

const plain = (row: unknown) =>
  Object.fromEntries(
    Object.entries(row as object).map(([k, v]) => [
      k,
      v instanceof Date ? v.toISOString() : Number.isNaN(Number(v)) ? v : Number(v),
    ]),
  )

test('an edit is judged and matched anew, the earlier text stays, and every figure agrees', async (t) => {
  const desk = await makeDesk(t)
  const { app, clock, company, milk, tea, send, only } = desk
  await send({ likes: 3 })
  clock.advance(10 * MINUTE)
  const answer = await send({ text: '奶茶好', likes: 3 })
  assert.deepEqual([answer.accepted, answer.duplicates, answer.changed], [0, 1, 1])

  const card = await only()
  assert.deepEqual([card.text, card.sentiment, card.marks], ['奶茶好', 'positive', ['edited']])
  assert.deepEqual(
    card.tracks.map(({ id }) => id),
    [tea.id],
  )
  assert.equal((await countPosts(app.db, company.orgId, milk.id, SPAN)).posts, 0)
  assert.equal((await countPosts(app.db, company.orgId, tea.id, SPAN)).positive, 1)
  const [minute] = await trackSeries(app.db, company.orgId, EVERYTHING, { from: new Date(POSTED), to: SPAN.to }, 1)
  assert.deepEqual([minute?.posts, minute?.negative, minute?.positive], [1, 0, 1])
  await assertCounted(desk)
  const versions = await sql<{ text: string; sentiment: number; tracks: unknown[] }>`
    select text, sentiment, tracks from post_versions order by seen_at`.execute(app.db)
  assert.deepEqual(
    versions.rows.map(({ text, sentiment, tracks }) => [text, sentiment, tracks.length]),
    [
      ['豆漿壞', 0, 1],
      ['奶茶好', 2, 1],
    ],
  )
  const late = await listCountChanges(app.db, company.orgId)
  assert.deepEqual(new Set(late.map(({ trackId }) => trackId)), new Set([milk.id, tea.id]), 'detectors read both anew')
  assert.deepEqual((await listActs(app.db, company.orgId, { verbs: ['ingestPosts'] })).at(-1)?.detail.changed, 1)
})

test('the same again changes nothing, and says so of nobody', async (t) => {
  const { app, clock, send } = await makeDesk(t)
  await send({ likes: 3, author: { name: '阿明' } })
  clock.advance(10 * MINUTE)
  assert.equal((await send({ likes: 3, author: { name: '阿明' } })).changed, undefined)
  assert.equal((await send({ text: '豆漿壞  ', likes: 3 })).changed, undefined)
  const rows = await sql`select 1 from post_versions union all select 1 from post_observations`.execute(app.db)
  assert.equal(rows.rows.length, 0)
})

test('counts are the newest known, and how they grew is kept sparsely', async (t) => {
  const { app, clock, send, only } = await makeDesk(t)
  await send({ reposts: 100, likes: 10 })
  for (const reposts of [101, 102, 115, 116]) {
    clock.advance(MINUTE)
    await send({ reposts, likes: 10 })
  }
  clock.advance(60 * MINUTE)
  await send({ reposts: 117, likes: 10 })
  // A file that was collected long ago, imported now, and one that does not say how many.
  await send({ reposts: 50, likes: 10, seenAt: '2026-03-02T01:31:00Z' })
  await send({})
  assert.deepEqual([(await only()).reposts, (await only()).likes], [117, 10])
  const kept = await sql<{ reposts: number }>`select reposts from post_observations order by seen_at`.execute(app.db)
  assert.deepEqual(
    kept.rows.map(({ reposts }) => reposts),
    [50, 100, 115, 117],
  )
})

test('a batch that says two things of a post says them one after the other', async (t) => {
  const { app, send, only } = await makeDesk(t)
  const answer = await send(
    { likes: 1, seenAt: '2026-03-02T01:40:00Z' },
    { likes: 1 },
    { likes: 5, text: '豆漿好', seenAt: '2026-03-02T01:50:00Z' },
  )
  assert.deepEqual([answer.accepted, answer.duplicates, answer.changed], [1, 2, 1])
  const card = await only()
  assert.deepEqual([card.text, card.likes], ['豆漿好', 5])
  const counted = await sql<{
    duplicates: number
  }>`select sum(duplicates)::int as duplicates from ingest_batches`.execute(app.db)
  assert.equal(counted.rows[0]?.duplicates, 2)
})

test('answers take over the tracks that an edit added, and keep those that they had', async (t) => {
  const desk = await makeDesk(t)
  const { settle, milk, tea, send, only } = desk
  await send({}, { externalId: '2', kind: 'repost', text: '[淚]', parentExternalId: '1' })
  await send({ text: '奶茶壞' })
  await settle()
  assert.deepEqual(
    (await only()).tracks.map(({ id }) => id),
    [tea.id],
  )
  assert.deepEqual(new Set((await only('2')).tracks.map(({ id }) => id)), new Set([milk.id, tea.id]))
  await assertCounted(desk)
})

test('a deleted post stays readable, with who said so; taken back by another row', async (t) => {
  const { app, company, send, only } = await makeDesk(t)
  await send({})
  await send({ isDeleted: true, text: '此微博已被刪除' })
  const card = await only()
  assert.deepEqual([card.text, card.marks], ['豆漿壞', ['deleted']])
  const seenAt = new Date('2026-03-02T01:55:00Z')
  await assert.rejects(recordDeletion(app, company.care, card.id, { isDeleted: true, seenAt, knownBy: '看過' }), {
    code: 'already-done',
  })
  await recordDeletion(app, company.care, card.id, { isDeleted: false, seenAt, knownBy: '還在' })
  assert.equal((await only()).marks, undefined)
  await assert.rejects(recordDeletion(app, company.legal, card.id, { isDeleted: true, seenAt, knownBy: '' }), {
    code: 'forbidden',
  })
  const acts = await listActs(app.db, company.orgId, { objectIds: [card.id] })
  assert.deepEqual(
    acts.map(({ verb, detail }) => [verb, detail.knownBy]),
    [['withdrawDeletion', '還在']],
  )
})

test('an old file imported again, after an edit, tells nothing new; one with a text that nobody knew does', async (t) => {
  const { app, send, only } = await makeDesk(t)
  await send({ seenAt: '2026-03-02T01:35:00Z' })
  await send({ text: '豆漿好', seenAt: '2026-03-02T01:45:00Z' })
  for (const seenAt of ['2026-03-02T01:36:00Z', '2026-03-02T01:31:00Z', '2026-03-02T01:44:00Z']) {
    assert.equal((await send({ seenAt })).changed, undefined)
    await send({ text: '豆漿好', seenAt: '2026-03-02T01:45:00Z' })
  }
  await send({ text: '豆漿？', seenAt: '2026-03-02T01:32:00Z' })
  assert.equal((await only()).text, '豆漿好')
  const kept = await sql<{ text: string }>`select text from post_versions order by seen_at`.execute(app.db)
  assert.deepEqual(
    kept.rows.map(({ text }) => text),
    ['豆漿？', '豆漿壞', '豆漿好'],
  )
})

test('what was edited or gone before we saw it first is marked so', async (t) => {
  const { send, only } = await makeDesk(t)
  await send({ edits: 2 }, { externalId: '2', isDeleted: true }, { externalId: '3', edits: 0 })
  assert.deepEqual(
    [(await only()).marks, (await only('2')).marks, (await only('3')).marks],
    [['edited'], ['deleted'], undefined],
  )
})

test('edits sent at once by many, in any order: one text wins, and the counts are those of the posts', async (t) => {
  const desk = await makeDesk(t)
  const { app, company, settle } = desk
  const texts = fc.constantFrom('豆漿壞', '奶茶好', '豆漿奶茶', '天氣', '')
  const row = fc.record({
    id: fc.integer({ min: 0, max: 4 }),
    text: texts,
    likes: fc.integer({ min: 0, max: 30 }),
    parent: fc.option(fc.integer({ min: 0, max: 4 })),
  })
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(row, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 5 }),
      async (batches) => {
        round++
        const postOf = ({ id, text, likes, parent }: (typeof batches)[number][number]) => ({
          externalId: `${round}-${id}`,
          platform: 'weibo',
          postedAt: POSTED,
          text,
          likes,
          ...(parent === null || parent >= id ? {} : { kind: 'repost', parentExternalId: `${round}-${parent}` }),
        })
        await Promise.all(
          batches.map((rows) => ingestPosts(app, company.analyst, { source: 'crm', posts: rows.map(postOf) })),
        )
        await settle()
        await assertCounted(desk)
      },
    ),
    { numRuns: 12 },
  )
})
