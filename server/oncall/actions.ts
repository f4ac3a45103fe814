import { actorKey, systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import type { NoticeWords } from '../access/notice-actions.ts'
import type { Actor, App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { Mode } from '../base/outbox.ts'
import type { Locale } from '../notifiers/contract.ts'
import { type CallPlan, FIRST_PLACE, stepFor } from './call-plan.ts'
import { planAt, planForPerson } from './call-plan-reads.ts'
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
  retellRun,
  type Subject,
} from './call-store.ts'
import { type CallWords, inEach } from './call-words.ts'
import { type Team, teamOf } from './reads.ts'

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
  const at = app.clock.now()
  const { orgId, level, first } = call
  const team = await teamOf(trx, orgId, at)
  const before = (waitMinutes: number) => (first === undefined ? [] : [stepFor(first, 'acknowledger', waitMinutes)])
  const { plan, dueAt } = await planAt(trx, team, { level, at, before })
  if (!plan) return false
  return startRun(app, trx, { ...call, words: wordsFor(call, team) }, { plan, dueAt, team })
}

/**
 * It has become graver: where another policy is for that, it starts anew by that one. Nothing where nobody is being called.
 * @param words what whoever is called from here on is told; without them what those before were told
 */
export async function raiseCall(
  app: App,
  trx: Trx,
  orgId: string,
  subject: Call['subject'],
  level: Level,
  words?: Call['words'],
): Promise<void> {
  const run = await lockRunOf(trx, orgId, subject, ['calling'])
  if (!run || (level >= run.level && !words)) return
  const team = await teamOf(trx, orgId, app.clock.now())
  const told = { level: Math.min(level, run.level) as Level, words: words ? wordsFor({ words }, team) : run.words }
  if (level < run.level) {
    const { policy, plan, dueAt } = await planAt(trx, team, { level, at: app.clock.now() })
    if (policy && policy.id !== run.plan.policyId) {
      await endRun(trx, run, { at: app.clock.now(), state: 'superseded', by: null })
      const raised = { orgId, subject, mode: run.mode, key: `${run.id} raised ${level}`, ...told }
      if (plan) await startRun(app, trx, raised, { plan, dueAt, team })
      return
    }
  }
  await retellRun(trx, run, told)
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
  { by, how, except }: End,
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
    [...new Set(called)].filter((id) => id !== by.id && id !== except),
  )
}

type End = {
  readonly by: Actor
  readonly how: 'acknowledged' | 'closed'
  /** need not hear that it is taken: this person is called about it anew */
  readonly except?: string
}

/**
 * Calls the person to whom something is given, again and again, and then whomever the policy names; that nobody answered is told to
 * whoever gave it as well. At once, whatever the hour: somebody has decided that it must not wait.
 * @returns false where it was called for before
 */
export async function callPerson(
  app: App,
  trx: Trx,
  call: Omit<Call, 'first'>,
  { personId, byId }: { readonly personId: string; readonly byId: string | undefined },
): Promise<boolean> {
  const at = app.clock.now()
  const team = await teamOf(trx, call.orgId, at)
  const plan = await planForPerson(trx, team, { level: call.level, at, personId, byId })
  return startRun(app, trx, { ...call, words: wordsFor(call, team) }, { plan, dueAt: at, team })
}

function wordsFor({ words }: Pick<Call, 'words'>, { organisation }: Team): CallWords {
  return inEach((locale) => words(locale, organisation.zone))
}

type Begun = Omit<Call, 'words' | 'subject' | 'first'> & { readonly subject: Subject; readonly words: CallWords }

/** Writes a run with its first step, and takes that where it is due. @returns false where there is one already */
export async function startRun(
  app: App,
  trx: Trx,
  call: Begun,
  { plan, dueAt, team, id = newId(app.clock.now().getTime()) }: Planned,
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
  if (run) await takeSteps(app, trx, run, team)
  return true
}

type Planned = { readonly plan: CallPlan; readonly dueAt: Date; readonly team: Team; readonly id?: string }

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
