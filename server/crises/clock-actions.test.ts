import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRoom, type Room } from '../../test/support/crisis.ts'
import { MINUTE } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { makeBrief, recordDelivery } from './brief-actions.ts'
import { completeClock, editClockDefinition, startClock, tellClocks } from './clock-actions.ts'
import { crisesJobs } from './jobs.ts'
import { listClockDefinitions, listTimeline } from './reads.ts'
import type { ClockCard } from './schema.ts'

const coded = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code

async function clockOf(room: Room, crisisId: string, key: string): Promise<ClockCard> {
  const found = (await room.page(crisisId)).clocks.filter((clock) => clock.key === key)
  const clock = found.find(({ stoppedAt }) => !stoppedAt) ?? found[0]
  assert.ok(clock, key)
  return clock
}

test('a time script: each clock tells half, four fifths and its due time once', async (t) => {
  const room = await makeRoom(t)
  const { app, clock, company, declare } = room
  const id = await declare({ level: 2 })
  const told = async () =>
    (await listTimeline(app.db, company.orgId, id))
      .filter(({ verb }) => verb === 'warnClock' || verb === 'overdueClock')
      .map(({ verb, byName, values }) => `${verb} ${values.key} ${values.percent} ${byName}`)
  const after = async (minutes: number) => {
    clock.advance(minutes * MINUTE)
    const seen = (await told()).length
    const [job] = crisesJobs(app)
    // Two workers at the same moment, and once more.
    await Promise.all([job?.run({ id: '1', name: '', data: null, attempt: 1 }), tellClocks(app)])
    await tellClocks(app)
    return (await told()).slice(seen).sort()
  }
  assert.deepEqual(await after(14), [])
  assert.deepEqual(await after(1), ['warnClock convene 50 clocks'])
  assert.deepEqual(await after(9), ['warnClock convene 80 clocks'])
  assert.deepEqual(await after(6), ['overdueClock convene 100 clocks', 'warnClock exec_report 50 clocks'])
  const convene = await clockOf(room, id, 'convene')
  await completeClock(app, company.commander, id, { clockId: convene.id, note: '七人到' })
  // The job stood still for hours: only the last of what was passed is news.
  assert.deepEqual(await after(240), [
    'overdueClock exec_report 100 clocks',
    'overdueClock first_statement 100 clocks',
    'overdueClock internal_sitrep 100 clocks',
  ])
  assert.deepEqual(await after(240), [])
  assert.equal(room.heard.filter(({ body }) => (body as { what: string }).what === 'overdueClock').length, 4)
})

test('one first statement ends target and limit, and sets the cadence of progress going', async (t) => {
  const room = await makeRoom(t)
  const { app, clock, company, declare, page } = room
  const { commander } = company
  const id = await declare({ level: 1 })
  clock.advance(40 * MINUTE)
  const target = await clockOf(room, id, 'first_statement_target')
  await completeClock(app, commander, id, { clockId: target.id, note: '微博已发' })
  const limit = await clockOf(room, id, 'first_statement')
  assert.deepEqual([limit.outcome, limit.stoppedBy, limit.note], ['done', commander.name, '微博已发'])
  const progress = await clockOf(room, id, 'progress_update')
  assert.equal(Date.parse(progress.dueAt) - clock.now().getTime(), 360 * MINUTE)
  clock.advance(300 * MINUTE)
  await completeClock(app, commander, id, { clockId: progress.id, note: '第一次通报' })
  const next = await clockOf(room, id, 'progress_update')
  assert.notEqual(next.id, progress.id)
  assert.equal(Date.parse(next.dueAt) - clock.now().getTime(), 1440 * MINUTE)
  const act = (await listTimeline(app.db, company.orgId, id)).find(({ verb }) => verb === 'completeClock')
  assert.deepEqual(act?.values.keys, ['first_statement_target', 'first_statement'])
  assert.equal(act?.values.isLate, false)
  await assert.rejects(completeClock(app, commander, id, { clockId: target.id, note: 'x' }), coded('already-done'))
  await assert.rejects(completeClock(app, commander, id, { clockId: next.id, note: ' ' }), coded('reason-missing'))
  await assert.rejects(completeClock(app, commander, id, { clockId: id, note: 'x' }), coded('not-found'))
  await assert.rejects(completeClock(app, company.analyst, id, { clockId: next.id, note: 'x' }), coded('forbidden'))
  assert.equal((await page(id)).clocks.filter(({ stoppedAt }) => !stoppedAt).length, 4)
})

