import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'

export type Unmasked = { readonly source: string; readonly by: string; readonly at: Date }

export async function isUnmasked(db: Db, orgId: string, source: string): Promise<boolean> {
  const found = await sql`
    select 1 from unmasked_sources where org_id = ${orgId} and source = ${source}`.execute(db)
  return found.rows.length > 0
}

export async function listUnmasked(db: Db, orgId: string): Promise<Unmasked[]> {
  const found = await sql<Unmasked>`
    select source, by, at from unmasked_sources where org_id = ${orgId} order by source`.execute(db)
  return found.rows
}

/** @returns whether it was masked until now */
export async function insertUnmasked(trx: Trx, orgId: string, source: string, by: string, at: Date): Promise<boolean> {
  const made = await sql`
    insert into unmasked_sources (org_id, source, by, at) values (${orgId}, ${source}, ${by}, ${at})
    on conflict do nothing returning source`.execute(trx)
  return made.rows.length > 0
}

/** @returns whether it was not masked until now */
export async function deleteUnmasked(trx: Trx, orgId: string, source: string): Promise<boolean> {
  const gone = await sql`
    delete from unmasked_sources where org_id = ${orgId} and source = ${source} returning source`.execute(trx)
  return gone.rows.length > 0
}
