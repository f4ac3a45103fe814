import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { sendNotice } from '../access/notice-actions.ts'
import { permit } from '../access/permit.ts'
import { peopleWith } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { type AlertRow, updateAlert } from './alert-store.ts'
import { insertHandover } from './handover-store.ts'
import type { Level } from './level.ts'
import { headlineOf } from './notice-headline.ts'
import { handedLine, handedWord, numberLine } from './notice-words.ts'
import { cardFor } from './reads.ts'
import type { AlertCard } from './schema.ts'
import { lockAlert, taken } from './taking-actions.ts'
import { isLive } from './transition.ts'
import { moveAlert, tellPeople } from './transition-actions.ts'

/**
 * Gives an alert to somebody who may handle alerts: he is told, and takes it by acknowledging it. Whoever hands over what nobody had
 * acknowledged has seen it.
 * @throws Refusal `wrong-state` where it is closed; `not-found`; `invalid` where the person may not handle alerts
 */
export async function handOverAlert(
  app: App,
  actor: Actor,
  alertId: string,
  { toId, reason }: { readonly toId: string; readonly reason: string },
): Promise<AlertCard> {
  permit(actor, 'alerts.handle')
  return inTransaction(app.db, async (trx) => {
    const alert = await lockAlert(trx, actor, alertId)
    if (!isLive(alert.state)) {
      const values = { state: alert.state, verb: 'handOverAlert' }
      throw new Refusal('wrong-state', { reason: 'the alert is closed', values })
    }
    const to = (await peopleWith(trx, actor.orgId, 'alerts.handle')).find(({ id }) => id === toId)
    if (!to) throw new Refusal('invalid', { field: 'toId', reason: 'nobody who may handle alerts' })
    const given = await give(app, trx, actor, alert, to, reason.trim())
    return tellPeople(app, trx, given, 'moved', actor)
  })
}

async function give(
  app: App,
  trx: Trx,
  actor: Actor,
  alert: AlertRow,
  to: { readonly id: string; readonly name: string },
  reason: string,
): Promise<AlertRow> {
  const at = app.clock.now()
  const seen =
    alert.state === 'open'
      ? await moveAlert(app, trx, actor, alert, {
          verb: 'acknowledge',
          change: taken(app, actor, alert),
          news: 'moved',
        })
      : alert
  const { org_id: orgId, id: alertId } = alert
  const given = await updateAlert(trx, seen, { holder_id: to.id, holder_name: to.name, holder_taken_at: null })
  const whose = { orgId, alertId, byKey: actorKey(actor), toId: to.id }
  await insertHandover(trx, whose, { at, byName: actor.name, toName: to.name, reason })
  await recordAct(trx, at, actor, {
    verb: 'handOverAlert',
    objectKind: 'alert',
    objectId: alertId,
    detail: { number: alert.number, toId: to.id, toName: to.name, reason },
  })
  await tellHolder(app, trx, actor, given, reason)
  return given
}

async function tellHolder(app: App, trx: Trx, actor: Actor, alert: AlertRow, reason: string): Promise<void> {
  if (alert.holder_id === null || alert.holder_id === actor.id) return
  const card = await cardFor(trx, alert)
  const level = alert.level as Level
  await sendNotice(app, trx, {
    orgId: alert.org_id,
    to: { personIds: [alert.holder_id] },
    key: `alert ${alert.id} handover ${app.clock.now().getTime()}`,
    // Without a level: whoever it was given to must hear of it, however light it is and whatever else he wants to be spared.
    topic: 'alert',
    mode: alert.mode,
    thread: `${alert.org_id} alert ${alert.id}`,
    words: (locale) => ({
      subject: handedWord(locale) + headlineOf(card, locale),
      lines: [
        numberLine(alert.number, level)(locale),
        handedLine(actor.name)(locale),
        ...(reason === '' ? [] : [reason]),
      ],
      url: `/alerts/${alert.id}`,
    }),
  })
}

/** Whoever it was handed to has it now; undefined: it was not handed to him, or he had it already. */
export async function takeHandover(app: App, trx: Trx, actor: Actor, alert: AlertRow): Promise<AlertRow | undefined> {
  if (alert.holder_id !== actor.id || alert.holder_taken_at !== null || !isLive(alert.state)) return undefined
  const at = app.clock.now()
  await recordAct(trx, at, actor, {
    verb: 'takeAlert',
    objectKind: 'alert',
    objectId: alert.id,
    detail: { number: alert.number },
  })
  return updateAlert(trx, alert, { holder_taken_at: at })
}
