import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { Value } from 'typebox/value'
import { NEAR, setUpMail } from '../../test/support/notices.ts'
import { makeTalk, type Talk } from '../../test/support/talk.ts'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { acknowledgeAlert } from './actions.ts'
import { handOverAlert } from './handover-actions.ts'
import { alertPage } from './page-reads.ts'
import { getAlert, listAlerts } from './reads.ts'
import { AlertPage } from './schema.ts'

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

/** The same database, which counts what it is asked. */
function counted(db: Db): { db: Db; asked: () => number } {
  let asked = 0
  const counting = db.withPlugin({
    transformQuery: ({ node }) => {
      asked += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  return { db: counting, asked: () => asked }
}

test('what most complain of, in a sentence of theirs, with how many say it; and how far it will go', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const id = await storm(talk, 100)
  const page = await alertPage(app, company.orgId, id)
  assert.deepEqual([...Value.Errors(AlertPage, page)], [])
  assert.match(page.topComplaint?.sentence ?? '', /腹泻/)
  assert.ok(page.topComplaint?.post.text.includes(page.topComplaint.sentence))
  assert.ok((page.topComplaint?.authors ?? 0) > 20, `${page.topComplaint?.authors}`)
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
  assert.deepEqual(page.rumours, [], 'no rumour, nothing shown')
})

test('ten times the posts cost as many questions to the database', async (t) => {
  const counts: number[] = []
  for (const size of [100, 1000]) {
    const talk = await makeTalk(t)
    const { app, company } = talk
    const id = await storm(talk, size)
    await handOverAlert(app, company.analyst, id, { toId: company.pr.id, reason: 'I am off' })
    const { db, asked } = counted(app.db)
    await alertPage({ ...app, db }, company.orgId, id)
    counts.push(asked())
  }
  assert.equal(counts[0], counts[1])
  assert.ok((counts[0] ?? 0) > 0 && (counts[0] ?? 99) <= 40, `${counts[0]} questions`)
})

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
  const page = await alertPage(app, company.orgId, id)
  assert.deepEqual([...Value.Errors(AlertPage, page)], [])
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
