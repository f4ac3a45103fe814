import { permit } from '../access/permit.ts'
import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import type { WatchApp } from '../warning/watching.ts'
import { draftBrief } from './brief-reads.ts'
import { insertBrief, insertDelivery, selectBrief } from './brief-store.ts'
import { prove } from './clock-run-actions.ts'
import { getCrisisRow } from './crisis-reads.ts'
import { reasonOf, recordCrisisAct, takeOpenCrisis } from './record-actions.ts'

/**
 * Keeps the brief of this moment as the next version, with the comment of whoever makes it. A kept brief is also the internal report.
 * @returns its version
 */
export async function makeBrief(app: WatchApp, actor: Actor, crisisId: string, comment: string): Promise<number> {
  permit(actor, 'crises.lead')
  const now = app.clock.now()
  // Before the transaction: it counts posts, and nobody should wait for the crisis's row so long.
  const snapshot = await draftBrief(app, await getCrisisRow(app.db, actor.orgId, crisisId), now)
  return inTransaction(app.db, async (trx) => {
    const crisis = await takeOpenCrisis(trx, actor, crisisId)
    const version = await insertBrief(trx, crisis, actor, now, { comment: comment.trim(), snapshot })
    const keys = await prove(trx, crisis, 'sitrep', { actor, now, note: `brief ${version}` })
    const { posts, negative, from, to } = snapshot
    const detail = { version, posts: posts.value, negative: negative.value, from, to, comment: comment.trim(), keys }
    await recordCrisisAct(app, trx, actor, crisis, 'makeBrief', detail)
    return version
  })
}

export type DeliveryInput = { readonly version: number; readonly to: string; readonly how: string }

/** A kept brief was given to management: the duty to report is done. @throws Refusal `not-found` for a version that does not exist */
export async function recordDelivery(app: App, actor: Actor, crisisId: string, input: DeliveryInput): Promise<void> {
  permit(actor, 'crises.lead')
  const to = reasonOf(input.to, 'to')
  const how = reasonOf(input.how, 'how')
  await inTransaction(app.db, async (trx) => {
    const crisis = await takeOpenCrisis(trx, actor, crisisId)
    const now = app.clock.now()
    const brief = await selectBrief(trx, crisis, input.version)
    if (!brief) throw new Refusal('not-found')
    await insertDelivery(trx, crisis, actor, now, { version: input.version, to, how })
    const keys = await prove(trx, crisis, 'delivery', { actor, now, note: `brief ${input.version} → ${to} (${how})` })
    await recordCrisisAct(app, trx, actor, crisis, 'deliverBrief', { version: input.version, to, how, keys })
  })
}
