import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeApp } from '../../test/support/app.ts'
import { makeCompany } from '../../test/support/company.ts'
import { foreseeableJudges, watching } from '../../test/support/judges.ts'
import { DAY, MINUTE } from '../base/clock.ts'
import { inTransaction } from '../base/db.ts'
import { derivedId } from '../base/ids.ts'
import type { RowResult } from '../connectors/contract.ts'
import { rankedEntries, topicKey, topicOf } from './hot-list-entry.ts'
import { curveOf, lookBefore, rhythmOf, seenMs } from './hot-list-looks.ts'
import { findHotCurve, listHotLists } from './hot-list-reads.ts'
import { removeOldRanks, storeRanks } from './hot-list-store.ts'
import { makeTrack } from './track-actions.ts'

const NOW = new Date('2026-03-02T02:00:00Z')
const before = (minutes: number): Date => new Date(NOW.getTime() - minutes * MINUTE)

/** What one look showed, best place first. */
function look(list: string, at: Date, topics: readonly string[]): RowResult[] {
  return topics.map((topic, index) => ({
    row: index + 1,
    post: {
      externalId: `hot:${list}:${at.toISOString().slice(0, 10)}:${topic}`,
      platform: 'weibo',
      kind: 'news',
      postedAt: at.toISOString(),
      text: `${topic}\n說明每次不同 ${at.getTime()}`,
      url: `https://example.org/${index}`,
    },
    ranks: [{ list, rank: index + 1, at: at.toISOString() }],
  }))
}

const idOf = (orgId: string, topic: string): string => derivedId(orgId, 'hot list', 'weibo', topicKey(topic))

async function makeScene(t: Parameters<typeof makeApp>[0]) {
  const { app: bare } = await makeApp(t)
  const app = watching(bare)
  const { orgId, analyst } = await makeCompany(app)
  const see = (list: string, at: Date, topics: readonly string[], org = orgId) =>
    inTransaction(app.db, (trx) => storeRanks(trx, org, 'newsnow', NOW, rankedEntries(look(list, at, topics))))
  const lists = (org = orgId) => listHotLists(app.db, app.judges.fold, org, NOW)
  return { app, orgId, analyst, see, lists }
}

test('a topic is the first line as shown; the same one whatever the width, case and spaces', () => {
  assert.equal(topicOf(' #青禾 道歉# '), '青禾 道歉')
  assert.equal(topicOf('#青禾# 道歉'), '#青禾# 道歉')
  assert.equal(topicKey('ＡＢＣ 事件'), topicKey('abc事件'))
  const [entry] = rankedEntries(look('weibo', NOW, ['青禾道歉']))
  assert.deepEqual([entry?.topic, entry?.rank, entry?.list], ['青禾道歉', 1, 'weibo'])
  assert.deepEqual(
    rankedEntries([{ row: 1, post: { externalId: 'a', platform: 'weibo', postedAt: '', text: 'x' } }]),
    [],
  )
})

test('three times the usual time without a look is a gap; a single missed look is none', () => {
  const at = [0, 10, 20, 40, 50, 120].map((minute) => new Date(minute * MINUTE))
  const rhythm = rhythmOf(at)
  assert.equal(rhythm.everyMs, 10 * MINUTE)
  assert.deepEqual(rhythm.gaps, [{ from: at[4], to: at[5] }])
  assert.equal(rhythmOf([]).everyMs, undefined)
  assert.equal(lookBefore(at, 60 * MINUTE), at[4])
  // 120 is the newest: what is three hours older is no hour, nor is ten minutes.
  assert.equal(lookBefore(at, 35 * MINUTE), at[4])
  assert.equal(lookBefore(at, 20 * MINUTE), undefined)
  assert.equal(lookBefore(at, 4 * 60 * MINUTE), at[0])
  assert.equal(lookBefore([NOW], DAY), undefined)
})

test('a curve has a point for each look from the first appearance to one after the last, and time in gaps is not time on the list', () => {
  const at = [0, 10, 20, 30, 100, 110, 120].map((minute) => new Date(minute * MINUTE))
  const points = curveOf(at, new Map([10, 20, 100, 110].map((minute, i) => [minute * MINUTE, i + 3])))
  assert.deepEqual(
    points.map(({ rank }) => rank),
    [3, 4, null, 5, 6, null],
  )
  // 10→20 and 100→110; not 20→30, when it had left, nor 30→100.
  assert.equal(seenMs(points, 30 * MINUTE), 20 * MINUTE)
  assert.deepEqual(curveOf(at, new Map()), [])
})

test('property: time on the list never exceeds the time from first to last sight, nor is it negative', () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(minutes, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (times, there) => {
      const at = times.sort((a, b) => a - b).map((minute) => new Date(minute * MINUTE))
      const ranks = new Map(at.flatMap((each, i) => (there[i] ? [[each.getTime(), i + 1] as const] : [])))
      const points = curveOf(at, ranks)
      const seen = points.filter(({ rank }) => rank !== null)
      const whole = (seen.at(-1)?.at.getTime() ?? 0) - (seen[0]?.at.getTime() ?? 0)
      const ms = seenMs(points, rhythmOf(at).gapMs)
      assert.ok(ms >= 0 && ms <= whole, `${ms} of ${whole}`)
      assert.equal(seen.length, ranks.size)
    }),
  )
})

