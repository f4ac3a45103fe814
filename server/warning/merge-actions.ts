import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { watchedUntil } from '../monitoring/reads.ts'
import {
  type AlertRow,
  insertAlert,
  insertTransition,
  listAlarms,
  listLive,
  moveAlarms,
  updateAlert,
} from './alert-store.ts'
import { extentNow } from './group-actions.ts'
import { graver, type Level } from './level.ts'
import type { AlertCard, AlertScope } from './schema.ts'
import { belongs, partOf } from './scope.ts'
import { ended, lockAlert, reasonOf, taken } from './taking-actions.ts'
import { isLive } from './transition.ts'
import { moveAlert, tellPeople } from './transition-actions.ts'

/**
 * Two alerts are about the same: one goes on, the other keeps its rows and hears no more.
 * @returns the one that goes on
 * @throws Refusal `wrong-state` where one of them is closed; `invalid` where they are the same or of different modes
 */
export async function mergeAlerts(
  app: App,
  actor: Actor,
  alertId: string,
  { into, reason }: { readonly into: string; readonly reason: string },
): Promise<AlertCard> {
  permit(actor, 'alerts.handle')
  if (into === alertId) throw new Refusal('invalid', { field: 'into', reason: 'another alert' })
  return inTransaction(app.db, async (trx) => {
    // In one order, so that two people who merge the same two the other way round wait for each other.
    const rows = new Map<string, AlertRow>()
    for (const id of [alertId, into].sort()) rows.set(id, await lockAlert(trx, actor, id))
    const [alert, other] = [rows.get(alertId), rows.get(into)]
    if (!alert || !other) throw new Refusal('not-found')
    if (alert.mode !== other.mode)
      throw new Refusal('invalid', { field: 'into', reason: 'a drill and life do not mix' })
    if (!isLive(other.state)) throw wrongState(other, 'merge')
    const change = { ...(await ended(app, trx, alert)), merged_into: other.id }
    await moveAlert(app, trx, actor, alert, {
      verb: 'merge',
      reason: reasonOf(reason, 'reason'),
      change,
      news: 'moved',
    })
    const extent = await extentNow(trx, other, await watchedUntil(trx, actor.orgId, app.clock.now()))
    const level = graver(other.level as Level, alert.level as Level)
    const platforms = [...new Set([...other.told_platforms, ...alert.told_platforms, ...extent.platforms])]
    const merged = await updateAlert(trx, other, { level, told_size: extent.size, told_platforms: platforms })
    return tellPeople(app, trx, merged, 'moved', actor)
  })
}

/** They were two matters after all: what was heard on its own track meanwhile goes back to it. @throws Refusal `wrong-state` */
export async function unmergeAlert(app: App, actor: Actor, alertId: string, reason: string): Promise<AlertCard> {
  permit(actor, 'alerts.handle')
  return inTransaction(app.db, async (trx) => {
    const alert = await lockAlert(trx, actor, alertId)
    if (alert.merged_into === null) throw wrongState(alert, 'unmerge')
    const other = await lockAlert(trx, actor, alert.merged_into)
    const rivals = await listLive(trx, actor.orgId, alert.track_id, alert.mode)
    if (rivals.some(({ part }) => part === alert.part)) throw wrongState(alert, 'unmerge')
    if (other.track_id !== alert.track_id) await moveAlarms(trx, other, alert, { trackId: alert.track_id })
    const change = { ...taken(app, actor, alert), ended_at: null, merged_into: null }
    const moved = await moveAlert(app, trx, actor, alert, {
      verb: 'unmerge',
      reason: reasonOf(reason, 'reason'),
      change,
      news: 'moved',
    })
    return tellPeople(app, trx, moved, 'moved', actor)
  })
}

/**
 * Makes an alert of its own of one platform, of some words, or of everything from a moment on; alarms that belong to it go with it, and
 * later ones go there first. Merging it back undoes it.
 * @returns the new one
 * @throws Refusal `wrong-state` where it is closed or has this part already; `invalid` where the moment lies outside
 */
export async function splitAlert(
  app: App,
  actor: Actor,
  alertId: string,
  { scope, reason }: { readonly scope: AlertScope; readonly reason: string },
): Promise<AlertCard> {
  permit(actor, 'alerts.handle')
  return inTransaction(app.db, async (trx) => {
    const alert = await lockAlert(trx, actor, alertId)
    const part = partOf(scope)
    const live = await listLive(trx, actor.orgId, alert.track_id, alert.mode)
    if (!isLive(alert.state) || live.some((each) => each.part === part)) throw wrongState(alert, 'split')
    const alarms = (await listAlarms(trx, actor.orgId, alertId)).filter((alarm) => belongs(alarm, scope))
    const begun = await insertAlert(trx, await partRow(app, trx, actor, alert, scope, alarms[0]?.at))
    await moveAlarms(trx, alert, begun, { alarms })
    await recordSplit(app, trx, actor, alert, begun, reasonOf(reason, 'reason'))
    await tellPeople(app, trx, alert, 'moved', actor)
    return tellPeople(app, trx, begun, 'moved', actor, { stage: 'opened', why: 'split' })
  })
}

async function partRow(
  app: App,
  trx: Trx,
  actor: Actor,
  alert: AlertRow,
  scope: AlertScope,
  firstAlarm: Date | undefined,
): Promise<Parameters<typeof insertAlert>[1]> {
  const now = app.clock.now()
  const until = await watchedUntil(trx, alert.org_id, now)
  const from = 'from' in scope ? new Date(scope.from) : alert.from_at
  if (from < alert.from_at || from >= until) {
    throw new Refusal('invalid', { field: 'scope', reason: 'a moment between its beginning and now' })
  }
  const detected = firstAlarm ?? ('from' in scope ? until : alert.detected_at)
  const { number: _, ...row } = alert
  const begun = { ...row, from_at: from, scope, told_size: 0 }
  const extent = await extentNow(trx, { ...begun, id: newId(), number: 0 }, until)
  return {
    ...begun,
    ...taken(app, actor, alert),
    id: newId(now.getTime()),
    part: partOf(scope),
    split_from: alert.id,
    state: 'acknowledged',
    detected_at: detected,
    last_alarm_at: new Date(Math.max(detected.getTime(), alert.last_alarm_at.getTime())),
    raised_at: now,
    recurrence: 0,
    observed: 'words' in scope ? row.observed : extent.size,
    expected: 'words' in scope ? row.expected : 0,
    told_size: extent.size,
    told_platforms: 'platform' in scope ? [scope.platform] : row.told_platforms,
  }
}

async function recordSplit(app: App, trx: Trx, actor: Actor, alert: AlertRow, begun: AlertRow, reason: string) {
  const at = app.clock.now()
  const moved = { at, verb: 'split', from: null, to: begun.state, byName: actor.name, reason, reasonCode: null }
  await insertTransition(trx, begun, moved, actorKey(actor))
  for (const id of [alert.id, begun.id]) {
    const detail = { number: alert.number, into: begun.number, scope: begun.scope, reason }
    await recordAct(trx, at, actor, { verb: 'splitAlert', objectKind: 'alert', objectId: id, detail })
  }
}

function wrongState({ state }: AlertRow, verb: string): Refusal {
  return new Refusal('wrong-state', { reason: `an alert that is ${state} cannot ${verb}`, values: { state, verb } })
}
