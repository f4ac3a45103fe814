import { peopleWith } from '../access/reads.ts'
import type { Db } from '../base/db.ts'
import { type CallPlan, type PlanGiven, type PlannedStep, planOf, stepFor } from './call-plan.ts'
import type { Level } from './call-store.ts'
import { hoursAt, nextBusiness } from './hours.ts'
import { pickPolicy } from './policy.ts'
import { policiesOf, type Team } from './reads.ts'
import type { Hours, Policy, PolicySet, Target } from './schema.ts'
import { zoneClock } from './zone.ts'

export type Planning = {
  readonly policy: Policy | undefined
  readonly hours: Hours
  /** when the first step is taken */
  readonly dueAt: Date
  /** undefined: nobody is called, for want of a policy or a roster */
  readonly plan: CallPlan | undefined
}

type Given = {
  readonly level: Level
  readonly at: Date
  /** policies that need not be saved; else those that hold */
  readonly set?: PolicySet | undefined
  /** called before anybody else, given how long the policy's first step waits */
  readonly before?: (waitMinutes: number) => PlannedStep[]
}

/**
 * Who would be called about a matter of this level that comes at this moment. People are those of the moment at which the first of them
 * is called: what waits for the morning calls whoever is on call in the morning.
 */
export async function planAt(db: Db, team: Team, { before, ...asked }: Given): Promise<Planning> {
  const { at } = asked
  const { policy, policyVersion, hours, morning } = await policyAt(db, team, asked)
  if (!policy || team.rosters.length === 0) return { policy, hours, dueAt: at, plan: undefined }
  const dueAt = policy.begins === 'next-business' ? morning() : at
  const first = before?.(policy.steps[0]?.waitMinutes ?? USUAL_WAIT) ?? []
  const plan = await planned(db, team, policy, dueAt, { policyVersion, hours, before: first })
  return { policy, hours, dueAt, plan }
}

const USUAL_WAIT = 5
const MOST_WAIT = 15
const TIMES = 3

type Handed = Pick<Given, 'level' | 'at'> & {
  readonly personId: string
  /** undefined: a program gave it */
  readonly byId: string | undefined
}

/** One person first and again, then the steps that the policy has for this hour; without a policy that one alone. */
export async function planForPerson(db: Db, team: Team, { level, at, personId, byId }: Handed): Promise<CallPlan> {
  const { policy = NO_POLICY, policyVersion, hours } = await policyAt(db, team, { level, at })
  const waitMinutes = Math.min(MOST_WAIT, policy.steps[0]?.waitMinutes ?? USUAL_WAIT)
  return planned(db, team, policy, at, {
    policyVersion,
    hours,
    before: Array.from({ length: TIMES }, () => stepFor(personId, 'handed', waitMinutes)),
    alsoTold: byId === undefined ? [] : [{ personId: byId, why: { kind: 'hander' } }],
  })
}

const NO_POLICY: Policy = {
  id: 'none',
  levels: [1, 2, 3],
  hours: ['business', 'night', 'off'],
  begins: 'at-once',
  steps: [],
  unanswered: [],
  repeats: 0,
  repeatAfterMinutes: MOST_WAIT,
}

/** Which policy holds, and when the next business hours begin by the same policies. */
async function policyAt(db: Db, { organisation, holidays }: Team, { level, at, set: given }: Omit<Given, 'before'>) {
  const clock = zoneClock(organisation.zone)
  const { version, set } = given ? { version: 0, set: given } : await policiesOf(db, organisation.id)
  const hours = hoursAt(at.getTime(), clock, holidays, set)
  const morning = (): Date => new Date(nextBusiness(at.getTime(), clock, holidays, set))
  return { policy: pickPolicy(set, level, hours), policyVersion: version, hours, morning }
}

/** With the people of a moment. */
function planned(
  db: Db,
  team: Team,
  policy: Policy,
  at: Date,
  given: Omit<PlanGiven, 'duty' | 'resolve'>,
): Promise<CallPlan> {
  const moment = at.getTime()
  const resolve = (target: Target) => resolveTarget(team, moment, target)
  return toldToSomebody(db, team, planOf(policy, { ...given, duty: dutyAt(team, moment), resolve }))
}

/** That nobody answered must be told to somebody: where nobody has the role, to whoever keeps the rosters. */
async function toldToSomebody(db: Db, team: Team, plan: CallPlan): Promise<CallPlan> {
  const last = plan.steps.at(-1)
  if (!last || last.people.length > 0) return plan
  const keepers = await peopleWith(db, team.organisation.id, 'oncall.manage')
  const people = keepers.map(({ id }) => ({ personId: id, why: { kind: 'person' as const, personId: id } }))
  return { ...plan, steps: [...plan.steps.slice(0, -1), { ...last, people }] }
}

function dutyAt({ rosters }: Team, moment: number): CallPlan['duty'] {
  return rosters.map(({ id, roster }) => ({ rosterId: id, personId: roster.at(moment).personId ?? null }))
}

function resolveTarget({ people, rosters, isHere }: Team, moment: number, target: Target): readonly string[] {
  switch (target.kind) {
    case 'person':
      return isHere(target.personId) ? [target.personId] : []
    case 'role':
      return [...people.values()]
        .filter(({ id, roles }) => isHere(id) && roles.some((role) => role === target.role))
        .map(({ id }) => id)
    case 'roster': {
      const found = target.rosterId === null ? rosters[0] : rosters.find(({ id }) => id === target.rosterId)
      const id = target.who === 'first' ? found?.roster.at(moment).personId : found?.roster.secondAt(moment)
      return id === undefined ? [] : [id]
    }
  }
}
