import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeRoom, type Room } from '../../test/support/crisis.ts'
import { rosterOf } from '../../test/support/oncall.ts'
import { MINUTE } from '../base/clock.ts'
import { answerByLink } from '../oncall/call-link-actions.ts'
import type { LinkRow } from '../oncall/call-link-store.ts'
import { listCalls } from '../oncall/call-reads.ts'
import { callDue } from '../oncall/call-step-actions.ts'
import { tokenOf } from '../oncall/call-token-actions.ts'
import { makeOncallRoster } from '../oncall/roster-actions.ts'
import type { RosterBody } from '../oncall/schema.ts'
import { acknowledgeAlert } from './actions.ts'
import { callOverAlert, handOverAlert, readHandoverPeople } from './handover-actions.ts'
import { getAlert } from './reads.ts'

/** Who was called about the alert, minutes after the first call, as `5 陳宇`. */
async function called({ app, company }: Room, alertId: string): Promise<string[]> {
  const found = await sql<{ at: Date; name: string }>`
    select m.at, p.name from call_messages m join call_runs r on r.org_id = m.org_id and r.id = m.run_id
    join people p on p.org_id = m.org_id and p.id = m.person_id
    where m.org_id = ${company.orgId} and r.subject_id = ${alertId} order by m.at, m.n, p.name`.execute(app.db)
  const [first] = found.rows
  return found.rows.map(({ at, name }) => `${(at.getTime() - (first?.at.getTime() ?? 0)) / MINUTE} ${name}`)
}

async function linkOf({ app }: Room, personId: string): Promise<string> {
  const found = await sql<LinkRow>`
    select org_id as "orgId", id, run_id as "runId", person_id as "personId" from call_links
    where person_id = ${personId} order by made_at desc limit 1`.execute(app.db)
  const [link] = found.rows
  assert.ok(link)
  return tokenOf(app, link)
}

async function wait({ app, clock }: Room, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    clock.advance(MINUTE)
    await callDue(app)
  }
}

/** An alert of a Monday morning: 陳宇 is on call, then 吳佩珊. */
async function makeAlert(t: Parameters<typeof makeRoom>[0], body?: Partial<RosterBody>): Promise<[Room, string]> {
  const room = await makeRoom(t)
  if (body) await makeOncallRoster(room.app, room.company.commander, rosterOf(room.company, body))
  const alertId = await room.raise()
  // As grave as can be: then the steps are five minutes apart.
  await sql`update alerts set level = 1`.execute(room.app.db)
  return [room, alertId]
}

test('only who may handle alerts is offered, without whoever asks, and who is next on call', async (t) => {
  const [{ app, company }, alertId] = await makeAlert(t, {})
  const { people, next } = await readHandoverPeople(app, company.analyst, alertId)
  const names = people.map(({ name }) => name)
  assert.ok(names.includes(company.pr.name) && !names.includes(company.analyst.name), names.join())
  for (const { id } of [company.auditor, company.management])
    assert.ok(!people.some((each) => each.id === id), 'who may not handle alerts is offered')
  assert.deepEqual(next, { id: company.care.id, name: company.care.name })
  const forOthers = await readHandoverPeople(app, company.pr, alertId)
  assert.equal(forOthers.next?.id, company.analyst.id)
  assert.deepEqual(
    forOthers.people.filter(({ isOnCall }) => isOnCall).map(({ id }) => id),
    [company.analyst.id],
  )
  // Each of those who are offered is accepted.
  for (const { id } of people) await handOverAlert(app, company.analyst, alertId, { toId: id, reason: '' })
})

test('handed over as a call: the one chosen is called until they take it, and nobody else; the one called before is told', async (t) => {
  const [room, alertId] = await makeAlert(t, {})
  const { app, company, clock } = room
  assert.deepEqual(await called(room, alertId), ['0 陳宇'])
  clock.advance(MINUTE)
  const card = await callOverAlert(app, company.commander, alertId, { toId: company.pr.id, reason: '看看退款' })
  assert.deepEqual([card.state, card.holder?.name, card.holder?.isTaken], ['acknowledged', '宋怡', false])
  await wait(room, 12)
  const round = ['0 陳宇', '1 宋怡', '6 宋怡', '11 宋怡']
  assert.deepEqual(await called(room, alertId), round)
  await answerByLink(app, await linkOf(room, company.pr.id), { alert: acknowledgeAlert })
  const after = await getAlert(app.db, company.orgId, alertId)
  assert.deepEqual([after.holder?.name, after.holder?.isTaken], ['宋怡', true])
  await wait(room, 60)
  assert.deepEqual(await called(room, alertId), round)
  const told = await sql<{ name: string; lines: string[] }>`
    select p.name, n.lines from notices n join people p on p.id = n.person_id where n.subject like '周岚 已應答%' and n.state <> 'kept'`.execute(
    app.db,
  )
  assert.deepEqual(
    told.rows.map(({ name }) => name),
    ['陳宇'],
  )
  const words = await sql<{ subject: string; lines: string[] }>`
    select subject, lines from notices where person_id = ${company.pr.id} and subject like '請應答：%' and state <> 'kept'`.execute(
    app.db,
  )
  assert.match(words.rows[0]?.subject ?? '', /^請應答：預警轉交給你/)
  assert.ok(words.rows[0]?.lines.includes('看看退款'))
})

