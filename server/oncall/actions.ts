import { actorKey, systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import type { NoticeWords } from '../access/notice-actions.ts'
import { peopleWith } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { Mode } from '../base/outbox.ts'
import type { Locale } from '../notifiers/contract.ts'
import { type CallPlan, FIRST_PLACE, planOf } from './call-plan.ts'
import { tellTaken } from './call-send-actions.ts'
import { takeSteps } from './call-step-actions.ts'
import {
  endRun,
  insertAnswer,
  insertRun,
  insertStep,
  type Level,
  listMessages,
  lockRun,
  lockRunOf,
  type RunRow,
  type Subject,
} from './call-store.ts'
import { type CallWords, inEach } from './call-words.ts'
import { hoursAt, nextBusiness } from './hours.ts'
import { pickPolicy } from './policy.ts'
import { policiesOf, type Team, teamOf } from './reads.ts'
import type { Policy, Target } from './schema.ts'
import { zoneClock } from './zone.ts'

export type Call = {
  readonly orgId: string
  readonly subject: { readonly kind: 'alert' | 'crisis'; readonly id: string }
  readonly level: Level
  readonly mode: Mode
  /** each cause is called for once; at most 200 characters */
  readonly key: string
  /** called before anybody else: whoever had taken it on, when it comes back */
  readonly first?: string | undefined
  readonly words: (locale: Locale, zone: string) => NoticeWords
}

/**
 * Calls people about something until somebody answers, in the transaction of its cause: the policy for its level and hour is picked and
 * kept as a snapshot, and the first step is taken at once.
 * @returns false where nobody is called: no roster, no policy for this level and hour, or it is being called about already
 */
export async function beginCall(app: App, trx: Trx, call: Call): Promise<boolean> {
  const team = await teamOf(trx, call.orgId, app.clock.now())
  const { zone } = team.organisation
  return begin(app, trx, team, { ...call, words: inEach((locale) => call.words(locale, zone)) })
}

/** It has become graver: where another policy is for that, it starts anew by that one. Nothing where nobody is being called. */
export async function raiseCall(
  app: App,
  trx: Trx,
  orgId: string,
  subject: Call['subject'],
  level: Level,
): Promise<void> {
  const run = await lockRunOf(trx, orgId, subject, ['calling'])
  if (!run || level >= run.level) return
  const team = await teamOf(trx, orgId, app.clock.now())
  const { policy } = await policyFor(app, trx, team, level)
  if (!policy || policy.id === run.plan.policyId) return
  await endRun(trx, run, { at: app.clock.now(), state: 'superseded', by: null })
  const key = `${run.id} raised ${level}`
  await begin(app, trx, team, { orgId, subject, level, mode: run.mode, key, words: run.words })
}

/**
 * Somebody has answered, or there is nothing left to answer. Whoever was called and did not answer is told who took it.
 * Nothing where nobody is being called.
 */
export async function endCall(
  app: App,
  trx: Trx,
  orgId: string,
  subject: Subject,
  { by, how }: { readonly by: Actor; readonly how: 'acknowledged' | 'closed' },
): Promise<void> {
  // Who answers after everybody was called in vain has answered all the same; closing it then changes nothing of that.
  const run = await lockRunOf(trx, orgId, subject, how === 'acknowledged' ? ['calling', 'unanswered'] : ['calling'])
  if (!run) return
  const at = app.clock.now()
  const byKey = actorKey(by)
  if (how === 'acknowledged') await insertAnswer(trx, orgId, { runId: run.id, byKey, at, way: 'page' })
  await endRun(trx, run, { at, state: how, by: byKey })
  if (how !== 'acknowledged' || by.kind !== 'person') return
  const called = (await listMessages(trx, orgId, [run.id])).map(({ personId }) => personId)
  await tellTaken(
    app,
    trx,
    run,
    by.name,
    [...new Set(called)].filter((id) => id !== by.id),
  )
}

type Begun = Omit<Call, 'words' | 'subject'> & { readonly subject: Subject; readonly words: CallWords }

async function begin(app: App, trx: Trx, team: Team, call: Begun): Promise<boolean> {
  const { policy, version, hours, dueAt } = await policyFor(app, trx, team, call.level)
  if (!policy || team.rosters.length === 0) return false
  const plan = await planFor(app, trx, team, policy, { policyVersion: version, hours, first: call.first })
  return startRun(app, trx, call, plan, dueAt)
}

/** Writes a run with its first step, and takes that where it is due. @returns false where there is one already */
export async function startRun(
  app: App,
  trx: Trx,
  call: Omit<Begun, 'first'>,
  plan: CallPlan,
  dueAt: Date,
  id: string = newId(app.clock.now().getTime()),
): Promise<boolean> {
  const { orgId, subject, level, mode, key, words } = call
  const now = app.clock.now()
  const row = {
    orgId,
    id,
    subjectKind: subject.kind,
    subjectId: subject.id,
    level,
    mode,
    key,
    words,
    plan,
    begunAt: now,
  }
  if (!(await insertRun(trx, row))) return false
  await insertStep(trx, { orgId, id }, { ...FIRST_PLACE, n: 1, dueAt })
  await recordBeginning(trx, now, { orgId, id, subject, level, plan })
  const run = await lockRun(trx, orgId, id)
  if (run) await takeSteps(app, trx, run)
  return true
}

type Recorded = Pick<RunRow, 'orgId' | 'id' | 'level' | 'plan'> & { readonly subject: Subject }

async function recordBeginning(trx: Trx, at: Date, { orgId, id, subject, level, plan }: Recorded): Promise<void> {
  if (subject.kind === 'test') return
  const { policyId, policyVersion, hours } = plan
  await recordAct(trx, at, systemActor(orgId, 'oncall'), {
    verb: 'beginCall',
    objectKind: subject.kind,
    objectId: subject.id,
    detail: { runId: id, level, policyId, policyVersion, hours },
  })
}

async function policyFor(app: App, db: Db, { organisation, holidays }: Team, level: Level) {
  const now = app.clock.now().getTime()
  const clock = zoneClock(organisation.zone)
  const { version, set } = await policiesOf(db, organisation.id)
  const hours = hoursAt(now, clock, holidays, set)
  const policy = pickPolicy(set, level, hours)
  const dueAt = policy?.begins === 'next-business' ? nextBusiness(now, clock, holidays, set) : now
  return { policy, version, hours, dueAt: new Date(dueAt) }
}

async function planFor(
  app: App,
  trx: Trx,
  team: Team,
  policy: Policy,
  given: { readonly policyVersion: number; readonly hours: CallPlan['hours']; readonly first: string | undefined },
): Promise<CallPlan> {
  const moment = app.clock.now().getTime()
  const duty = team.rosters.map(({ id, roster }) => ({ rosterId: id, personId: roster.at(moment).personId ?? null }))
  const plan = planOf(policy, { ...given, duty, resolve: (target) => resolveTarget(team, moment, target) })
  const last = plan.steps.at(-1)
  if (!last || last.people.length > 0) return plan
  // That nobody answered must be told to somebody: where nobody has the role, to whoever keeps the rosters.
  const keepers = await peopleWith(trx, team.organisation.id, 'oncall.manage')
  const people = keepers.map(({ id }) => ({ personId: id, why: { kind: 'person' as const, personId: id } }))
  return { ...plan, steps: [...plan.steps.slice(0, -1), { ...last, people }] }
}

function resolveTarget(team: Team, moment: number, target: Target): readonly string[] {
  const { people, rosters, isHere } = team
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
