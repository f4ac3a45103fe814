import { permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { type AlertRow, listRelated, updateAlert } from './alert-store.ts'
import { takeHandover } from './handover-actions.ts'
import { cardFor } from './reads.ts'
import type { AlertCard, FalseAlarmReason } from './schema.ts'
import { ended, lockAlert, reasonOf, taken } from './taking-actions.ts'
import { type Move, moveAlert, tellPeople } from './transition-actions.ts'

/** Somebody has seen it and takes it on: stops the clock, and mutes it until it grows, spreads or recurs. */
export async function acknowledgeAlert(app: App, actor: Actor, alertId: string): Promise<AlertCard> {
  permit(actor, 'alerts.handle')
  return inTransaction(app.db, async (trx) => {
    const alert = await lockAlert(trx, actor, alertId)
    const handed = await takeHandover(app, trx, actor, alert)
    if (handed && handed.state !== 'open') return tellPeople(app, trx, handed, 'moved', actor)
    const move = { verb: 'acknowledge', change: taken(app, actor, alert), news: 'moved' } as const
    const moved = await moveAlert(app, trx, actor, handed ?? alert, move)
    // What was told as one story is taken on as one.
    for (const other of await listRelated(trx, alert)) {
      if (other.group_id === null || other.group_id !== alert.group_id || other.state !== 'open') continue
      const each = await lockAlert(trx, actor, other.id)
      if (each.state !== 'open') continue
      const why = `${alert.number}`
      await moveAlert(app, trx, actor, each, {
        ...move,
        change: taken(app, actor, each),
        reasonCode: 'story',
        reason: why,
      })
    }
    return cardFor(trx, moved)
  })
}

/** It is being looked into; whoever does so has seen it. */
export async function investigateAlert(app: App, actor: Actor, alertId: string): Promise<AlertCard> {
  return act(app, actor, alertId, async (alert) => ({
    verb: 'investigate',
    change: taken(app, actor, alert),
    news: 'moved',
  }))
}

/** It was nothing; the reason tells how good the detectors are. */
export async function markFalseAlarm(
  app: App,
  actor: Actor,
  alertId: string,
  { reasonCode, note = '' }: { readonly reasonCode: FalseAlarmReason; readonly note?: string | undefined },
): Promise<AlertCard> {
  return act(app, actor, alertId, async (alert, trx) => ({
    verb: 'mark_false',
    reasonCode,
    reason: note.trim(),
    change: await ended(app, trx, alert),
    news: 'moved',
  }))
}

/** It is over. @throws Refusal `reason-missing` */
export async function resolveAlert(app: App, actor: Actor, alertId: string, note: string): Promise<AlertCard> {
  return act(app, actor, alertId, async (alert, trx) => ({
    verb: 'resolve',
    reason: reasonOf(note, 'note'),
    change: await ended(app, trx, alert),
    news: 'moved',
  }))
}

/** A person asks for a crisis to be declared from it. @throws Refusal `reason-missing` */
export async function markForCrisis(app: App, actor: Actor, alertId: string, reason: string): Promise<AlertCard> {
  return act(app, actor, alertId, async (alert, trx) => ({
    verb: 'escalate',
    reason: reasonOf(reason, 'reason'),
    change: { ...taken(app, actor, alert), ...(await ended(app, trx, alert)) },
    news: 'moved',
  }))
}

/**
 * Gives the alert to a crisis, in the crisis's own transaction; the caller has permitted the declaration. An alert that a person
 * marked for a crisis before is given to it without a second transition.
 * @throws Refusal `not-found`; `wrong-state` where it is closed or belongs to another crisis
 */
export async function escalateAlert(
  app: App,
  trx: Trx,
  actor: Actor,
  alertId: string,
  crisisId: string,
  reason: string,
): Promise<AlertCard> {
  const alert = await lockAlert(trx, actor, alertId)
  if (alert.crisis_id !== null && alert.crisis_id !== crisisId) {
    throw new Refusal('wrong-state', {
      reason: 'the alert belongs to another crisis',
      values: { state: alert.state, verb: 'escalate', crisisId: alert.crisis_id },
    })
  }
  if (alert.state !== 'escalated') {
    const change = { ...taken(app, actor, alert), ...(await ended(app, trx, alert)), crisis_id: crisisId }
    return cardFor(trx, await moveAlert(app, trx, actor, alert, { verb: 'escalate', reason, change, news: 'moved' }))
  }
  if (alert.crisis_id === crisisId) return cardFor(trx, alert)
  return tellPeople(app, trx, await updateAlert(trx, alert, { crisis_id: crisisId }), 'moved', actor)
}

async function act(
  app: App,
  actor: Actor,
  alertId: string,
  moveOf: (alert: AlertRow, trx: Trx) => Promise<Move>,
): Promise<AlertCard> {
  permit(actor, 'alerts.handle')
  return inTransaction(app.db, async (trx) => {
    const alert = await lockAlert(trx, actor, alertId)
    return cardFor(trx, await moveAlert(app, trx, actor, alert, await moveOf(alert, trx)))
  })
}
