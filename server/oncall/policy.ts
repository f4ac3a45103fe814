import { Refusal } from '../base/errors.ts'
import { hourMs } from '../base/wall-time.ts'
import type { Hours, Policy, PolicySet, Target } from './schema.ts'

/** The first policy that is for this level and these hours; undefined: nobody is called. */
export function pickPolicy({ policies }: PolicySet, level: number, hours: Hours): Policy | undefined {
  return policies.find((policy) => policy.levels.some((each) => each === level) && policy.hours.includes(hours))
}

type Known = {
  readonly roles: readonly string[]
  readonly notifiers: readonly string[]
  has(target: Target): boolean
}

/** @throws Refusal `invalid` naming the field */
export function checkPolicies(set: PolicySet, known: Known): void {
  if (hourMs(set.businessFrom) >= hourMs(set.businessTo)) throw refusal('businessTo', 'must be after businessFrom')
  const ids = new Set(set.policies.map(({ id }) => id))
  if (ids.size < set.policies.length) throw refusal('policies', 'two have the same id')
  for (const [n, policy] of set.policies.entries()) {
    policy.steps.forEach((each, step) => {
      checkTargets(each.targets, `policies/${n}/steps/${step}/targets`, known)
      const stranger = each.notifiers.findIndex((id) => !known.notifiers.includes(id))
      if (stranger >= 0) throw refusal(`policies/${n}/steps/${step}/notifiers/${stranger}`, 'reaches no person')
    })
    checkTargets(policy.unanswered, `policies/${n}/unanswered`, known)
  }
}

function checkTargets(targets: readonly Target[], field: string, { roles, has }: Known): void {
  for (const [n, target] of targets.entries()) {
    const isKnown = target.kind === 'role' ? roles.includes(target.role) : has(target)
    if (!isKnown) throw refusal(`${field}/${n}`, 'is nobody of this organisation')
  }
}

function refusal(field: string, reason: string): Refusal {
  return new Refusal('invalid', { field, reason })
}
