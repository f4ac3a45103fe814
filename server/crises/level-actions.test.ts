import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeRoom } from '../../test/support/crisis.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { changeLevel } from './level-actions.ts'
import { listTimeline } from './reads.ts'

const missing = (codes: string) => (error: unknown) =>
  error instanceof Refusal && error.code === 'guard-unmet' && error.detail.values?.missing === codes

test('raising is instant, brings clocks forward and starts those the new level asks for', async (t) => {
  const { app, clock, company, raise, declare, page } = await makeRoom(t)
  const id = await declare({ alertId: await raise(), level: 3 })
  const alertAt = Date.parse((await page(id)).crisis.firstAlertAt)
  const due = async () =>
    Object.fromEntries((await page(id)).clocks.map(({ key, dueAt }) => [key, (Date.parse(dueAt) - alertAt) / MINUTE]))
  assert.deepEqual(await due(), { first_statement: 240, exec_report: 1440, internal_sitrep: 1440 })
  clock.advance(45 * MINUTE)
  await changeLevel(app, company.commander, id, { level: 1, reason: '媒体来电' })
  // Convening was not owed before: due now, not missed half an hour ago.
  assert.deepEqual(await due(), {
    convene: 45,
    internal_sitrep: 45,
    exec_report: 60,
    first_statement_target: 60,
    first_statement: 240,
  })
  const page1 = await page(id)
  assert.equal(page1.crisis.isLevelProvisional, false)
  assert.equal(page1.clocks.find(({ key }) => key === 'first_statement')?.isTarget, false, 'a duty from now on')
  const act = (await listTimeline(app.db, company.orgId, id)).at(-1)
  assert.equal(act?.verb, 'changeLevel')
  assert.deepEqual([act?.values.from, act?.values.to, act?.values.reason], [3, 1, '媒体来电'])
})

test('lowering waits, is the commander’s, and changes no clock', async (t) => {
  const { app, clock, company, declare, page } = await makeRoom(t)
  const { commander } = company
  const id = await declare({ level: 1 })
  const lower = (actor = commander) => changeLevel(app, actor, id, { level: 3, reason: '静了' })
  await assert.rejects(lower(), missing('hold'))
  await assert.rejects(lower({ ...commander, id: company.analyst.id }), missing('is_commander,hold'))
  clock.advance(6 * HOUR - MINUTE)
  await assert.rejects(lower(), missing('hold'))
  clock.advance(MINUTE)
  const before = (await page(id)).clocks
  await lower()
  const after = await page(id)
  assert.equal(after.crisis.level, 3)
  assert.deepEqual(after.clocks, before)
})

test('where posts are watched: a provisional level may be lowered at once if the data agree, never against them', async (t) => {
  const { app, clock, company, trackId, say, declare, page } = await makeRoom(t)
  const id = await declare({ trackId, level: 1 })
  await say({ from: clock.now(), minutes: 30, count: 600, negative: 600, text: '青禾豆浆喝完送医' })
  clock.advance(31 * MINUTE)
  await assert.rejects(changeLevel(app, company.commander, id, { level: 2, reason: '嫌高' }), missing('below_band'))
  assert.equal((await page(id)).crisis.level, 1)
  clock.advance(7 * HOUR)
  await changeLevel(app, company.commander, id, { level: 2, reason: '七小时没有新帖' })
  assert.equal((await page(id)).crisis.level, 2)
})

test('naming the level it has confirms a provisional one, once', async (t) => {
  const { app, company, declare, page } = await makeRoom(t)
  const id = await declare({ level: 2 })
  await changeLevel(app, company.commander, id, { level: 2, reason: '核对过' })
  assert.equal((await page(id)).crisis.isLevelProvisional, false)
  assert.equal((await listTimeline(app.db, company.orgId, id)).at(-1)?.verb, 'confirmLevel')
  await assert.rejects(
    changeLevel(app, company.commander, id, { level: 2, reason: 'x' }),
    (error) => error instanceof Refusal && error.code === 'already-done',
  )
})
