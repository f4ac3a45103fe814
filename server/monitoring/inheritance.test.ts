import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Matched } from './batch.ts'
import { inherit, type Threaded } from './inheritance.ts'

const own = (trackId: string): Matched => ({ trackId, weight: 1, isInherited: false })
const thread = (id: string, parentId: string | null, rootId: string | null, ...tracks: Matched[]): Threaded => ({
  id,
  parentId,
  rootId,
  tracks,
})
const all = () => true
const names = (posts: readonly Threaded[]) =>
  posts.map(({ id, tracks }) => [
    id,
    tracks
      .map(({ trackId }) => trackId)
      .sort()
      .join(),
  ])

test('answers have the tracks of what they answer, in whatever order they stand', () => {
  const posts = [thread('c', 'b', 'a'), thread('b', 'a', 'a', own('y')), thread('a', null, null, own('x'))]
  const { posts: found, awaits } = inherit(posts, new Map(), all)
  assert.deepEqual(names(found), [
    ['c', 'x,y'],
    ['b', 'x,y'],
    ['a', 'x'],
  ])
  assert.deepEqual(awaits, [])
  assert.deepEqual(
    found[1]?.tracks.find(({ trackId }) => trackId === 'x'),
    { trackId: 'x', weight: 1, isInherited: true },
  )
})

test('what is stored passes its tracks on, but not those that are watched no more; what is missing is awaited', () => {
  const known = new Map([['a', thread('a', null, null, own('x'), own('old'))]])
  const { posts, awaits } = inherit([thread('b', 'a', 'a'), thread('d', 'c', 'a')], known, (id) => id !== 'old')
  assert.deepEqual(names(posts), [
    ['b', 'x'],
    ['d', 'x'],
  ])
  assert.deepEqual(awaits, [{ awaitedId: 'c', postId: 'd' }])
})

test('the root follows from the parent where the sender does not say it', () => {
  const known = new Map([['b', thread('b', 'a', 'a')]])
  const { posts } = inherit([thread('c', 'b', null), thread('d', 'c', null), thread('f', 'e', null)], known, all)
  assert.deepEqual(
    posts.map(({ rootId }) => rootId),
    ['a', 'a', 'e'],
  )
})

test('a circle ends', () => {
  const { posts } = inherit([thread('a', 'b', null, own('x')), thread('b', 'a', null)], new Map(), all)
  assert.equal(posts.length, 2)
  assert.ok(posts.every(({ tracks }) => tracks.some(({ trackId }) => trackId === 'x')))
})

test('in any tree a post ends up with the tracks of all above it, whatever the order', () => {
  const tree = fc.array(fc.record({ above: fc.nat(), track: fc.boolean() }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(tree, fc.infiniteStream(fc.nat(1000)), (nodes, shuffle) => {
      const posts = nodes.map(({ above, track }, i) =>
        thread(String(i), i === 0 ? null : String(above % i), i === 0 ? null : '0', ...(track ? [own(`t${i}`)] : [])),
      )
      const mixed = posts.map((post) => ({ post, at: shuffle.next().value ?? 0 })).sort((a, b) => a.at - b.at)
      const { posts: found } = inherit(
        mixed.map(({ post }) => post),
        new Map(),
        all,
      )
      for (const post of found) {
        const expected = new Set<string>()
        for (
          let at: Threaded | undefined = posts[Number(post.id)];
          at;
          at = at.parentId === null ? undefined : posts[Number(at.parentId)]
        ) {
          for (const { trackId } of at.tracks) expected.add(trackId)
        }
        assert.deepEqual(new Set(post.tracks.map(({ trackId }) => trackId)), expected)
      }
    }),
  )
})