test('nobody takes it: after three calls the policy goes on, and whoever handed it over hears that nobody answered', async (t) => {
  const [room, alertId] = await makeAlert(t, {})
  const { app, company, clock } = room
  clock.advance(MINUTE)
  await callOverAlert(app, company.commander, alertId, { toId: company.pr.id, reason: '' })
  await wait(room, 30)
  // The first call was 陳宇's, of the alert itself; 周岚 commands and is called in her turn as well.
  const [, ...lines] = await called(room, alertId)
  assert.deepEqual(lines.slice(0, 6), ['1 宋怡', '6 宋怡', '11 宋怡', '16 陳宇', '21 吳佩珊', '26 周岚'])
  assert.deepEqual(lines.slice(6).sort(), ['31 周岚', '31 許國維'].sort())
  // One who was called instead takes it: then it is theirs.
  await answerByLink(app, await linkOf(room, company.care.id), { alert: acknowledgeAlert })
  const after = await getAlert(app.db, company.orgId, alertId)
  assert.deepEqual([after.holder?.name, after.holder?.isTaken], ['吳佩珊', true])
})

test('a colleague who was not called does not take away what was handed to somebody else', async (t) => {
  const [{ app, company }, alertId] = await makeAlert(t, {})
  await callOverAlert(app, company.analyst, alertId, { toId: company.pr.id, reason: '' })
  const card = await acknowledgeAlert(app, company.commander, alertId)
  assert.deepEqual([card.holder?.name, card.holder?.isTaken], ['宋怡', false])
})

test('to the next on call: without a choice; where there is no roster that is refused, and a chosen person is called all the same', async (t) => {
  const [room, alertId] = await makeAlert(t, {})
  const { app, company } = room
  const card = await callOverAlert(app, company.analyst, alertId, { reason: '' })
  assert.equal(card.holder?.id, company.care.id)
  const toSelf = callOverAlert(app, company.analyst, alertId, { toId: company.analyst.id, reason: '' })
  await assert.rejects(toSelf, { code: 'invalid' })
  await assert.rejects(callOverAlert(app, company.analyst, alertId, { toId: company.auditor.id, reason: '' }), {
    code: 'invalid',
  })
  await assert.rejects(callOverAlert(app, company.auditor, alertId, { reason: '' }), { code: 'forbidden' })
})

test('without a roster a chosen person is called all the same, and the one who gave it is told in the end', async (t) => {
  const [room, alertId] = await makeAlert(t)
  const { app, company, clock } = room
  await assert.rejects(callOverAlert(app, company.analyst, alertId, { reason: '' }), { code: 'invalid' })
  assert.deepEqual((await readHandoverPeople(app, company.analyst, alertId)).next, null)
  await callOverAlert(app, company.analyst, alertId, { toId: company.pr.id, reason: '' })
  await wait(room, 50)
  const names = (await called(room, alertId)).map((line) => line.split(' ')[1])
  assert.deepEqual(names.slice(0, 3), ['宋怡', '宋怡', '宋怡'])
  assert.ok(names.includes('陳宇'), names.join())
  const [run] = await listCalls(app.db, company.orgId, clock.now(), { subjectKind: 'alert', subjectId: alertId })
  assert.equal(run?.mode, 'live')
})

test('a drill is handed over as a drill', async (t) => {
  const room = await makeRoom(t)
  const { app, company, clock } = room
  const alertId = await room.raise('drill')
  await callOverAlert(app, company.analyst, alertId, { toId: company.pr.id, reason: '' })
  const [run] = await listCalls(app.db, company.orgId, clock.now(), { subjectKind: 'alert', subjectId: alertId })
  assert.equal(run?.mode, 'drill')
})
