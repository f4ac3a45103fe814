import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeRoom } from '../../test/support/crisis.ts'
import { HOUR, MINUTE } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { addNote, changeCommander, moveCrisis } from './actions.ts'
import { changeLevel } from './level-actions.ts'
import { listTimeline } from './reads.ts'

const refused = (code: string, missing?: string) => (error: unknown) =>
  error instanceof Refusal && error.code === code && (missing === undefined || error.detail.values?.missing === missing)
const PLAN = { response_plan: '预案还没有', roles_filled: '人齐了' }

test('a whole life: each step by its verb, what cannot be proven recorded with its reason', async (t) => {
  const { app, clock, company, declare, page } = await makeRoom(t)
  const { commander } = company
  const id = await declare({ level: 2 })
  const go = (
    verb: Parameters<typeof moveCrisis>[3]['verb'],
    waivers: Record<string, string> = {},
    actor = commander,
  ) => moveCrisis(app, actor, id, { verb, reason: `to ${verb}`, waivers })
  await assert.rejects(go('begin_response', PLAN), refused('guard-unmet', 'level_confirmed'))
  await changeLevel(app, commander, id, { level: 2, reason: '核对过了' })
  await assert.rejects(go('begin_response'), refused('guard-unmet', 'response_plan,roles_filled'))
  await assert.rejects(go('close'), refused('wrong-state'))
  await go('begin_response', PLAN)
  clock.advance(HOUR)
  await go('contain', { quiet: '没有监测', closing_statement: '发过了' })
  const contained = await page(id)
  assert.equal(contained.crisis.state, 'recovering')
  assert.deepEqual(
    contained.clocks.filter(({ outcome }) => outcome === 'void').map(({ key }) => key),
    ['internal_sitrep'],
  )
  await go('reescalate')
  const running = (await page(id)).clocks.filter(({ stoppedAt }) => !stoppedAt).map(({ key }) => key)
  assert.ok(running.includes('internal_sitrep'), 'the cadence of the hot phase begins anew')
  await go('contain', { quiet: '又静了', closing_statement: '发过了' })
  await go('to_review', { effect_review: '看过数据' })
  const review = { retrospective: '写好了', follow_ups_listed: '三件' }
  await assert.rejects(go('publish_retrospective', review), refused('guard-unmet', 'second_person'))
  const second = { ...commander, id: company.analyst.id, name: company.analyst.name }
  await go('publish_retrospective', review, second)
  await go('close', { follow_ups_assigned: '都有人' })
  const closed = await page(id)
  assert.equal(closed.crisis.state, 'closed')
  assert.equal(closed.crisis.nextClock, null)
  assert.ok(closed.clocks.every(({ stoppedAt }) => stoppedAt))
  assert.deepEqual(closed.verbs, [{ verb: 'reopen', to: 'responding', missing: [] }])
  const moves = (await listTimeline(app.db, company.orgId, id)).filter(({ verb }) => verb === 'moveCrisis')
  assert.deepEqual(
    moves.map(({ values }) => values.to),
    ['responding', 'recovering', 'responding', 'recovering', 'reviewing', 'improving', 'closed'],
  )
  assert.deepEqual(moves[0]?.values.waived, [
    { code: 'response_plan', values: {}, room: 'plans', reason: '预案还没有' },
    { code: 'roles_filled', values: {}, room: 'team', reason: '人齐了' },
  ])
  const kept = await sql<{ n: number }>`select count(*) as n from crisis_transitions where waived <> '[]'`.execute(
    app.db,
  )
  assert.equal(kept.rows[0]?.n, 6)
})

test('a major crisis is closed by two persons', async (t) => {
  const { app, company, declare, page } = await makeRoom(t)
  const { commander } = company
  const id = await declare({ level: 1 })
  await sql`update crises set state = 'improving' where id = ${id}`.execute(app.db)
  const waivers = { follow_ups_verified: 'a', evidence_sealed: 'b', month_review: 'c' }
  const close = (actor = commander) => moveCrisis(app, actor, id, { verb: 'close', reason: '好了', waivers })
  await close()
  const half = await page(id)
  assert.equal(half.crisis.state, 'improving')
  await assert.rejects(close(), refused('guard-unmet', 'second_signature'))
  await close({ ...commander, id: company.analyst.id })
  assert.equal((await page(id)).crisis.state, 'closed')
  const verbs = (await listTimeline(app.db, company.orgId, id)).map(({ verb }) => verb)
  assert.deepEqual(verbs.slice(1), ['signClosing', 'moveCrisis'])
})

test('of two moves at the same moment one is made', async (t) => {
  const { app, company, declare } = await makeRoom(t)
  const id = await declare()
  const go = () => moveCrisis(app, company.commander, id, { verb: 'stand_down', reason: '误报' })
  const results = await Promise.allSettled([go(), go(), go()])
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected'])
  for (const each of results) if (each.status === 'rejected') assert.ok(refused('wrong-state')(each.reason))
})

