import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { listActs, peopleWith } from '../access/reads.ts'
import { MINUTE } from '../base/clock.ts'
import { ingestPosts } from './actions.ts'
import { newestPosts } from './post-store.ts'
import { openRumour, stepRumour } from './rumour-actions.ts'
import { getPostRumour, getRumour, listRumours, rumourSignsOf } from './rumour-reads.ts'
import { loadRumourModel, watchRumours } from './rumour-watch-actions.ts'
import { makeTrack } from './track-actions.ts'

const WRONG = {
  note: { field: 'note', reason: 'a verdict needs its reason' },
  link: { field: 'link', reason: 'a link begins with http:// or https://' },
}
const STORY = '聽說青禾豆漿裏驗出致癌物，快轉發出去，不要再給孩子喝了'

/** Copies by eight authors within two minutes, an hour's ordinary talk around them, and replies that doubt. */
async function makeStory(t: TestContext) {
  const made = await makeApp(t, {})
  const app = watching(made.app)
  const company = await makeCompany(app)
  const track = await makeTrack(app, company.analyst, { name: '青禾', expression: '青禾' })
  const model = loadRumourModel(app.judges.fold)
  const now = app.clock.now().getTime()
  let said = 0
  const send = async (
    posts: readonly { text: string; minutesAgo: number; root?: string; author?: string; id?: string }[],
  ) => {
    const rows = posts.map(({ text, minutesAgo, root, author, id }) => {
      said += 1
      return {
        externalId: id ?? `p${said}`,
        platform: 'weibo',
        postedAt: new Date(app.clock.now().getTime() - minutesAgo * MINUTE).toISOString(),
        text,
        author: { externalId: author ?? `a${said}`, name: author ?? `a${said}`, followers: 12 },
        ...(root === undefined ? {} : { kind: 'comment', rootExternalId: root, parentExternalId: root }),
      }
    })
    await ingestPosts(app, company.analyst, { source: 'test', posts: rows })
  }
  await send(
    Array.from({ length: 60 }, (_, i) => ({
      text: `今天第 ${i} 家店的青禾賣完了 ${'甲乙丙丁'[i % 4]}${i}`,
      minutesAgo: 90 - i,
    })),
  )
  await send(Array.from({ length: 8 }, (_, i) => ({ text: STORY, minutesAgo: 50 - i * 0.2, id: `copy${i}` })))
  await send(
    ['真的假的？', '求證', '這是謠言吧', '官方已辟謠', '好可怕'].map((text, i) => ({
      text,
      minutesAgo: 40 - i,
      root: 'copy0',
    })),
  )
  return { ...made, app, company, track, model, send, now }
}

test('copies and their thread become one story with its reasons, and nobody else’s talk does', async (t) => {
  const { app, company, track, model, now } = await makeStory(t)
  await watchRumours(app, model)
  const stories = await listRumours(app.db, company.orgId, 'open')
  assert.equal(stories.length, 1)
  const [story] = stories
  assert.ok(story)
  assert.deepEqual([story.posts, story.copies, story.state, story.first?.text], [13, 7, 'unverified', STORY])
  assert.ok(story.score !== null && story.score > 0 && story.chance !== null && story.chance < 0.001)
  const codes = story.reasons.map(({ code }) => code)
  for (const code of ['hearsay', 'sensational', 'questioned', 'synchrony', 'few-followers'])
    assert.ok(codes.includes(code as (typeof codes)[number]), `${code} is not among ${codes.join(', ')}`)
  const questioned = story.reasons.find(({ code }) => code === 'questioned')
  assert.deepEqual([questioned?.numbers, questioned?.postIds.length], [{ posts: 4, of: 5, denied: 2 }, 4])
  const signs = await rumourSignsOf(app.db, company.orgId, track.id, {
    from: new Date(now - 60 * MINUTE),
    to: new Date(now),
  })
  assert.deepEqual(
    signs.map(({ storyId }) => storyId),
    [story.id],
  )
  // Again: nothing doubles.
  await watchRumours(app, model)
  assert.equal((await listRumours(app.db, company.orgId, 'all')).length, 1)
})

