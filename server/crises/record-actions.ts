import { recordAct } from '../access/audit-actions.ts'
import type { Actor, App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { ENDED } from './crisis-states.ts'
import { type CrisisRef, type CrisisRow, lockCrisis } from './crisis-store.ts'

/** The verbs of the audit, which are the words of a crisis's timeline. */
export const ACT_VERBS = [
  'declareCrisis',
  'moveCrisis',
  'signClosing',
  'changeLevel',
  'confirmLevel',
  'changeCommander',
  'startClock',
  'completeClock',
  'warnClock',
  'overdueClock',
  'editClockDefinition',
  'makeBrief',
  'deliverBrief',
  'addNote',
] as const
export type ActVerb = (typeof ACT_VERBS)[number]

/**
 * The audit row, which is the timeline's entry, and the word to open pages, in the transaction of the act.
 * @param detail JSON: values for the wording
 */
export async function recordCrisisAct(
  app: App,
  trx: Trx,
  actor: Actor,
  crisis: CrisisRef,
  verb: ActVerb,
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAct(trx, app.clock.now(), actor, { verb, objectKind: 'crisis', objectId: crisis.id, detail })
  await app.live.publish(trx, crisis.orgId, 'crises.crisis', { crisisId: crisis.id, what: verb })
}

/**
 * Held until the transaction ends, and the other one with it. @throws Refusal `not-found`, also for another organisation's
 */
export async function takeCrisis(trx: Trx, actor: Actor, crisisId: string, otherId?: string): Promise<CrisisRow> {
  const crisis = await lockCrisis(trx, actor.orgId, crisisId, otherId)
  if (!crisis) throw new Refusal('not-found')
  return crisis
}

/** As `takeCrisis`, of one that has not ended. @throws Refusal `wrong-state` */
export async function takeOpenCrisis(trx: Trx, actor: Actor, crisisId: string): Promise<CrisisRow> {
  const crisis = await takeCrisis(trx, actor, crisisId)
  if (ENDED.includes(crisis.state))
    throw new Refusal('wrong-state', { reason: 'the crisis has ended', values: { state: crisis.state } })
  return crisis
}

/** @throws Refusal `reason-missing` */
export function reasonOf(text: string | undefined, field = 'reason'): string {
  const reason = text?.trim() ?? ''
  if (reason === '') throw new Refusal('reason-missing', { field, reason: `${field}: say why` })
  return reason
}
