import { systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import type { App } from '../app.ts'
import { MINUTE } from '../base/clock.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { listRefusers } from './call-link-store.ts'
import { nextPlace, type PlannedStep } from './call-plan.ts'
import { tellRooms } from './call-room-actions.ts'
import { sendCall } from './call-send-actions.ts'
import {
  endRun,
  findOpenStep,
  insertEvent,
  insertMessage,
  insertStep,
  listDueRuns,
  listEvents,
  listMessages,
  lockRun,
  markStep,
  type RunRow,
  type StepRow,
} from './call-store.ts'
import { type Team, teamOf } from './reads.ts'

const BATCH = 100
/** Later than that is said in the log: we were down, or had too much to do. */
const LATE_MS = MINUTE

/**
 * Takes every step that is due, each run in a transaction of its own; many workers may at once. A run that fell behind while nothing ran
 * takes its next step once, and waits from there: whoever was not called cannot be said not to have answered.
 */
export async function callDue(app: App): Promise<void> {
  for (const { orgId, id } of await listDueRuns(app.db, app.clock.now(), BATCH)) {
    try {
      await inTransaction(app.db, async (trx) => {
        const run = await lockRun(trx, orgId, id, false)
        if (run?.state === 'calling') await takeSteps(app, trx, run)
      })
    } catch (error) {
      app.log.error('a step of a call failed', { orgId, runId: id, error: (error as Error).message })
    }
  }
}

/**
 * What is due in a run whose row is locked: one step, and at once the next where there was nobody to call.
 * @param known where it has been read in this transaction
 */
export async function takeSteps(app: App, trx: Trx, run: RunRow, known?: Team): Promise<void> {
  const now = app.clock.now()
  const team = known ?? (await teamOf(trx, run.orgId, now))
  for (;;) {
    const step = await findOpenStep(trx, run)
    if (!step || step.dueAt > now) return
    await noteLate(trx, run, step, now)
    await noteMovedOn(trx, run, team, now)
    if (!(await takeStep(app, trx, team, run, step))) return
  }
}

/** @returns whether to go on */
async function takeStep(app: App, trx: Trx, team: Team, run: RunRow, step: StepRow): Promise<boolean> {
  const now = app.clock.now()
  const planned = run.plan.steps[step.step]
  if (!planned) throw new Error('a call has a step that its plan does not know')
  const refusers = await listRefusers(trx, run.orgId, run.id)
  const isCallable = (id: string): boolean => team.isHere(id) && !refusers.includes(id)
  const people = callable(planned, isCallable)
  const place = nextPlace(run.plan, step)
  const dueAt = people.length === 0 ? now : new Date(now.getTime() + planned.waitMinutes * MINUTE)
  const after = place && run.plan.steps[place.step]
  const next = after && { at: dueAt, people: callable(after, isCallable) }
  const called = planned.isFinal ? await calledBefore(trx, run, people) : []
  for (const personId of people) {
    const given = { n: step.n, isFinal: planned.isFinal, notifiers: planned.notifiers, called, next }
    const messages = await sendCall(app, trx, team, run, given, personId)
    await insertMessage(trx, run.orgId, { runId: run.id, n: step.n, personId, at: now, messages })
  }
  await tellRooms(app, trx, team, run, { n: step.n, isFinal: planned.isFinal, next }, people)
  await markStep(trx, run, { n: step.n, at: now, outcome: people.length === 0 ? 'nobody' : 'called' })
  if (place) await insertStep(trx, run, { ...place, n: step.n + 1, dueAt })
  else await giveUp(app, trx, run)
  return place !== undefined
}

async function giveUp(app: App, trx: Trx, run: RunRow): Promise<void> {
  const now = app.clock.now()
  await endRun(trx, run, { at: now, state: 'unanswered', by: null })
  if (run.subjectKind === 'test') return
  await recordAct(trx, now, systemActor(run.orgId, 'oncall'), {
    verb: 'leaveUnanswered',
    objectKind: run.subjectKind,
    objectId: run.subjectId,
    detail: { runId: run.id, level: run.level },
  })
}

function callable({ people }: PlannedStep, isCallable: (id: string) => boolean): string[] {
  return people.map(({ personId }) => personId).filter(isCallable)
}

async function calledBefore(trx: Trx, run: RunRow, except: readonly string[]): Promise<string[]> {
  const ids = (await listMessages(trx, run.orgId, [run.id])).map(({ personId }) => personId)
  return [...new Set(ids)].filter((id) => !except.includes(id))
}

async function noteLate(trx: Trx, run: RunRow, step: StepRow, now: Date): Promise<void> {
  const late = now.getTime() - step.dueAt.getTime()
  if (late < LATE_MS) return
  const detail = { minutes: Math.round(late / MINUTE) }
  await insertEvent(trx, run.orgId, { runId: run.id, at: now, kind: 'late', personId: null, detail })
}

/** The roster has handed over meanwhile: the run keeps calling whom it began with, and its log says so, once for each new person. */
async function noteMovedOn(trx: Trx, run: RunRow, team: Team, now: Date): Promise<void> {
  const known = (await listEvents(trx, run.orgId, [run.id])).filter(({ kind }) => kind === 'moved-on')
  for (const { rosterId, personId: began } of run.plan.duty) {
    const found = team.rosters.find(({ id }) => id === rosterId)
    const personId = found?.roster.at(now.getTime()).personId
    if (!found || personId === undefined || personId === began) continue
    if (known.some((event) => event.personId === personId && event.detail.rosterId === rosterId)) continue
    const detail = { rosterId, roster: found.body.name, began }
    await insertEvent(trx, run.orgId, { runId: run.id, at: now, kind: 'moved-on', personId, detail })
  }
}
