import type { Actor, App } from '../app.ts'
import { type Db, inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { permitPerson } from './permit.ts'
import type { QuietSpan } from './quiet-hours.ts'
import { listQuietHours, saveQuietHours } from './quiet-hours-store.ts'
import { getOrganisation } from './reads.ts'
import { checkZone } from './texts.ts'

/** What a form begins with: off, the nights of all days. */
const USUAL = { isOn: false, starts: '22:00', ends: '08:00', days: [1, 2, 3, 4, 5, 6, 7] } as const

/** A person's own, or what would be there to begin with, in the organisation's zone. */
export async function quietHoursOf(db: Db, orgId: string, personId: string): Promise<QuietSpan> {
  const known = (await listQuietHours(db, orgId, [personId])).get(personId)
  return known ?? { ...USUAL, zone: (await getOrganisation(db, orgId)).zone }
}

/**
 * When a person is not to be disturbed: no act that others must know of, so no audit row.
 * @throws Refusal `forbidden` for programs; `invalid` with the field
 */
export async function chooseQuietHours(app: App, actor: Actor, given: QuietSpan): Promise<void> {
  permitPerson(actor)
  if (given.starts === given.ends) throw new Refusal('invalid', { field: 'ends', reason: 'must differ from the start' })
  checkZone(given.zone)
  const { orgId, id: personId } = actor
  const days = [...given.days].sort((one, other) => one - other)
  await inTransaction(app.db, (trx) => saveQuietHours(trx, app.clock.now(), { orgId, personId }, { ...given, days }))
}
