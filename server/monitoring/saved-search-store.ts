import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { NewSavedSearch, SavedQuery } from './saved-search-schema.ts'

export type SavedSearchRow = {
  readonly id: string
  readonly name: string
  readonly query: SavedQuery
  readonly isShared: boolean
  /** `KIND:ID` of an actor */
  readonly owner: string
  readonly changedAt: Date
}

const ROW = sql`
  search_id as id, name, query, is_shared as "isShared", owner, changed_at as "changedAt" from saved_searches`

/** Those of the owner and the shared ones, by name. */
export async function listSavedSearches(db: Db, orgId: string, owner: string): Promise<SavedSearchRow[]> {
  const found = await sql<SavedSearchRow>`
    select ${ROW} where org_id = ${orgId} and deleted_at is null and (owner = ${owner} or is_shared)
    order by name, search_id`.execute(db)
  return found.rows
}

/** Locked until the end of the transaction; undefined when it is deleted or was never there. */
export async function lockSavedSearch(trx: Trx, orgId: string, id: string): Promise<SavedSearchRow | undefined> {
  const found = await sql<SavedSearchRow>`
    select ${ROW} where org_id = ${orgId} and search_id = ${id} and deleted_at is null for update`.execute(trx)
  return found.rows[0]
}

export async function countSavedSearches(trx: Trx, orgId: string, owner: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from saved_searches
    where org_id = ${orgId} and owner = ${owner} and deleted_at is null`.execute(trx)
  return found.rows[0]?.count ?? 0
}

export async function insertSavedSearch(
  trx: Trx,
  orgId: string,
  at: Date,
  row: NewSavedSearch & { readonly id: string; readonly owner: string },
): Promise<void> {
  await sql`
    insert into saved_searches (org_id, search_id, name, query, is_shared, owner, made_at, changed_at)
    values (${orgId}, ${row.id}, ${row.name}, ${JSON.stringify(row.query)}::jsonb, ${row.isShared}, ${row.owner}, ${at}, ${at})
  `.execute(trx)
}

export async function updateSavedSearch(
  trx: Trx,
  orgId: string,
  id: string,
  at: Date,
  { name, query, isShared }: NewSavedSearch,
): Promise<void> {
  await sql`
    update saved_searches
    set name = ${name}, query = ${JSON.stringify(query)}::jsonb, is_shared = ${isShared}, changed_at = ${at}
    where org_id = ${orgId} and search_id = ${id}`.execute(trx)
}

export async function markSavedSearchDeleted(trx: Trx, orgId: string, id: string, at: Date, by: string): Promise<void> {
  await sql`
    update saved_searches set deleted_at = ${at}, deleted_by = ${by}
    where org_id = ${orgId} and search_id = ${id}`.execute(trx)
}
