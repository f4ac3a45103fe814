import { actorKey } from '../access/actor.ts'
import { recordAct } from '../access/audit-actions.ts'
import { sendNotice } from '../access/notice-actions.ts'
import { formatTime } from '../access/notice-time.ts'
import type { Said } from '../access/notice-words.ts'
import { isPermitted, permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { answeredSubject, askedSubject, setSubject, standInLine } from './call-words.ts'
import { teamOf } from './reads.ts'
import { answerStandInRow, findRosterRow, findStandInRow, insertStandIn, type StandInRow } from './roster-store.ts'
import type { NewStandIn, StandIn } from './schema.ts'

/**
 * Somebody stands in for somebody. Who keeps the rosters sets it at once; anybody else asks for the own shifts, and it holds when the other one accepts.
 * @throws Refusal `forbidden` for the shifts of others, `not-found`, `invalid`
 */
export async function askStandIn(app: App, actor: Actor, given: NewStandIn): Promise<StandIn> {
  permit(actor, 'people.read')
  const { rosterId, byPersonId } = given
  const forPersonId = given.forPersonId ?? actor.id
  const maySet = isPermitted(actor, 'oncall.manage')
  if (forPersonId !== actor.id && !maySet) permit(actor, 'oncall.manage')
  const now = app.clock.now()
  const row: StandInRow = {
    id: newId(now.getTime()),
    rosterId,
    forPersonId,
    byPersonId,
    from: new Date(given.from),
    to: new Date(given.to),
    state: maySet || byPersonId === actor.id ? 'accepted' : 'asked',
    askedAt: now,
  }
  check(row, now)
  await inTransaction(app.db, async (trx) => {
    const team = await teamOf(trx, actor.orgId, now)
    if (!team.rosters.some(({ id }) => id === rosterId)) throw new Refusal('not-found')
    for (const field of ['forPersonId', 'byPersonId'] as const)
      if (!team.people.has(row[field]))
        throw new Refusal('invalid', { field, reason: 'is nobody of this organisation' })
    if (!team.isHere(byPersonId)) throw new Refusal('invalid', { field: 'byPersonId', reason: 'cannot sign in' })
    await insertStandIn(trx, { ...row, orgId: actor.orgId, by: actorKey(actor) })
    await recordAct(trx, now, actor, {
      verb: row.state === 'asked' ? 'askStandIn' : 'setStandIn',
      objectKind: 'roster',
      objectId: rosterId,
      detail: { standInId: row.id, forPersonId, byPersonId, from: given.from, to: given.to },
    })
    const subject = (row.state === 'asked' ? askedSubject : setSubject)(team.nameOf(forPersonId))
    await tell(app, trx, actor, row, byPersonId, subject)
  })
  return standInOf(row)
}

/** Only the one who was asked. @throws Refusal `not-found`, `forbidden`, `wrong-state` */
export async function answerStandIn(app: App, actor: Actor, id: string, accepts: boolean): Promise<StandIn> {
  return change(app, actor, id, accepts ? 'acceptStandIn' : 'declineStandIn', async (trx, row) => {
    if (row.byPersonId !== actor.id) throw new Refusal('forbidden', { reason: 'only the one who was asked' })
    if (row.state !== 'asked') throw wrongState(row)
    await tell(app, trx, actor, row, row.forPersonId, answeredSubject(actor.name, accepts))
    return accepts ? 'accepted' : 'declined'
  })
}

/** By either of the two, or whoever keeps the rosters. @throws Refusal `not-found`, `forbidden`, `wrong-state` */
export async function cancelStandIn(app: App, actor: Actor, id: string): Promise<StandIn> {
  return change(app, actor, id, 'cancelStandIn', async (_trx, row) => {
    const isOwn = row.forPersonId === actor.id || row.byPersonId === actor.id
    if (!isOwn) permit(actor, 'oncall.manage')
    if (row.state !== 'asked' && row.state !== 'accepted') throw wrongState(row)
    return 'cancelled'
  })
}

export function standInOf({ from, to, askedAt, ...row }: StandInRow): StandIn {
  return { ...row, from: from.toISOString(), to: to.toISOString(), askedAt: askedAt.toISOString() }
}

function check({ from, to, forPersonId, byPersonId }: StandInRow, now: Date): void {
  if (!(from < to)) throw new Refusal('invalid', { field: 'to', reason: 'must be after from' })
  if (to <= now) throw new Refusal('invalid', { field: 'to', reason: 'is over already' })
  if (forPersonId === byPersonId) throw new Refusal('invalid', { field: 'byPersonId', reason: 'is the same person' })
}

async function change(
  app: App,
  actor: Actor,
  id: string,
  verb: string,
  next: (trx: Trx, row: StandInRow) => Promise<StandIn['state']>,
): Promise<StandIn> {
  permit(actor, 'people.read')
  const now = app.clock.now()
  const { orgId } = actor
  return inTransaction(app.db, async (trx) => {
    const row = await findStandInRow(trx, orgId, id)
    if (!row) throw new Refusal('not-found')
    const state = await next(trx, row)
    await answerStandInRow(trx, { orgId, id, state, at: now, by: actorKey(actor) })
    await recordAct(trx, now, actor, { verb, objectKind: 'roster', objectId: row.rosterId, detail: { standInId: id } })
    return standInOf({ ...row, state })
  })
}

function wrongState({ state }: StandInRow): Refusal {
  return new Refusal('wrong-state', { reason: `the stand-in is ${state}`, values: { state } })
}

async function tell(app: App, trx: Trx, actor: Actor, row: StandInRow, personId: string, subject: Said): Promise<void> {
  if (personId === actor.id) return
  const name = (await findRosterRow(trx, actor.orgId, row.rosterId))?.body.name ?? ''
  await sendNotice(app, trx, {
    orgId: actor.orgId,
    to: { personIds: [personId] },
    key: `stand-in ${row.id} ${personId}`,
    topic: 'alert',
    mode: 'live',
    words: (locale, zone) => {
      const [from, to] = [row.from, row.to].map((at) => formatTime(at, locale, zone))
      return { subject: subject(locale), lines: [standInLine(name, from ?? '', to ?? '')(locale)], url: '/oncall' }
    },
  })
}
