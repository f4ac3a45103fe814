import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { Value } from 'typebox/value'
import { makeCompany } from '../../test/support/company.ts'
import { makeTalk, type Talk } from '../../test/support/talk.ts'
import { listActs } from '../access/reads.ts'
import { HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import {
  acknowledgeAlert,
  escalateAlert,
  investigateAlert,
  markFalseAlarm,
  markForCrisis,
  resolveAlert,
} from './actions.ts'
import { insertAlert } from './alert-store.ts'
import { alertContents } from './page-content-reads.ts'
import { alertPage } from './page-reads.ts'
import { getAlert, listAlerts } from './reads.ts'
import { AlertContents, AlertPage, Watch } from './schema.ts'
import { watchOf } from './watch-reads.ts'

/** One open alert of the company, raised by the watch in the first hours of a fresh track. */
async function openAlert(talk: Talk): Promise<string> {
  const { clock, say, settle, app, company } = talk
  const from = new Date(clock.now().getTime() + 3 * HOUR)
  clock.set(new Date(from.getTime() + 10 * MINUTE + 31 * SECOND))
  await say({ from, minutes: 10, count: 100, negative: 60, text: '青禾豆浆喝完腹泻' })
  await settle()
  const [alert] = await listAlerts(app.db, company.orgId)
  assert.ok(alert)
  talk.told.splice(0)
  return alert.id
}

const wrongState = (state: string, verb: string) => ({ code: 'wrong-state', detail: { values: { state, verb } } })
const refused = (state: string, verb: string) => (error: { code: string; detail: { values: unknown } }) => {
  assert.deepEqual({ code: error.code, detail: { values: error.detail.values } }, wrongState(state, verb))
  return true
}

test('two people acknowledge at once: the first is kept, the second gets the card', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const id = await openAlert(talk)
  const cards = await Promise.all([company.analyst, company.commander].map((actor) => acknowledgeAlert(app, actor, id)))
  assert.deepEqual(
    cards.map(({ state }) => state),
    ['acknowledged', 'acknowledged'],
  )
  assert.equal(cards[0]?.acknowledgedBy, cards[1]?.acknowledgedBy)
  assert.equal(talk.told.length, 1)
  const acts = await listActs(app.db, company.orgId, { objectKind: 'alert', objectIds: [id] })
  assert.deepEqual(
    acts.map(({ verb }) => verb),
    ['raiseAlert', 'acknowledgeAlert'],
  )
  assert.equal(acts[1]?.actorName, cards[0]?.acknowledgedBy)
})

test('two people decide differently at once: one is told that it was too late', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const id = await openAlert(talk)
  const results = await Promise.allSettled([
    resolveAlert(app, company.analyst, id, 'over'),
    markFalseAlarm(app, company.commander, id, { reasonCode: 'spam' }),
  ])
  assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  const late = results.find((each) => each.status === 'rejected')
  assert.equal(late?.reason.code, 'wrong-state')
})

test('every verb leaves its transition, its audit row and its news, and refuses what has ended', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const { analyst, commander } = company
  const id = await openAlert(talk)
  const looking = await investigateAlert(app, analyst, id)
  assert.equal(looking.acknowledgedBy, analyst.name, 'who looks into it has seen it')
  await assert.rejects(resolveAlert(app, commander, id, '  '), { code: 'reason-missing' })
  const closed = await markFalseAlarm(app, commander, id, { reasonCode: 'campaign', note: ' ours ' })
  assert.equal(closed.state, 'false_positive')
  await assert.rejects(resolveAlert(app, commander, id, 'over'), refused('false_positive', 'resolve'))
  await assert.rejects(acknowledgeAlert(app, commander, id), refused('false_positive', 'acknowledge'))
  await assert.rejects(investigateAlert(app, commander, id), refused('false_positive', 'investigate'))
  const { transitions } = await alertPage(app, company.orgId, id)
  assert.deepEqual(
    transitions.map(({ verb, from, to, byName, reasonCode, reason }) => [verb, from, to, byName, reasonCode, reason]),
    [
      ['raise', null, 'open', 'watch', null, ''],
      ['investigate', 'open', 'investigating', analyst.name, null, ''],
      ['mark_false', 'investigating', 'false_positive', commander.name, 'campaign', 'ours'],
    ],
  )
  const acts = await listActs(app.db, company.orgId, { objectKind: 'alert', objectIds: [id] })
  assert.deepEqual(
    acts.map(({ verb }) => verb),
    ['raiseAlert', 'investigateAlert', 'markFalseAlarm'],
  )
  assert.deepEqual(
    talk.told.map(({ news, isLoud, alert }) => [news, isLoud, alert.state]),
    [
      ['moved', false, 'investigating'],
      ['moved', false, 'false_positive'],
    ],
  )
})

