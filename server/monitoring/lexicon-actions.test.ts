import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { listActs } from '../access/reads.ts'
import { DAY, MINUTE } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { ingestPosts } from './actions.ts'
import { correctPost } from './correction-actions.ts'
import { monitoringJobs } from './jobs.ts'
import {
  changeLexicon,
  getLexiconPage,
  listLexiconPosts,
  makeLexicon,
  retireLexicon,
  tryLexicon,
} from './lexicon-actions.ts'
import { lexiconJobs } from './lexicon-jobs.ts'
import { lexiconIds, lexiconSeries, lexiconWordsOf } from './lexicon-reads.ts'
import { recountLexicon } from './lexicon-recount-actions.ts'
import { listLexiconCards } from './lexicon-store.ts'
import { getPostPage } from './post-reads.ts'
import type { PostInput } from './schema.ts'
import { makeTrack } from './track-actions.ts'

const FOOD = [
  { expression: '中毒', weight: 5 },
  { expression: '異物', weight: 3 },
  { expression: '不舒服 喝', weight: 2 },
]

function post(externalId: string, text: string, more: Partial<PostInput> = {}): PostInput {
  return { externalId, platform: 'weibo', postedAt: '2026-03-02T01:00:00.000Z', text, ...more }
}

async function makeDesk(t: TestContext) {
  const made = await makeApp(t, { jobs: (bare) => monitoringJobs(watching(bare)) })
  const app = watching(made.app)
  const company = await makeCompany(app)
  const track = await makeTrack(app, company.analyst, { name: '豆漿', expression: '豆漿' })
  const send = (...posts: PostInput[]) => ingestPosts(app, company.analyst, { source: 's', posts })
  return { ...made, app, company, orgId: company.orgId, trackId: track.id, send }
}

test('a list is made, changed, retired: every version stays, with who and why; two at once do not overwrite each other', async (t) => {
  const { app, company } = await makeDesk(t)
  const made = await makeLexicon(app, company.pr, { name: '食品安全', words: FOOD, reason: '開始' })
  assert.equal(made.version, 1)
  const words = [...FOOD, { expression: ' 腹瀉 ', weight: 4 }]
  const changed = await changeLexicon(app, company.care, made.id, {
    name: '食品安全',
    words,
    reason: '客服常見',
    version: 1,
  })
  assert.deepEqual([changed.version, changed.wordCount, changed.changedByName], [2, 4, company.care.name])
  await refused('changed-meanwhile', changeLexicon(app, company.pr, made.id, { name: 'x', words: [], version: 1 }))
  const again = await changeLexicon(app, company.pr, made.id, { name: '食品安全', words, version: 2 })
  assert.equal(again.version, 2, 'the same words again are no version')
  const page = await getLexiconPage(app, company.auditor, made.id)
  assert.deepEqual(
    page.versions.map(({ version, reason, wordCount }) => [version, reason, wordCount]),
    [
      [2, '客服常見', 4],
      [1, '開始', 3],
    ],
  )
  await refused('name-taken', makeLexicon(app, company.pr, { name: '食品安全', words: [] }))
  await refused(
    'expression-invalid',
    makeLexicon(app, company.pr, { name: 'y', words: [{ expression: '(中毒', weight: 1 }] }),
  )
  await refused('forbidden', makeLexicon(app, company.marketing, { name: 'z', words: [] }))
  assert.equal((await retireLexicon(app, company.pr, made.id)).isRetired, true)
  await refused('wrong-state', changeLexicon(app, company.pr, made.id, { name: 'x', words: [], version: 2 }))
  assert.deepEqual(await lexiconIds(app.db, company.orgId), [])
  const acts = await listActs(app.db, company.orgId, { limit: 10 })
  assert.deepEqual(
    acts
      .map(({ verb }) => verb)
      .filter((verb) => verb.endsWith('Lexicon'))
      .sort(),
    ['changeLexicon', 'makeLexicon', 'retireLexicon'],
  )
})

test('posts of tracks are looked through as they come: hits, counts, the page of a post; others are not', async (t) => {
  const { app, orgId, company, trackId, send } = await makeDesk(t)
  await send(post('before', '豆漿 中毒'))
  const { id } = await makeLexicon(app, company.pr, { name: '食品安全', words: FOOD })
  await send(
    post('a', '豆漿裏有异*物，壞'),
    post('b', '喝豆漿不舒服，中毒了'),
    post('c', '別家中毒'),
    post('d', '豆漿好喝'),
    post('e', '轉發', { parentExternalId: 'b', rootExternalId: 'b' }),
  )
  const span = { from: new Date('2026-03-02T01:00:00Z'), to: new Date('2026-03-02T01:10:00Z') }
  const steps = await lexiconSeries(app.db, orgId, { trackId, lexiconId: id }, span, 5)
  assert.deepEqual(
    steps.map(({ posts, weight, gravest, negative }) => [posts, weight, gravest, negative]),
    [
      [2, 8, 1, 1],
      [0, 0, 0, 0],
    ],
  )
  const words = await lexiconWordsOf(app.db, orgId, { trackId, lexiconId: id }, span, 5)
  assert.deepEqual(words.map(({ word, posts }) => [word, posts]).sort(), [
    ['不舒服 喝', 1],
    ['中毒', 1],
    ['異物', 1],
  ])
  const { posts } = await listLexiconPosts(app, company.auditor, id, {})
  assert.equal(posts.length, 2)
  const b = posts.find(({ text }) => text.includes('中毒'))
  assert.deepEqual(b?.lexicons, [{ id, weight: 5, words: ['中毒', '不舒服 喝'] }])
  const page = await getPostPage(app.db, app.judges.fold, orgId, b?.id ?? '')
  const [hit] = page.lexicons
  assert.deepEqual([hit?.name, hit?.weight], ['食品安全', 5])
  assert.ok(hit?.reasons.some(({ start, end }) => '喝豆漿不舒服，中毒了'.slice(start, end) === '中毒'))
  assert.deepEqual(await miscounted(app.db), [])
})