test('ranks: place now, climb within the hour, best place, time on the list; ours first', async (t) => {
  const { app, analyst, see, lists } = await makeScene(t)
  const track = await makeTrack(app, analyst, { name: '青禾', expression: '青禾' })
  await see('weibo', before(70), ['甲', '乙', '丙'])
  await see('weibo', before(60), ['甲', '乙', '青禾酸奶發霉'])
  await see('weibo', before(50), ['甲', '青禾酸奶發霉', '乙'])
  await see('weibo', before(40), ['乙', '甲', '青禾酸奶發霉'])
  await see('weibo', before(30), ['甲', '青禾酸奶發霉'])
  await see('weibo', before(20), ['丁', '青禾酸奶發霉'])
  await see('weibo', before(10), ['丁', '青禾酸奶發霉'])
  await see('weibo', before(0), ['丁', '青禾酸奶發霉', '戊'])
  await see('abc', before(300), ['甲'])
  const [weibo, abc] = await lists()
  assert.ok(weibo && abc)
  assert.deepEqual(
    [weibo.list, weibo.looks, weibo.everyMinutes, weibo.isStale, weibo.depth],
    ['weibo', 8, 10, false, 3],
  )
  assert.equal(weibo.lookedAt, before(0).toISOString())
  assert.equal(weibo.comparedAt, before(60).toISOString())
  assert.deepEqual(
    weibo.entries.map(({ topic, rank, rankBefore, bestRank, minutesSeen, tracks }) => [
      topic,
      rank,
      rankBefore,
      bestRank,
      minutesSeen,
      tracks.map(({ id }) => id),
    ]),
    [
      ['青禾酸奶發霉', 2, 3, 2, 60, [track.id]],
      ['丁', 1, null, 1, 20, []],
      ['戊', 3, null, 3, 0, []],
    ],
  )
  // Five hours without a look: it may all be different now.
  assert.deepEqual([abc.list, abc.isStale, abc.everyMinutes, abc.comparedAt], ['abc', true, null, null])
})

test('a track made after the look matches its entries all the same', async (t) => {
  const { app, analyst, see, lists } = await makeScene(t)
  await see('weibo', before(5), ['青禾召回'])
  await makeTrack(app, analyst, { name: '青禾', expression: '青禾' })
  const [weibo] = await lists()
  assert.deepEqual(
    weibo?.entries[0]?.tracks.map(({ name }) => name),
    ['青禾'],
  )
})

test('looks in any order and again: the same rows, and the newest look says where an entry stands', async (t) => {
  const { see, lists } = await makeScene(t)
  await see('weibo', before(0), ['乙', '甲'])
  await see('weibo', before(90), ['甲', '乙'])
  const once = await lists()
  await see('weibo', before(90), ['甲', '乙'])
  await see('weibo', before(0), ['乙', '甲'])
  assert.deepEqual(await lists(), once)
  const [{ entries } = { entries: [] }] = once
  const 甲 = entries.find(({ topic }) => topic === '甲')
  assert.deepEqual([甲?.rank, 甲?.rankBefore, 甲?.bestRank, 甲?.firstAt], [2, 1, 1, before(90).toISOString()])
})

test('the curve of one entry: places by look, nothing where nobody looked, null where it had left', async (t) => {
  const { app, orgId, see, lists } = await makeScene(t)
  await see('weibo', before(200), ['甲'])
  await see('weibo', before(190), ['乙', '甲'])
  await see('weibo', before(180), ['乙'])
  await see('weibo', before(60), ['甲', '乙'])
  await see('weibo', before(50), ['甲'])
  await see('weibo', before(40), ['乙'])
  await see('weibo', before(30), ['乙'])
  const [list] = await lists()
  assert.equal(list?.entries.length, 1)
  const curve = async (topic: string, org = orgId) => {
    return findHotCurve(app.db, app.judges.fold, org, { list: 'weibo', entryId: idOf(orgId, topic) })
  }
  const found = await curve('甲')
  assert.ok(found)
  assert.deepEqual(
    found.points.map(({ at, rank }) => [(NOW.getTime() - new Date(at).getTime()) / MINUTE, rank]),
    [
      [200, 1],
      [190, 2],
      [180, null],
      [60, 1],
      [50, 1],
      [40, null],
    ],
  )
  assert.deepEqual(found.gaps, [{ from: before(180).toISOString(), to: before(60).toISOString() }])
  assert.deepEqual([found.minutesSeen, found.bestRank, found.lastRank], [20, 1, 1])
  assert.deepEqual([found.lastAt, found.lookedAt], [before(50).toISOString(), before(30).toISOString()])
  assert.equal(await curve('丙'), undefined)
})

test('another organisation sees nothing of it, and old ranks go while the entry stays', async (t) => {
  const { app, orgId, see, lists } = await makeScene(t)
  const other = await makeCompany(app, 'other')
  await see('weibo', before(500 * 24 * 60), ['甲'])
  assert.deepEqual(await lists(other.orgId), [])
  await removeOldRanks(app.db, NOW)
  assert.deepEqual(await lists(), [])
  const found = await findHotCurve(app.db, foreseeableJudges().fold, orgId, {
    list: 'weibo',
    entryId: idOf(orgId, '甲'),
  })
  assert.deepEqual([found?.bestRank, found?.points], [1, []])
})

test('a place that is none, and a time that is none, are left out; the rest is stored', async (t) => {
  const { app, orgId, lists } = await makeScene(t)
  const ranks = rankedEntries(look('weibo', before(0), ['甲', '乙', '丙', '丁']))
  const [a, b, c, d] = ranks
  assert.ok(a && b && c && d)
  const bad = [a, { ...b, rank: 0 }, { ...c, rank: 1.5 }, { ...d, at: 'yesterday' }]
  await inTransaction(app.db, (trx) => storeRanks(trx, orgId, 's', NOW, bad))
  const [list] = await lists()
  assert.deepEqual(
    list?.entries.map(({ topic }) => topic),
    ['甲'],
  )
})
