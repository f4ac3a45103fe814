import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../base/errors.ts'
import { ALERT_STATES, type AlertState } from './schema.ts'
import { type AlertVerb, isLive, nextState, WAYS } from './transition.ts'

/** Each verb from each state: where it leads, `.` where it has been done already, `x` where it is refused. */
const TABLE: Record<AlertVerb, Record<AlertState, AlertState | '.' | 'x'>> = {
  acknowledge: row('acknowledged', '.', '.', 'x', 'x', 'x'),
  investigate: row('investigating', 'investigating', '.', 'x', 'x', 'x'),
  mark_false: row('false_positive', 'false_positive', 'false_positive', 'x', '.', 'x'),
  resolve: row('resolved', 'resolved', 'resolved', 'x', 'x', '.'),
  escalate: row('escalated', 'escalated', 'escalated', '.', 'escalated', 'escalated'),
  auto_resolve: row('resolved', 'resolved', 'resolved', 'x', 'x', '.'),
  recur: row('x', 'x', 'x', 'x', 'open', 'open'),
  merge: row('merged', 'merged', 'merged', 'x', 'x', 'x'),
  unmerge: row('x', 'x', 'x', 'x', 'x', 'x', 'acknowledged'),
}

for (const verb of Object.keys(WAYS) as AlertVerb[]) {
  test(`${verb} from every state`, () => {
    for (const state of ALERT_STATES) assert.equal(outcome(state, verb), TABLE[verb][state], `${verb} from ${state}`)
  })
}

test('live is what a person still has to deal with', () => {
  assert.deepEqual(ALERT_STATES.filter(isLive), ['open', 'acknowledged', 'investigating'])
})

function row(...to: (AlertState | '.' | 'x')[]): Record<AlertState, AlertState | '.' | 'x'> {
  return Object.fromEntries(ALERT_STATES.map((state, at) => [state, to[at] ?? 'x'])) as Record<AlertState, AlertState>
}

function outcome(state: AlertState, verb: AlertVerb): AlertState | '.' | 'x' {
  try {
    return nextState(state, verb) ?? '.'
  } catch (error) {
    assert.ok(error instanceof Refusal)
    assert.equal(error.code, 'wrong-state')
    assert.deepEqual(error.detail.values, { state, verb })
    return 'x'
  }
}
