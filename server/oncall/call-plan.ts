import type { Hours, Policy, Target } from './schema.ts'

/** Why somebody is called. */
export type Why = Target | { readonly kind: 'acknowledger' }

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

type Given = {
  readonly policyVersion: number
  readonly hours: Hours
  readonly duty: CallPlan['duty']
  /** whom a target means at this moment */
  readonly resolve: (target: Target) => readonly string[]
  /** called before anybody else: whoever had taken it on, when it comes back */
  readonly first?: string | undefined
}

export function planOf(policy: Policy, { policyVersion, hours, duty, resolve, first }: Given): CallPlan {
  const planned = (targets: readonly Target[]): PlannedStep['people'] =>
    unique(targets.flatMap((why) => resolve(why).map((personId) => ({ personId, why }))))
  const steps = policy.steps.map(({ targets, waitMinutes, notifiers }) => ({
    people: planned(targets),
    waitMinutes,
    notifiers,
    isFinal: false,
  }))
  const before: PlannedStep[] =
    first === undefined
      ? []
      : [
          {
            people: [{ personId: first, why: { kind: 'acknowledger' } }],
            waitMinutes: steps[0]?.waitMinutes ?? 5,
            notifiers: [],
            isFinal: false,
          },
        ]
  const last: PlannedStep = {
    people: planned(policy.unanswered),
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

/** Where it goes on when nobody answers; undefined: everybody has been called as often as the policy says. */
export function nextPlace({ steps, repeats }: CallPlan, { round, step }: Place): Place | undefined {
  if (step + 1 < steps.length) return { round, step: step + 1 }
  return round <= repeats ? { round: round + 1, step: 0 } : undefined
}

function unique(people: PlannedStep['people']): PlannedStep['people'] {
  return people.filter(({ personId }, n) => people.findIndex((other) => other.personId === personId) === n)
}
