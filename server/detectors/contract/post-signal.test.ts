// What every detector of posts and hot lists promises, whichever it is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { signals } from '../index.ts'
import {
  ACCOUNT_BINS,
  type AccountLook,
  accountBin,
  isNews,
  type ListLook,
  type PostSignal,
  type Sight,
  type StoryLook,
  type ThreadLook,
  VELOCITY_AGES,
} from './post-signal.ts'
import { ANSWER_BINS, answerBin, answersOf, countIn, perDay, rarity } from './rarity.ts'

const count = fc.oneof(fc.nat(5), fc.nat(300), fc.nat(100_000))
const account: fc.Arbitrary<AccountLook> = fc.record({
  since: fc.nat(60 * 24 * 90),
  minute: fc.nat(60 * 24 * 90),
  posts: fc.array(
    fc.record({
      followers: fc.option(fc.oneof(fc.nat(1000), fc.nat(2_000_000_000))),
      isVerified: fc.boolean(),
      isComment: fc.boolean(),
      sentiment: fc.constantFrom('negative' as const, 'neutral' as const, 'positive' as const, null),
      largest: count,
    }),
    { maxLength: 5 },
  ),
  followers: fc.array(fc.tuple(fc.nat(ACCOUNT_BINS - 1), count), { maxLength: 4 }),
  cascades: fc.array(count, { maxLength: 4 }),
})
const threads: fc.Arbitrary<ThreadLook> = fc.record({
  threads: fc.array(fc.record({ platform: fc.nat(3), counts: fc.array(count, { maxLength: 9 }) }), { maxLength: 5 }),
  past: fc.array(
    fc.record({
      platform: fc.nat(3),
      age: fc.nat(VELOCITY_AGES.length - 1),
      answers: count,
      minute: fc.nat(60 * 24 * 90),
    }),
    {
      maxLength: 6,
    },
  ),
})
const word = fc.constantFrom(1, 3, 0xff00ff00, 0x0f0f0f0f, 0xffffffff)
const stories: fc.Arbitrary<StoryLook> = fc.record({
  groups: fc.array(
    fc
      .record({
        high: word,
        low: word,
        platform: fc.nat(5),
        posts: fc.integer({ min: 1, max: 20 }),
        authors: fc.tuple(fc.nat(3), fc.nat(3)),
        first: fc.nat(500),
        long: fc.nat(50),
        terms: fc.uniqueArray(fc.nat(40), { maxLength: 8 }),
      })
      .map(({ long, ...group }) => ({ ...group, negative: group.posts >> 1, last: group.first + long })),
    { maxLength: 5 },
  ),
})
const lists: fc.Arbitrary<ListLook> = fc.record({
  list: fc.nat(2),
  minute: fc.nat(60 * 24 * 90),
  depth: fc.integer({ min: 1, max: 60 }),
  entries: fc.array(
    fc.record({ topic: fc.nat(200), rank: fc.integer({ min: 1, max: 60 }), isNegative: fc.boolean() }),
    { maxLength: 6 },
  ),
})

function promises<State, Look>(signal: PostSignal<State, Look>, look: fc.Arbitrary<Look>): void {
  const read = (looks: readonly Look[], state: State = signal.start()): Sight[][] =>
    looks.map((each) => signal.step(state, each))
  const many = fc.array(look, { minLength: 1, maxLength: 60 })

  test(`${signal.id}: names, a version, a way of speaking`, () => {
    for (const language of ['zh-Hant', 'zh-Hans', 'en'] as const) assert.ok(signal.names[language].trim().length > 0)
    assert.match(signal.version, /^\S+$/)
    assert.ok(signal.speaking.threshold > 0 && signal.speaking.restHours >= 12)
  })

  test(`${signal.id}: what it sees does not depend on what comes later, and is a number`, () => {
    fc.assert(
      fc.property(many, many, (before, after) => {
        const sights = read([...before, ...after])
        assert.deepEqual(sights.slice(0, before.length), read(before))
        for (const { score, observed, expected } of sights.flat())
          for (const each of [score, observed, expected]) assert.ok(Number.isFinite(each) && each >= 0, `${each}`)
      }),
      { numRuns: 60 },
    )
  })

  test(`${signal.id}: a memory saved and loaded anywhere goes on exactly, and refuses another's`, () => {
    fc.assert(
      fc.property(many, many, (before, after) => {
        const state = signal.start()
        read(before, state)
        const bytes = signal.save(state)
        const restored = signal.load(bytes)
        assert.deepEqual(read(after, restored), read(after, state))
        // What is rare on a track takes more than how loud things are.
        assert.ok(bytes.length < (signal.id === 'platform-jump' ? 98_304 : 32_768), `${bytes.length} bytes`)
      }),
      { numRuns: 60 },
    )
    assert.throws(() => signal.load(new TextEncoder().encode('tarot 7\n')), /expected/)
  })
}