test('counts stay exact when posts are edited, corrected, and adopted by what they answer', async (t) => {
  const { app, orgId, company, send, settle, clock } = await makeDesk(t)
  const { id } = await makeLexicon(app, company.pr, { name: '食品安全', words: FOOD })
  await send(
    post('a', '豆漿 異物'),
    post('answer', '我也中毒 壞', { parentExternalId: 'root', rootExternalId: 'root' }),
  )
  const total = async () =>
    (
      await sql<{ posts: number; weight: number; negative: number }>`
      select coalesce(sum(posts), 0)::int as posts, coalesce(sum(weight), 0)::int as weight, coalesce(sum(negative), 0)::int as negative
      from counts_lexicon where org_id = ${orgId} and lexicon_id = ${id}`.execute(app.db)
    ).rows[0]
  assert.deepEqual(await total(), { posts: 1, weight: 3, negative: 0 })
  await send(post('root', '豆漿出事'))
  await settle()
  await settle()
  assert.deepEqual(await total(), { posts: 2, weight: 8, negative: 1 })
  clock.advance(MINUTE)
  await send(post('a', '豆漿 中毒 壞'))
  assert.deepEqual(await total(), { posts: 2, weight: 10, negative: 2 })
  const edited = (await listLexiconPosts(app, company.pr, id, {})).posts.find(({ text }) => text.startsWith('豆漿'))
  await correctPost(app, company.analyst, edited?.id ?? '', { sentiment: 'positive' })
  assert.deepEqual(await total(), { posts: 2, weight: 10, negative: 1 })
  clock.advance(MINUTE)
  await send(post('a', '豆漿很好'))
  assert.deepEqual(await total(), { posts: 1, weight: 5, negative: 1 })
  assert.deepEqual(await miscounted(app.db), [])
})

test('counting anew gives what would have been counted, goes on after a stop, and says from when on it counts', async (t) => {
  const { app, orgId, company, trackId, send, settle, clock } = await makeDesk(t)
  const many = Array.from({ length: 620 }, (_, n) =>
    post(`p${n}`, n % 31 === 0 ? '豆漿 中毒' : '豆漿', {
      postedAt: new Date(Date.parse('2026-03-01T00:00:00Z') + n * MINUTE).toISOString(),
    }),
  )
  await send(...many.slice(0, 600))
  const { id } = await makeLexicon(app, company.pr, { name: '食品安全', words: FOOD })
  await send(...many.slice(600))
  const span = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-02T00:00:00Z') }
  const read = async () => lexiconSeries(app.db, orgId, { trackId, lexiconId: id }, span, 60)
  assert.equal(
    (await read()).reduce((sum, { posts }) => sum + posts, 0),
    0,
  )
  assert.ok((await read()).every(({ isCounted }) => !isCounted))
  clock.advance(MINUTE)
  await recountLexicon(app, company.care, id)
  await refused('already-done', recountLexicon(app, company.care, id))
  const [running] = await listLexiconCards(app.db, orgId, clock.now())
  assert.deepEqual([running?.recount?.state, running?.recount?.looked, running?.recount?.total], ['running', 0, 620])
  await settle()
  const [done] = await listLexiconCards(app.db, orgId, clock.now())
  assert.deepEqual(
    [done?.recount?.state, done?.recount?.looked, done?.recount?.hits, done?.posts30d],
    ['done', 620, 20, 20],
  )
  assert.equal(
    (await read()).reduce((sum, { posts }) => sum + posts, 0),
    20,
  )
  assert.ok((await read()).every(({ isCounted }) => isCounted))
  assert.ok(Date.parse(done?.countedFrom ?? '') <= clock.now().getTime() - 14 * DAY + MINUTE)
  assert.deepEqual(await miscounted(app.db), [])
  // Fewer words: what they found goes, also from the counts.
  await changeLexicon(app, company.pr, id, { name: '食品安全', words: FOOD.slice(1), version: 1 })
  await recountLexicon(app, company.pr, id)
  await settle()
  assert.equal(
    (await read()).reduce((sum, { posts }) => sum + posts, 0),
    0,
  )
  assert.deepEqual(await miscounted(app.db), [])
})

