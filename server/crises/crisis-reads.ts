import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { type CrisisRow, selectCrisis } from './crisis-store.ts'

/** @throws Refusal `not-found`, also for another organisation's */
export async function getCrisisRow(db: Db, orgId: string, crisisId: string): Promise<CrisisRow> {
  const crisis = await selectCrisis(db, orgId, crisisId)
  if (!crisis) throw new Refusal('not-found')
  return crisis
}