test('whoever may only read, or belongs elsewhere, moves nothing', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const id = await openAlert(talk)
  const other = await makeCompany(app, '白川')
  for (const act of [
    acknowledgeAlert,
    investigateAlert,
    (...[a, actor, alert]: Parameters<typeof acknowledgeAlert>) => resolveAlert(a, actor, alert, 'over'),
    (...[a, actor, alert]: Parameters<typeof acknowledgeAlert>) => markForCrisis(a, actor, alert, 'worse'),
    (...[a, actor, alert]: Parameters<typeof acknowledgeAlert>) =>
      markFalseAlarm(a, actor, alert, { reasonCode: 'spam' }),
  ]) {
    await assert.rejects(act(app, company.auditor, id), { code: 'forbidden' })
    await assert.rejects(act(app, other.commander, id), { code: 'not-found' })
    await assert.rejects(act(app, company.commander, newId()), { code: 'not-found' })
  }
  assert.equal((await getAlert(app.db, company.orgId, id)).state, 'open')
  await assert.rejects(getAlert(app.db, other.orgId, id), { code: 'not-found' })
})

test('an alert is given to one crisis, in the transaction of the crisis, also after a person asked for one', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const { commander } = company
  const id = await openAlert(talk)
  const [mine, another] = [newId(), newId()]
  const give = (crisisId: string) =>
    inTransaction(app.db, (trx) => escalateAlert(app, trx, commander, id, crisisId, 'hundreds are ill'))
  const rolledBack = inTransaction(app.db, async (trx) => {
    await escalateAlert(app, trx, commander, id, mine, 'no')
    throw new Error('the crisis was refused')
  })
  await assert.rejects(rolledBack, /the crisis was refused/)
  assert.equal((await getAlert(app.db, company.orgId, id)).state, 'open')

  const asked = await markForCrisis(app, company.analyst, id, 'needs a crisis')
  assert.deepEqual([asked.state, asked.crisisId, asked.acknowledgedBy], ['escalated', null, company.analyst.name])
  assert.equal((await give(mine)).crisisId, mine)
  assert.equal((await give(mine)).crisisId, mine, 'the same again changes nothing')
  await assert.rejects(give(another), { code: 'wrong-state' })
  const { transitions } = await alertPage(app, company.orgId, id)
  assert.deepEqual(
    transitions.map(({ verb }) => verb),
    ['raise', 'escalate'],
  )
})

test('a drill has alerts of its own: alarms of life never join them, lists do not mix', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, clock } = talk
  const now = clock.now()
  const drill = await inTransaction(app.db, (trx) =>
    insertAlert(trx, {
      org_id: company.orgId,
      id: newId(),
      track_id: trackId,
      mode: 'drill',
      state: 'open',
      level: 1,
      from_at: new Date(now.getTime() - HOUR),
      detected_at: now,
      last_alarm_at: now,
      ended_at: null,
      raised_at: now,
      ack_due_at: now,
      acknowledged_by: null,
      acknowledged_by_name: null,
      acknowledged_at: null,
      recurrence: 0,
      observed: 1,
      expected: 1,
      window_minutes: 60,
      negative_share: null,
      usual_negative_share: null,
      top_words: [],
      told_size: 0,
      told_platforms: [],
      crisis_id: null,
    }),
  )
  const id = await openAlert(talk)
  assert.notEqual(id, drill.id)
  const ids = async (mode?: 'live' | 'drill') =>
    (await listAlerts(app.db, company.orgId, { mode })).map((card) => card.id)
  assert.deepEqual(await ids(), [id])
  assert.deepEqual(await ids('drill'), [drill.id])
  assert.equal((await getAlert(app.db, company.orgId, drill.id)).mode, 'drill')
  assert.deepEqual((await alertPage(app, company.orgId, drill.id)).alarms, [])
})

test('the database keeps the story: transitions stay as they are, a track has one live alert', async (t) => {
  const talk = await makeTalk(t)
  const { app } = talk
  await openAlert(talk)
  await assert.rejects(sql`update alert_transitions set reason = 'other'`.execute(app.db), /kept as they were written/)
  await assert.rejects(sql`delete from alert_transitions`.execute(app.db), /kept as they were written/)
  await sql`update alert_transitions set by_name = ''`.execute(app.db)
  const twin = sql`insert into alerts select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'number', 2))).* from alerts a`
  await assert.rejects(twin.execute(app.db), /alerts_live/)
})

test('pages say what their shapes promise, and every number its posts', async (t) => {
  const talk = await makeTalk(t)
  const { app, company } = talk
  const id = await openAlert(talk)
  const page = await alertPage(app, company.orgId, id)
  assert.deepEqual([...Value.Errors(AlertPage, page)], [])
  assert.equal(page.posts, 100)
  assert.equal(page.negative, 60)
  assert.equal(page.firstPost?.text.startsWith('青禾豆浆喝完腹泻'), true)
  assert.deepEqual(
    page.platforms.map(({ name, posts, negative }) => [name, posts, negative]),
    [['weibo', 100, 60]],
  )
  const contents = await alertContents(app, company.orgId, id)
  assert.deepEqual([...Value.Errors(AlertContents, contents)], [])
  assert.equal(contents.topComplaint?.post.sentiment, 'negative')
  assert.deepEqual(contents.regions.map(({ name }) => name).toSorted(), ['上海', '台北'])
  assert.ok(contents.grownWords.length > 0)
  const volume = page.curves.find(({ detector }) => detector === 'volume')
  assert.equal(volume?.points.filter(({ alarm }) => alarm).length, 1)
  const watch = await watchOf(app, company.orgId, 24)
  assert.deepEqual([...Value.Errors(Watch, watch)], [])
  assert.deepEqual(
    watch.tracks.map(({ name, posts, negative }) => [name, posts, negative]),
    [['青禾', 100, 60]],
  )
})
