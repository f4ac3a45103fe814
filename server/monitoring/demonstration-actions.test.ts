import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { watching } from '../../test/support/judges.ts'
import { listActs, listPeople } from '../access/reads.ts'
import { makeDemoOrganisation } from '../access/setup-actions.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { whoIsOnCall } from '../oncall/reads.ts'
import { startDemonstration, tellDemonstrations } from './demonstration-actions.ts'
import { CRISIS_MS } from './demonstration-crisis.ts'
import { BOARD, boardBetween } from './demonstration-hot-list.ts'
import { crisisBegin, FORTNIGHT_MS, storyBetween } from './demonstration-story.ts'
import { listHotLists } from './hot-list-reads.ts'
import { listLexiconCards } from './lexicon-store.ts'
import { countPosts, listTracks, seriesStart, watchedUntil } from './reads.ts'
import { listReplays } from './replay-store.ts'
import { listSources } from './source-store.ts'
import type { Watching } from './watching.ts'

async function demonstration(t: TestContext) {
  const { app: bare, clock } = await makeApp(t)
  const app = watching(bare)
  const { orgId } = await makeDemoOrganisation(app)
  const crisisAt = crisisBegin(clock.now().getTime())
  const since = crisisAt - FORTNIGHT_MS
  const countAll = (org = orgId): Promise<number> => countStored(app, org, new Date(0))
  const due = (): number => {
    const now = clock.now().getTime()
    return storyBetween(crisisAt, since, now).length + boardBetween(crisisAt, since, now).posts.length
  }
  /** as the job does it */
  const live = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 15 * SECOND) {
      clock.advance(15 * SECOND)
      await tellDemonstrations(app)
    }
  }
  return { app, clock, orgId, crisisAt, since, countAll, due, live }
}

test('the fortnight and the first minutes are there at once, under two tracks that have watched them, and nothing lies ahead', async (t) => {
  const { app, clock, orgId, crisisAt, since, countAll, due } = await demonstration(t)
  await startDemonstration(app, orgId)
  assert.equal(await countAll(), due())
  const tracks = await listTracks(app.db, orgId)
  assert.deepEqual(
    tracks.map(({ name }) => name),
    ['青禾酸奶', '白川牧場'],
  )
  const [own, rival] = tracks
  assert.ok(own && rival)
  assert.deepEqual(await seriesStart(app.db, orgId, own.id), new Date(since))
  const crisis = { from: new Date(crisisAt), to: new Date(clock.now().getTime() + DAY) }
  assert.ok((await countPosts(app.db, orgId, own.id, crisis)).posts > 50)
  assert.ok((await countPosts(app.db, orgId, rival.id, crisis)).posts < 5)
  assert.deepEqual(await watchedUntil(app.db, orgId, clock.now()), new Date(clock.now().getTime() - 30_000))
  const [replay] = await listReplays(app.db, orgId, clock.now())
  assert.deepEqual([replay?.state, replay?.posts], ['done', replay?.total])
  assert.ok((replay?.posts ?? 0) > 50)
  assert.deepEqual(
    (await listSources(app.db, orgId, clock.now())).map(({ name }) => name),
    ['demonstration'],
  )
})

test('lists of words have counted for the fortnight, somebody is on call, and a hot list was looked at', async (t) => {
  const { app, clock, orgId, crisisAt, since, live } = await demonstration(t)
  await startDemonstration(app, orgId)
  await startDemonstration(app, orgId)
  const lists = await listLexiconCards(app.db, orgId, clock.now())
  assert.deepEqual(lists.map(({ name }) => name).sort(), ['人身傷害', '退款投訴', '食品安全'])
  for (const { countedFrom, posts30d } of lists)
    assert.deepEqual([countedFrom, posts30d > 0], [new Date(since).toISOString(), true])
  const [duty, ...others] = await whoIsOnCall(app.db, orgId, clock.now())
  const people = await listPeople(app.db, orgId)
  assert.deepEqual([others.length, people.find(({ id }) => id === duty?.personId)?.name], [0, '林可欣'])
  assert.ok(people.length > 4 && people.every(({ email }) => email.endsWith('@weiji.invalid')))
  await live(crisisAt + 35 * MINUTE - clock.now().getTime())
  const board = (await listHotLists(app.db, app.judges.fold, orgId, clock.now())).find(({ list }) => list === BOARD)
  const ours = board?.entries.find(({ topic }) => topic.startsWith('青禾酸奶'))
  assert.deepEqual([board?.depth, ours?.bestRank, ours?.tracks.map(({ name }) => name)], [20, 1, ['青禾酸奶']])
})

