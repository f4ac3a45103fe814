import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { Value } from 'typebox/value'
import { makeCompany } from '../../test/support/company.ts'
import { makeTalk, type Talk } from '../../test/support/talk.ts'
import { listActs } from '../access/reads.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { markFalseAlarm } from './actions.ts'
import { backTest, momentOf, wordTest } from './back-test-reads.ts'
import { qualityPage } from './quality-reads.ts'
import { QualityPage } from './quality-schema.ts'
import { listAlerts } from './reads.ts'
import { changeRule, dropShadow, promoteShadow, setThresholds } from './rule-actions.ts'
import { getRulePage, listRules } from './rule-reads.ts'
import { BackTest, Moment, RuleList, RulePage, WordRules, WordTest } from './rule-schema.ts'
import { readShadows } from './rule-shadow-actions.ts'
import { changeWordRule, listWordRules, watchWords } from './rule-word-actions.ts'

const START = new Date('2026-03-02T02:00:00Z')
const at = (hours: number, minutes = 0): Date => new Date(START.getTime() + 14 * DAY + hours * HOUR + minutes * MINUTE)
const USUAL = { detector: 'volume', mode: 'live', settings: { budgetDays: 14 }, reason: 'as agreed' } as const

/** A fortnight of three posts an hour, watched; the clock stands at its end. */
async function watchedFortnight(talk: Talk): Promise<void> {
  talk.clock.set(at(0))
  await talk.say({ from: START, minutes: 14 * 24 * 60, count: 1000, negative: 100 })
  await talk.settle()
}

async function watchUntil({ clock, settle }: Talk, from: Date, to: Date): Promise<void> {
  for (let time = from.getTime(); time <= to.getTime(); time += 5 * MINUTE) {
    clock.set(new Date(time + 31 * SECOND))
    await settle()
  }
}

const volumeOf = async ({ app, company, trackId }: Talk) => {
  const page = await getRulePage(app, company.orgId, trackId)
  assert.ok(Value.Check(RulePage, page), JSON.stringify([...Value.Errors(RulePage, page)].slice(0, 3)))
  const rule = page.rules.find(({ detector }) => detector === 'volume')
  const history = page.history.find(({ detector }) => detector === 'volume')
  assert.ok(rule && history)
  return { rule, history }
}

test('from so many posts an hour: silent below, heard as soon as there are; the alarm keeps the version of its rule', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, say } = talk
  await watchedFortnight(talk)
  await changeRule(app, company.pr, trackId, { ...USUAL, settings: { budgetDays: 14, leastPosts: 60 } })
  await say({ from: at(0, 5), minutes: 30, count: 120 })
  await watchUntil(talk, at(0, 5), at(0, 15))
  assert.deepEqual(await listAlerts(app.db, company.orgId), [], 'loud enough for the detector, too few for the rule')
  await watchUntil(talk, at(0, 20), at(0, 35))
  const [alert, ...others] = await listAlerts(app.db, company.orgId)
  assert.ok(alert)
  assert.deepEqual(others, [])
  assert.equal(alert.detectedAt, at(0, 20).toISOString())
  const kept = await sql<{ version: number; slot: string; cause: string }>`
    select version, slot, cause from rule_alarms`.execute(app.db)
  assert.deepEqual(kept.rows, [{ version: 1, slot: 'live', cause: 'score' }])
})

