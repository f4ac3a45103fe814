import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isNews, type ListLook } from './contract/post-signal.ts'
import { hotTopic } from './hot-topic.ts'

const { threshold } = hotTopic.speaking
const HOURS = 60
const DAYS = 24 * 60
const BEGIN = 29_000_000
const look = (
  minute: number,
  ...entries: (readonly [topic: number, rank: number, isNegative?: boolean])[]
): ListLook => ({
  list: 1,
  minute: BEGIN + minute,
  depth: 50,
  entries: entries.map(([topic, rank, isNegative = false]) => ({ topic, rank, isNegative })),
})

test('a brand that is never there: any entry speaks, a negative one and a high one more', () => {
  const scoreOf = (rank: number, isNegative = false): number =>
    hotTopic.step(hotTopic.start(), look(0, [1, rank, isNegative]))[0]?.score ?? 0
  assert.ok(scoreOf(50) >= threshold)
  assert.ok(scoreOf(3) > scoreOf(50) + 1)
  assert.ok(scoreOf(50, true) > scoreOf(50))
})

test('it enters, climbs and stays: told once, and again only when it has climbed far', () => {
  const state = hotTopic.start()
  let told: { score: number; at: Date } | undefined
  const heard: number[] = []
  for (const [minute, rank] of [
    [0, 48],
    [5, 46],
    [10, 40],
    [15, 12],
    [20, 4],
    [25, 2],
    [60, 2],
    [300, 5],
    [900, 9],
  ] as const) {
    const [sight] = hotTopic.step(state, look(minute, [1, rank]))
    const now = { score: sight?.score ?? 0, at: new Date(minute * 60_000) }
    if (!isNews(hotTopic.speaking, now, told)) continue
    told = now
    heard.push(minute)
  }
  assert.deepEqual(heard, [0, 15])
})

test('a brand that enters several times a day is told only of what is high', () => {
  const state = hotTopic.start()
  for (let day = 0; day < 40; day++)
    for (let n = 0; n < 4; n++) hotTopic.step(state, look(day * DAYS + n * 5 * HOURS, [100 + day * 4 + n, 40]))
  assert.ok((hotTopic.step(state, look(40 * DAYS, [1, 45]))[0]?.score ?? 9) < threshold)
  assert.ok((hotTopic.step(state, look(40 * DAYS + 5, [1, 1]))[0]?.score ?? 0) >= threshold)
})

test('what was away for more than six hours enters anew', () => {
  const state = hotTopic.start()
  const first = hotTopic.step(state, look(0, [1, 30]))[0]?.score ?? 0
  const stayed = hotTopic.step(state, look(5 * HOURS, [1, 30]))[0]?.score ?? 0
  const back = hotTopic.step(state, look(13 * HOURS, [1, 30]))[0]?.score ?? 0
  assert.ok(stayed > first)
  assert.ok(back < stayed)
})

test('lists are kept apart, and a place below the depth that was seen counts as the lowest', () => {
  const state = hotTopic.start()
  hotTopic.step(state, look(0, [1, 50]))
  const other = hotTopic.step(state, { ...look(600, [1, 20]), list: 2 })[0]?.score ?? 0
  const same = hotTopic.step(state, look(300, [1, 20]))[0]?.score ?? 0
  assert.ok(same > other, 'only on its own list has it climbed')
  assert.ok(Number.isFinite(hotTopic.step(state, { ...look(700, [9, 80]), depth: 10 })[0]?.score ?? Number.NaN))
})
