import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import type { Mapping } from '../connectors/contract/columns.ts'
import { fingerprintOf, type KnownHeader } from '../connectors/contract/known-headers.ts'

export type KeptMapping = KnownHeader & { readonly source: string; readonly madeAt: Date }

/** A company has a handful of exports; of hundreds the newest are enough. */
const MOST_KEPT = 200

/** The last used first. */
export async function listMappings(db: Db, orgId: string): Promise<KeptMapping[]> {
  const found = await sql<KeptMapping>`
    select columns, mapping, source, made_at as "madeAt" from import_mappings
    where org_id = ${orgId} order by used_at desc limit ${MOST_KEPT}`.execute(db)
  return found.rows
}

export async function keepMapping(
  db: Db,
  orgId: string,
  kept: { columns: readonly string[]; mapping: Mapping; source: string; at: Date; by: string },
): Promise<void> {
  const { columns, mapping, source, at, by } = kept
  await sql`
    insert into import_mappings (org_id, fingerprint, columns, mapping, source, made_at, made_by, used_at)
    select ${orgId}, ${fingerprintOf(columns)}, array(select jsonb_array_elements_text(${JSON.stringify(columns)}::jsonb)),
      ${JSON.stringify(mapping)}::jsonb, ${source}, ${at}::timestamptz, ${by}, ${at}::timestamptz
    on conflict (org_id, fingerprint) do update set columns = excluded.columns, mapping = excluded.mapping, source = excluded.source,
      used_at = excluded.used_at`.execute(db)
}