test('a verdict goes to copies that come later, at once and by the job, and each step is on record', async (t) => {
  const { app, company, model, send } = await makeStory(t)
  await watchRumours(app, model)
  const [story] = await listRumours(app.db, company.orgId, 'open')
  assert.ok(story)
  await assert.rejects(stepRumour(app, company.marketing, story.id, { to: 'checking' }), { code: 'forbidden' })
  await assert.rejects(stepRumour(app, company.pr, story.id, { to: 'false', note: 'x' }), { code: 'wrong-state' })
  await stepRumour(app, company.pr, story.id, { to: 'checking' })
  await assert.rejects(stepRumour(app, company.pr, story.id, { to: 'false' }), { code: 'invalid', detail: WRONG.note })
  await assert.rejects(stepRumour(app, company.pr, story.id, { to: 'false', note: 'x', link: 'javascript:alert(1)' }), {
    code: 'invalid',
    detail: WRONG.link,
  })
  await stepRumour(app, company.pr, story.id, {
    to: 'false',
    note: '三批檢測報告均合格',
    link: 'https://qinghe.example/report',
  })
  await send([{ text: STORY, minutesAgo: 0, id: 'later' }])
  const posts = await newestPosts(app.db, company.orgId, 1)
  const later = posts[0]?.id ?? ''
  const known = await getPostRumour(app.db, company.orgId, later)
  assert.deepEqual([known.story?.id, known.story?.verdict, known.isNearCopy], [story.id, 'false', true])
  await watchRumours(app, model)
  const joined = await getPostRumour(app.db, company.orgId, later)
  assert.deepEqual([joined.story?.id, joined.isNearCopy, joined.story?.copies], [story.id, false, 8])
  const page = await stepRumour(app, company.pr, story.id, { to: 'clarified', link: 'https://weibo.example/1' })
  assert.deepEqual([page.story.state, page.story.verdict], ['clarified', 'false'])
  assert.deepEqual(
    page.steps.map(({ to }) => to),
    ['checking', 'false', 'clarified'],
  )
  const verbs = (await listActs(app.db, company.orgId, { objectIds: [story.id] })).map(({ verb }) => verb)
  assert.deepEqual(verbs, ['verifyRumour', 'verifyRumour', 'verifyRumour'])
})

test('a person hands a post in; another organisation finds nothing', async (t) => {
  const { app, company } = await makeStory(t)
  const [post] = await newestPosts(app.db, company.orgId, 1)
  const opened = await openRumour(app, company.care, post?.id ?? '')
  assert.deepEqual([opened.story.state, opened.story.openedByPerson], ['checking', true])
  assert.equal((await openRumour(app, company.pr, post?.id ?? '')).story.id, opened.story.id)
  const other = await makeCompany(app, '另一家')
  await assert.rejects(openRumour(app, other.pr, post?.id ?? ''), { code: 'not-found' })
  await assert.rejects(stepRumour(app, other.pr, opened.story.id, { to: 'unverified', note: 'x' }), {
    code: 'not-found',
  })
  await assert.rejects(getRumour(app.db, other.orgId, opened.story.id), { code: 'not-found' })
})

test('whoever verifies is told once of a doubtful story that is large and grows, and of no other', async (t) => {
  const { app, company, model, send } = await makeStory(t)
  await watchRumours(app, model)
  const told = async () =>
    (
      await sql<{ name: string; subject: string; channels: number }>`
        select p.name, n.subject, count(*) as channels from notices n join people p on p.org_id = n.org_id and p.id = n.person_id
        where n.org_id = ${company.orgId} and n.topic = 'rumour' group by 1, 2 order by 1`.execute(app.db)
    ).rows
  assert.deepEqual(await told(), [], 'thirteen posts are on the page only')
  const replies = (from: number) =>
    Array.from({ length: 10 }, (_, i) => ({ text: `真的假的？${from + i}`, minutesAgo: 1, root: 'copy0' }))
  await send(replies(0))
  await watchRumours(app, model)
  const verifiers = await peopleWith(app.db, company.orgId, 'rumours.verify')
  const first = await told()
  assert.ok(verifiers.length > 1)
  assert.deepEqual(first.map(({ name }) => name).sort(), verifiers.map(({ name }) => name).sort())
  assert.match(first[0]?.subject ?? '', /聽說青禾豆漿裏驗出致癌物/)
  await send(replies(10))
  await watchRumours(app, model)
  assert.deepEqual(await told(), first, 'nobody hears of it again')
})
