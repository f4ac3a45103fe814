import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCompany } from '../../test/support/company.ts'
import { makeRoom } from '../../test/support/crisis.ts'
import { MINUTE } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { resolveAlert } from '../warning/actions.ts'
import { getAlert } from '../warning/reads.ts'
import { declareCrisis, proposeCrisis } from './declaration-actions.ts'
import { getCrisis, listTimeline, openCrises } from './reads.ts'

const coded = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code

test('an alert becomes a crisis: one transaction, clocks from the first alert, timeline from the audit', async (t) => {
  const { app, clock, company, trackId, raise, declare, page, heard } = await makeRoom(t)
  const alertId = await raise()
  const raisedAt = clock.now()
  clock.advance(12 * MINUTE)
  const id = await declare({ alertId, level: 1, reason: '先当一级' })
  const { crisis, clocks, alertIds, levelReasons, verbs } = await page(id)
  assert.deepEqual(
    [crisis.number, crisis.state, crisis.level, crisis.isLevelProvisional, crisis.mode, crisis.trackId, crisis.alertId],
    [1, 'assessing', 1, true, 'live', trackId, alertId],
  )
  assert.equal(crisis.firstAlertAt, raisedAt.toISOString())
  assert.equal(crisis.declaredAt, clock.now().toISOString())
  assert.equal(crisis.commander?.name, company.commander.name)
  assert.deepEqual(alertIds, [alertId])
  const due = clocks.map(({ key, dueAt }) => [key, (Date.parse(dueAt) - raisedAt.getTime()) / MINUTE])
  assert.deepEqual(due, [
    ['convene', 30],
    ['internal_sitrep', 42],
    ['exec_report', 60],
    ['first_statement_target', 60],
    ['first_statement', 240],
  ])
  assert.equal(crisis.nextClock?.key, 'convene')
  assert.ok(levelReasons.some(({ code }) => code === 'complainants'))
  assert.deepEqual(
    verbs.map(({ verb, missing }) => [verb, missing.map(({ code }) => code)]),
    [
      ['stand_down', []],
      ['begin_response', ['response_plan', 'roles_filled']],
      ['merge', ['merge_target']],
    ],
  )
  const alert = await getAlert(app.db, company.orgId, alertId)
  assert.deepEqual([alert.state, alert.crisisId], ['escalated', id])
  const timeline = await listTimeline(app.db, company.orgId, id)
  assert.deepEqual(
    timeline.map(({ verb }) => verb),
    ['raiseAlert', 'escalateAlert', 'declareCrisis'],
  )
  assert.equal(timeline[2]?.values.minutesSinceAlert, 12)
  assert.equal(timeline[2]?.byName, company.commander.name)
  assert.deepEqual(heard, [{ kind: 'crises.crisis', body: { crisisId: id, what: 'declareCrisis' } }])
})

test('the proposal says type, level, commanders and open crises of the track, and writes nothing', async (t) => {
  const { app, company, raise, declare } = await makeRoom(t)
  const other = await declare({ trackId: (await getAlert(app.db, company.orgId, await raise())).trackId })
  const alertId = await raise('drill')
  const live = await proposeCrisis(app, company.commander, (await getAlert(app.db, company.orgId, alertId)).id)
  assert.deepEqual(live.openCrises, [], 'a real crisis is no place for a drill')
  assert.equal(live.type, 'opinion')
  assert.deepEqual(
    live.typeReasons.map(({ code }) => code),
    ['default_opinion'],
  )
  assert.ok([1, 2, 3].includes(live.level))
  assert.equal(live.dimensions.length, 8)
  assert.deepEqual(live.commanders, [{ id: company.commander.id, name: company.commander.name, isMe: true }])
  assert.match(live.title, /青禾/)
  assert.deepEqual(
    (await openCrises(app.db, company.orgId)).map(({ id }) => id),
    [other],
  )
})

