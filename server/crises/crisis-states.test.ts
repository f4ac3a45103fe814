import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HOUR } from '../base/clock.ts'
import { type CrisisFacts, ENDED, move, movesOf } from './crisis-states.ts'
import { CRISIS_STATES, CRISIS_VERBS, type CrisisState, type CrisisVerb, GUARDS } from './schema.ts'

const NOW = new Date('2026-03-02T12:00:00Z')
const CALM = { hours: 6, posts: 20, usualPosts: 20, negativeShare: 0.1, usualNegativeShare: 0.08 }
const facts = (given: Partial<CrisisFacts>): CrisisFacts => ({
  state: 'assessing',
  level: 2,
  isLevelProvisional: false,
  commanderId: 'commander',
  actorId: 'commander',
  now: NOW,
  quiet: CALM,
  closeSigners: [],
  ...given,
})
const waive = (...codes: string[]): Record<string, string> =>
  Object.fromEntries(codes.map((code) => [code, `because ${code}`]))
const target = { id: 'b', isSelf: false, isOpen: true, isSameMode: true }

/** verb, facts, codes waived → state it leads to, or the codes that bar it */
const MOVES: [string, CrisisVerb, Partial<CrisisFacts>, string[], CrisisState | string[]][] = [
  ['a suspicion with a commander', 'confirm', { state: 'suspected' }, [], 'assessing'],
  ['a suspicion without one', 'confirm', { state: 'suspected', commanderId: null }, [], ['commander']],
  ['a suspicion that was nothing', 'stand_down', { state: 'suspected' }, [], 'stood_down'],
  ['a declaration that was a mistake', 'stand_down', {}, [], 'stood_down'],
  ['too late to stand down', 'stand_down', { state: 'responding' }, [], ['wrong_state']],
  ['nothing stated', 'begin_response', {}, [], ['response_plan', 'roles_filled']],
  ['one of two stated', 'begin_response', {}, ['response_plan'], ['roles_filled']],
  ['both stated', 'begin_response', {}, ['response_plan', 'roles_filled'], 'responding'],
  [
    'provisional level 2',
    'begin_response',
    { isLevelProvisional: true },
    ['response_plan', 'roles_filled', 'level_confirmed'],
    ['level_confirmed'],
  ],
  [
    'provisional level 1 runs in parallel',
    'begin_response',
    { isLevelProvisional: true, level: 1 },
    ['response_plan', 'roles_filled'],
    'responding',
  ],
  ['from the wrong state', 'begin_response', { state: 'closed' }, ['response_plan', 'roles_filled'], ['wrong_state']],
  ['calm, level 2', 'contain', { state: 'responding' }, ['closing_statement'], 'recovering'],
  ['calm, level 1', 'contain', { state: 'responding', level: 1 }, ['closing_statement'], ['open_tasks']],
  ['still loud', 'contain', { state: 'responding', quiet: { ...CALM, posts: 31 } }, ['closing_statement'], ['quiet']],
  [
    'few posts are never loud',
    'contain',
    { state: 'responding', quiet: { ...CALM, usualPosts: 1, posts: 10 } },
    ['closing_statement'],
    'recovering',
  ],
  [
    'still angry',
    'contain',
    { state: 'responding', quiet: { ...CALM, negativeShare: 0.19 } },
    ['closing_statement'],
    ['quiet'],
  ],
  [
    'loud, and the commander says why',
    'contain',
    { state: 'responding', quiet: { ...CALM, posts: 99 } },
    ['closing_statement', 'quiet'],
    'recovering',
  ],
  ['a new peak', 'reescalate', { state: 'recovering' }, [], 'responding'],
  ['review without effect review', 'to_review', { state: 'recovering' }, [], ['effect_review']],
  ['review', 'to_review', { state: 'recovering' }, ['effect_review'], 'reviewing'],
  [
    'the commander may not approve their own retrospective',
    'publish_retrospective',
    { state: 'reviewing' },
    ['retrospective', 'follow_ups_listed', 'second_person'],
    ['second_person'],
  ],
  [
    'another person may',
    'publish_retrospective',
    { state: 'reviewing', actorId: 'other' },
    ['retrospective', 'follow_ups_listed'],
    'improving',
  ],
  ['level 3 with a note', 'close', { level: 3, state: 'assessing' }, [], 'closed'],
  ['level 2 from too early', 'close', { state: 'recovering' }, ['follow_ups_assigned'], ['wrong_state']],
  ['level 2', 'close', { state: 'improving' }, ['follow_ups_assigned'], 'closed'],
  [
    'level 1, nothing stated, nobody signed',
    'close',
    { state: 'improving', level: 1 },
    [],
    ['follow_ups_verified', 'evidence_sealed', 'month_review', 'second_signature'],
  ],
  [
    'level 1, the first signature stays',
    'close',
    { state: 'improving', level: 1 },
    ['follow_ups_verified', 'evidence_sealed', 'month_review'],
    'improving',
  ],
  [
    'level 1, the same person twice',
    'close',
    { state: 'improving', level: 1, closeSigners: ['commander'] },
    ['follow_ups_verified', 'evidence_sealed', 'month_review'],
    ['second_signature'],
  ],
  [
    'level 1, two persons',
    'close',
    { state: 'improving', level: 1, closeSigners: ['other'] },
    ['follow_ups_verified', 'evidence_sealed', 'month_review'],
    'closed',
  ],
  ['reopen', 'reopen', { state: 'closed' }, [], 'responding'],
  ['what was stood down turns out real', 'reopen', { state: 'stood_down' }, [], 'assessing'],
  [
    'undo a merge in time',
    'reopen',
    { state: 'merged', merged: { from: 'recovering', at: new Date(NOW.getTime() - 24 * HOUR) } },
    [],
    'recovering',
  ],
  [
    'undo a merge too late',
    'reopen',
    { state: 'merged', merged: { from: 'recovering', at: new Date(NOW.getTime() - 24 * HOUR - 1) } },
    [],
    ['merge_window'],
  ],
  ['merge', 'merge', { mergeTarget: target }, [], 'merged'],
  ['merge into nothing', 'merge', {}, [], ['merge_target']],
  ['merge into itself', 'merge', { mergeTarget: { ...target, isSelf: true } }, [], ['merge_target']],
  ['merge into what has ended', 'merge', { mergeTarget: { ...target, isOpen: false } }, [], ['merge_target']],
  ['a drill never joins a real one', 'merge', { mergeTarget: { ...target, isSameMode: false } }, [], ['merge_target']],
  ['merge what has ended', 'merge', { state: 'closed', mergeTarget: target }, [], ['wrong_state']],
]
for (const [what, verb, given, waived, expected] of MOVES) {
  test(`${verb}: ${what}`, () => {
    const result = move(verb, facts(given), waive(...waived))
    if (Array.isArray(expected)) {
      assert.ok('missing' in result, JSON.stringify(result))
      assert.deepEqual(
        result.missing.map(({ code }) => code),
        expected,
      )
    } else {
      assert.ok('to' in result, JSON.stringify(result))
      assert.equal(result.to, expected)
    }
  })
}

