import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callOf, makeNight } from '../../test/support/oncall.ts'
import { watchQueries } from '../../test/support/queries.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { beginCall } from './actions.ts'
import { READY_POLICIES } from './policy-seed.ts'
import { previewCall } from './preview-actions.ts'
import { changeRoster, previewRoster, readOncall, readRoster } from './roster-actions.ts'
import type { CallPreview, Policy } from './schema.ts'
import { changePolicies, readPolicies } from './setting-actions.ts'
import { askStandIn } from './stand-in-actions.ts'

const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Taipei', hour: '2-digit', minute: '2-digit' })
const said = ({ steps }: CallPreview): string[] =>
  steps.map(
    ({ at, people, isFinal }) =>
      `${hour.format(new Date(at))} ${people.map(({ name }) => name).join('+')}${isFinal ? '!' : ''}`,
  )

test('the preview says what the night then does: the same people at the same minutes', async (t) => {
  const night = await makeNight(t)
  const { app, company, clock } = night
  const shown = await previewCall(app, company.analyst, { at: clock.now().toISOString(), level: 1 })
  assert.deepEqual([shown.policyId, shown.hours, shown.hasRoster], ['major', 'night', true])
  const round = ['03:10 陳宇', '03:15 吳佩珊', '03:20 周岚', '03:25 許國維!']
  assert.deepEqual(said(shown).slice(0, 5), [...round, '03:40 陳宇'])
  assert.equal(shown.steps.length, 16)
  await night.call()
  for (const time of ['03:15', '03:20', '03:25', '03:40']) await night.at(time)
  assert.deepEqual(
    await night.called(),
    said(shown)
      .slice(0, 5)
      .map((line) => line.replace('!', '')),
  )
})

test('what waits for the morning calls whoever is on call in the morning, in the preview and in the run', async (t) => {
  const night = await makeNight(t)
  const { app, company, clock } = night
  // A Monday: at nine 吳佩珊 takes over.
  clock.set(new Date('2026-03-09T03:10:00+08:00'))
  const shown = await previewCall(app, company.analyst, { at: clock.now().toISOString(), level: 3 })
  assert.deepEqual(said(shown).slice(0, 2), ['09:00 吳佩珊', '13:00 許國維!'])
  await night.call({ level: 3 })
  await night.at('2026-03-09T09:00:00+08:00')
  assert.deepEqual(await night.called(), ['09:00 吳佩珊'])
  const [run] = await night.runs()
  assert.deepEqual(
    run?.log.map(({ kind }) => kind),
    ['called'],
  )
})

test('policies that are not saved are shown as they would be; where none fits, nobody is called; who is away is not named', async (t) => {
  const night = await makeNight(t)
  const { app, company, clock } = night
  const at = clock.now().toISOString()
  const [major] = READY_POLICIES.policies
  assert.ok(major)
  const own: Policy = {
    ...major,
    steps: [
      {
        targets: [{ kind: 'person', personId: '00000000-0000-7000-8000-000000000000' }],
        waitMinutes: 9,
        notifiers: ['twilio'],
      },
      { targets: [{ kind: 'role', role: 'technical' }], waitMinutes: 7, notifiers: [] },
    ],
    repeats: 0,
  }
  const set = { ...READY_POLICIES, policies: [own] }
  const shown = await previewCall(app, company.analyst, { at, level: 1, set })
  assert.deepEqual(said(shown), ['03:10 ', '03:10 馬騰', '03:17 許國維!'])
  const none = await previewCall(app, company.analyst, { at, level: 2, set })
  assert.deepEqual([none.policyId, none.steps], [null, []])
})

test('a step is limited only to kinds that reach persons, and pages learn their names', async (t) => {
  const { app, company } = await makeNight(t)
  const { notifiers } = await readPolicies(app, company.analyst)
  const ids = notifiers.map(({ id }) => id)
  assert.ok(ids.includes('email') && ids.includes('twilio') && !ids.includes('dingtalk'), ids.join())
  const [major] = READY_POLICIES.policies
  const [step] = major?.steps ?? []
  assert.ok(major && step)
  const save = (kinds: string[]) =>
    changePolicies(app, company.commander, 0, {
      ...READY_POLICIES,
      policies: [{ ...major, steps: [{ ...step, notifiers: kinds }] }],
    })
  await assert.rejects(save(['email', 'dingtalk']), (error: unknown) => {
    assert.ok(error instanceof Refusal)
    assert.equal(error.code, 'invalid')
    assert.equal(error.detail.field, 'policies/0/steps/0/notifiers/1')
    return true
  })
  assert.deepEqual((await save(['email'])).set.policies[0]?.steps[0]?.notifiers, ['email'])
})

test('a roster that is being changed is shown with the stand-ins that it has', async (t) => {
  const { app, company, rosterId } = await makeNight(t)
  const { analyst, legal, commander } = company
  const [from, to] = ['2026-03-04T10:00:00.000Z', '2026-03-04T20:00:00.000Z']
  await askStandIn(app, commander, { rosterId, forPersonId: analyst.id, byPersonId: legal.id, from, to })
  const { body } = await readRoster(app, analyst, rosterId, { from, days: 1 })
  const shifts = await previewRoster(app, analyst, { rosterId, body, from, days: 1 })
  assert.equal(shifts[0]?.personId, legal.id)
  const without = await previewRoster(app, analyst, { body, from, days: 1 })
  assert.equal(without[0]?.personId, analyst.id)
})

test('a fixed shift within the own turn is no hand-over: "until" is when somebody else begins', async (t) => {
  const { app, company } = await makeNight(t)
  const { analyst, commander } = company
  const { rosters } = await readOncall(app, analyst)
  const [{ id, version, now } = assert.fail()] = rosters
  assert.deepEqual([now.personId, now.to], [analyst.id, '2026-03-09T01:00:00.000Z'])
  const { body } = await readRoster(app, analyst, id, {})
  const own = { personId: analyst.id, from: '2026-03-05T00:00:00Z', to: '2026-03-06T00:00:00Z' }
  await changeRoster(app, commander, id, { version, body: { ...body, fixed: [own] } })
  assert.equal((await readOncall(app, analyst)).rosters[0]?.now.to, now.to)
  await changeRoster(app, commander, id, {
    version: 2,
    body: { ...body, fixed: [{ ...own, personId: company.pr.id }] },
  })
  assert.equal((await readOncall(app, analyst)).rosters[0]?.now.to, '2026-03-05T00:00:00.000Z')
})

test('a call and its first step read the team once', async (t) => {
  const night = await makeNight(t)
  const watched = watchQueries(night.app.db)
  const app = { ...night.app, db: watched.db }
  await inTransaction(app.db, (trx) => beginCall(app, trx, callOf(night.company, night.alertId)))
  assert.deepEqual(await night.called(), ['03:10 陳宇'])
  assert.deepEqual([watched.count('from rosters r'), watched.count('from stand_ins')], [1, 1])
})
