/** A night as a time script: who is called when, until somebody answers. 陳宇 is on call, then 吳佩珊, 周岚 commands, 許國維 manages. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { makeNight, rosterOf } from '../../test/support/oncall.ts'
import { inTransaction } from '../base/db.ts'
import { raiseCall } from './actions.ts'
import { answerByLink, handOverByLink, readCall, refuseByLink } from './call-link-actions.ts'
import { callDue } from './call-step-actions.ts'
import { READY_POLICIES } from './policy-seed.ts'
import { changeRoster } from './roster-actions.ts'
import type { CallRun } from './schema.ts'
import { changeHolidays, changePolicies } from './setting-actions.ts'
import { askStandIn } from './stand-in-actions.ts'

const kinds = (run: CallRun | undefined): string[] =>
  (run?.log ?? []).map(({ kind, people }) => [kind, ...people].join(' '))

test('alert at 03:10, the first is silent, the second acknowledges at 03:19 by the link: nobody else is called', async (t) => {
  const night = await makeNight(t)
  assert.equal(await night.call(), true)
  await night.at('03:14')
  assert.deepEqual(await night.called(), ['03:10 陳宇'])
  await night.at('03:15')
  assert.deepEqual(await night.called(), ['03:10 陳宇', '03:15 吳佩珊'])
  const token = await night.tokenOf('care')
  night.clock.set(new Date('2026-03-04T03:19:00+08:00'))
  const shown = await readCall(night.app, token)
  assert.deepEqual([shown.name, shown.level, shown.state, shown.next?.names], ['吳佩珊', 1, 'calling', ['周岚']])
  assert.deepEqual(night.taken, [], 'reading changes nothing')
  const after = await answerByLink(night.app, token, night.acknowledgers)
  assert.deepEqual([after.state, after.endedBy, after.used], ['acknowledged', '吳佩珊', 'acknowledgement'])
  assert.deepEqual(night.taken, [`${night.alertId} 吳佩珊`])
  await night.at('04:00')
  assert.deepEqual(await night.called(), ['03:10 陳宇', '03:15 吳佩珊'])
  const [run] = await night.runs()
  assert.deepEqual(kinds(run), ['called 陳宇', 'called 吳佩珊', 'acknowledged 吳佩珊'])
  assert.equal(run?.log.at(-1)?.detail, 'link')
  const acts = await sql<{ name: string; detail: { way: string } }>`
    select body->'actor'->>'name' as name, body->'detail' as detail from audit_acts where body->>'verb' = 'answerCall'`.execute(
    night.app.db,
  )
  assert.deepEqual(
    acts.rows.map(({ name, detail }) => [name, detail.way]),
    [['吳佩珊', 'link']],
  )
  const told = await sql<{ name: string }>`
    select p.name from notices n join people p on p.id = n.person_id where n.subject like '吳佩珊 已應答%' and n.state <> 'kept'`.execute(
    night.app.db,
  )
  assert.deepEqual(told.rows, [{ name: '陳宇' }], 'who was called may go back to sleep')
})

test('nobody answers: the commander at 03:20, management is told at 03:25 that nobody did, and then all over again', async (t) => {
  const night = await makeNight(t)
  await night.call()
  for (const time of ['03:15', '03:20', '03:25', '03:39']) await night.at(time)
  const round = ['03:10 陳宇', '03:15 吳佩珊', '03:20 周岚', '03:25 許國維']
  assert.deepEqual(await night.called(), round)
  const last = await sql<{ subject: string; lines: string[] }>`
    select subject, lines from notices
    where person_id = ${night.company.management.id} and state <> 'kept'`.execute(night.app.db)
  assert.match(last.rows[0]?.subject ?? '', /^無人應答：青禾/)
  assert.match(last.rows[0]?.lines[0] ?? '', /陳宇.*吳佩珊.*周岚|周岚/)
  await night.at('03:40')
  assert.deepEqual(await night.called(), [...round, '03:40 陳宇'])
  // Three more rounds, and the end.
  for (let minute = 41; minute < 200; minute++)
    await night.at(new Date(Date.parse('2026-03-04T03:00:00+08:00') + minute * 60_000).toISOString())
  const [run] = await night.runs()
  assert.equal(run?.state, 'unanswered')
  assert.equal((await night.called()).length, 16)
  // In the morning somebody answers all the same.
  const after = await answerByLink(night.app, await night.tokenOf('commander'), night.acknowledgers)
  assert.equal(after.state, 'acknowledged')
})

test('nothing ran for an hour: the next step is taken once, not all that were missed, and the log says how late', async (t) => {
  const night = await makeNight(t)
  await night.call()
  await night.at('04:15')
  assert.deepEqual(await night.called(), ['03:10 陳宇', '04:15 吳佩珊'])
  await night.at('04:19')
  assert.equal((await night.called()).length, 2)
  await night.at('04:20')
  assert.deepEqual((await night.called()).slice(2), ['04:20 周岚'])
  const [run] = await night.runs()
  assert.deepEqual(
    run?.log.filter(({ kind }) => kind === 'late').map(({ detail }) => detail),
    ['60'],
  )
})

test('two workers at the same moment take a step once', async (t) => {
  const night = await makeNight(t)
  await night.call()
  night.clock.set(new Date('2026-03-04T03:15:00+08:00'))
  await Promise.all(Array.from({ length: 6 }, () => callDue(night.app)))
  assert.deepEqual(await night.called(), ['03:10 陳宇', '03:15 吳佩珊'])
})

test('a holiday and a stand-in: whoever stands in is called, and on a day off whom the policy of days off names', async (t) => {
  const night = await makeNight(t)
  const { app, company, rosterId } = night
  await askStandIn(app, company.commander, {
    rosterId,
    forPersonId: company.analyst.id,
    byPersonId: company.legal.id,
    from: '2026-03-04T00:00:00+08:00',
    to: '2026-03-05T00:00:00+08:00',
  })
  const [major] = READY_POLICIES.policies
  assert.ok(major)
  const off = {
    ...major,
    id: 'off',
    hours: ['off' as const],
    steps: [{ targets: [{ kind: 'role' as const, role: 'technical' }], waitMinutes: 5, notifiers: [] }],
  }
  await changePolicies(app, company.commander, 0, { ...READY_POLICIES, policies: [off, ...READY_POLICIES.policies] })
  await night.call()
  assert.deepEqual(await night.called(), ['03:10 蘇明哲'])
  await changeHolidays(app, company.commander, {
    version: 0,
    days: [{ day: '2026-03-04', kind: 'off', name: '店慶', source: '' }],
  })
  await night.call({ subject: { kind: 'alert', id: company.orgId }, key: 'another' })
  assert.deepEqual(await night.called(), ['03:10 蘇明哲', '03:10 馬騰'])
})

test('the night on which clocks are set back in New York: the hand-over at 01:30 is one, and whoever is called is the one on call', async (t) => {
  const made = await makeNight(t)
  const { app, company, rosterId, clock } = made
  const [layer] = rosterOf(company).layers
  assert.ok(layer)
  const daily = { ...layer, turnDays: 1, startsOn: '2026-10-31', handOverAt: '01:30', from: '01:30', to: '01:30' }
  const body = rosterOf(company, { zone: 'America/New_York', layers: [daily] })
  await changeRoster(app, company.commander, rosterId, { version: 1, body })
  const who: string[] = []
  // 01:20 and 01:40 before the clocks are set back, 01:20 and 01:40 after.
  for (const time of ['05:20', '05:40', '06:20', '06:40']) {
    clock.set(new Date(`2026-11-01T${time}:00Z`))
    await made.call({ subject: { kind: 'alert', id: crypto.randomUUID() }, key: time })
    who.push((await made.runs())[0]?.log[0]?.people[0] ?? '')
  }
  assert.deepEqual(who, ['陳宇', '吳佩珊', '吳佩珊', '吳佩珊'])
})

test('a hand-over during a run: it goes on to those whom it began with, and says so; editing the policy changes nothing that runs', async (t) => {
  const night = await makeNight(t)
  const { app, company, rosterId } = night
  await night.call()
  const [layer] = rosterOf(company).layers
  assert.ok(layer)
  const body = rosterOf(company, { layers: [{ ...layer, people: [company.legal.id, company.technical.id] }] })
  await changeRoster(app, company.commander, rosterId, { version: 1, body })
  await changePolicies(app, company.commander, 0, { ...READY_POLICIES, policies: [] })
  await night.at('03:15')
  await night.at('03:20')
  assert.deepEqual(await night.called(), ['03:10 陳宇', '03:15 吳佩珊', '03:20 周岚'])
  const [run] = await night.runs()
  const moved = run?.log.filter(({ kind }) => kind === 'moved-on') ?? []
  assert.deepEqual(
    moved.map(({ people }) => people),
    [['蘇明哲', '陳宇']],
  )
  assert.equal(await night.call({ subject: { kind: 'alert', id: company.orgId }, key: 'later' }), false)
})

test('"hand over to next" calls the next at once; "not me" is not called again in this run; neither works twice', async (t) => {
  const night = await makeNight(t)
  await night.call()
  const first = await night.tokenOf('analyst')
  await handOverByLink(night.app, first)
  await handOverByLink(night.app, first)
  assert.deepEqual(await night.called(), ['03:10 陳宇', '03:10 吳佩珊'])
  night.clock.set(new Date('2026-03-04T03:12:00+08:00'))
  await refuseByLink(night.app, await night.tokenOf('care'))
  for (const time of ['03:17', '03:32', '03:37', '03:42']) await night.at(time)
  const called = await night.called()
  assert.deepEqual(called, [
    '03:10 陳宇',
    '03:10 吳佩珊',
    '03:12 周岚',
    '03:17 許國維',
    '03:32 陳宇',
    '03:37 周岚',
    '03:42 許國維',
  ])
  // Who handed over may still take it.
  assert.equal((await answerByLink(night.app, first, night.acknowledgers)).state, 'acknowledged')
})

test('graver: a call by the policy for minor things starts anew by that for major ones, at once', async (t) => {
  const night = await makeNight(t)
  await night.call({ level: 3 })
  assert.deepEqual(await night.called(), [], 'a minor thing waits for the morning')
  const subject = { kind: 'alert' as const, id: night.alertId }
  await inTransaction(night.app.db, (trx) => raiseCall(night.app, trx, night.company.orgId, subject, 1))
  assert.deepEqual(await night.called(), ['03:10 陳宇'])
  assert.deepEqual(
    (await night.runs()).map(({ state, level }) => [state, level]),
    [
      ['calling', 1],
      ['superseded', 3],
    ],
  )
})

test('a minor thing of the night is called about when business hours begin', async (t) => {
  const night = await makeNight(t)
  await night.call({ level: 3 })
  await night.at('08:59')
  assert.deepEqual(await night.called(), [])
  await night.at('09:00')
  assert.deepEqual(await night.called(), ['09:00 陳宇'])
})
