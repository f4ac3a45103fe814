import { MINUTE } from '../base/clock.ts'
import type { Hours, Policy, Target } from './schema.ts'

/** Why somebody is called. */
export type Why = Target | { readonly kind: 'acknowledger' | 'handed' | 'hander' }

export type PlannedStep = {
  readonly people: readonly { readonly personId: string; readonly why: Why }[]
  readonly waitMinutes: number
  readonly notifiers: readonly string[]
  /** tells that nobody answered */
  readonly isFinal: boolean
}

/** What a run was begun with. Kept as it was: whoever edits a policy or a roster changes the next run, never this one. */
export type CallPlan = {
  readonly policyVersion: number
  readonly policyId: string
  readonly hours: Hours
  /** all steps of one round; the last is the final one */
  readonly steps: readonly PlannedStep[]
  readonly repeats: number
  /** who was on call when it began, by roster */
  readonly duty: readonly { readonly rosterId: string; readonly personId: string | null }[]
}

export type Place = { readonly round: number; readonly step: number }
export const FIRST_PLACE: Place = { round: 1, step: 0 }

export type PlanGiven = {
  readonly policyVersion: number
  readonly hours: Hours
  readonly duty: CallPlan['duty']
  /** whom a target means at this moment */
  readonly resolve: (target: Target) => readonly string[]
  /** called before anybody else */
  readonly before?: readonly PlannedStep[]
  /** told with the others that nobody answered: whoever has handed it over */
  readonly alsoTold?: PlannedStep['people']
}

export function planOf(policy: Policy, given: PlanGiven): CallPlan {
  const { policyVersion, hours, duty, resolve, before = [], alsoTold = [] } = given
  const planned = (targets: readonly Target[]): PlannedStep['people'] =>
    unique(targets.flatMap((why) => resolve(why).map((personId) => ({ personId, why }))))
  const steps = policy.steps.map(({ targets, waitMinutes, notifiers }) => ({
    people: planned(targets),
    waitMinutes,
    notifiers,
    isFinal: false,
  }))
  const last: PlannedStep = {
    people: unique([...alsoTold, ...planned(policy.unanswered)]),
    waitMinutes: policy.repeatAfterMinutes,
    notifiers: [],
    isFinal: true,
  }
  return {
    policyVersion,
    policyId: policy.id,
    hours,
    steps: [...before, ...steps, last],
    repeats: policy.repeats,
    duty,
  }
}

/** One person alone, over whatever reaches them. */
export function stepFor(personId: string, kind: 'acknowledger' | 'handed', waitMinutes: number): PlannedStep {
  return { people: [{ personId, why: { kind } }], waitMinutes, notifiers: [], isFinal: false }
}

export type Timed = Place & { readonly at: number }

/**
 * When each step is taken where nobody answers, over all rounds: a step that has nobody to call is passed over at once.
 * @param begin ms, of the first step
 */
export function courseOf(plan: CallPlan, begin: number): Timed[] {
  const course: Timed[] = []
  let at = begin
  for (let place: Place | undefined = FIRST_PLACE; place; place = nextPlace(plan, place)) {
    course.push({ ...place, at })
    const step = plan.steps[place.step]
    if (step && step.people.length > 0) at += step.waitMinutes * MINUTE
  }
  return course
}

/** Where it goes on when nobody answers; undefined: everybody has been called as often as the policy says. */
export function nextPlace({ steps, repeats }: CallPlan, { round, step }: Place): Place | undefined {
  if (step + 1 < steps.length) return { round, step: step + 1 }
  return round <= repeats ? { round: round + 1, step: 0 } : undefined
}

function unique(people: PlannedStep['people']): PlannedStep['people'] {
  return people.filter(({ personId }, n) => people.findIndex((other) => other.personId === personId) === n)
}