test('what is waived is recorded with its reason and room; what was not missing is not', () => {
  const result = move('begin_response', facts({}), { ...waive('response_plan', 'roles_filled'), evidence_sealed: 'x' })
  assert.deepEqual(result, {
    to: 'responding',
    waived: [
      { code: 'response_plan', values: {}, room: 'plans', reason: 'because response_plan' },
      { code: 'roles_filled', values: {}, room: 'team', reason: 'because roles_filled' },
    ],
  })
})

test('blank is no reason', () => {
  assert.ok('missing' in move('to_review', facts({ state: 'recovering' }), { effect_review: '  ' }))
})

test('reopening may lead to the later of two states, and nowhere else', () => {
  assert.deepEqual(move('reopen', facts({ state: 'closed' }), {}, 'recovering'), { to: 'recovering', waived: [] })
  assert.ok('missing' in move('reopen', facts({ state: 'closed' }), {}, 'improving'))
})

test('what is offered is what can be done, and the other way round', () => {
  const anyFacts = fc.record({
    state: fc.constantFrom(...CRISIS_STATES),
    level: fc.constantFrom(1 as const, 2 as const, 3 as const),
    isLevelProvisional: fc.boolean(),
    actorId: fc.constantFrom('commander', 'other'),
    closeSigners: fc.subarray(['commander', 'other']),
    mergeTarget: fc.constantFrom(target, { ...target, isOpen: false }),
    merged: fc.constant({ from: 'responding' as const, at: NOW }),
  })
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(...CRISIS_VERBS), (given, verb) => {
      const all = facts(given)
      const offered = movesOf(all).find((each) => each.verb === verb)
      const stated = waive(...(offered?.missing ?? []).map(({ code }) => code))
      const result = move(verb, all, stated)
      const isBarred = !offered || offered.missing.some(({ isWaivable }) => !isWaivable)
      // One exception: a first signature under the closing of a major crisis.
      const signs = 'to' in result && result.to === all.state
      if (!signs) assert.equal('missing' in result, isBarred)
      if ('missing' in result) assert.ok(result.missing.length > 0)
      for (const { code } of offered?.missing ?? []) assert.ok(GUARDS.includes(code))
    }),
  )
})

test('nothing leaves the end but reopening, and every state can be reached', () => {
  for (const state of ENDED)
    assert.deepEqual(
      movesOf(facts({ state })).map(({ verb }) => verb),
      ['reopen'],
    )
  const reached = new Set<CrisisState>(['suspected'])
  for (const state of CRISIS_STATES) for (const { to } of movesOf(facts({ state }))) reached.add(to)
  assert.deepEqual([...reached].sort(), [...CRISIS_STATES].sort())
})