test('off calls nobody; in shadow it writes what it would have sent; promoted, it calls; dropped, it is gone', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, say } = talk
  await watchedFortnight(talk)
  await changeRule(app, company.analyst, trackId, { ...USUAL, mode: 'off' })
  await changeRule(app, company.analyst, trackId, {
    ...USUAL,
    mode: 'shadow',
    settings: { budgetDays: 7, timesUsual: 5 },
  })
  await say({ from: at(0, 5), minutes: 30, count: 200 })
  await watchUntil(talk, at(0, 5), at(0, 35))
  await readShadows(app)
  await readShadows(app)
  assert.deepEqual(await listAlerts(app.db, company.orgId), [])
  assert.deepEqual(talk.told, [])
  const tried = await volumeOf(talk)
  assert.equal(tried.rule.mode, 'off')
  assert.equal(tried.rule.shadow?.settings.timesUsual, 5)
  assert.equal(tried.history.shadow?.alarms.length, 1, 'a second look finds nothing more')
  await promoteShadow(app, company.commander, trackId, { detector: 'volume', reason: 'three days were right' })
  const live = await volumeOf(talk)
  assert.deepEqual([live.rule.mode, live.rule.live?.settings.timesUsual, live.rule.shadow], ['live', 5, null])
  assert.equal(live.rule.live?.byName, company.commander.name)
  await assert.rejects(promoteShadow(app, company.commander, trackId, { detector: 'volume', reason: 'again' }), {
    code: 'wrong-state',
  })
  await changeRule(app, company.pr, trackId, { ...USUAL, mode: 'shadow' })
  await dropShadow(app, company.pr, trackId, { detector: 'volume', reason: 'no better' })
  assert.equal((await volumeOf(talk)).rule.shadow, null)
  const acts = await listActs(app.db, company.orgId, { objectKind: 'track', objectIds: [trackId] })
  assert.deepEqual(
    acts.map(({ verb }) => verb),
    ['silenceAlertRule', 'tryAlertRule', 'promoteAlertRule', 'tryAlertRule', 'dropAlertRule'],
  )
})

test('the back-test of what holds says exactly what was sent; of a stricter one, what it would lose', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, say } = talk
  await watchedFortnight(talk)
  await say({ from: at(6), minutes: 30, count: 60 })
  await watchUntil(talk, at(0, 5), at(8))
  const seen = await sql<{ at: Date }>`
    select at from readings where detector = 'volume' and alarm and at >= ${START} order by at`.execute(app.db)
  const now = await backTest(app, company.orgId, trackId, { detector: 'volume', days: 30 })
  assert.ok(Value.Check(BackTest, now), JSON.stringify([...Value.Errors(BackTest, now)].slice(0, 3)))
  assert.ok(seen.rows.length >= 1)
  assert.deepEqual(
    now.fired.map((each) => each.at),
    seen.rows.map((row) => new Date(row.at.getTime() + 5 * MINUTE).toISOString()),
  )
  assert.equal(now.now, now.fired.length)
  assert.deepEqual(
    now.sent.map(({ isKept, mark }) => [isKept, mark]),
    [[true, 'open']],
  )
  assert.equal(now.points.filter(({ alarm }) => alarm).length, now.fired.length)
  const strict = { budgetDays: 14, leastPosts: 5000 } as const
  const less = await backTest(app, company.orgId, trackId, { detector: 'volume', days: 30, settings: strict })
  assert.deepEqual([less.fired.length, less.sent.map(({ isKept }) => isKept)], [0, [false]])
  const moment = { detector: 'volume', at: at(6, 30).toISOString() }
  const why = await momentOf(app, company.orgId, trackId, { ...moment, settings: strict })
  assert.ok(Value.Check(Moment, why))
  assert.deepEqual([why.why, why.leastPosts, why.posts.length], ['few-posts', 5000, 5])
  const rests = await momentOf(app, company.orgId, trackId, moment)
  assert.equal(rests.why, 'resting')
  assert.ok(rests.restsUntil && new Date(rests.restsUntil) > at(12))
  assert.equal((await momentOf(app, company.orgId, trackId, { ...moment, at: at(90).toISOString() })).why, 'not-read')
})

test('false alarms move the threshold up within its bounds, as a row with its reason; the next day nothing moves again', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, say } = talk
  await watchedFortnight(talk)
  await setThresholds(app)
  assert.deepEqual(
    (await volumeOf(talk)).history.thresholds,
    [],
    'nobody has set or marked anything: the default holds',
  )
  await say({ from: at(6), minutes: 30, count: 60 })
  await watchUntil(talk, at(6), at(7))
  const [alert] = await listAlerts(app.db, company.orgId)
  await markFalseAlarm(app, company.pr, alert?.id ?? '', { reasonCode: 'campaign' })
  await setThresholds(app)
  await setThresholds(app)
  const { rule, history } = await volumeOf(talk)
  assert.equal(history.thresholds.length, 1)
  assert.deepEqual([history.thresholds[0]?.reason, history.thresholds[0]?.falseMarks], ['marks', 1])
  assert.ok(rule.threshold > rule.usualThreshold && rule.threshold <= rule.ceiling)
  assert.deepEqual([rule.sent, rule.falseAlarms, rule.crises], [1, 1, 0])
  const list = await listRules(app, company.orgId)
  assert.ok(Value.Check(RuleList, list))
  assert.equal(list[0]?.rules[0]?.falseAlarms, 1)
  const quality = await qualityPage(app, company.orgId, async () => [])
  assert.ok(Value.Check(QualityPage, quality))
  assert.deepEqual([quality.whole.alerts, quality.whole.falseAlarms, quality.whole.precision], [1, 1, null])
})

