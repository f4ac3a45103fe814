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
  terms: [],
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

/** Words that everybody uses here, and then some that nobody has used before. */
function acquainted(texts = 400): ReturnType<typeof platformJump.start> {
  const state = platformJump.start()
  for (let n = 0; n < texts; n++) {
    const text = { high: Math.imul(n + 1, 0x9e3779b1) >>> 0, low: Math.imul(n + 7, 0x85ebca6b) >>> 0 }
    const everyday = [1, 2, 3, 4, 5, 6 + (n % 20), 30 + ((n * 7) % 90)]
    step(state, group(n % 2 ? WEIBO : DOUYIN, 1, n, { ...text, authors: [n + 50, n + 50], terms: everyday }))
  }
  return state
}
/** A post in its own words: no copy of any other. @param terms beside everyday ones */
const own = (platform: number, author: number, first: number, terms: readonly number[]): Group => {
  const unlike = author * 10_000 + first
  const text = { high: Math.imul(unlike, 0xc2b2ae35) >>> 0, low: Math.imul(unlike, 0x27d4eb2f) >>> 0 }
  return group(platform, 1, first, { ...text, authors: [author, author], terms: [1, 2, ...terms] })
}
const MERCURY = [1001, 1002, 1003, 1004]

test('in other words: nobody copies, but they share words that are rare here', () => {
  const state = acquainted()
  for (let n = 0; n < 5; n++) assert.deepEqual(step(state, own(WEIBO, 900 + n, 500 + n, [...MERCURY, 2000 + n])), [])
  assert.deepEqual(step(state, own(DOUYIN, 950, 560, [...MERCURY, 2100])), [])
  assert.deepEqual(step(state, own(DOUYIN, 951, 561, MERCURY.slice(1))), [])
  const [sight] = step(state, own(DOUYIN, 952, 562, MERCURY.slice(0, 3)))
  assert.ok(sight && sight.score >= threshold)
  assert.equal(sight.from, WEIBO)
  assert.deepEqual([...(sight.terms ?? [])].sort(), MERCURY.slice(0, 3), 'what they share')
})

test('in other words it takes three authors in each place; words that everybody uses prove nothing; a quarter of a day later it is another story', () => {
  const told = (authors: number, terms: readonly number[], minutes: number): number => {
    const state = acquainted()
    for (let n = 0; n < 8; n++) step(state, own(WEIBO, 900 + (n % authors), 500 + n, terms))
    return Array.from({ length: 6 }, (_, n) =>
      step(state, own(DOUYIN, 950 + (n % authors), 500 + minutes + n, terms)),
    ).flat().length
  }
  assert.ok(told(3, MERCURY, 60) > 0)
  assert.equal(told(2, MERCURY, 60), 0)
  assert.equal(told(3, [3, 4, 5, 6, 7, 8], 60), 0)
  assert.equal(told(3, MERCURY, 7 * 60), 0)
})

test('a track that nobody has heard yet knows copies only', () => {
  const state = acquainted(60)
  for (let n = 0; n < 8; n++) step(state, own(WEIBO, 900 + n, 500 + n, MERCURY))
  for (let n = 0; n < 8; n++) assert.deepEqual(step(state, own(DOUYIN, 950 + n, 560 + n, MERCURY)), [])
})

test('however much is told, the memory stays below 96 kB, and comes back exactly', () => {
  const state = platformJump.start()
  for (let n = 0; n < 2000; n++) {
    const text = { high: Math.imul(n + 1, 0x9e3779b1) >>> 0, low: Math.imul(n + 7, 0x85ebca6b) >>> 0 }
    const terms = Array.from({ length: 64 }, (_, each) => Math.imul(n * 64 + each, 0x9e3779b1) >>> 8)
    for (let platform = 0; platform < 6; platform++)
      step(state, group(platform, 9, n + platform, { ...text, terms, authors: [n + 1, platform + 3000] }))
  }
  const bytes = platformJump.save(state)
  assert.ok(bytes.length > 64_000 && bytes.length < 98_304, `${bytes.length} bytes`)
  assert.deepEqual(platformJump.load(bytes), state)
})

test('one crisis has many stories: told in other words it is one thing for half a day on one platform', () => {
  const state = acquainted()
  const names = [MERCURY, MERCURY.map((term) => term + 500)].flatMap((terms, story) => {
    for (let n = 0; n < 5; n++) step(state, own(WEIBO, 900 + 10 * story + n, 730 + n, terms))
    return Array.from({ length: 4 }, (_, n) => step(state, own(DOUYIN, 950 + 10 * story + n, 760 + n, terms))).flat()
  })
  assert.ok(names.length >= 4)
  assert.equal(new Set(names.map(({ about }) => about)).size, 1)
})
