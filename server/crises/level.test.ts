import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { doublingTime, type LevelFacts, proposeLevel, type Rubric } from './level.ts'
import { RUBRIC_SEED } from './level-seed.ts'
import { LEVEL_DIMENSIONS, LEVEL_REASONS } from './schema.ts'

const RUBRIC: Rubric = { ...RUBRIC_SEED, version: 1 }
const NOTHING: LevelFacts = {
  posts: null,
  judged: 0,
  reach: null,
  doublingMinutes: null,
  negativeShare: null,
  usualNegativeShare: null,
  complainants: null,
  media: null,
  redLines: [],
}
const SINGLE = { ...NOTHING, posts: 4, judged: 3, reach: 900, complainants: 1, media: 0 }
const HUNDREDS = {
  ...NOTHING,
  posts: 900,
  judged: 800,
  reach: 40_000,
  doublingMinutes: 300,
  negativeShare: 0.3,
  usualNegativeShare: 0.15,
  complainants: 260,
  media: 4,
}
const STORM = {
  ...HUNDREDS,
  posts: 30_000,
  reach: 90_000_000,
  doublingMinutes: 10,
  negativeShare: 0.8,
  complainants: 9_000,
  media: 30,
}
const injury = { kind: 'injury' as const, posts: 12, of: 100, example: '送医' }

/** facts → level, and a reason that must be among those given */
const LEVELS: [string, LevelFacts, number, string][] = [
  ['handbook: single bad review', SINGLE, 3, 'single_bad_review'],
  ['handbook: hundreds of complaints and several media', HUNDREDS, 2, 'score_band'],
  [
    'the same, slow and of small accounts',
    { ...HUNDREDS, reach: 500, doublingMinutes: 2000, negativeShare: 0.2 },
    2,
    'hundreds_and_media',
  ],
  [
    'hundreds without media, slow',
    { ...HUNDREDS, reach: 500, doublingMinutes: null, negativeShare: 0.2, media: 0 },
    3,
    'score_band',
  ],
  ['everything at once', STORM, 1, 'score_band'],
  ['a red line in few posts of many', { ...SINGLE, posts: 500, redLines: [{ ...injury, of: 1000 }] }, 3, 'score_band'],
  ['a red line', { ...SINGLE, posts: 300, redLines: [injury] }, 1, 'red_line_injury'],
  [
    'a red line outweighs a single review',
    { ...SINGLE, redLines: [{ ...injury, posts: 5, of: 5 }] },
    1,
    'red_line_injury',
  ],
  [
    'official media',
    { ...HUNDREDS, redLines: [{ kind: 'official', posts: 1, of: 50, example: '新华社' }] },
    1,
    'red_line_official',
  ],
  ['a leak', { ...HUNDREDS, redLines: [{ kind: 'leak', posts: 9, of: 90, example: '数据泄露' }] }, 1, 'red_line_leak'],
  ['nothing known: the higher', NOTHING, 2, 'nothing_known'],
  ['little known: the higher', { ...NOTHING, posts: 200, reach: 500, complainants: 4 }, 2, 'little_known'],
]
for (const [what, facts, level, code] of LEVELS) {
  test(`level of ${what}`, () => {
    const proposal = proposeLevel(facts, RUBRIC)
    const codes = proposal.reasons.map((reason) => reason.code)
    assert.equal(proposal.level, level, JSON.stringify(proposal))
    assert.ok(codes.includes(code), `${code} among ${codes}`)
    for (const each of codes) assert.ok((LEVEL_REASONS as readonly string[]).includes(each), each)
    assert.equal(proposal.rubricVersion, 1)
  })
}

test('just below a band the higher level is taken, and it says so', () => {
  // Only media is known of the weighted ones: 1.5 × 3 of 4 is 0.75; the band of level 1 moved just above it.
  const rubric = { ...RUBRIC, bands: { 1: 0.78, 2: 0.4 } }
  const facts = { ...NOTHING, posts: 100, reach: 1_000_000, complainants: 100, media: 5 }
  assert.deepEqual(proposeLevel(facts, rubric).reasons.at(-1), {
    code: 'in_doubt_higher',
    values: { percent: 75, known: 3, of: 8, level: 1 },
  })
})

test('each score with its numbers; a share of few posts and a doubling of few posts do not count', () => {
  const proposal = proposeLevel({ ...HUNDREDS, judged: 19, posts: 19 }, RUBRIC)
  const scores = Object.fromEntries(proposal.dimensions.map(({ key, score }) => [key, score]))
  assert.deepEqual(scores, {
    harm: null,
    legal: null,
    reach: 1,
    velocity: null,
    negative_share: null,
    complainants: 3,
    media: 2,
    business_loss: null,
  })
  assert.deepEqual(proposal.reasons[0], { code: 'reach', values: { followers: 40_000, score: 1 } })
  assert.deepEqual(
    proposal.dimensions.map(({ key }) => key),
    LEVEL_DIMENSIONS,
  )
})

test('worse facts never give a milder level', () => {
  const step = fc.double({ min: 1, max: 20, noNaN: true })
  fc.assert(
    fc.property(
      step,
      step,
      step,
      fc.integer({ min: 0, max: 2000 }),
      fc.integer({ min: 0, max: 20 }),
      (a, b, c, n, m) => {
        const facts: LevelFacts = {
          posts: 50 + n,
          judged: 50,
          reach: 1000 * n,
          doublingMinutes: 500 / a,
          negativeShare: Math.min(1, b / 20),
          usualNegativeShare: 0.05,
          complainants: n,
          media: m,
          redLines: [],
        }
        const worse: LevelFacts = {
          ...facts,
          reach: 1000 * n * c,
          doublingMinutes: 500 / a / c,
          complainants: Math.round(n * c),
          media: Math.round(m * c),
        }
        assert.ok(proposeLevel(worse, RUBRIC).level <= proposeLevel(facts, RUBRIC).level)
      },
    ),
  )
})

/** counts of 5 minutes → minutes of the fastest doubling to at least 20 */
const DOUBLINGS: [string, number[], number | null][] = [
  ['nothing', [0, 0, 0], null],
  ['too few', [3, 3, 3], null],
  ['all at once', [0, 40], 5],
  ['as much every step', [10, 10, 10, 10], 5],
  ['a burst at the end', [20, 1, 1, 1, 30], 5],
  ['slower and slower', [5, 5, 5, 5, 1, 1, 1, 1, 1, 1], 10],
]
for (const [what, counts, expected] of DOUBLINGS) {
  test(`doubling time: ${what}`, () => assert.equal(doublingTime(counts, 5, 20), expected))
}
