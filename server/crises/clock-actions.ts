import { systemActor } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { prove, startOf } from './clock-run-actions.ts'
import {
  type ClockRow,
  insertClock,
  insertRule,
  markTold,
  type StoredRule,
  seedRules,
  selectClocks,
  selectRules,
  selectUntold,
} from './clock-store.ts'
import { firstTurn, passed, startedBy } from './clocks.ts'
import { reasonOf, recordCrisisAct, takeOpenCrisis } from './record-actions.ts'
import type { NewMinutes } from './schema.ts'

/** How many clocks one run of the job tells of; what is left is told by the next, a minute later. */
const TOLD_AT_ONCE = 500

/**
 * A duty is done; what proves it is the note. Everything that runs for the same proof ends with it, and what repeats begins anew.
 * @throws Refusal `not-found`; `already-done`; `reason-missing`
 */
export async function completeClock(
  app: App,
  actor: Actor,
  crisisId: string,
  input: { readonly clockId: string; readonly note: string },
): Promise<void> {
  permit(actor, 'crises.lead')
  const note = reasonOf(input.note, 'note')
  await inTransaction(app.db, async (trx) => {
    const crisis = await takeOpenCrisis(trx, actor, crisisId)
    const now = app.clock.now()
    const clocks = await selectClocks(trx, crisis.orgId, [crisis.id])
    const clock = clocks.find(({ id }) => id === input.clockId)
    if (!clock) throw new Refusal('not-found')
    if (clock.stoppedAt) throw new Refusal('already-done', { values: { key: clock.key } })
    const keys = await prove(trx, crisis, clock.rule.proof, { actor, now, note })
    await recordCrisisAct(app, trx, actor, crisis, 'completeClock', {
      ...wordsOf(clock),
      keys,
      note,
      isLate: now > clock.dueAt,
    })
  })
}

/** Starts a clock that only a person can judge to be owed, such as a report that the law asks for from a legal grade on. */
export async function startClock(
  app: App,
  actor: Actor,
  crisisId: string,
  input: { readonly key: string; readonly reason: string },
): Promise<void> {
  permit(actor, 'crises.lead')
  const reason = reasonOf(input.reason)
  await inTransaction(app.db, async (trx) => {
    const crisis = await takeOpenCrisis(trx, actor, crisisId)
    const start = startOf(crisis, app.clock.now())
    const rules = startedBy(await selectRules(trx, crisis.orgId), 'by_hand', start)
    const rule = rules.find(({ key }) => key === input.key)
    const times = rule && firstTurn(rule, start)
    if (!rule || !times)
      throw new Refusal('invalid', { field: 'key', reason: 'key: no such clock can be started here' })
    const turns = (await selectClocks(trx, crisis.orgId, [crisis.id])).filter(({ key }) => key === rule.key)
    if (turns.some(({ stoppedAt }) => !stoppedAt)) throw new Refusal('already-done', { values: { key: rule.key } })
    await insertClock(trx, crisis, rule, turns.length + 1, times)
    const detail = { key: rule.key, dueAt: times.dueAt.toISOString(), reason }
    await recordCrisisAct(app, trx, actor, crisis, 'startClock', detail)
  })
}

/**
 * The organisation's own minutes for a clock, as the next version of its definition. Clocks that run keep the version they have.
 * @throws Refusal `not-found`; `invalid`; `changed-meanwhile`
 */
export async function editClockDefinition(app: App, actor: Actor, key: string, input: NewMinutes): Promise<void> {
  permit(actor, 'work.manage')
  await inTransaction(app.db, async (trx) => {
    const now = app.clock.now()
    await seedRules(trx, actor.orgId, now)
    const old = (await selectRules(trx, actor.orgId)).find((rule) => rule.key === key)
    if (!old) throw new Refusal('not-found')
    const rule = editedRule(old, input)
    if (!(await insertRule(trx, actor.orgId, rule, now, actor.name))) throw new Refusal('changed-meanwhile')
    const detail = { key, from: old.minutes, to: rule.minutes, version: rule.version }
    await recordAct(trx, now, actor, {
      verb: 'editClockDefinition',
      objectKind: 'clock-definition',
      objectId: key,
      detail,
    })
  })
}

/**
 * Writes into the timeline what the clocks have passed since it last looked: half, four fifths, the due time; each once, whoever runs
 * it and however often. Of several passed at once only the last is news.
 */
export async function tellClocks(app: App): Promise<void> {
  const now = app.clock.now()
  for (const clock of await selectUntold(app.db, now, TOLD_AT_ONCE)) {
    await inTransaction(app.db, async (trx) => {
      const told = passed(clock, now)
      if (told <= clock.told || !(await markTold(trx, clock, told))) return
      const crisis = { orgId: clock.orgId, id: clock.crisisId }
      const verb = told === 3 ? 'overdueClock' : 'warnClock'
      await recordCrisisAct(app, trx, systemActor(clock.orgId, 'clocks'), crisis, verb, {
        ...wordsOf(clock),
        percent: told === 1 ? 50 : told === 2 ? 80 : 100,
        isTarget: clock.isTarget,
      })
    })
  }
}

function wordsOf({ key, turn, dueAt, startedAt }: ClockRow): Record<string, unknown> {
  return { key, turn, startedAt: startedAt.toISOString(), dueAt: dueAt.toISOString() }
}

function editedRule(old: StoredRule, { minutes, repeatMinutes }: NewMinutes): StoredRule {
  if (repeatMinutes !== undefined && (repeatMinutes === null) !== (old.repeatMinutes === null)) {
    const reason = 'repeatMinutes: whether a clock repeats is not a matter of minutes'
    throw new Refusal('invalid', { field: 'repeatMinutes', reason })
  }
  const repeats = repeatMinutes === undefined ? old.repeatMinutes : repeatMinutes
  // A repeating clock whose next turn did not exist would silently end.
  if (repeats && ([1, 2, 3] as const).some((level) => (minutes[level] === null) !== (repeats[level] === null))) {
    const reason = 'repeatMinutes: each level with a first turn needs a next one'
    throw new Refusal('invalid', { field: 'repeatMinutes', reason })
  }
  return { ...old, minutes, repeatMinutes: repeats, version: old.version + 1 }
}
