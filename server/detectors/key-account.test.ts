import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccountLook, accountBin } from './contract/post-signal.ts'
import { keyAccount } from './key-account.ts'

const { threshold } = keyAccount.speaking
type Post = AccountLook['posts'][number]
const post = (given: Partial<Post>): Post => ({
  followers: null,
  isVerified: false,
  isComment: false,
  sentiment: 'neutral',
  largest: 0,
  ...given,
})
const scoreOf = (state: ReturnType<typeof keyAccount.start>, given: Partial<Post>): number =>
  keyAccount.step(state, { since: 0, minute: 0, posts: [post(given)], followers: [], cascades: [] })[0]?.score ?? 0

const BEGIN = 29_000_000
const DAYS = 24 * 60

/** A track that has seen posts by authors with these numbers of followers on each of ten days. */
function track(...seen: (readonly [followers: number, posts: number])[]) {
  const state = keyAccount.start()
  for (let day = 0; day <= 10; day++) {
    const followers = seen.map(([each, posts]) => [accountBin(each), posts] as const)
    keyAccount.step(state, { since: BEGIN, minute: BEGIN + day * DAYS, posts: [], followers, cascades: [] })
  }
  return state
}

test('a million followers where everybody has a few hundred, more readily where the post is negative', () => {
  const ordinary = () => track([80, 30], [300, 50], [1500, 20], [9000, 2])
  assert.ok(scoreOf(ordinary(), { followers: 3_000_000 }) >= threshold)
  assert.ok(scoreOf(ordinary(), { followers: 1_000_000, sentiment: 'negative' }) >= threshold)
  assert.ok(scoreOf(ordinary(), { followers: 60_000 }) < threshold)
  assert.ok(scoreOf(ordinary(), { followers: 60_000, sentiment: 'negative' }) >= threshold)
  assert.ok(scoreOf(ordinary(), { followers: 200_000, sentiment: 'positive' }) < threshold)
  assert.ok(scoreOf(ordinary(), { followers: 12_000, sentiment: 'negative' }) < threshold)
  const [said, answered] = [false, true].map((isComment) => scoreOf(ordinary(), { followers: 5_000_000, isComment }))
  assert.ok((said ?? 0) > (answered ?? 0))
})

test('a track of stars: the same account is nothing special there', () => {
  const stars = track([300, 40], [2_000_000, 20])
  assert.ok(scoreOf(stars, { followers: 1_500_000, sentiment: 'negative' }) < 1)
})

test('small numbers are honest: on a new track only what is far out speaks', () => {
  assert.ok(scoreOf(keyAccount.start(), { followers: 60_000, sentiment: 'negative' }) < threshold)
  assert.ok(
    scoreOf(keyAccount.start(), { followers: 20_000_000, sentiment: 'negative', isVerified: true }) >= threshold,
  )
  assert.equal(scoreOf(keyAccount.start(), { followers: 9999, sentiment: 'negative' }), 0)
  assert.equal(scoreOf(keyAccount.start(), { followers: null }), 0)
})

test('an author without followers whose earlier post was answered thousands of times', () => {
  const state = keyAccount.start()
  keyAccount.step(state, {
    since: 0,
    minute: 0,
    posts: [],
    followers: [],
    cascades: Array.from({ length: 800 }, (_, n) => n % 12),
  })
  const sights = keyAccount.step(state, {
    since: 0,
    minute: 0,
    posts: [post({ followers: 500, largest: 4000, sentiment: 'negative' })],
    followers: [],
    cascades: [],
  })
  assert.ok((sights[0]?.score ?? 0) >= threshold)
  assert.equal(sights[0]?.observed, 4000)
  assert.ok((sights[0]?.expected ?? 99) < 10)
})

test('it judges before it learns: its own followers do not hide it', () => {
  const look: AccountLook = {
    since: BEGIN,
    minute: BEGIN + 10 * DAYS,
    posts: [post({ followers: 5_000_000 })],
    followers: [[accountBin(5_000_000), 100]],
    cascades: [],
  }
  const state = track([300, 100])
  const first = keyAccount.step(state, look)[0]?.score ?? 0
  const second = keyAccount.step(state, look)[0]?.score ?? 0
  assert.ok(first >= threshold && second < threshold)
})

test('the busier the track, the more it takes: what comes there every week is no news', () => {
  const quiet = track([300, 10])
  const busy = track([300, 10_000], [40_000, 3])
  assert.ok(
    scoreOf(quiet, { followers: 40_000, sentiment: 'negative' }) >
      scoreOf(busy, { followers: 40_000, sentiment: 'negative' }) + 2,
  )
  assert.ok(scoreOf(busy, { followers: 8_000_000, sentiment: 'negative' }) >= threshold)
})
