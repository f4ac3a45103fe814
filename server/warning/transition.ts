import { Refusal } from '../base/errors.ts'
import type { AlertState } from './schema.ts'

export type AlertVerb =
  | 'acknowledge'
  | 'investigate'
  | 'mark_false'
  | 'resolve'
  | 'escalate'
  | 'auto_resolve'
  | 'recur'
  | 'merge'
  | 'unmerge'

type Way = {
  readonly from: readonly AlertState[]
  readonly to: AlertState
  /** states in which the verb has nothing left to do: whoever comes second is not told off */
  readonly done: readonly AlertState[]
}

export const LIVE_STATES: readonly AlertState[] = ['open', 'acknowledged', 'investigating']

/** The state machine of an alert. Overdue is computed from the stored deadline and never a state. */
export const WAYS: Readonly<Record<AlertVerb, Way>> = {
  acknowledge: { from: ['open'], to: 'acknowledged', done: ['acknowledged', 'investigating'] },
  investigate: { from: ['open', 'acknowledged'], to: 'investigating', done: ['investigating'] },
  mark_false: { from: LIVE_STATES, to: 'false_positive', done: ['false_positive'] },
  resolve: { from: LIVE_STATES, to: 'resolved', done: ['resolved'] },
  // At eight somebody sees what was calm again by five, and it is a crisis all the same.
  escalate: { from: [...LIVE_STATES, 'resolved', 'false_positive'], to: 'escalated', done: ['escalated'] },
  auto_resolve: { from: LIVE_STATES, to: 'resolved', done: ['resolved'] },
  // domain: what was resolved is back; a false alarm too, once there is twice as much of it
  recur: { from: ['resolved', 'false_positive'], to: 'open', done: [] },
  // It keeps its rows; what it hears from now on goes to the other one.
  merge: { from: LIVE_STATES, to: 'merged', done: [] },
  // Whoever takes it back has seen it.
  unmerge: { from: ['merged'], to: 'acknowledged', done: [] },
}

export function isLive(state: AlertState): boolean {
  return LIVE_STATES.includes(state)
}

/**
 * Where the verb leads from here; undefined where it has been done already (two people press the same button at once).
 * @throws Refusal `wrong-state` with `state` and `verb`
 */
export function nextState(state: AlertState, verb: AlertVerb): AlertState | undefined {
  const way = WAYS[verb]
  if (way.from.includes(state)) return way.to
  if (way.done.includes(state)) return undefined
  throw new Refusal('wrong-state', { reason: `an alert that is ${state} cannot ${verb}`, values: { state, verb } })
}
