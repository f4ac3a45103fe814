import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR } from '../base/clock.ts'
import type { AlertState } from './schema.ts'
import { beyondUsual, type Group, isFollowed, type Meaning, meaningOf, newsOf, reached } from './watch.ts'

const NOON = Date.UTC(2026, 2, 2, 12)
const at = (hours: number): Date => new Date(NOON + hours * HOUR)

/** A group that was detected at noon and spoke last at 13:00; closed ones were closed at 15:00. */
function group(state: AlertState): Group {
  const isClosed = ['escalated', 'false_positive', 'resolved'].includes(state)
  return { state, detectedAt: at(0), lastAlarmAt: at(1), endedAt: isClosed ? at(3) : null }
}

const TABLE: [what: string, state: AlertState, hours: number, hasGrown: boolean, meaning: Meaning][] = [
  ['a live alert takes every alarm of its track', 'open', 40, true, 'join'],
  ['also one of earlier posts', 'acknowledged', -40, false, 'join'],
  ['also while it is looked into', 'investigating', 2, false, 'join'],
  ['what was resolved is back', 'resolved', 27, false, 'recur'],
  ['after more than a day it is another one', 'resolved', 27.1, true, 'new'],
  ['a replay of last week is no recurrence of today', 'resolved', -100, true, 'new'],
  ['during a crisis the same storm stays one', 'escalated', 13, true, 'join'],
  ['half a day after its last alarm it is a new one', 'escalated', 13.1, false, 'new'],
  ['what was called false stays quiet', 'false_positive', 5, false, 'join'],
  ['unless there is twice as much of it', 'false_positive', 5, true, 'recur'],
  ['or half a day later', 'false_positive', 14, false, 'new'],
]

for (const [what, state, hours, hasGrown, meaning] of TABLE) {
  test(`${state}, an alarm ${hours} h after${hasGrown ? ', grown' : ''}: ${what}`, () => {
    assert.equal(meaningOf(at(hours), group(state), hasGrown), meaning)
  })
}

test('the first alarm of a track makes an alert', () => {
  assert.equal(meaningOf(at(0), undefined, false), 'new')
})

test('people are told again when it has doubled, by twenty posts at least', () => {
  const extent = (size: number) => ({ size, platforms: ['weibo'] })
  assert.equal(newsOf(extent(50), extent(99)), undefined)
  assert.equal(newsOf(extent(50), extent(100)), 'grew')
  assert.equal(newsOf(extent(5), extent(24)), undefined)
  assert.equal(newsOf(extent(5), extent(25)), 'grew')
})

test('people are told again when it is on another platform, once for each', () => {
  const told = { size: 50, platforms: ['weibo'] }
  assert.equal(newsOf(told, { size: 50, platforms: ['weibo'] }), undefined)
  assert.equal(newsOf(told, { size: 50, platforms: ['weibo', 'zhihu'] }), 'spread')
  assert.equal(newsOf(told, { size: 20, platforms: [] }), undefined)
})

test('it is on a platform with three posts that are three times the usual', () => {
  const counts = [
    { name: 'weibo', posts: 90 },
    { name: 'zhihu', posts: 2 },
    { name: 'news', posts: 3 },
    { name: 'douyin', posts: 8 },
  ]
  const usual = new Map([
    ['weibo', 30],
    ['douyin', 3],
  ])
  assert.deepEqual(reached(counts, usual), ['weibo', 'news'])
})

test('its size is what lies beyond the usual, in posts or in negative ones', () => {
  const usual = { posts: 100, negativeShare: 0.1 }
  assert.equal(beyondUsual({ posts: 160, judged: 150, negative: 15 }, usual), 60)
  assert.equal(beyondUsual({ posts: 100, judged: 100, negative: 50 }, usual), 40)
  assert.equal(beyondUsual({ posts: 20, judged: 20, negative: 0 }, usual), 0)
})

test('a closed alert is followed while the detectors rest, one with a crisis is not', () => {
  assert.equal(isFollowed(group('open'), at(100)), true)
  assert.equal(isFollowed(group('resolved'), at(13)), true)
  assert.equal(isFollowed(group('resolved'), at(13.1)), false)
  assert.equal(isFollowed(group('false_positive'), at(5)), true)
  assert.equal(isFollowed(group('false_positive'), at(-1)), false)
  assert.equal(isFollowed(group('escalated'), at(5)), false)
})
