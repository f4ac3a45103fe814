import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hitsAt, hitsOf, lexiconSet, sumHits } from './lexicon-hits.ts'

const FOOD = {
  id: 'f',
  version: 2,
  words: [
    { expression: '中毒', weight: 5 },
    { expression: '異物', weight: 3 },
  ],
}
const LEGAL = { id: 'l', version: 1, words: [{ expression: '起訴', weight: 4 }] }

test('what matched behind the tracks is a hit: of each lexicon the heaviest word, whatever the number', () => {
  const set = lexiconSet([FOOD, LEGAL])
  assert.equal(set.key, 'f.2 l.1')
  // two tracks before the words; text 0 matches a track only, text 1 both words of food and the other track, text 2 nothing
  const judged = { matchStart: Uint32Array.of(0, 1, 4, 4), matchTrack: Uint32Array.of(0, 1, 2, 3) }
  assert.deepEqual(hitsAt(judged, 0, set, 2), [])
  assert.deepEqual(hitsAt(judged, 1, set, 2), [{ lexiconId: 'f', version: 2, weight: 5, words: ['中毒', '異物'] }])
  assert.deepEqual(hitsAt(judged, 2, set, 2), [])
  assert.equal(hitsOf(set.places).length, 2)
})

test('counts: a post counts once a lexicon and track, and taking out what was put in leaves nothing', () => {
  const at = new Date('2026-03-02T01:00:30Z')
  const entry = { of: { postedAt: at, sentiment: 0 }, trackIds: ['t', 's'], hits: [{ lexiconId: 'f', weight: 5 }] }
  const minute = new Date('2026-03-02T01:00:00Z')
  assert.deepEqual(sumHits([entry, { ...entry, trackIds: ['t'], of: { postedAt: at, sentiment: null } }]), [
    { trackId: 's', lexiconId: 'f', minute, posts: 1, weight: 5, gravest: 1, negative: 1 },
    { trackId: 't', lexiconId: 'f', minute, posts: 2, weight: 10, gravest: 2, negative: 1 },
  ])
  const entries = fc.array(
    fc.record({
      of: fc.record({ postedAt: fc.date({ noInvalidDate: true }), sentiment: fc.constantFrom(0, 1, 2, null) }),
      trackIds: fc.uniqueArray(fc.constantFrom('t', 's')),
      hits: fc.uniqueArray(
        fc.record({ lexiconId: fc.constantFrom('f', 'l'), weight: fc.integer({ min: 1, max: 5 }) }),
        {
          selector: ({ lexiconId }) => lexiconId,
        },
      ),
    }),
  )
  fc.assert(
    fc.property(
      entries,
      (given) => sumHits([...given, ...given.map((each) => ({ ...each, by: -1 as const }))]).length === 0,
    ),
  )
})
