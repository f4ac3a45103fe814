// Budget, shadow, marks and back-test of the detectors of single posts and hot lists, through the same door as those of series.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { Value } from 'typebox/value'
import { everyday, makeScene, star } from '../../test/support/signal-scene.ts'
import { DAY, HOUR } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { signals } from '../detectors/index.ts'
import { markFalseAlarm } from './actions.ts'
import { backTest, momentOf } from './back-test-reads.ts'
import { listAlerts } from './reads.ts'
import { changeRule, promoteShadow, setThresholds } from './rule-actions.ts'
import { release } from './rule-hold-actions.ts'
import { getRulePage, listRules } from './rule-reads.ts'
import { BackTest, Moment, type RuleChange, RuleList, RulePage } from './rule-schema.ts'
import { findHeld } from './rule-store.ts'
import { newsOf, readSights } from './signal-judging-reads.ts'

const { keyAccount } = signals
const USUAL: RuleChange = { detector: 'key-account', mode: 'live', settings: { budgetDays: 14 }, reason: 'as agreed' }
type Scene = Awaited<ReturnType<typeof makeScene>>

/** Ten days of a small track, read at once. */
async function begin(t: TestContext): Promise<Scene> {
  const scene = await makeScene(t)
  await scene.send(everyday(400))
  await scene.watch()
  return scene
}

/** Every twelve hours a look at ordinary posts; on some of them somebody with more followers speaks. */
async function live(scene: Scene, halfDays: number, followers: (n: number) => number | undefined, from = 0) {
  const { clock, send, watch } = scene
  for (let n = from; n < from + halfDays; n++) {
    clock.set(new Date(clock.now().getTime() + 12.5 * HOUR))
    const many = followers(n)
    const loud = {
      text: `青禾 不好喝 ${n} 壞`,
      author: { externalId: `loud ${n % 5}`, name: `loud ${n % 5}`, followers: many },
    }
    await send([...everyday(20).map((post) => ({ ...post, minutesAgo: 60 })), ...(many ? [loud] : [])])
    await watch()
  }
}

const rising = (n: number): number | undefined => (n % 3 === 0 ? 20_000 * 2 ** ((n / 3) % 8) : undefined)

async function ruleOf({ app, company, trackId }: Scene, detector = 'key-account') {
  const page = await getRulePage(app, company.orgId, trackId)
  assert.ok(Value.Check(RulePage, page), JSON.stringify([...Value.Errors(RulePage, page)].slice(0, 3)))
  const rule = page.rules.find((each) => each.detector === detector)
  const history = page.history.find((each) => each.detector === detector)
  assert.ok(rule && history)
  return { rule, history }
}

const said = async ({ app, company }: Scene, slot: string) => {
  const found = await sql<{ at: Date; subject: string; version: number; threshold: number }>`
    select at, subject, version, threshold from rule_alarms where org_id = ${company.orgId} and slot = ${slot} order by at`.execute(
    app.db,
  )
  return found.rows
}

test('a back-test of what holds gives exactly the alarms that were sent, and it is on the rules page', async (t) => {
  const scene = await begin(t)
  const { app, company, trackId } = scene
  await live(scene, 40, rising)
  const sent = (await scene.alarms()).filter(({ detector }) => detector === 'key-account')
  assert.ok(sent.length >= 4, `${sent.length}`)
  const found = await backTest(app, company.orgId, trackId, { detector: 'key-account', days: 30 })
  assert.ok(Value.Check(BackTest, found), JSON.stringify([...Value.Errors(BackTest, found)].slice(0, 3)))
  assert.deepEqual(
    found.fired.map(({ at }) => at),
    sent.map(({ at }) => at.toISOString()),
  )
  assert.equal(found.now, sent.length)
  assert.equal(found.threshold, keyAccount.speaking.threshold)
  assert.ok(found.fired.every(({ about }) => about?.authorName?.startsWith('loud')))
  const fewer = await backTest(app, company.orgId, trackId, {
    detector: 'key-account',
    days: 30,
    settings: { budgetDays: 60 },
  })
  const more = await backTest(app, company.orgId, trackId, {
    detector: 'key-account',
    days: 30,
    settings: { budgetDays: 3 },
  })
  assert.ok(fewer.threshold > more.threshold)
  assert.ok(more.fired.length <= more.historyDays / 3, `${more.fired.length} in ${more.historyDays} days`)
  assert.ok(fewer.fired.length < more.fired.length, 'a smaller budget calls less')
  const rules = await listRules(app, company.orgId)
  assert.ok(Value.Check(RuleList, rules))
  const { rule } = await ruleOf(scene)
  assert.deepEqual([rule.hasConditions, rule.isShare, rule.mode], [false, false, 'live'])
  assert.ok(rule.historyDays >= 20 && rule.historyDays <= 32, `${rule.historyDays}`)
  await assert.rejects(
    changeRule(app, company.pr, trackId, { ...USUAL, settings: { budgetDays: 14, leastPosts: 5 } }),
    /counts no posts/,
  )
})

