import { sql } from 'kysely'
import type { Db } from '../base/db.ts'

/** Names of people as they are now, by their ids: who renames or erases somebody does so wherever names are read by id. */
export async function namesOfPeople(
  db: Db,
  orgId: string,
  ids: Iterable<string | null | undefined>,
): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null && id !== undefined)
  if (wanted.length === 0) return new Map()
  const found = await sql<{ id: string; name: string }>`
    select id, name from people where org_id = ${orgId} and id = any(${wanted}::uuid[])`.execute(db)
  return new Map(found.rows.map(({ id, name }) => [id, name]))
}
