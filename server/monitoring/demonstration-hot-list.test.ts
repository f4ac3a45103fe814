import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HOUR, MINUTE } from '../base/clock.ts'
import { BOARD, BOARD_MS, boardBetween } from './demonstration-hot-list.ts'
import { checkPosts } from './post-input.ts'

const CRISIS_AT = Date.UTC(2026, 2, 2, 1, 50)
const END = CRISIS_AT + 3 * HOUR
const WHOLE = boardBetween(CRISIS_AT, 0, END)
const LOOKS = [...Map.groupBy(WHOLE.ranks, ({ at }) => at)]

test('a day of looks at twenty places, each held by one topic, whose post comes no later and is one that can be taken in', () => {
  assert.ok(LOOKS.length > 140)
  assert.equal(Date.parse(LOOKS[0]?.[0] ?? '') >= CRISIS_AT - BOARD_MS, true)
  const posts = new Map(WHOLE.posts.map((post) => [post.externalId, post]))
  assert.equal(posts.size, WHOLE.posts.length, 'a topic comes twice')
  for (const [at, ranks] of LOOKS) {
    assert.deepEqual(
      ranks.map(({ rank }) => rank),
      Array.from({ length: 20 }, (_, n) => n + 1),
    )
    assert.equal(new Set(ranks.map(({ topic }) => topic)).size, 20)
    for (const { list, topic, externalId } of ranks) {
      const post = posts.get(externalId)
      assert.deepEqual([list, post?.text], [BOARD, topic])
      assert.ok(post && post.postedAt <= at)
    }
  }
  assert.deepEqual(checkPosts(WHOLE.posts, new Date(END)).refused, [])
})

test('the topic of the crisis enters at the bottom, climbs to the top and goes; before it nothing of ours is there', () => {
  const ours = WHOLE.ranks.filter(({ topic }) => topic.startsWith('青禾酸奶'))
  const minutes = ours.map(({ at }) => (Date.parse(at) - CRISIS_AT) / MINUTE)
  assert.ok(Math.min(...minutes) >= 10 && Math.min(...minutes) <= 13)
  const places = ours.map(({ rank }) => rank)
  assert.ok((places[0] ?? 0) > 15 && Math.min(...places) === 1 && (places.at(-1) ?? 0) > 15, places.join())
  assert.ok(Math.max(...minutes) < 160)
})

test('property: told in any pieces it is the same board', () => {
  const [from, span] = [CRISIS_AT - HOUR, 2 * HOUR]
  const whole = boardBetween(CRISIS_AT, from, from + span)
  fc.assert(
    fc.property(fc.array(fc.nat(span), { maxLength: 5 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), span]
      const parts = edges.slice(1).map((to, n) => boardBetween(CRISIS_AT, from + (edges[n] ?? 0), from + to))
      assert.deepEqual(
        { posts: parts.flatMap(({ posts }) => posts), ranks: parts.flatMap(({ ranks }) => ranks) },
        whole,
      )
    }),
    { numRuns: 25 },
  )
})
