import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VELOCITY_AGES } from './contract/post-signal.ts'
import { velocity } from './velocity.ts'

const { threshold } = velocity.speaking
const [WEIBO, DOUYIN] = [0, 2]

const BEGIN = 29_000_000

function track(threads: number, answers: readonly number[], platform = WEIBO) {
  const state = velocity.start()
  // twenty threads a day
  for (let n = 0; n < threads; n++) {
    const past = answers.map((each, age) => ({ platform, age, answers: each, minute: BEGIN + n * 72 }))
    velocity.step(state, { threads: [], past })
  }
  return state
}
const scoreOf = (state: ReturnType<typeof velocity.start>, counts: readonly number[], platform = WEIBO): number =>
  velocity.step(state, { threads: [{ platform, counts }], past: [] })[0]?.score ?? 0

const QUIET = [0, 1, 1, 2, 3, 4, 5, 6, 6]
const BUSY = [40, 80, 160, 300, 500, 700, 900, 1000, 1100]

test('forty answers in five minutes: a storm on a quiet track, nothing on a busy one', () => {
  assert.ok(scoreOf(track(300, QUIET), [40]) >= threshold)
  assert.equal(scoreOf(track(300, BUSY), [40]), 0)
})

test('compared with posts of its own age', () => {
  const state = track(300, [2, 5, 10, 30, 80, 160, 300, 400, 500])
  assert.ok(scoreOf(state, [100]) >= threshold)
  assert.ok(scoreOf(state, [2, 5, 10, 30, 60, 100]) < threshold, 'as many, but after hours')
})

test('each platform has its own habit, and a new one the assumption', () => {
  const state = track(300, BUSY)
  assert.ok(scoreOf(state, [40], DOUYIN) >= threshold)
  assert.ok(scoreOf(state, [40], WEIBO) < threshold)
})

test('fewer than twenty answers never speak; nothing learnt needs more', () => {
  assert.equal(scoreOf(track(3000, QUIET), [19]), 0)
  assert.ok(scoreOf(velocity.start(), [0, 0, 20]) < threshold)
  assert.ok(scoreOf(velocity.start(), [0, 60]) >= threshold)
})

test('more answers at the same age are never less strange; what was seen by an age counts at every later one', () => {
  const state = track(200, [1, 2, 4, 8, 16, 20, 30, 40, 50])
  let before = 0
  for (let answers = 20; answers < 2000; answers += 37) {
    const score = scoreOf(state, [answers])
    assert.ok(score >= before)
    before = score
  }
  const early = scoreOf(state, [200])
  assert.ok(
    scoreOf(
      state,
      VELOCITY_AGES.map(() => 200),
    ) >= early,
  )
})

test('the more threads a track has in a day, the more it takes', () => {
  const [few, many] = [72, 1].map((minutes) => {
    const state = velocity.start()
    for (let n = 0; n < 2000; n++)
      velocity.step(state, {
        threads: [],
        past: [{ platform: WEIBO, age: 0, answers: n % 8, minute: BEGIN + n * minutes }],
      })
    return scoreOf(state, [60])
  })
  assert.ok((few ?? 0) > (many ?? 9) + 1)
})
