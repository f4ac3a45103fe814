import { actorKey } from '../access/actor.ts'
import type { Actor, App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { watchedUntil } from '../monitoring/reads.ts'
import { keptName } from './actor-name.ts'
import { type AlertChange, type AlertRow, findAlert } from './alert-store.ts'
import { closingExtent } from './group-actions.ts'

/** @throws Refusal `not-found`, also for another organisation's */
export async function lockAlert(trx: Trx, actor: Actor, alertId: string): Promise<AlertRow> {
  const alert = await findAlert(trx, actor.orgId, alertId, true)
  if (!alert) throw new Refusal('not-found')
  return alert
}

/** The first who takes it on is kept. */
export function taken(app: App, actor: Actor, alert: AlertRow): AlertChange {
  if (alert.acknowledged_at !== null) return {}
  return {
    acknowledged_by: actorKey(actor),
    acknowledged_by_name: keptName(actorKey(actor), actor.name) || null,
    acknowledged_at: app.clock.now(),
  }
}

/** Closed as of what had been watched by then: whether it recurs is a matter of the time of the posts. */
export async function ended(app: App, trx: Trx, alert: AlertRow): Promise<AlertChange> {
  const until = await watchedUntil(trx, alert.org_id, app.clock.now())
  const end = new Date(Math.max(until.getTime(), alert.last_alarm_at.getTime()))
  return { ended_at: end, ...(await closingExtent(trx, alert, end)) }
}

/** Why somebody does it, in their words. @throws Refusal `reason-missing` */
export function reasonOf(text: string, field: string): string {
  const reason = text.trim()
  if (reason === '') throw new Refusal('reason-missing', { field, reason: 'say why' })
  return reason
}
