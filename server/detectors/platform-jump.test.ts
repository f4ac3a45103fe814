import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distance, NEAR_BITS } from '../text/near-copy.ts'
import type { StoryLook } from './contract/post-signal.ts'
import { platformJump } from './platform-jump.ts'

const { threshold } = platformJump.speaking
type Group = StoryLook['groups'][number]
const [WEIBO, DOUYIN, ZHIHU] = [0, 2, 6]
const group = (platform: number, posts: number, first: number, more: Partial<Group> = {}): Group => ({
  high: 0x12345678,
  low: 0x9abcdef0,
  platform,
  posts,
  negative: 0,
  authors: [11, 12],
  first,
  last: first + 2,
  ...more,
})
const step = (state: ReturnType<typeof platformJump.start>, ...groups: Group[]) => platformJump.step(state, { groups })

test('five on one platform, then three by two authors on another', () => {
  const state = platformJump.start()
  assert.deepEqual(step(state, group(WEIBO, 5, 100)), [])
  assert.deepEqual(step(state, group(DOUYIN, 2, 130)), [])
  const [sight] = step(state, group(DOUYIN, 1, 131))
  assert.ok(sight && sight.score >= threshold)
  assert.equal(sight.from, WEIBO)
  assert.equal(sight.observed, 3)
  assert.equal(sight.expected, 5)
})

test('copies need not be the same to the letter', () => {
  const state = platformJump.start()
  const other = { high: 0x12345678 ^ 0b1011, low: 0x9abcdef0 ^ 0x80000001 }
  step(state, group(WEIBO, 8, 100))
  const sights = step(state, group(DOUYIN, 4, 120, { high: other.high >>> 0, low: other.low >>> 0 }))
  assert.equal(sights.length, 1)
  const far = platformJump.start()
  step(far, group(WEIBO, 8, 100))
  assert.deepEqual(step(far, group(DOUYIN, 4, 120, { high: 0x12345678 ^ 0xfff })), [])
  assert.equal(NEAR_BITS, 8, 'the same as the text engine')
  assert.equal(distance(0x12345678n, BigInt(0x12345678 ^ 0b1011)), 3)
})

test('one author alone, the same minute, too few before: no jump', () => {
  const alone = platformJump.start()
  step(alone, group(WEIBO, 9, 100))
  assert.deepEqual(step(alone, group(DOUYIN, 9, 130, { authors: [7, 7] })), [])
  const together = platformJump.start()
  step(together, group(WEIBO, 9, 100))
  assert.deepEqual(step(together, group(DOUYIN, 9, 100)), [])
  const few = platformJump.start()
  step(few, group(WEIBO, 4, 100))
  assert.deepEqual(step(few, group(DOUYIN, 9, 130)), [])
  const robot = platformJump.start()
  step(robot, group(WEIBO, 40, 100, { authors: [7, 7] }))
  assert.deepEqual(step(robot, group(DOUYIN, 9, 130)), [], 'one account repeating itself is no story')
})

test('the same author twice in two looks is still one; another one later counts', () => {
  const state = platformJump.start()
  step(state, group(WEIBO, 9, 100))
  assert.deepEqual(step(state, group(ZHIHU, 2, 130, { authors: [7, 7] })), [])
  assert.deepEqual(step(state, group(ZHIHU, 2, 140, { authors: [7, 7] })), [])
  assert.equal(step(state, group(ZHIHU, 1, 150, { authors: [8, 8] })).length, 1)
})

test('a track whose texts always stand everywhere learns that it is no news, unless it is much more, or negative', () => {
  const state = platformJump.start()
  for (let n = 0; n < 300; n++) {
    const text = { high: Math.imul(n + 1, 0x9e3779b1) >>> 0, low: Math.imul(n + 7, 0x85ebca6b) >>> 0 }
    step(state, group(WEIBO, 6, n * 10, text), group(DOUYIN, 4, n * 10 + 1, text))
  }
  step(state, group(WEIBO, 6, 9000))
  const score = step(state, group(DOUYIN, 4, 9010))[0]?.score ?? 9
  assert.ok(score < threshold, `${score}`)
  const negative = platformJump.start()
  step(negative, group(WEIBO, 6, 9000))
  assert.ok((step(negative, group(DOUYIN, 4, 9010, { negative: 4 }))[0]?.score ?? 0) > 1.4)
})

test('a flood of single posts does not wash a story away', () => {
  const state = platformJump.start()
  step(state, group(WEIBO, 6, 1000))
  for (let n = 0; n < 2000; n++) {
    const text = { high: Math.imul(n + 1, 0x9e3779b1) >>> 0, low: Math.imul(n + 7, 0x85ebca6b) >>> 0 }
    step(state, group(WEIBO, 1, 1001 + n / 10, { ...text, authors: [n, n] }))
  }
  assert.equal(step(state, group(DOUYIN, 3, 1300)).length, 1)
})

test('however much is told, the memory stays below 32 kB', () => {
  const state = platformJump.start()
  for (let n = 0; n < 2000; n++) {
    const text = { high: Math.imul(n + 1, 0x9e3779b1) >>> 0, low: Math.imul(n + 7, 0x85ebca6b) >>> 0 }
    for (let platform = 0; platform < 6; platform++) step(state, group(platform, 9, n + platform, text))
  }
  const bytes = platformJump.save(state)
  assert.ok(bytes.length > 20_000 && bytes.length < 32_768, `${bytes.length} bytes`)
  assert.deepEqual(platformJump.load(bytes), state)
})