test('posts, edits, corrections and counting anew at once, in opposite orders: nobody waits in a circle, and counts are exact', async (t) => {
  const { app, orgId, company, send, clock, settle } = await makeDesk(t)
  await makeTrack(app, company.analyst, { name: '青禾', expression: '青禾' })
  const { id } = await makeLexicon(app, company.pr, { name: '食品安全', words: FOOD })
  await makeLexicon(app, company.pr, { name: '法律', words: [{ expression: '起訴', weight: 4 }] })
  const text = (n: number, say = '') =>
    `${n % 2 ? '豆漿' : '青禾'} ${n % 3 ? '中毒' : '異物'} ${n % 5 ? '' : '起訴'}${say}`
  const batch = (from: number, say = '') =>
    Array.from({ length: 40 }, (_, n) =>
      post(`p${from + n}`, text(from + n, say), { postedAt: `2026-03-02T01:0${(from + n) % 10}:00.000Z` }),
    )
  await send(...batch(0))
  clock.advance(MINUTE)
  await recountLexicon(app, company.pr, id)
  const { posts } = await listLexiconPosts(app, company.pr, id, {})
  await Promise.all([
    send(...batch(20, ' 壞')),
    send(...batch(60).reverse()),
    send(...batch(40, ' 好').reverse()),
    settle(),
    // The edit beside it may have made it negative already.
    ...posts.slice(0, 5).map((each) =>
      correctPost(app, company.analyst, each.id, { sentiment: 'negative' }).catch((error: { code?: string }) => {
        if (error.code !== 'already-done') throw error
      }),
    ),
  ])
  await settle()
  assert.deepEqual(await miscounted(app.db), [])
  const stored = await sql<{ hits: number }>`
    select count(*)::int as hits from post_lexicon_hits where org_id = ${orgId} and lexicon_id = ${id}`.execute(app.db)
  assert.equal(stored.rows[0]?.hits, 100)
})

test('counting anew that fails again and again is given up, and can be begun anew', async (t) => {
  const { app, orgId, company, send, clock } = await makeDesk(t)
  const { id } = await makeLexicon(app, company.pr, { name: '食品安全', words: FOOD })
  await send(post('a', '豆漿 中毒'))
  await recountLexicon(app, company.pr, id)
  const found = await sql<{
    id: string
  }>`select recount_id as id from lexicon_recounts where org_id = ${orgId}`.execute(app.db)
  const broken = { ...app, judges: { ...app.judges, fold: undefined as never } }
  const data = { orgId, recountId: found.rows[0]?.id }
  for (const attempt of [4, 5]) {
    await assert.rejects(async () => lexiconJobs(broken)[0]?.run({ id: 'x', name: 'y', data, attempt }))
    const [card] = await listLexiconCards(app.db, orgId, clock.now())
    assert.equal(card?.recount?.state, attempt < 5 ? 'running' : 'failed')
  }
  await recountLexicon(app, company.pr, id)
})

test('words are tried before they are saved: mistakes, those that are the same in both scripts, marks in a text', async (t) => {
  const { app, company } = await makeDesk(t)
  const words = ['退貨', '退货', '"a', 'Refund', 'ｒｅｆｕｎｄ', '=退货'].map((expression) => ({
    expression,
    weight: 2,
  }))
  const tried = tryLexicon(app, company.auditor, { words, text: '我要退货 refund' })
  assert.deepEqual(
    tried.errors.map(({ row, code }) => [row, code]),
    [[2, 'unclosed-quote']],
  )
  assert.deepEqual(tried.same, [
    { row: 1, as: 0 },
    { row: 4, as: 3 },
  ])
  assert.deepEqual(tried.hits.find(({ row }) => row === 0)?.marks, [{ start: 2, end: 4 }])
})

/** Rows of counts that differ from what hits and tracks say. */
async function miscounted(db: Db): Promise<unknown[]> {
  const found = await sql`
    with truth as (
      select h.org_id, t.track_id, h.lexicon_id, date_trunc('minute', h.posted_at) as minute, count(*) as posts, sum(h.weight) as weight,
        count(*) filter (where h.weight = 5) as gravest, count(*) filter (where t.sentiment = 0) as negative
      from post_lexicon_hits h join post_tracks t using (org_id, posted_at, post_id) group by 1, 2, 3, 4)
    select * from truth full join counts_lexicon c using (org_id, track_id, lexicon_id, minute)
    where (coalesce(truth.posts, 0), coalesce(truth.weight, 0), coalesce(truth.gravest, 0), coalesce(truth.negative, 0))
      is distinct from (coalesce(c.posts, 0), coalesce(c.weight, 0), coalesce(c.gravest, 0), coalesce(c.negative, 0))`.execute(
    db,
  )
  return found.rows
}

async function refused(code: string, doing: Promise<unknown>): Promise<void> {
  await assert.rejects(doing, (error) => error instanceof Refusal && error.code === code)
}
