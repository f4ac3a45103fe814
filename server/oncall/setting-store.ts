import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Holiday, PolicySet } from './schema.ts'

type Saved<T> = { readonly version: number; readonly value: T }
type New<T> = { readonly orgId: string; readonly version: number; readonly value: T; readonly by: string }

/** undefined: nobody has ever changed it. */
export async function findPolicySet(db: Db, orgId: string): Promise<Saved<PolicySet> | undefined> {
  const found = await sql<Saved<PolicySet>>`
    select version, body as value from escalation_policies where org_id = ${orgId} order by version desc limit 1`.execute(
    db,
  )
  return found.rows[0]
}

/** @returns false where somebody else has made this version */
export async function insertPolicySet(trx: Trx, at: Date, given: New<PolicySet>): Promise<boolean> {
  const done = await sql`
    insert into escalation_policies (org_id, version, body, made_at, made_by)
    values (${given.orgId}, ${given.version}, ${JSON.stringify(given.value)}::jsonb, ${at}, ${given.by})
    on conflict do nothing`.execute(trx)
  return done.numAffectedRows === 1n
}

/** undefined: nobody has ever changed it. */
export async function findHolidayList(db: Db, orgId: string): Promise<Saved<Holiday[]> | undefined> {
  const found = await sql<Saved<Holiday[]>>`
    select version, days as value from holiday_lists where org_id = ${orgId} order by version desc limit 1`.execute(db)
  return found.rows[0]
}

/** @returns false where somebody else has made this version */
export async function insertHolidayList(trx: Trx, at: Date, given: New<readonly Holiday[]>): Promise<boolean> {
  const done = await sql`
    insert into holiday_lists (org_id, version, days, made_at, made_by)
    values (${given.orgId}, ${given.version}, ${JSON.stringify(given.value)}::jsonb, ${at}, ${given.by})
    on conflict do nothing`.execute(trx)
  return done.numAffectedRows === 1n
}