test('a budget sets the threshold from what was seen, and from then on that is what calls', async (t) => {
  const scene = await begin(t)
  const { app, company, trackId } = scene
  await live(scene, 40, rising)
  const before = (await scene.alarms()).length
  await changeRule(app, company.pr, trackId, { ...USUAL, settings: { budgetDays: 60 } })
  const { rule, history } = await ruleOf(scene)
  assert.ok(rule.threshold > rule.usualThreshold && rule.threshold <= rule.ceiling)
  assert.equal(history.thresholds.at(-1)?.reason, 'budget')
  await live(scene, 24, rising, 40)
  const tested = await backTest(app, company.orgId, trackId, { detector: 'key-account', days: 30 })
  const since = (await scene.alarms()).slice(before)
  assert.ok(since.every(({ score }) => score >= Math.fround(rule.threshold)))
  const kept = await said(scene, 'live')
  assert.deepEqual(
    kept.map(({ at, version }) => [at.toISOString(), version]),
    since.map(({ at }) => [at.toISOString(), 1]),
    'each alarm keeps which version spoke',
  )
  assert.ok(tested.fired.length <= tested.now + 1)
})

test('what is tried in shadow says what a back-test says, and calls nobody', async (t) => {
  const scene = await begin(t)
  const { app, company, trackId } = scene
  await live(scene, 40, rising)
  await changeRule(app, company.pr, trackId, { ...USUAL, mode: 'off' })
  await changeRule(app, company.pr, trackId, { ...USUAL, mode: 'shadow', settings: { budgetDays: 3 } })
  const begun = scene.clock.now()
  const quiet = (await scene.alarms()).length
  await live(scene, 24, rising, 40)
  assert.equal((await scene.alarms()).length, quiet, 'off, and only tried')
  const tried = await said(scene, 'shadow')
  assert.ok(tried.length > 1)
  const { sights } = await readSights(app.db, company.orgId, trackId, keyAccount, scene.clock.now())
  const [{ threshold } = { threshold: 0 }] = tried
  assert.deepEqual(
    tried.map(({ at, subject }) => [at, subject]),
    newsOf(sights, keyAccount, threshold)
      .filter(({ at }) => at > begun)
      .map(({ at, key }) => [at, key]),
  )
  const tested = await backTest(app, company.orgId, trackId, { detector: 'key-account', days: 30 })
  const { history } = await ruleOf(scene)
  assert.equal(history.shadow?.alarms.length, tried.length)
  assert.equal(tested.now, 0, 'what holds is off')
  await promoteShadow(app, company.pr, trackId, { detector: 'key-account', reason: 'tried' })
  await live(scene, 12, rising, 64)
  assert.ok((await scene.alarms()).length > quiet)
})

test('a false alarm moves the threshold up a step within its bounds, a day later, and the page shows it', async (t) => {
  const scene = await begin(t)
  const { app, company, clock } = scene
  await scene.send([{ text: '青禾 壞', author: star }])
  await scene.watch()
  const [alert] = await listAlerts(app.db, company.orgId)
  assert.ok(alert)
  await markFalseAlarm(app, company.analyst, alert.id, { reasonCode: 'ordinary' })
  clock.set(new Date(clock.now().getTime() + DAY))
  await setThresholds(app)
  const { rule, history } = await ruleOf(scene)
  assert.ok(Math.abs(rule.threshold - 1.05 * rule.usualThreshold) < 1e-6, `${rule.threshold}`)
  assert.ok(rule.threshold <= rule.ceiling)
  assert.deepEqual(
    history.thresholds.map(({ reason, falseMarks }) => [reason, falseMarks]),
    [['marks', 1]],
  )
  assert.equal(rule.falseAlarms, 1)
  const others = (await ruleOf(scene, 'velocity')).rule
  assert.equal(others.threshold, others.usualThreshold, 'a mark is of the detector that spoke')
})