test('of five declarations at the same moment exactly one is made; the others are told which', async (t) => {
  const { app, company, raise, declare } = await makeRoom(t)
  const alertId = await raise()
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => declare({ alertId })))
  const made = results.filter((each) => each.status === 'fulfilled')
  assert.equal(made.length, 1)
  for (const each of results) {
    if (each.status !== 'rejected') continue
    assert.ok(each.reason instanceof Refusal && each.reason.code === 'already-done', String(each.reason))
    assert.deepEqual(each.reason.detail.values, { crisisId: made[0]?.value, number: 1 })
  }
  assert.equal((await openCrises(app.db, company.orgId)).length, 1)
  await assert.rejects(declare({ alertId }), coded('already-done'))
  // Refused ones took no number.
  assert.equal((await getCrisis(app.db, company.orgId, await declare({ title: '另一件' }))).number, 2)
})

test('without an alert: counted from now, nothing known, and a double click is one', async (t) => {
  const { clock, declare, page } = await makeRoom(t)
  const results = await Promise.allSettled([declare({ title: '來電' }), declare({ title: '來電' })])
  const made = results.filter((each) => each.status === 'fulfilled')
  assert.equal(made.length, 1)
  const { crisis, levelReasons } = await page(made[0]?.value ?? '')
  assert.equal(crisis.firstAlertAt, clock.now().toISOString())
  assert.deepEqual(levelReasons, [{ code: 'nothing_known', values: {} }])
  clock.advance(2 * MINUTE)
  assert.ok(await declare({ title: '來電' }), 'the same words later are another crisis')
})

test('a crisis can be declared from an alert that had ended', async (t) => {
  const { app, company, raise, declare, page } = await makeRoom(t)
  const alertId = await raise()
  await resolveAlert(app, company.commander, alertId, '又静了')
  const id = await declare({ alertId })
  assert.deepEqual((await page(id)).alertIds, [alertId])
  assert.equal((await getAlert(app.db, company.orgId, alertId)).state, 'escalated')
  await assert.rejects(declare({ alertId }), coded('already-done'))
})

test('a drill stays a drill', async (t) => {
  const { raise, declare, page } = await makeRoom(t)
  const id = await declare({ alertId: await raise('drill') })
  assert.equal((await page(id)).crisis.mode, 'drill')
})

test('refused: who may not, a commander who cannot lead, a blank title, a track or alert of nobody', async (t) => {
  const { app, company, raise, declare } = await makeRoom(t)
  const alertId = await raise()
  const { analyst, auditor, commander } = company
  const input = { title: 'x', type: 'opinion', level: 2, commanderId: commander.id } as const
  await assert.rejects(declareCrisis(app, auditor, input), coded('forbidden'))
  await assert.rejects(proposeCrisis(app, analyst, alertId), coded('forbidden'))
  await assert.rejects(declare({ commanderId: analyst.id }), coded('commander-missing'))
  await assert.rejects(declare({ commanderId: newId() }), coded('commander-missing'))
  await assert.rejects(declare({ title: '  ' }), coded('invalid'))
  await assert.rejects(declare({ trackId: newId() }), coded('invalid'))
  await assert.rejects(declare({ alertId: newId() }), coded('not-found'))
  assert.deepEqual(await openCrises(app.db, company.orgId), [])
})

test('an organisation knows nothing of another', async (t) => {
  const { app, company, raise, declare } = await makeRoom(t)
  const stranger = await makeCompany(app, '別家')
  const alertId = await raise()
  const id = await declare({ alertId })
  const input = { title: 'x', type: 'opinion', level: 2, commanderId: stranger.commander.id } as const
  await assert.rejects(declareCrisis(app, stranger.commander, { ...input, alertId }), coded('not-found'))
  await assert.rejects(proposeCrisis(app, stranger.commander, alertId), coded('not-found'))
  await assert.rejects(declare({ commanderId: stranger.commander.id }), coded('commander-missing'))
  await assert.rejects(getCrisis(app.db, stranger.orgId, id), coded('not-found'))
  await assert.rejects(listTimeline(app.db, stranger.orgId, id), coded('not-found'))
  assert.equal((await openCrises(app.db, company.orgId)).length, 1)
  assert.deepEqual(await openCrises(app.db, stranger.orgId), [])
  // Numbers are each organisation's own.
  assert.equal((await getCrisis(app.db, stranger.orgId, await declareCrisis(app, stranger.commander, input))).number, 1)
})
