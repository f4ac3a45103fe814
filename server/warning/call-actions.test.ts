import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeRoom } from '../../test/support/crisis.ts'
import { rosterOf } from '../../test/support/oncall.ts'
import { makeTrack } from '../../test/support/talk.ts'
import type { App } from '../app.ts'
import { MINUTE } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { answerByLink } from '../oncall/call-link-actions.ts'
import type { LinkRow } from '../oncall/call-link-store.ts'
import { listCalls } from '../oncall/call-reads.ts'
import { callDue } from '../oncall/call-step-actions.ts'
import { tokenOf } from '../oncall/call-token-actions.ts'
import { READY_POLICIES } from '../oncall/policy-seed.ts'
import { makeOncallRoster } from '../oncall/roster-actions.ts'
import { changePolicies } from '../oncall/setting-actions.ts'
import { acknowledgeAlert } from './actions.ts'
import { callForAlert } from './call-actions.ts'
import { otherTrackNames } from './call-reads.ts'
import { takeAlarm } from './group-actions.ts'
import { callOverAlert } from './handover-actions.ts'
import { mergeAlerts } from './merge-actions.ts'
import { getAlert } from './reads.ts'

test('an alert calls whoever is on call; answering by the link of the message takes the alert on, and ends the call', async (t) => {
  const { app, company, clock, raise } = await makeRoom(t)
  await makeOncallRoster(app, company.commander, rosterOf(company))
  const alertId = await raise()
  const runs = () => listCalls(app.db, company.orgId, clock.now(), { subjectKind: 'alert', subjectId: alertId })
  const [begun] = await runs()
  assert.equal(begun?.state, 'calling')
  const links = await sql<LinkRow>`
    select org_id as "orgId", id, run_id as "runId", person_id as "personId" from call_links`.execute(app.db)
  const [link] = links.rows
  assert.ok(link)
  await answerByLink(app, tokenOf(app, link), { alert: acknowledgeAlert })
  assert.equal((await getAlert(app.db, company.orgId, alertId)).state, 'acknowledged')
  assert.equal((await runs())[0]?.state, 'acknowledged')
})

test('a story on several tracks: the call names the others, and not the one it is about', async (t) => {
  const room = await makeRoom(t)
  const { app, company, clock } = room
  await makeOncallRoster(app, company.commander, rosterOf(company))
  const otherTrack = await makeTrack(app.db, company.orgId, '白川', clock.now())
  const alertId = await room.raise()
  assert.deepEqual(await otherTrackNames(app.db, company.orgId, alertId), [])
  const saw = { detector: 'volume', version: '1', score: 9, observed: 10, expected: 0, windowMinutes: 5 }
  const other = await inTransaction(app.db, (trx) =>
    takeAlarm(
      app,
      trx,
      { orgId: company.orgId, trackId: otherTrack, mode: 'live' },
      { ...saw, isOfPosts: true, at: clock.now() },
    ),
  )
  assert.ok(other)
  await mergeAlerts(app, company.analyst, other.id, { into: alertId, reason: 'the same' })
  assert.deepEqual(await otherTrackNames(app.db, company.orgId, alertId), ['白川'])
  const card = await acknowledgeAlert(app, company.analyst, alertId)
  await inTransaction(app.db, (trx) => callForAlert(app, trx, company.orgId, card, 'grew'))
  const called = await sql<{ url: string; lines: string[] }>`
    select distinct url, lines from notices where subject like '請應答：%' and '同一事件也見於：白川' = any(lines)`.execute(
    app.db,
  )
  assert.equal(called.rows.length, 1)
  assert.match(called.rows[0]?.url ?? '', new RegExp(`/alerts/${alertId}$`))
})

/** Grades that the messages of calls name, in the order in which they were written. */
async function gradesCalled(app: App): Promise<string[]> {
  const found = await sql<{ line: string }>`
    select line from notices, unnest(lines) as line where subject like '%請應答：%' and line like '預警 %' order by created_at, id`.execute(
    app.db,
  )
  return found.rows.map(({ line }) => line.replace(/^預警 [0-9]+，/, ''))
}

