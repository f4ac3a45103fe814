import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import type { Actor, App } from '../app.ts'
import type { Trx } from '../base/db.ts'
import { type AlertChange, type AlertRow, insertTransition, updateAlert } from './alert-store.ts'
import { callForAlert } from './call-actions.ts'
import type { Step } from './notice-stage.ts'
import { cardFor } from './reads.ts'
import type { AlertCard, AlertNews, LiveAlert } from './schema.ts'
import { takeStep } from './stage-actions.ts'
import { type AlertVerb, nextState } from './transition.ts'

/** The audit's verbs, as the timeline of a crisis shows them. */
export const ACT_VERBS = {
  raise: 'raiseAlert',
  acknowledge: 'acknowledgeAlert',
  investigate: 'investigateAlert',
  mark_false: 'markFalseAlarm',
  resolve: 'resolveAlert',
  escalate: 'escalateAlert',
  auto_resolve: 'autoResolveAlert',
  recur: 'recurAlert',
  merge: 'mergeAlert',
  unmerge: 'unmergeAlert',
} as const satisfies Record<AlertVerb | 'raise', string>

export type Move = {
  readonly verb: AlertVerb
  readonly reason?: string
  readonly reasonCode?: string
  /** columns that change with the state */
  readonly change?: AlertChange
  readonly news: AlertNews
}

/**
 * The one way in which an alert changes its state: row, transition, audit and live event in the transaction of the caller.
 * @param alert read with its lock held
 * @returns the changed row; the same one where somebody has done it already
 * @throws Refusal `wrong-state`
 */
export async function moveAlert(app: App, trx: Trx, actor: Actor, alert: AlertRow, move: Move): Promise<AlertRow> {
  const { verb, reason = '', reasonCode = null, change = {} } = move
  const to = nextState(alert.state, verb)
  if (to === undefined) return alert
  const at = app.clock.now()
  const moved = await updateAlert(trx, alert, { ...change, state: to })
  const transition = { at, verb, from: alert.state, to, byName: actor.name, reason, reasonCode }
  await insertTransition(trx, alert, transition, actorKey(actor))
  await recordAct(trx, at, actor, {
    verb: ACT_VERBS[verb],
    objectKind: 'alert',
    objectId: alert.id,
    detail: { number: alert.number, from: alert.state, to, reasonCode, reason, crisisId: moved.crisis_id },
  })
  await tellPeople(app, trx, moved, move.news, actor)
  return moved
}

/** Whether the news is worth a sound: an alert that somebody has taken on is muted until it grows, spreads or recurs. */
export function isLoudNews(news: AlertNews, alert: Pick<AlertRow, 'state'>): boolean {
  if (news === 'moved') return false
  return news !== 'alarmed' || alert.state === 'open'
}

/**
 * Open pages, whoever is on call, and by messages whoever must know.
 * @param by who brought it there; undefined: the watch
 * @param step where it is known already which step the news is: the curve has turned, or rises again
 */
export async function tellPeople(
  app: App,
  trx: Trx,
  alert: AlertRow,
  news: AlertNews,
  by?: Actor,
  step?: Step,
): Promise<AlertCard> {
  const before = await cardFor(trx, alert)
  const taken = await takeStep(app, trx, alert, before, step ?? news, by)
  const card = taken ? { ...before, stage: taken } : before
  const isNew = news === 'raised' || news === 'recurred'
  const body: LiveAlert = { alert: card, isNew, news, isLoud: isLoudNews(news, alert) }
  await app.live.publish(trx, alert.org_id, 'warning.alert', body)
  await callForAlert(app, trx, alert.org_id, card, news, by)
  return card
}