test('a kept brief is an internal report; one given to management stops that clock', async (t) => {
  const room = await makeRoom(t)
  const { app, clock, company, declare } = room
  const id = await declare({ level: 1 })
  const first = await clockOf(room, id, 'internal_sitrep')
  clock.advance(20 * MINUTE)
  const version = await makeBrief(app, company.commander, id, '')
  const next = await clockOf(room, id, 'internal_sitrep')
  assert.notEqual(next.id, first.id)
  assert.equal(Date.parse(next.dueAt) - clock.now().getTime(), 30 * MINUTE)
  assert.equal((await clockOf(room, id, 'exec_report')).stoppedAt, null)
  await recordDelivery(app, company.commander, id, { version, to: '王总', how: '电话' })
  const report = await clockOf(room, id, 'exec_report')
  assert.deepEqual([report.outcome, report.note], ['done', 'brief 1 → 王总 (电话)'])
})

test('a leak has the clock of the law; the report to the authority is started by a person', async (t) => {
  const room = await makeRoom(t)
  const { app, clock, company, declare } = room
  const id = await declare({ type: 'data_security' })
  const law = await clockOf(room, id, 'personal_data')
  assert.match(law.source['zh-Hans'], /个人信息保护法/)
  const start = (key: string) => startClock(app, company.commander, id, { key, reason: '法务判断为较大' })
  await assert.rejects(start('convene'), coded('invalid'))
  await start('cyber_report')
  assert.equal(Date.parse((await clockOf(room, id, 'cyber_report')).dueAt) - clock.now().getTime(), 240 * MINUTE)
  await assert.rejects(start('cyber_report'), coded('already-done'))
  const other = await declare({ title: '另一件' })
  await assert.rejects(
    startClock(app, company.commander, other, { key: 'cyber_report', reason: 'x' }),
    coded('invalid'),
  )
})

test('editing a definition changes the next crisis, never one that runs', async (t) => {
  const room = await makeRoom(t)
  const { app, clock, company, declare } = room
  const running = await declare()
  const before = await clockOf(room, running, 'convene')
  const edit = (minutes: Parameters<typeof editClockDefinition>[3], key = 'convene') =>
    editClockDefinition(app, company.administrator, key, minutes)
  await edit({ minutes: { 1: 15, 2: 20, 3: null } })
  await edit({ minutes: { 1: 15, 2: 25, 3: null } })
  assert.deepEqual(await clockOf(room, running, 'convene'), before)
  const later = await clockOf(room, await declare({ title: '下一件' }), 'convene')
  assert.equal(Date.parse(later.dueAt) - clock.now().getTime(), 25 * MINUTE)
  const definition = (await listClockDefinitions(app.db, company.orgId)).find(({ key }) => key === 'convene')
  assert.deepEqual([definition?.version, definition?.minutes], [3, { 1: 15, 2: 25, 3: null }])
  await assert.rejects(edit({ minutes: { 1: 15, 2: 20, 3: null } }, 'nothing'), coded('not-found'))
  await assert.rejects(edit({ minutes: { 1: 30, 2: null, 3: 60 } }, 'internal_sitrep'), coded('invalid'))
  await assert.rejects(edit({ minutes: { 1: 5, 2: 5, 3: 5 }, repeatMinutes: { 1: 5, 2: 5, 3: 5 } }), coded('invalid'))
  const { commander } = company
  await assert.rejects(
    editClockDefinition(app, commander, 'convene', { minutes: { 1: 1, 2: 1, 3: 1 } }),
    coded('forbidden'),
  )
})