for (const isOnePolicy of [true, false]) {
  test(`an alert that gets graver while people are called about it says so from the next message on; ${isOnePolicy ? 'one policy' : 'another policy'}`, async (t) => {
    const { app, company, clock, raise } = await makeRoom(t)
    await makeOncallRoster(app, company.commander, rosterOf(company))
    const [, moderate] = READY_POLICIES.policies
    assert.ok(moderate)
    const rest = { ...moderate, id: 'light', levels: isOnePolicy ? [2 as const, 3 as const] : [3 as const] }
    const policies = isOnePolicy ? [rest] : [moderate, rest]
    await changePolicies(app, company.commander, 0, { ...READY_POLICIES, policies })
    const card = await acknowledgeAlert(app, company.analyst, await raise())
    const tell = (level: number, news: 'grew' | 'alarmed') =>
      inTransaction(app.db, (trx) => callForAlert(app, trx, company.orgId, { ...card, level }, news))
    await tell(3, 'grew')
    const before = await gradesCalled(app)
    assert.ok(before.length > 0 && before.every((grade) => grade === '三級 一般'), before.join())
    clock.advance(MINUTE)
    await tell(2, 'alarmed')
    clock.advance(15 * MINUTE)
    await callDue(app)
    const later = (await gradesCalled(app)).slice(before.length)
    assert.ok(later.length > 0 && later.every((grade) => grade === '二級 較大'), later.join())
    const [run] = await listCalls(app.db, company.orgId, clock.now(), { subjectKind: 'alert', subjectId: card.id })
    assert.deepEqual([run?.state, run?.level], ['calling', 2])
  })
}

test('what was handed over by a call says by whom and why, also after it got graver', async (t) => {
  const { app, company, clock, raise } = await makeRoom(t)
  await makeOncallRoster(app, company.commander, rosterOf(company))
  const id = await raise()
  const card = await callOverAlert(app, company.commander, id, { toId: company.pr.id, reason: '我要登機' })
  await inTransaction(app.db, (trx) => callForAlert(app, trx, company.orgId, { ...card, level: 1 }, 'alarmed'))
  clock.advance(15 * MINUTE)
  await callDue(app)
  const found = await sql<{ lines: string[] }>`
    select lines from notices where subject like '請應答：預警轉交給你%' order by created_at, id`.execute(app.db)
  assert.ok(found.rows.length > 1)
  for (const { lines } of found.rows) assert.ok(lines.includes('我要登機'), lines.join())
  assert.match(found.rows.at(-1)?.lines.join() ?? '', /一級 重大/)
})

test('messages of a step name every track on which the story is told', async (t) => {
  const room = await makeRoom(t)
  const { app, company, clock } = room
  const alertId = await room.raise()
  const saw = { detector: 'volume', version: '1', score: 9, observed: 10, expected: 0, windowMinutes: 5 }
  for (const name of ['白川', '松嶺']) {
    const trackId = await makeTrack(app.db, company.orgId, name, clock.now())
    const watched = { orgId: company.orgId, trackId, mode: 'live' } as const
    const other = await inTransaction(app.db, (trx) =>
      takeAlarm(app, trx, watched, { ...saw, isOfPosts: true, at: clock.now() }),
    )
    assert.ok(other)
    await mergeAlerts(app, company.analyst, other.id, { into: alertId, reason: 'the same' })
  }
  await sql`update alerts set level = 1 where id = ${alertId}`.execute(app.db)
  await acknowledgeAlert(app, company.analyst, alertId)
  const found = await sql<{ lines: string[] }>`
    select lines from notices where subject like '%升為一級%' and thread like ${`%${alertId}`}`.execute(app.db)
  assert.ok(found.rows.length > 0)
  for (const { lines } of found.rows) assert.ok(lines.includes('同一事件也見於：白川、松嶺'), lines.join())
})
