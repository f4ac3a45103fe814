import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { Value } from 'typebox/value'
import { NEAR, setUpMail } from '../../test/support/notices.ts'
import { watchQueries } from '../../test/support/queries.ts'
import { makeTalk, type Talk } from '../../test/support/talk.ts'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { type Db, inTransaction } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { countPosts, platformsOf } from '../monitoring/reads.ts'
import type { PostCounts } from '../monitoring/share-reads.ts'
import { acknowledgeAlert } from './actions.ts'
import { handOverAlert } from './handover-actions.ts'
import { alertContents, alertContentsOnce } from './page-content-reads.ts'
import { alertPage } from './page-reads.ts'
import { getAlert, listAlerts } from './reads.ts'
import { AlertContents, AlertPage } from './schema.ts'

/** A storm of ten minutes in the first hours of a fresh track, of so many posts. */
async function storm(talk: Talk, count: number): Promise<string> {
  const { clock, say, settle, app, company } = talk
  const from = new Date(clock.now().getTime() + 3 * HOUR)
  clock.set(new Date(from.getTime() + 10 * MINUTE + 31 * SECOND))
  await say({ from, minutes: 10, count, negative: (count * 3) / 5, text: '我喝完青禾豆浆就一直腹泻' })
  await settle()
  const [alert] = await listAlerts(app.db, company.orgId)
  assert.ok(alert)
  return alert.id
}

test('what most complain of, in a sentence of theirs, with how many say it; and how far it will go', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const id = await storm(talk, 100)
  const page = await alertPage(app, company.orgId, id)
  assert.deepEqual([...Value.Errors(AlertPage, page)], [])
  const contents = await alertContents(app, company.orgId, id)
  assert.deepEqual([...Value.Errors(AlertContents, contents)], [])
  const { topComplaint } = contents
  assert.match(topComplaint?.sentence ?? '', /腹泻/)
  assert.ok(topComplaint?.post.text.includes(topComplaint.sentence))
  assert.ok((topComplaint?.authors ?? 0) > 20, `${topComplaint?.authors}`)
  assert.deepEqual(
    page.forecast.map(({ hours }) => hours),
    [1, 6, 24],
  )
  assert.equal(page.course.at(-1)?.posts, page.posts)
  const sums = page.course.map(({ posts }) => posts)
  assert.deepEqual(
    sums,
    sums.toSorted((one, other) => one - other),
  )
  assert.deepEqual(contents.rumours, [], 'no rumour, nothing shown')
})

/** Rows of posts that this connection has read so far, by the database's own account. */
async function postsRead(trx: Db): Promise<number> {
  const found = await sql<{ read: number }>`
    select coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::int as read from pg_stat_xact_user_tables
    where relname like 'posts%' or relname like 'post_tracks%' or relname like 'post_keys%'`.execute(trx)
  return found.rows[0]?.read ?? Number.NaN
}

test('ten times the posts cost as many questions to the database, and the first look reads none of them', async (t) => {
  const costs: { first: number; all: number; read: number }[] = []
  for (const size of [200, 2000]) {
    const talk = await makeTalk(t)
    const { app, company, clock } = talk
    const id = await storm(talk, size)
    await handOverAlert(app, company.analyst, id, { toId: company.pr.id, reason: 'I am off' })
    // Of a minute that is not over posts are read; nothing is said in this one.
    clock.set(new Date(clock.now().getTime() + 2 * MINUTE))
    const { db, count } = watchQueries(app.db)
    await alertPage({ ...app, db }, company.orgId, id)
    const first = count('')
    await alertContents({ ...app, db }, company.orgId, id)
    await sql`analyze posts, post_tracks, post_keys`.execute(app.db)
    const read = await inTransaction(app.db, async (trx) => {
      // As of tables that are large: small ones are quicker read whole.
      await sql`set local enable_seqscan = off`.execute(trx)
      const before = await postsRead(trx)
      await alertPage({ ...app, db: trx }, company.orgId, id)
      return (await postsRead(trx)) - before
    })
    costs.push({ first, all: count(''), read })
  }
  const [few, many] = costs
  assert.deepEqual(few, many)
  assert.ok(few && few.first > 0 && few.first <= 28 && few.all <= 45, JSON.stringify(few))
  assert.ok(few.read > 0 && few.read <= 10, `${few.read} rows: the first post alone`)
})

test('many who ask at once are told of one reading, and whoever asks later of a new one', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const id = await storm(talk, 100)
  const { db, count } = watchQueries(app.db)
  await alertContents({ ...app, db }, company.orgId, id)
  const one = count('')
  const reading = new Map()
  const ask = () => alertContentsOnce({ ...app, db }, company.orgId, id, reading)
  const answers = await Promise.all([ask(), ask(), ask()])
  assert.equal(count(''), 2 * one)
  assert.ok(answers.every((each) => each === answers[0]))
  assert.notEqual(await ask(), answers[0])
  assert.equal(reading.size, 0)
  await assert.rejects(alertContentsOnce(app, company.orgId, newId(), reading), { code: 'not-found' })
  assert.equal(reading.size, 0)
})

