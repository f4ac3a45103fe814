import { sql } from 'kysely'
import type { Actor, App } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { recordAct } from './audit-actions.ts'
import { permit } from './permit.ts'

const MOST_AT_ONCE = 1_000

/**
 * Erases what acts say of a person (a right of that person), body and salt; commitment and place in the chain stay, so that the audit
 * still verifies, and an act that names the ids says who erased and why. Acts of erasing cannot be erased.
 * @throws Refusal forbidden (people.manage and audit.read are both needed), reason-missing, invalid, not-found (one of them is not here)
 */
export async function eraseActs(app: App, actor: Actor, actIds: readonly string[], reason: string): Promise<void> {
  permit(actor, 'people.manage')
  permit(actor, 'audit.read')
  if (reason.trim() === '') throw new Refusal('reason-missing')
  const ids = [...new Set(actIds)].sort()
  if (ids.length === 0 || ids.length > MOST_AT_ONCE) throw new Refusal('invalid', { field: 'actIds' })
  const now = app.clock.now()
  await inTransaction(app.db, async (trx) => {
    const erased = await sql`
      update audit_acts set body = null, salt = null, erased_at = ${now}
      where org_id = ${actor.orgId} and id = any(${ids}::uuid[]) and erased_at is null and verb <> 'eraseActs'`.execute(
      trx,
    )
    if (erased.numAffectedRows !== BigInt(ids.length)) throw new Refusal('not-found')
    const act = { verb: 'eraseActs', objectKind: 'organisation', objectId: actor.orgId, detail: { ids, reason } }
    await recordAct(trx, now, actor, act)
  })
}