test('words over stored posts: counted exactly, with the window that fired and its posts', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, say, clock } = talk
  clock.set(at(0))
  await say({ from: at(-30), minutes: 40, count: 12, text: '青禾豆浆喝完腹泻' })
  await say({ from: at(-60), minutes: 600, count: 40 })
  const asked = { expression: '腹泻', posts: 10, windowMinutes: 60, days: 7 } as const
  const found = await wordTest(app, company.analyst, trackId, asked)
  assert.ok(Value.Check(WordTest, found), JSON.stringify([...Value.Errors(WordTest, found)].slice(0, 3)))
  assert.deepEqual([found.matched, found.isExact, found.fired.length, found.stepMinutes], [12, true, 1, 5])
  assert.ok(new Date(found.fired[0]?.at ?? 0) <= at(-29, 15))
  assert.ok(found.examples.length === 5 && found.examples.every(({ text }) => text.includes('腹泻')))
  const none = await wordTest(app, company.analyst, trackId, { ...asked, posts: 13 })
  assert.deepEqual(none.fired, [])
  const bad = wordTest(app, company.analyst, trackId, { ...asked, expression: '(' })
  await assert.rejects(bad, { code: 'expression-invalid' })
})

test('who may: not marketing, not another organisation, not without a reason, not what a detector cannot know', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId } = talk
  const stranger = await makeCompany(app, '白川')
  const refused = (change: Promise<unknown>, code: string) => assert.rejects(change, { code })
  await refused(changeRule(app, company.marketing, trackId, USUAL), 'forbidden')
  await refused(changeRule(app, stranger.commander, trackId, USUAL), 'not-found')
  await refused(changeRule(app, company.pr, trackId, { ...USUAL, reason: ' ' }), 'reason-missing')
  await refused(changeRule(app, company.pr, trackId, { ...USUAL, detector: 'tarot' }), 'invalid')
  const share = { budgetDays: 14, share: { least: 0.3, posts: 20 } } as const
  await refused(changeRule(app, company.pr, trackId, { ...USUAL, settings: share }), 'invalid')
  await refused(getRulePage(app, stranger.orgId, trackId), 'not-found')
  await refused(backTest(app, stranger.orgId, trackId, { detector: 'volume', days: 7 }), 'not-found')
  await changeRule(app, company.pr, trackId, { ...USUAL, detector: 'negative-share', settings: share })
})

test('from a gravity on: a light alarm is kept back and weighed again; grave enough, it is raised, once', async (t) => {
  const talk = await makeTalk(t)
  const { app, company, trackId, say } = talk
  await watchedFortnight(talk)
  await changeRule(app, company.pr, trackId, { ...USUAL, settings: { budgetDays: 14, leastLevel: 2 } })
  await say({ from: at(0, 5), minutes: 20, count: 40, negative: 30, text: '青禾豆浆腹泻' })
  await changeRule(app, company.pr, trackId, { ...USUAL, detector: 'negative-share', mode: 'off' })
  await watchUntil(talk, at(0, 5), at(0, 30))
  assert.deepEqual(await listAlerts(app.db, company.orgId), [], 'thirty complaints are minor')
  const kept = () => sql<{ slot: string }>`select slot from rule_alarms`.execute(app.db)
  assert.deepEqual((await kept()).rows, [{ slot: 'held' }])
  await say({ from: at(0, 40), minutes: 10, count: 30, negative: 25, text: '青禾豆浆腹泻' })
  await watchUntil(talk, at(0, 35), at(1, 10))
  const [alert, ...others] = await listAlerts(app.db, company.orgId)
  assert.deepEqual(others, [])
  assert.equal(alert?.level, 2)
  assert.equal(alert?.detectedAt, at(0, 50).toISOString())
  assert.deepEqual((await kept()).rows, [])
  assert.equal(talk.told.filter(({ isNew }) => isNew).length, 1)
})

