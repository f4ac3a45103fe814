import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noteOf, type PostNote, summarise } from './webhook-summary.ts'

const at = (second: number): Date => new Date(Date.UTC(2026, 2, 2, 2, 0, second))
const post = (id: string, ...tracks: string[]) => ({ id, tracks })
const NOTES: { at: Date; note: PostNote }[] = [
  { at: at(1), note: { posts: 10, tracks: { a: 3, b: 1 }, newest: [post('1', 'a'), post('2', 'b')] } },
  { at: at(2), note: { posts: 5, tracks: {}, newest: [] } },
  { at: at(3), note: { posts: 7, tracks: { b: 7 }, newest: [post('3', 'b', 'c')] } },
]

test('what a batch leaves is narrow, whatever its posts hold', () => {
  const posts = Array.from({ length: 50 }, (_, n) => ({
    id: String(n),
    text: 'x'.repeat(400),
    tracks: [{ id: 'a', weight: 1 }],
  }))
  const note = noteOf({ count: 900, trackCounts: { a: 60 }, posts })
  assert.deepEqual([note.posts, note.tracks, note.newest.length, note.newest[0]], [900, { a: 60 }, 5, post('0', 'a')])
  assert.ok(JSON.stringify(note).length < 400)
})

test('of all tracks: everything that came, most matched first, newest posts first', () => {
  assert.deepEqual(summarise(NOTES, []), {
    from: at(1).toISOString(),
    to: at(3).toISOString(),
    posts: 22,
    tracks: [
      { trackId: 'b', posts: 8 },
      { trackId: 'a', posts: 3 },
    ],
    postIds: ['3', '1', '2'],
  })
})

test('of chosen tracks: only these', () => {
  assert.deepEqual(summarise(NOTES, ['a']), {
    from: at(1).toISOString(),
    to: at(3).toISOString(),
    posts: 3,
    tracks: [{ trackId: 'a', posts: 3 }],
    postIds: ['1'],
  })
})

test('where nothing of it is wanted, nothing is told', () => {
  assert.equal(summarise([], []), undefined)
  assert.equal(summarise(NOTES, ['z']), undefined)
})
