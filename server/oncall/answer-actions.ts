import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit, permitPerson } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { endCall, startRun } from './actions.ts'
import { takeSteps } from './call-step-actions.ts'
import { findRun, hastenStep, insertAnswer, insertEvent, lockRun, type RunRow } from './call-store.ts'
import { inEach, testLine, testSubject } from './call-words.ts'
import { teamOf } from './reads.ts'

/**
 * What taking on a subject means to the feature that owns it: it must end the call (endCall) in its own transaction. Given in
 * server/routes.ts, since those features come after this one.
 */
export type Acknowledge = (app: App, actor: Actor, id: string) => Promise<unknown>
export type Acknowledgers = { readonly alert: Acknowledge; readonly crisis?: Acknowledge | undefined }

const TEST_WAIT_MINUTES = 5

/** Answers from a page. @throws Refusal `not-found`, `wrong-state` where the call is over */
export async function answerCall(app: App, actor: Actor, runId: string, acknowledgers: Acknowledgers): Promise<void> {
  permit(actor, 'alerts.handle')
  const run = await getOpenRun(app, actor.orgId, runId)
  await answer(app, actor, run, { way: 'page', acknowledgers, isFirst: async () => true })
}

type Way = {
  readonly way: 'link' | 'page'
  readonly acknowledgers: Acknowledgers
  /** false where it is on record already: of two presses at once */
  readonly isFirst: (trx: Trx) => Promise<boolean>
}

/**
 * The subject is taken on first, in the transaction of its own feature, which ends the call there: whatever fails in between, nobody is
 * told that it is taken while it is not. A link's person may lack the permission to handle alerts: having been called permits it.
 */
export async function answer(app: App, actor: Actor, run: RunRow, { way, acknowledgers, isFirst }: Way): Promise<void> {
  const { orgId, id: runId, subjectKind: kind, subjectId } = run
  if (kind !== 'test') await acknowledgers[kind]?.(app, actor, subjectId)
  await inTransaction(app.db, async (trx) => {
    const at = app.clock.now()
    await insertAnswer(trx, orgId, { runId, byKey: actorKey(actor), at, way })
    await endCall(app, trx, orgId, { kind, id: subjectId }, { by: actor, how: 'acknowledged' })
    if (!(await isFirst(trx))) return
    await recordAct(trx, at, actor, {
      verb: 'answerCall',
      objectKind: kind === 'test' ? 'call' : kind,
      objectId: subjectId,
      detail: { runId, way },
    })
  })
}

/** "Call the next one now": whoever hands over has seen it and cannot do it. @throws Refusal `not-found`, `wrong-state` */
export async function handOverCall(app: App, actor: Actor, runId: string): Promise<void> {
  permit(actor, 'alerts.handle')
  await inTransaction(app.db, async (trx) => {
    const run = await lockCalling(trx, actor.orgId, runId)
    await passOn(app, trx, actor, run, 'handed-over')
  })
}

/** @param kind `refused`: it is not for this person, who is not called again in this run */
export async function passOn(
  app: App,
  trx: Trx,
  actor: Actor,
  run: RunRow,
  kind: 'handed-over' | 'refused',
): Promise<void> {
  const at = app.clock.now()
  const personId = actor.kind === 'person' ? actor.id : null
  await insertEvent(trx, run.orgId, { runId: run.id, at, kind, personId, detail: {} })
  await hastenStep(trx, run, at)
  await recordAct(trx, at, actor, {
    verb: kind === 'refused' ? 'refuseCall' : 'passCallOn',
    objectKind: run.subjectKind === 'test' ? 'call' : run.subjectKind,
    objectId: run.subjectId,
    detail: { runId: run.id },
  })
  await takeSteps(app, trx, run)
}

/** A call to oneself, exactly as one of an alert would come. @returns the run's id */
export async function testCall(app: App, actor: Actor): Promise<string> {
  permitPerson(actor)
  const { orgId, id: personId } = actor
  const now = app.clock.now()
  const id = newId(now.getTime())
  const words = inEach((locale) => ({ subject: testSubject(locale), lines: [testLine(locale)], url: '/oncall' }))
  const self = { people: [{ personId, why: { kind: 'person' as const, personId } }], notifiers: [], isFinal: false }
  const steps = [
    { ...self, waitMinutes: TEST_WAIT_MINUTES },
    { ...self, people: [], waitMinutes: TEST_WAIT_MINUTES, isFinal: true },
  ]
  const plan = { policyVersion: 0, policyId: 'test', hours: 'business' as const, steps, repeats: 0, duty: [] }
  const subject = { kind: 'test' as const, id }
  await inTransaction(app.db, async (trx) => {
    // Level 2: a test must not break anybody's quiet hours, not even one's own by mistake.
    const call = { orgId, subject, level: 2 as const, mode: 'live' as const, key: `test ${id}`, words }
    const team = await teamOf(trx, orgId, now)
    await startRun(app, trx, call, { plan, dueAt: now, team, id })
    await recordAct(trx, now, actor, {
      verb: 'testCall',
      objectKind: 'call',
      objectId: id,
      detail: { by: actorKey(actor) },
    })
  })
  return id
}

/** @throws Refusal `not-found`, `wrong-state` */
export async function getOpenRun(app: App, orgId: string, runId: string): Promise<RunRow> {
  return openRun(await findRun(app.db, orgId, runId))
}

/** @throws Refusal `not-found`, `wrong-state` where nobody is being called any more */
export async function lockCalling(trx: Trx, orgId: string, runId: string): Promise<RunRow> {
  const run = openRun(await lockRun(trx, orgId, runId))
  if (run.state !== 'calling') throw overRefusal(run)
  return run
}

function openRun(run: RunRow | undefined): RunRow {
  if (!run) throw new Refusal('not-found')
  if (run.state !== 'calling' && run.state !== 'unanswered') throw overRefusal(run)
  return run
}

function overRefusal({ state }: RunRow): Refusal {
  return new Refusal('wrong-state', { reason: 'the call is over', values: { state, verb: 'answer' } })
}