test('the rest comes when it is due; after the crisis ordinary days go on', async (t) => {
  const { app, clock, orgId, crisisAt, countAll, due, live } = await demonstration(t)
  await startDemonstration(app, orgId)
  const before = await countAll()
  await live(5 * MINUTE)
  assert.equal(await countAll(), due())
  assert.ok((await countAll()) > before + 50)
  clock.set(new Date(crisisAt + CRISIS_MS + MINUTE))
  await tellDemonstrations(app)
  const after = await countAll()
  assert.equal(after, due())
  clock.advance(DAY)
  await tellDemonstrations(app)
  assert.equal(await countAll(), due())
  const now = clock.now().getTime()
  const said = (await countAll()) - after - boardBetween(crisisAt, now - DAY, now).posts.length
  assert.ok(said <= 150 && said >= 40, `a day like any other: ${said}`)
})

test('starting again, and many workers at once, double nothing and begin nothing anew', async (t) => {
  const { app, clock, orgId, countAll, due } = await demonstration(t)
  await Promise.all([startDemonstration(app, orgId), startDemonstration(app, orgId), tellDemonstrations(app)])
  await startDemonstration(app, orgId)
  clock.advance(15 * SECOND)
  await Promise.all(Array.from({ length: 4 }, () => tellDemonstrations(app)))
  await tellDemonstrations(app)
  assert.equal(await countAll(), due())
  assert.equal((await listTracks(app.db, orgId)).length, 2)
  const acts = await listActs(app.db, orgId, { verbs: ['ingestPosts'], limit: 100 })
  assert.ok(acts.length > 0)
  for (const { detail } of acts) assert.equal(detail.duplicates, 0)
})

test('killed between two batches it goes on, and detectors wait until the fortnight is in', async (t) => {
  const { app, clock, orgId, crisisAt, since, countAll, due } = await demonstration(t)
  let calls = 0
  const dying = {
    ...app,
    judges: {
      ...app.judges,
      judge: (...asked: Parameters<typeof app.judges.judge>) =>
        calls++ > 0 ? Promise.reject(new Error('killed')) : app.judges.judge(...asked),
    },
  }
  await assert.rejects(startDemonstration(dying, orgId), /killed/)
  assert.ok((await countAll()) < due())
  const until = await watchedUntil(app.db, orgId, clock.now())
  assert.ok(until.getTime() < crisisAt)
  assert.ok((await countAll()) >= storyBetween(crisisAt, since, until.getTime()).length, 'all before it is in')
  clock.advance(HOUR)
  await tellDemonstrations(app)
  assert.equal(await countAll(), due())
  assert.deepEqual(await watchedUntil(app.db, orgId, clock.now()), new Date(clock.now().getTime() - 30_000))
})

test('what was missed while nothing ran is played as a replay, for which detectors go back', async (t) => {
  const { app, clock, orgId, countAll, due, live } = await demonstration(t)
  await startDemonstration(app, orgId)
  await live(MINUTE)
  assert.equal((await listReplays(app.db, orgId, clock.now())).length, 1)
  const stoppedAt = clock.now()
  clock.advance(10 * MINUTE)
  await tellDemonstrations(app)
  assert.equal(await countAll(), due())
  const [newest, ...others] = await listReplays(app.db, orgId, clock.now())
  assert.deepEqual([others.length, newest?.state, newest?.posts], [1, 'done', newest?.total])
  assert.ok(newest && new Date(newest.upTo) >= stoppedAt)
})

test('months later only the last fortnight is told', async (t) => {
  const { app, clock, orgId, countAll } = await demonstration(t)
  await startDemonstration(app, orgId)
  const before = await countAll()
  clock.advance(100 * DAY)
  await tellDemonstrations(app)
  const told = await countStored(app, orgId, new Date(clock.now().getTime() - 15 * DAY))
  assert.ok(told > 15 * 40 && told < 15 * 150 + 100, `${told}`)
  assert.equal(await countAll(), before + told)
})

test('an organisation that is no demonstration has none, and is not touched by that of another', async (t) => {
  const { app, orgId, countAll } = await demonstration(t)
  const company = await makeCompany(app)
  await assert.rejects(startDemonstration(app, company.orgId), { code: 'wrong-state' })
  await startDemonstration(app, orgId)
  assert.deepEqual(await listTracks(app.db, company.orgId), [])
  assert.equal(await countAll(company.orgId), 0)
  assert.ok((await countAll()) > 0)
})

async function countStored(app: Watching, orgId: string, from: Date): Promise<number> {
  const found = await sql<{ posts: number }>`
    select count(*) as posts from posts where org_id = ${orgId} and posted_at >= ${from}`.execute(app.db)
  return found.rows[0]?.posts ?? 0
}
