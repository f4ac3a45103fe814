import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeNight } from '../../test/support/oncall.ts'
import { disablePerson } from '../access/people-actions.ts'
import { Refusal } from '../base/errors.ts'
import { answerByLink, readCall } from './call-link-actions.ts'
import { tellHandOvers } from './hand-over-actions.ts'
import { whoIsOnCall } from './reads.ts'
import { writeHandOver } from './roster-actions.ts'
import { answerStandIn, askStandIn, cancelStandIn } from './stand-in-actions.ts'

const isGone = (error: unknown): boolean => error instanceof Refusal && error.code === 'link-used'
const isForbidden = (error: unknown): boolean => error instanceof Refusal && error.code === 'forbidden'

test('a link that was changed in any character, one that has expired, and one of a disabled account open nothing', async (t) => {
  const night = await makeNight(t)
  const { app, clock, company } = night
  await night.call()
  const token = await night.tokenOf('analyst')
  assert.equal(token.length, 43)
  assert.equal((await readCall(app, token)).name, '陳宇')
  for (const n of [0, 10, 25, 42]) {
    const other = token[n] === 'A' ? 'B' : 'A'
    await assert.rejects(readCall(app, token.slice(0, n) + other + token.slice(n + 1)), isGone, `character ${n}`)
  }
  for (const made of ['', 'x', `${token}A`, token.slice(1)]) await assert.rejects(readCall(app, made), isGone)
  const before = clock.now()
  clock.advance(48 * 3_600_000)
  await assert.rejects(readCall(app, token), isGone)
  clock.set(before)
  await disablePerson(app, company.administrator, company.analyst.id, 'left')
  await assert.rejects(answerByLink(app, token, night.acknowledgers), isGone)
  assert.deepEqual(night.taken, [])
})

test('management, who may not handle alerts, takes on by the link what it was called about; a second press does nothing more', async (t) => {
  const night = await makeNight(t)
  await night.call()
  for (const time of ['03:15', '03:20', '03:25']) await night.at(time)
  const token = await night.tokenOf('management')
  const presses = await Promise.all([1, 2, 3].map(() => answerByLink(night.app, token, night.acknowledgers)))
  assert.deepEqual(
    presses.map(({ state }) => state),
    ['acknowledged', 'acknowledged', 'acknowledged'],
  )
  const acts = await sql`select 1 from audit_acts where body->>'verb' = 'answerCall'`.execute(night.app.db)
  assert.equal(acts.rows.length, 1)
})

test('a stand-in that is asked for holds when the other one accepts, and only that one may; others need the permission', async (t) => {
  const { app, clock, company, rosterId } = await makeNight(t)
  const { analyst, legal, pr, commander, orgId } = company
  const span = { rosterId, from: '2026-03-04T00:00:00+08:00', to: '2026-03-05T00:00:00+08:00' }
  const who = async () => (await whoIsOnCall(app.db, orgId, clock.now()))[0]?.personId
  const asked = await askStandIn(app, analyst, { ...span, byPersonId: legal.id })
  assert.deepEqual([asked.state, await who()], ['asked', analyst.id])
  await assert.rejects(answerStandIn(app, pr, asked.id, true), isForbidden)
  await assert.rejects(askStandIn(app, pr, { ...span, forPersonId: analyst.id, byPersonId: legal.id }), isForbidden)
  await answerStandIn(app, legal, asked.id, true)
  assert.equal(await who(), legal.id)
  await assert.rejects(cancelStandIn(app, pr, asked.id), isForbidden)
  await cancelStandIn(app, commander, asked.id)
  assert.equal(await who(), analyst.id)
})

test('both are told at the hand-over, once, with what the one before wrote', async (t) => {
  const { app, clock, company, rosterId } = await makeNight(t)
  await writeHandOver(app, company.analyst, rosterId, '客訴還在增加')
  clock.set(new Date('2026-03-09T08:59:00+08:00'))
  await tellHandOvers(app)
  clock.set(new Date('2026-03-09T09:00:10+08:00'))
  await Promise.all([tellHandOvers(app), tellHandOvers(app)])
  await tellHandOvers(app)
  const told = await sql<{ id: string; lines: string[] }>`
    select person_id as id, lines from notices where subject like '%接班%' and state <> 'kept' order by person_id`.execute(
    app.db,
  )
  assert.deepEqual(
    told.rows.map(({ id }) => id),
    [company.analyst.id, company.care.id].sort(),
  )
  assert.ok(told.rows.every(({ lines }) => lines.some((line) => line.includes('客訴還在增加'))))
})