test('a light alarm of a rule that asks for more is kept back, and raised when what is said since is grave enough', async (t) => {
  const scene = await begin(t)
  const { app, company, trackId, clock } = scene
  await changeRule(app, company.pr, trackId, { ...USUAL, settings: { budgetDays: 14, leastLevel: 2 } })
  await scene.send([{ text: '青禾 壞', author: star }])
  await scene.watch()
  assert.deepEqual(await scene.alarms(), [], 'one post is no moderate crisis')
  const key = { orgId: company.orgId, trackId }
  const [held] = await inTransaction(app.db, (trx) => findHeld(trx, company.orgId, trackId, new Date(0)))
  assert.ok(held)
  const later = new Date(clock.now().getTime() + HOUR)
  assert.equal(await inTransaction(app.db, (trx) => release(trx, { ...key, mode: 'live' }, held, later)), undefined)
  await scene.send(Array.from({ length: 300 }, (_, n) => ({ text: `青禾 喝了肚子痛 ${n * 7919} 壞`, minutesAgo: 0 })))
  const alarm = await inTransaction(app.db, (trx) => release(trx, { ...key, mode: 'live' }, held, later))
  assert.equal(alarm?.detector, 'key-account')
  assert.equal(alarm?.subject?.authorName, '大V')
  assert.equal(alarm?.observed, 3_000_000)
})

test('why at that moment, and why not: told, told before, too quiet, nobody looked', async (t) => {
  const scene = await begin(t)
  const { app, company, trackId, clock } = scene
  const at = (hours: number) => new Date(clock.now().getTime() + hours * HOUR).toISOString()
  const ask = async (when: string) => {
    const found = await momentOf(app, company.orgId, trackId, { detector: 'key-account', at: when })
    assert.ok(Value.Check(Moment, found), JSON.stringify([...Value.Errors(Moment, found)].slice(0, 3)))
    return found
  }
  await scene.send([{ text: '青禾 壞', author: star }])
  await scene.watch()
  assert.equal((await ask(at(3))).why, 'not-read', 'nobody has looked so far')
  clock.set(new Date(clock.now().getTime() + HOUR / 2))
  const told = await ask(at(0))
  assert.deepEqual([told.why, told.value, told.about?.authorName], ['spoke', 3_000_000, '大V'])
  assert.ok(told.posts.length > 0)
  clock.set(new Date(clock.now().getTime() + 2 * HOUR))
  assert.deepEqual([(await ask(at(0))).why, (await ask(at(0))).score], ['below', 0])
  await scene.send([{ text: '青禾 還不回應 壞', author: star }])
  await scene.watch()
  clock.set(new Date(clock.now().getTime() + HOUR / 2))
  const rests = await ask(at(0))
  assert.equal(rests.why, 'resting')
  assert.ok(rests.restsUntil && new Date(rests.restsUntil) > clock.now())
})

test('what reaches us too late to call anybody is no alarm of a back-test either, and the page says so', async (t) => {
  const scene = await begin(t)
  const { app, company, trackId, clock } = scene
  clock.set(new Date(clock.now().getTime() + 3 * DAY))
  const posted = new Date(clock.now().getTime() - 30 * HOUR)
  await scene.send([{ text: '青禾 壞', author: star, minutesAgo: 30 * 60 }])
  await scene.watch()
  assert.deepEqual(await scene.alarms(), [])
  const { sights } = await readSights(app.db, company.orgId, trackId, keyAccount, clock.now())
  assert.ok(sights.length > 0 && sights.every(({ isLoud }) => !isLoud), 'it is kept')
  const asked = { detector: 'key-account', days: 30 } as const
  assert.deepEqual((await backTest(app, company.orgId, trackId, asked)).fired, [])
  const moment = { detector: 'key-account', at: new Date(posted.getTime() + HOUR / 2).toISOString() }
  assert.equal((await momentOf(app, company.orgId, trackId, moment)).why, 'late')
})
