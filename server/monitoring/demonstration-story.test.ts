import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DAY, HOUR, MINUTE, SECOND } from '../base/clock.ts'
import { CRISIS_MS, crisisPosts, GROWING_MS } from './demonstration-crisis.ts'
import { dayOf, ordinaryDay, type Staged } from './demonstration-days.ts'
import { makeCrowd } from './demonstration-people.ts'
import { crisisBegin, FORTNIGHT_MS, storyBetween } from './demonstration-story.ts'
import { checkPosts } from './post-input.ts'

const CRISIS_AT = Date.UTC(2026, 2, 2, 1, 50)
const WHOLE = storyBetween(CRISIS_AT, CRISIS_AT - FORTNIGHT_MS, CRISIS_AT + 2 * HOUR)
const crisis = crisisPosts(CRISIS_AT)

test('every post is one that can be taken in, by an account that is clearly invented, and none stands twice', () => {
  const { refused, posts } = checkPosts(
    WHOLE.map(({ post }) => post),
    new Date(CRISIS_AT + DAY),
  )
  assert.deepEqual(refused, [])
  assert.equal(new Set(posts.map(({ externalId }) => externalId)).size, WHOLE.length)
  for (const { authorName, text } of posts) {
    assert.match(authorName, /^(示范|示範|demo·)/)
    assert.doesNotMatch(text, /undefined/)
  }
})

test('several hundred accounts on six platforms, writing simplified, traditional and English', () => {
  const authors = new Set(WHOLE.map(({ post }) => post.author?.externalId))
  assert.ok(authors.size > 300, `${authors.size} authors`)
  const platforms = [...new Set(WHOLE.map(({ post }) => post.platform))].sort()
  assert.deepEqual(platforms, ['complaint', 'douyin', 'news', 'weibo', 'xiaohongshu', 'zhihu'])
  const tongues = Map.groupBy(makeCrowd(), ({ tongue }) => tongue)
  for (const tongue of ['hans', 'hant', 'en'] as const) assert.ok((tongues.get(tongue)?.length ?? 0) > 10, tongue)
  for (const script of [/下架/, /給個說法/, /Qinghe yogurt/])
    assert.ok(crisis.some(({ post }) => script.test(post.text)))
})

test('an ordinary day has 40 to 150 posts with a quiet night, and is the same every time', () => {
  const hours = new Map<number, number>()
  for (let day = 20_000; day < 20_060; day++) {
    const posts = ordinaryDay(day)
    assert.ok(posts.length >= 40 && posts.length <= 150, `day ${day}: ${posts.length}`)
    assert.deepEqual(posts, ordinaryDay(day))
    for (const { at } of posts) hours.set(hourOf(at), (hours.get(hourOf(at)) ?? 0) + 1)
  }
  assert.ok((hours.get(20) ?? 0) > 4 * (hours.get(3) ?? 0), 'evenings are busier than nights')
  assert.ok(ordinaryDay(20_000, true).length > ordinaryDay(20_000).length + 30, 'a promotion is talked about')
})

test('the crisis begins with a mother whom few follow, grows, and fades', () => {
  assert.match(crisis[0]?.post.text ?? '', /0312.*腹泻/)
  assert.ok((crisis[0]?.post.author?.followers ?? 0) < 1000)
  const within = (from: number, to: number) =>
    crisis.filter(({ at }) => at >= CRISIS_AT + from && at < CRISIS_AT + to).length
  const thirds = [0, 10, 20].map((minute) => within(minute * MINUTE, (minute + 8) * MINUTE))
  assert.deepEqual(
    [...thirds].sort((a, b) => a - b),
    thirds,
  )
  assert.ok(within(GROWING_MS, CRISIS_MS) > 200)
  assert.ok(within(CRISIS_MS - 8 * MINUTE, CRISIS_MS) < within(20 * MINUTE, 28 * MINUTE) / 3)
  assert.equal(within(CRISIS_MS, DAY), 0)
  assert.ok(crisis.length > 700 && crisis.length < 1000, `${crisis.length}`)
})

test('what passes on or answers hangs on an earlier post of the same platform, and its root is where the chain ends', () => {
  // An answer of the first minutes may hang on a post of the day before, which is not told.
  const before = storyBetween(CRISIS_AT, CRISIS_AT - FORTNIGHT_MS - DAY, CRISIS_AT - FORTNIGHT_MS)
  const seen = new Map<string, Staged>(before.map((each) => [each.post.externalId, each]))
  let deepest = 0
  for (const each of WHOLE) {
    const { parentExternalId: parent, rootExternalId: root, externalId, platform } = each.post
    seen.set(externalId, each)
    if (parent === undefined) continue
    const above = seen.get(parent)
    assert.ok(above, `${externalId} hangs on ${parent}, which is not there yet`)
    assert.equal(above.post.platform, platform)
    let top = above
    let depth = 1
    for (; top.post.parentExternalId !== undefined; depth++) top = seen.get(top.post.parentExternalId) ?? each
    assert.equal(root, top.post.externalId)
    deepest = Math.max(deepest, depth)
  }
  assert.ok(deepest >= 3, `chains of ${deepest}`)
  const direct = Map.groupBy(crisis, ({ post }) => post.parentExternalId ?? '')
  for (const node of ['crisis-blogger', 'crisis-parents']) assert.ok((direct.get(node)?.length ?? 0) > 50, node)
})

test('property: told in any pieces it is the same story', () => {
  const span = 3 * HOUR
  const begin = CRISIS_AT - HOUR
  const whole = storyBetween(CRISIS_AT, begin, begin + span)
  fc.assert(
    fc.property(fc.array(fc.nat(span), { maxLength: 6 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), span]
      const parts = edges.slice(1).flatMap((to, n) => storyBetween(CRISIS_AT, begin + (edges[n] ?? 0), begin + to))
      assert.deepEqual(parts, whole)
    }),
    { numRuns: 25 },
  )
})

test('at whatever second somebody starts, two whole points of the crisis can be read', () => {
  for (let second = 0; second < 600; second++) {
    const startedAt = CRISIS_AT + second * SECOND
    const began = crisisBegin(startedAt)
    assert.equal(began % (5 * MINUTE), 0)
    assert.ok(startedAt - 30 * SECOND - began >= 10 * MINUTE && startedAt - began < 16 * MINUTE)
  }
})

function hourOf(at: number): number {
  return Math.floor((at - dayOf(at) * DAY + 8 * HOUR) / HOUR)
}
