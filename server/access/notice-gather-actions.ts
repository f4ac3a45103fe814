import type { App } from '../app.ts'
import { inTransaction, type Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { findNotifier } from '../notifiers/index.ts'
import { digestOf } from './notice-digest.ts'
import {
  gatherInto,
  type HeldFor,
  type HeldNotice,
  holdUntil,
  listHeldFor,
  lockHeld,
  release,
} from './notice-held-store.ts'
import { gatherBefore } from './notice-limit.ts'
import { outgoingOf, quietEnd } from './notice-placing-actions.ts'
import { insertNotices } from './notice-row-store.ts'
import { getOrganisation } from './reads.ts'

/** What was held back long enough goes out: one alone as it is, several as one message. @returns how many messages */
export async function gatherNotices(app: App): Promise<number> {
  const now = app.clock.now()
  const held = await listHeldFor(app.db, gatherBefore(now), now)
  let count = 0
  for (const whose of held) if (await inTransaction(app.db, (trx) => gather(app, trx, whose, now))) count += 1
  return count
}

async function gather(app: App, trx: Trx, whose: HeldFor, now: Date): Promise<boolean> {
  const { orgId } = whose
  const held = await lockHeld(trx, whose)
  // Since they were listed another worker may have taken them, and newer ones have come.
  const isDue = ({ heldUntil, createdAt }: HeldNotice): boolean =>
    heldUntil ? heldUntil <= now : createdAt <= gatherBefore(now)
  const [last] = held.slice(-1)
  if (!last || !held.some(isDue)) return false
  const until = whose.personId === null ? undefined : await quietEnd(trx, orgId, whose.personId, now)
  const ids = held.map(({ id }) => id)
  if (until) {
    await holdUntil(trx, orgId, ids, until)
    return false
  }
  if (held.length === 1) {
    await release(trx, orgId, last.id)
    await app.outbox.put(trx, outgoingOf({ ...last, orgId, room: whose.room, mode: 'live' }))
    return true
  }
  await sendTogether(app, trx, whose, held, last)
  return true
}

async function sendTogether(
  app: App,
  trx: Trx,
  whose: HeldFor,
  held: readonly HeldNotice[],
  { locale, notifier, channelId }: HeldNotice,
): Promise<void> {
  const { orgId, personId, room, subscriptionId } = whose
  const now = app.clock.now()
  const { zone } = await getOrganisation(trx, orgId)
  const most = findNotifier(notifier ?? '')?.limits.mostCharacters ?? Number.MAX_SAFE_INTEGER
  const id = newId(now.getTime())
  const notice = {
    ...{ id, orgId, personId, room, notifier, channelId, subscriptionId, locale },
    ...digestOf(held, locale, zone, most),
    ...({ topic: 'gathered', mode: 'live', state: 'put' } as const),
    url: `${app.config.publicUrl}/`,
    ...{
      acknowledgeUrl: null,
      thread: null,
      isCall: false,
      // Whom one of them calls by name is called by all of them together.
      mentions: [...new Set(held.flatMap(({ mentions }) => mentions))],
      heldUntil: null,
      rootId: null,
      insteadOf: null,
    },
  }
  await insertNotices(trx, now, [notice])
  await gatherInto(
    trx,
    orgId,
    held.map((each) => each.id),
    id,
  )
  await app.outbox.put(trx, outgoingOf(notice))
}
