import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { sendNotice } from '../access/notice-actions.ts'
import { permit } from '../access/permit.ts'
import { findPerson, peopleWith } from '../access/reads.ts'
import type { Actor, App } from '../app.ts'
import { type Db, inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { callPerson, endCall } from '../oncall/actions.ts'
import { isCalledAbout, nextOnCall, whoIsOnCall } from '../oncall/reads.ts'
import { type AlertRow, findAlert, updateAlert } from './alert-store.ts'
import type { HandoverCall, HandoverPeople } from './handover-schema.ts'
import { insertHandover } from './handover-store.ts'
import { handedWords } from './handover-words.ts'
import type { Level } from './level.ts'
import { cardFor } from './reads.ts'
import type { AlertCard } from './schema.ts'
import { lockAlert, taken } from './taking-actions.ts'
import { isLive } from './transition.ts'
import { moveAlert, tellPeople } from './transition-actions.ts'

type Handing = { readonly toId: string; readonly reason: string }
type Recipient = { readonly id: string; readonly name: string }

/**
 * Gives an alert to somebody who may handle alerts: he is told, and takes it by acknowledging it. Whoever hands over what nobody had
 * acknowledged has seen it.
 * @throws Refusal `wrong-state` where it is closed; `not-found`; `invalid` where the person may not handle alerts
 */
export async function handOverAlert(
  app: App,
  actor: Actor,
  alertId: string,
  { toId, reason }: Handing,
): Promise<AlertCard> {
  permit(actor, 'alerts.handle')
  return inTransaction(app.db, async (trx) => {
    const alert = await lockLive(trx, actor, alertId)
    const given = await give(app, trx, actor, alert, await handlerOf(trx, actor, toId), reason.trim())
    await tellHolder(app, trx, actor, given, reason.trim())
    return tellPeople(app, trx, given, 'moved', actor)
  })
}

/**
 * The same by a call: to the next on call or to somebody chosen, who is called until they take it, and then whomever the policy names.
 * @throws Refusal as handOverAlert; `invalid` also where there is nobody else on call
 */
export async function callOverAlert(
  app: App,
  actor: Actor,
  alertId: string,
  { toId, reason }: HandoverCall,
): Promise<AlertCard> {
  permit(actor, 'alerts.handle')
  return inTransaction(app.db, async (trx) => {
    const alert = await lockLive(trx, actor, alertId)
    const to = toId === undefined ? await nextOf(app, trx, actor) : await handlerOf(trx, actor, toId)
    if (!to) throw new Refusal('invalid', { field: 'toId', reason: 'nobody else is on call' })
    if (to.id === actor.id) throw new Refusal('invalid', { field: 'toId', reason: 'is whoever hands it over' })
    const subject = { kind: 'alert' as const, id: alertId }
    // Whoever it is given to would hear "you need not do anything more" and be called at the same moment.
    await endCall(app, trx, actor.orgId, subject, { by: actor, how: 'acknowledged', except: to.id })
    const given = await give(app, trx, actor, alert, to, reason.trim(), true)
    const card = await tellPeople(app, trx, given, 'moved', actor)
    await callPerson(
      app,
      trx,
      {
        orgId: actor.orgId,
        subject,
        level: alert.level as Level,
        mode: alert.mode,
        key: `alert ${alertId} handed ${newId(app.clock.now().getTime())}`,
        words: (locale) => handedWords(card, { name: actor.name, reason: reason.trim() }, locale),
      },
      { personId: to.id, byId: actor.kind === 'person' ? actor.id : undefined },
    )
    return card
  })
}

/** Who it can be handed to, and who is next on call. @throws Refusal `not-found` */
export async function readHandoverPeople(app: App, actor: Actor, alertId: string): Promise<HandoverPeople> {
  permit(actor, 'alerts.handle')
  const { orgId } = actor
  if (!(await findAlert(app.db, orgId, alertId))) throw new Refusal('not-found')
  const onCall = (await whoIsOnCall(app.db, orgId, app.clock.now())).map(({ personId }) => personId)
  const people = (await peopleWith(app.db, orgId, 'alerts.handle')).filter(({ id }) => id !== actor.id)
  return {
    people: people.map(({ id, name }) => ({ id, name, isOnCall: onCall.includes(id) })),
    next: (await nextOf(app, app.db, actor)) ?? null,
  }
}

async function lockLive(trx: Trx, actor: Actor, alertId: string): Promise<AlertRow> {
  const alert = await lockAlert(trx, actor, alertId)
  if (isLive(alert.state)) return alert
  const values = { state: alert.state, verb: 'handOverAlert' }
  throw new Refusal('wrong-state', { reason: 'the alert is closed', values })
}

async function handlerOf(trx: Trx, actor: Actor, toId: string): Promise<Recipient> {
  const to = (await peopleWith(trx, actor.orgId, 'alerts.handle')).find(({ id }) => id === toId)
  if (!to) throw new Refusal('invalid', { field: 'toId', reason: 'nobody who may handle alerts' })
  return to
}

/** By the roster, whatever his roles: having been called permits a person to take this one on. */
async function nextOf(app: App, db: Db, actor: Actor): Promise<Recipient | undefined> {
  const id = await nextOnCall(db, actor.orgId, app.clock.now(), actor.id)
  const person = id === undefined ? undefined : await findPerson(db, actor.orgId, id)
  return person && { id: person.id, name: person.name }
}

async function give(
  app: App,
  trx: Trx,
  actor: Actor,
  alert: AlertRow,
  to: Recipient,
  reason: string,
  isCall = false,
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
  const given = await updateAlert(trx, seen, { holder_id: to.id, holder_taken_at: null })
  await insertHandover(trx, orgId, alertId, { at, byKey: actorKey(actor), byName: actor.name, toId: to.id, reason })
  await recordAct(trx, at, actor, {
    verb: 'handOverAlert',
    objectKind: 'alert',
    objectId: alertId,
    detail: { number: alert.number, toId: to.id, toName: to.name, reason, ...(isCall ? { isCall } : {}) },
  })
  return given
}

async function tellHolder(app: App, trx: Trx, actor: Actor, alert: AlertRow, reason: string): Promise<void> {
  if (alert.holder_id === null || alert.holder_id === actor.id) return
  const card = await cardFor(trx, alert)
  await sendNotice(app, trx, {
    orgId: alert.org_id,
    to: { personIds: [alert.holder_id] },
    key: `alert ${alert.id} handover ${app.clock.now().getTime()}`,
    // Without a level: whoever it was given to must hear of it, however light it is and whatever else he wants to be spared.
    topic: 'alert',
    mode: alert.mode,
    thread: `${alert.org_id} alert ${alert.id}`,
    words: (locale) => handedWords(card, { name: actor.name, reason }, locale),
  })
}

/**
 * Whoever it was handed to has it now; so has anybody else who was called about it and answers, since the one that it was meant for did
 * not. undefined: it was not handed to him, or somebody has it already.
 */
export async function takeHandover(app: App, trx: Trx, actor: Actor, alert: AlertRow): Promise<AlertRow | undefined> {
  if (alert.holder_id === null || alert.holder_taken_at !== null || !isLive(alert.state)) return undefined
  const isMeant = alert.holder_id === actor.id
  const isCalled = isMeant || actor.kind !== 'person' ? isMeant : await isCalledInstead(trx, actor, alert)
  if (!isCalled) return undefined
  const at = app.clock.now()
  await recordAct(trx, at, actor, {
    verb: 'takeAlert',
    objectKind: 'alert',
    objectId: alert.id,
    detail: { number: alert.number },
  })
  const holder = isMeant ? {} : { holder_id: actor.id }
  return updateAlert(trx, alert, { ...holder, holder_taken_at: at })
}

function isCalledInstead(trx: Trx, { orgId, id }: Actor, alert: AlertRow): Promise<boolean> {
  return isCalledAbout(trx, orgId, { kind: 'alert', id: alert.id }, id)
}
