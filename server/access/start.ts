import { START_STEPS, type Start, type StartNames, type StartStep } from './start-schema.ts'

/** One row of start_acts: a step was done or passed over; `begin` and `end` stand for the whole. */
export type StartAct = {
  readonly step: StartStep | 'begin' | 'end'
  readonly state: 'done' | 'skipped'
  readonly detail: { readonly names?: StartNames }
}

/** How far the guided start is. Of each step the newest act counts, so that one may come back to what was passed over. */
export function startOf(acts: readonly StartAct[]): Start {
  const newest = new Map(acts.map((act) => [act.step, act.state]))
  const steps = START_STEPS.map((step) => ({ step, state: newest.get(step) ?? ('open' as const) }))
  return {
    isBegun: acts.length > 0,
    isEnded: newest.has('end') || steps.every(({ state }) => state !== 'open'),
    steps,
    names: acts.findLast(({ detail }) => detail.names !== undefined)?.detail.names ?? null,
  }
}
