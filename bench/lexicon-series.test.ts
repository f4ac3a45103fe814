import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constructHits, STORY_KINDS } from './lexicon-series.ts'

test('constructed hits: the same seed gives the same series, stories stand where they are said to, hits follow the volume', () => {
  const volumes = Array.from({ length: 288 * 30 }, (_, row) => (row % 288 < 144 ? 20 : 0))
  const made = constructHits(volumes, 10, 7)
  assert.deepEqual(constructHits(volumes, 10, 7), made)
  assert.notDeepEqual(constructHits(volumes, 10, 8).points, made.points)
  assert.ok(made.stories.length >= 4)
  for (const { kind, from, until } of made.stories) {
    const posts = made.points.slice(from, until).reduce((sum, point) => sum + point.posts, 0)
    assert.ok(posts >= STORY_KINDS[kind].posts, `${kind} at ${from}: ${posts}`)
    if (kind === 'one post of weight 5') assert.ok((made.points[from]?.of ?? 0) >= 1)
  }
  const ordinary = made.points.filter((_, row) => !made.stories.some(({ from, until }) => row >= from && row < until))
  const sum = ordinary.reduce((total, { posts }) => total + posts, 0)
  // 10 a day, each passed on 0.6 times
  assert.ok(sum / 30 > 12 && sum / 30 < 20, `${sum / 30} a day`)
  assert.ok(made.points.every(({ posts, value, of }) => value >= posts && value >= 5 * of))
})