promises(signals.keyAccount, account)
promises(signals.velocity, threads)
promises(signals.platformJump, stories)
promises(signals.hotTopic, lists)

test('ids are the names of the members', () => {
  const ids = Object.values(signals).map(({ id }) => id)
  assert.deepEqual(ids.toSorted(), ['hot-topic', 'key-account', 'platform-jump', 'velocity'])
})

test('news: not below the threshold, not twice in the rest, unless it is so much louder', () => {
  const speaking = { threshold: 2, restHours: 12, louder: 1.5 }
  const at = (hours: number): Date => new Date(Date.UTC(2026, 2, 2, hours))
  assert.equal(isNews(speaking, { score: 1.99, at: at(0) }, undefined), false)
  assert.equal(isNews(speaking, { score: Number.NaN, at: at(0) }, undefined), false)
  assert.equal(isNews(speaking, { score: 2, at: at(0) }, undefined), true)
  const told = { score: 2, at: at(0) }
  assert.equal(isNews(speaking, { score: 3.4, at: at(11) }, told), false)
  assert.equal(isNews(speaking, { score: 3.5, at: at(11) }, told), true)
  assert.equal(isNews(speaking, { score: 2, at: at(12) }, told), true)
  assert.equal(isNews({ ...speaking, louder: Number.POSITIVE_INFINITY }, { score: 99, at: at(11) }, told), false)
  assert.equal(isNews(speaking, { score: 2.5, at: at(0) }, undefined, 3), false, 'a threshold of the track')
})

test('rarity: the assumption fades as more is seen, and more seen above is less rare', () => {
  assert.ok(Math.abs(rarity(0, 0, 0.01, 30) - 2) < 1e-9)
  assert.ok(rarity(0, 970, 0.01, 30) > 3)
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (above, more, assumed) => {
      assert.ok(rarity(above, 2000, assumed, 30) >= rarity(Math.min(2000, above + more), 2000, assumed, 30))
    }),
  )
})

test('bins: larger is never in a lower one, and the middle of a bin lies in it', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), fc.nat(2_000_000_000), (one, other) => {
      const [small, large] = [Math.min(one, other), Math.max(one, other)]
      assert.ok(accountBin(small) <= accountBin(large) && accountBin(large) < ACCOUNT_BINS)
      assert.ok(answerBin(small) <= answerBin(large) && answerBin(large) < ANSWER_BINS)
    }),
  )
  for (let bin = 4; bin < ANSWER_BINS; bin++) assert.equal(answerBin(answersOf(bin)), bin)
  assert.equal(accountBin(999), 15)
})

test('pace: an assumption, then what was counted, fading over weeks, whatever the order', () => {
  const pace = { count: 0, since: 0, until: 0 }
  assert.equal(perDay(pace, 48, 1), 48)
  for (let day = 1; day <= 60; day++) countIn(pace, day * 1440, 10)
  assert.ok(Math.abs(perDay(pace, 48, 1) - 10) < 2, `${perDay(pace, 48, 1)}`)
  countIn(pace, 75 * 1440, 0)
  assert.ok(perDay(pace, 48, 1) < 8, 'a fortnight of silence')
  const [forth, back] = [1, -1].map((way) => {
    const each = { count: 0, since: 0, until: 0 }
    for (let n = 0; n < 30; n++) countIn(each, (100 + way * n) * 1440, 5)
    return perDay(each, 48, 1)
  })
  assert.ok(Math.abs((forth ?? 0) - (back ?? 9)) < 1e-9)
})
