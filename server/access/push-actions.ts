import type { Static } from 'typebox'
import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { notifiers } from '../notifiers/index.ts'
import { recordAct } from './audit-actions.ts'
import { deviceAddress } from './channel-reach.ts'
import type { OwnDevice } from './channel-schema.ts'
import { permitPerson } from './permit.ts'
import type { NewSubscription } from './push-schema.ts'
import { deleteSubscription, listSubscriptions, saveSubscription, takeReplaced } from './push-store.ts'

/** More than anybody has; a program that subscribes without end is stopped here. */
const MOST_DEVICES = 20

/**
 * One is told by this browser from now on. The same browser again changes nothing but its keys and name.
 * @throws Refusal `forbidden` for programs; `invalid` where nothing could ever be sent there; `too-many`
 */
export async function addSubscription(
  app: App,
  actor: Actor,
  given: Static<typeof NewSubscription>,
): Promise<OwnDevice> {
  permitPerson(actor)
  const { orgId, id: personId } = actor
  const { endpoint, keys, replaces } = given
  const address = deviceAddress({ endpoint, ...keys })
  if (!notifiers.some(({ devices }) => devices?.isUsable(address)))
    throw new Refusal('invalid', { field: 'keys', reason: 'nothing can be sent to such a browser' })
  const now = app.clock.now()
  return inTransaction(app.db, async (trx) => {
    const before = replaces ? await takeReplaced(trx, orgId, personId, replaces) : undefined
    const others = (await listSubscriptions(trx, orgId, [personId])).filter((each) => each.endpoint !== endpoint)
    if (others.length >= MOST_DEVICES)
      throw new Refusal('invalid', { field: 'endpoint', reason: `more than ${MOST_DEVICES} browsers` })
    const name = given.device?.trim() ?? before ?? new URL(endpoint).hostname
    const row = { id: newId(now.getTime()), personId, endpoint, ...keys, device: name, createdAt: now }
    const id = await saveSubscription(trx, orgId, row)
    const act = { verb: 'addDevice', objectKind: 'device', objectId: id, detail: { device: name } }
    await recordAct(trx, now, actor, act)
    return { id, device: name, createdAt: now.toISOString(), sentAt: null, failedAt: null, failureCode: null }
  })
}

/** @throws Refusal `forbidden` for programs; `not-found` where it is not one's own */
export async function removeSubscription(app: App, actor: Actor, id: string): Promise<void> {
  permitPerson(actor)
  const { orgId, id: personId } = actor
  await inTransaction(app.db, async (trx) => {
    if (!(await deleteSubscription(trx, orgId, id, personId))) throw new Refusal('not-found')
    await recordAct(trx, app.clock.now(), actor, { verb: 'removeDevice', objectKind: 'device', objectId: id })
  })
}