test('the first look counts what its posts are, to the second', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, clock } = talk
  const id = await storm(talk, 500)
  await talk.say({ from: clock.now(), minutes: 2, count: 60, negative: 20, platform: 'douyin' })
  for (const seconds of [31, 47, 60, 95, 200]) {
    clock.set(new Date(clock.now().getTime() + seconds * SECOND))
    const { posts, judged, negative, platforms, from, to } = await alertPage(app, company.orgId, id)
    const span = { from: new Date(from), to: new Date(to) }
    const counted = await countPosts(app.db, company.orgId, trackId, span)
    assert.deepEqual({ posts, judged, negative }, pick(counted))
    assert.deepEqual(platforms, await platformsOf(app.db, company.orgId, trackId, span))
  }
})

const pick = ({ posts, judged, negative }: PostCounts) => ({ posts, judged, negative })

test('names are read by id: who is erased in one place is gone from alerts', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const id = await storm(talk, 100)
  await handOverAlert(app, company.analyst, id, { toId: company.pr.id, reason: 'I am off' })
  await acknowledgeAlert(app, company.pr, id)
  const before = await alertPage(app, company.orgId, id)
  assert.deepEqual([before.alert.acknowledgedBy, before.alert.holder?.name], [company.analyst.name, company.pr.name])
  await sql`update people set name = '-' where id in (${company.analyst.id}, ${company.pr.id})`.execute(app.db)
  const page = await alertPage(app, company.orgId, id)
  const card = await getAlert(app.db, company.orgId, id)
  assert.deepEqual([card.acknowledgedBy, card.holder?.name], ['-', '-'])
  const text = JSON.stringify(page)
  for (const { name } of [company.analyst, company.pr]) assert.ok(!text.includes(name), name)
  const rows = await sql<{ row: string }>`
    select to_jsonb(a)::text as row from alerts a union all select to_jsonb(a)::text from alert_transitions a
    union all select to_jsonb(a)::text from alert_stages a union all select to_jsonb(a)::text from alert_handovers a`.execute(
    app.db,
  )
  for (const { row } of rows.rows) assert.ok(!row.includes(company.analyst.name) && !row.includes(company.pr.name), row)
})

test('who was told and what became of it: whom no channel reaches stands first', async (t) => {
  const talk = await makeTalk(t, NEAR)
  const { app, company, clock } = talk
  const id = await storm(talk, 100)
  const alone = (await alertPage(app, company.orgId, id)).told
  assert.ok(alone.length > 0 && alone.every(({ isLost }) => isLost), 'there was no channel yet')
  const { deliver } = await setUpMail(t, app, company, clock)
  await handOverAlert(app, company.analyst, id, { toId: company.pr.id, reason: 'I am off' })
  await deliver()
  const { told } = await alertPage(app, company.orgId, id)
  const pr = told.find(({ name }) => name === company.pr.name)
  assert.equal(pr?.isLost, false)
  assert.ok(pr?.ways.some(({ kind, state, isLost }) => kind === 'email' && state === 'sent' && !isLost))
  assert.equal(told.at(0)?.isLost, true)
})

test('a likely rumour of the story is shown with its reasons and its state', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, clock } = talk
  const id = await storm(talk, 100)
  const { firstPost } = await alertPage(app, company.orgId, id)
  assert.ok(firstPost)
  const [now, storyId] = [clock.now(), newId()]
  const reasons = [{ code: 'hearsay', words: ['听说'], numbers: {}, postIds: [firstPost.id] }]
  await sql`insert into rumour_stories (org_id, story_id, first_post_id, first_at, track_ids, made_at, posts, authors, last_at,
      score, spread_score, score_hours, reasons, model_version, scored_at)
    values (${company.orgId}, ${storyId}, ${firstPost.id}, ${now}, ${[trackId]}::uuid[], ${now}, 12, 9, ${firstPost.postedAt},
      0.9, 0.8, 1, ${JSON.stringify(reasons)}::jsonb, 'test', ${now})`.execute(app.db)
  await sql`insert into rumour_heads (org_id, post_id, story_id, fingerprint, posted_at, joined_at)
    values (${company.orgId}, ${firstPost.id}, ${storyId}, 0, ${firstPost.postedAt}, ${now})`.execute(app.db)
  await sql`update rumour_stories set first_at = ${firstPost.postedAt} where story_id = ${storyId}`.execute(app.db)
  const page = await alertContents(app, company.orgId, id)
  assert.deepEqual([...Value.Errors(AlertContents, page)], [])
  assert.deepEqual(
    page.rumours.map((rumour) => [rumour.storyId, rumour.state, rumour.posts, rumour.reasons.map(({ code }) => code)]),
    [[storyId, 'unverified', 12, ['hearsay']]],
  )
  assert.notEqual(
    page.topComplaint?.post.id,
    firstPost.id,
    'the post with which a likely rumour begins stands for nobody',
  )
})