test('a list of words calls by itself, once; tried, it only writes; off, it is silent; what lay there before is the past', async (t) => {
  const talk = await makeTalk(t)
  const { app, clock, company, trackId, say } = talk
  clock.set(at(0))
  await say({ from: at(-2), minutes: 60, count: 20, text: '青禾豆浆腹泻' })
  const list = { name: '腹瀉', expression: '腹泻', posts: 5, windowMinutes: 60 } as const
  await changeWordRule(app, company.pr, trackId, undefined, { ...list, mode: 'shadow', reason: 'try' })
  await watchWords(app)
  const known = await listWordRules(app, company.orgId, trackId)
  assert.ok(Value.Check(WordRules, known))
  const [made] = known
  assert.deepEqual([made?.mode, made?.alarms], ['shadow', []])
  await say({ from: at(1, 2), minutes: 10, count: 6, text: '青禾豆浆腹泻' })
  clock.set(at(1, 20))
  await watchWords(app)
  assert.deepEqual(await listAlerts(app.db, company.orgId), [])
  assert.equal((await listWordRules(app, company.orgId, trackId))[0]?.alarms.length, 1)
  await changeWordRule(app, company.pr, trackId, made?.ruleId, { ...list, mode: 'live', reason: 'it was right' })
  clock.set(at(1, 25))
  await watchWords(app)
  assert.equal((await listAlerts(app.db, company.orgId)).length, 1, 'what still lies in the window when it goes live')
  clock.set(at(1, 40))
  await watchWords(app)
  await watchWords(app)
  const [alert, ...others] = await listAlerts(app.db, company.orgId)
  assert.deepEqual(others, [])
  assert.deepEqual(alert?.detectors, ['words'])
  assert.equal((await listWordRules(app, company.orgId, trackId))[0]?.alarms.length, 1)
  await changeWordRule(app, company.pr, trackId, made?.ruleId, { ...list, mode: 'off', reason: 'noise' })
  assert.equal((await listWordRules(app, company.orgId, trackId))[0]?.mode, 'off')
  const stranger = await makeCompany(app, '白川')
  const refused = (change: Promise<unknown>, code: string) => assert.rejects(change, { code })
  await refused(listWordRules(app, stranger.orgId, trackId), 'not-found')
  const live = { ...list, mode: 'live', reason: 'x' } as const
  await refused(changeWordRule(app, stranger.pr, trackId, undefined, live), 'not-found')
  await refused(changeWordRule(app, company.care, trackId, undefined, live), 'forbidden')
  await refused(changeWordRule(app, company.pr, trackId, undefined, { ...live, expression: '(' }), 'expression-invalid')
})

test('with a rule of its own, one look at the end gives the alarms of an undisturbed watch', async (t) => {
  const alarmsOf = async (isDisturbed: boolean): Promise<string[]> => {
    const talk = await makeTalk(t)
    await watchedFortnight(talk)
    const settings = { budgetDays: 14, leastPosts: 12, timesUsual: 4 } as const
    await changeRule(talk.app, talk.company.pr, talk.trackId, { ...USUAL, settings })
    for (const [hours, count] of [
      [1, 30],
      [4, 80],
      [15, 40],
      [20, 300],
    ] as const)
      await talk.say({ from: at(hours), minutes: 30, count })
    await watchUntil(talk, isDisturbed ? at(24) : at(0, 5), at(24))
    const found = await sql<{ at: Date; cause: string }>`
      select r.at, a.cause from readings r left join rule_alarms a on a.rule = r.detector and a.at = r.at + interval '5 minutes'
      where r.detector = 'volume' and r.alarm and r.at >= ${at(0)} order by 1`.execute(talk.app.db)
    return found.rows.map((row) => `${row.at.toISOString()} ${row.cause}`)
  }
  const undisturbed = await alarmsOf(false)
  assert.ok(undisturbed.length >= 2, undisturbed.join(', '))
  assert.deepEqual(await alarmsOf(true), undisturbed)
})
