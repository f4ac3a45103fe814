import type { Hours, Policy, PolicySet } from '../../server/oncall/schema.ts'

export const LEVELS = [1, 2, 3] as const
export type Level = (typeof LEVELS)[number]
export const HOURS: readonly Hours[] = ['business', 'night', 'off']
/** As many as a set may hold (PolicySet of server/oncall/schema.ts). */
export const MOST_POLICIES = 20

/** Which policy is taken for a level and hour: the first that fits, as pickPolicy of server/oncall/policy.ts; undefined: nobody is called. */
export function policyAt({ policies }: Pick<PolicySet, 'policies'>, level: Level, hours: Hours): number | undefined {
  const found = policies.findIndex((policy) => policy.levels.includes(level) && policy.hours.includes(hours))
  return found < 0 ? undefined : found
}

/** Policies that are never taken, since others before them fit wherever they would. */
export function neverTaken(set: Pick<PolicySet, 'policies'>): Set<number> {
  const taken = new Set(LEVELS.flatMap((level) => HOURS.map((hours) => policyAt(set, level, hours))))
  return new Set(set.policies.map((_, n) => n).filter((n) => !taken.has(n)))
}

/** For the first level and hours that no policy is for: whoever is on call, then management. */
export function newPolicy(set: Pick<PolicySet, 'policies'>, id: string): Policy {
  const levels = LEVELS.filter((level) => HOURS.some((hours) => policyAt(set, level, hours) === undefined))
  const [level = 1] = levels
  const free = HOURS.filter((hours) => policyAt(set, level, hours) === undefined)
  return {
    id,
    levels: [level],
    hours: free.length > 0 ? [...free] : [...HOURS],
    begins: 'at-once',
    steps: [{ targets: [{ kind: 'roster', rosterId: null, who: 'first' }], waitMinutes: 10, notifiers: [] }],
    unanswered: [{ kind: 'role', role: 'management' }],
    repeats: 0,
    repeatAfterMinutes: 15,
  }
}
