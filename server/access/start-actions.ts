import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { actorKey } from './actor.ts'
import { recordAct } from './audit-actions.ts'
import { permit } from './permit.ts'
import { type StartAct, startOf } from './start.ts'
import type { Start, StartNames, StartStep } from './start-schema.ts'
import { insertStartAct, listStartActs } from './start-store.ts'

export async function getStart(app: App, actor: Actor): Promise<Start> {
  permit(actor, 'people.manage')
  return startOf(await listStartActs(app.db, actor.orgId))
}

/** The first look at it; again it changes nothing. */
export async function beginStart(app: App, actor: Actor): Promise<Start> {
  const start = await getStart(app, actor)
  return start.isBegun ? start : write(app, actor, 'beginStart', { step: 'begin', state: 'done', detail: {} })
}

/** @param names of the step `names` */
export async function completeStartStep(
  app: App,
  actor: Actor,
  step: StartStep,
  names: StartNames | undefined,
): Promise<Start> {
  return write(app, actor, 'completeStartStep', { step, state: 'done', detail: names === undefined ? {} : { names } })
}

export async function skipStartStep(app: App, actor: Actor, step: StartStep): Promise<Start> {
  return write(app, actor, 'skipStartStep', { step, state: 'skipped', detail: {} })
}

/** It is enough: pages no longer lead here. */
export async function endStart(app: App, actor: Actor): Promise<Start> {
  return write(app, actor, 'endStart', { step: 'end', state: 'done', detail: {} })
}

async function write(app: App, actor: Actor, verb: string, act: StartAct): Promise<Start> {
  permit(actor, 'people.manage')
  const at = app.clock.now()
  const { step, detail } = act
  return inTransaction(app.db, async (trx) => {
    await insertStartAct(trx, actor.orgId, at, actorKey(actor), act)
    await recordAct(trx, at, actor, {
      verb,
      objectKind: 'organisation',
      objectId: actor.orgId,
      detail: { step, ...detail },
    })
    return startOf(await listStartActs(trx, actor.orgId))
  })
}