test('standing down voids the clocks; taking it up again continues them with their old due times', async (t) => {
  const { app, clock, company, declare, page } = await makeRoom(t)
  const id = await declare()
  const before = (await page(id)).clocks.map(({ key, dueAt }) => [key, dueAt])
  await moveCrisis(app, company.commander, id, { verb: 'stand_down', reason: '误报' })
  assert.ok((await page(id)).clocks.every(({ outcome }) => outcome === 'void'))
  clock.advance(5 * MINUTE)
  await moveCrisis(app, company.commander, id, { verb: 'reopen', reason: '是真的' })
  const after = await page(id)
  assert.equal(after.crisis.state, 'assessing')
  assert.deepEqual(
    after.clocks.filter(({ stoppedAt }) => !stoppedAt).map(({ key, dueAt }) => [key, dueAt]),
    before,
  )
})

test('merging keeps both, and can be undone for a day', async (t) => {
  const { app, clock, company, raise, declare, page } = await makeRoom(t)
  const into = await declare({ title: '甲' })
  const id = await declare({ title: '乙' })
  const drill = await declare({ title: '演练', alertId: await raise('drill') })
  const merge = (intoId?: string) =>
    moveCrisis(app, company.commander, id, { verb: 'merge', reason: '同一件', ...(intoId ? { intoId } : {}) })
  for (const wrong of [undefined, id, drill]) await assert.rejects(merge(wrong), refused('guard-unmet', 'merge_target'))
  await merge(into)
  assert.deepEqual([(await page(id)).crisis.state, (await page(id)).crisis.mergedInto], ['merged', into])
  clock.advance(24 * HOUR)
  await moveCrisis(app, company.commander, id, { verb: 'reopen', reason: '不是同一件' })
  assert.deepEqual([(await page(id)).crisis.state, (await page(id)).crisis.mergedInto], ['assessing', null])
})

test('the command is handed over; a note stays', async (t) => {
  const { app, company, declare, page } = await makeRoom(t)
  const { commander, analyst, auditor, administrator } = company
  const id = await declare()
  const hand = (personId: string) => changeCommander(app, commander, id, { personId, reason: '换班' })
  await assert.rejects(hand(analyst.id), refused('commander-missing'))
  await assert.rejects(hand(commander.id), refused('already-done'))
  await sql`insert into role_permissions (org_id, role, permission) values (${company.orgId}, 'administrator', 'crises.lead')`.execute(
    app.db,
  )
  await hand(administrator.id)
  assert.equal((await page(id)).crisis.commander?.id, administrator.id)
  await addNote(app, analyst, id, '工厂回电:批次 0217')
  await assert.rejects(addNote(app, auditor, id, 'x'), refused('forbidden'))
  await assert.rejects(addNote(app, analyst, id, ' '), refused('invalid'))
  const timeline = await listTimeline(app.db, company.orgId, id)
  assert.deepEqual(
    timeline.slice(1).map(({ verb, byName, values }) => [verb, byName, values.text ?? values.toName]),
    [
      ['changeCommander', commander.name, administrator.name],
      ['addNote', analyst.name, '工厂回电:批次 0217'],
    ],
  )
})

test('what is evidence cannot be changed or deleted', async (t) => {
  const { app, company, declare } = await makeRoom(t)
  await declare()
  for (const table of [
    'crisis_transitions',
    'level_assessments',
    'commander_assignments',
    'clock_definitions',
    'level_rubrics',
  ]) {
    await assert.rejects(sql`delete from ${sql.table(table)}`.execute(app.db), /kept as they were written/, table)
  }
  await assert.rejects(sql`update crisis_transitions set reason = 'x'`.execute(app.db), /kept as they were written/)
  await sql`update crisis_transitions set by_name = '' where org_id = ${company.orgId}`.execute(app.db)
})

test('refused: who may not lead, and no reason', async (t) => {
  const { app, company, declare } = await makeRoom(t)
  const id = await declare()
  const input = { verb: 'stand_down', reason: 'x' } as const
  for (const actor of [company.analyst, company.auditor, company.administrator])
    await assert.rejects(moveCrisis(app, actor, id, input), refused('forbidden'))
  await assert.rejects(moveCrisis(app, company.commander, id, { ...input, reason: ' ' }), refused('reason-missing'))
})

test('two crises merged into each other at the same moment: one goes into the other, never both', async (t) => {
  const { app, company, declare, page } = await makeRoom(t)
  const [one, two] = [await declare({ title: '一' }), await declare({ title: '二' })]
  const merge = (id: string, intoId: string) =>
    moveCrisis(app, company.commander, id, { verb: 'merge', reason: '同一件', intoId })
  const done = await Promise.allSettled([merge(one, two), merge(two, one)])
  assert.deepEqual(done.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  const states = [(await page(one)).crisis.state, (await page(two)).crisis.state]
  assert.deepEqual(states.sort(), ['assessing', 'merged'])
})

test('a clock that was set back does not change what came last', async (t) => {
  const { app, clock, company, declare, page } = await makeRoom(t)
  const [into, id] = [await declare({ title: '甲' }), await declare({ title: '乙' })]
  clock.advance(-HOUR)
  await moveCrisis(app, company.commander, id, { verb: 'merge', reason: '同一件', intoId: into })
  await moveCrisis(app, company.commander, id, { verb: 'reopen', reason: '不是' })
  assert.equal((await page(id)).crisis.state, 'assessing')
})
