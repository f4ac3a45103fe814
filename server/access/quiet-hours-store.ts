import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { QuietSpan } from './quiet-hours.ts'

/** Of these people, whoever ever set them; also where they are off. */
export async function listQuietHours(
  db: Db,
  orgId: string,
  personIds: readonly string[],
): Promise<Map<string, QuietSpan>> {
  const found = await sql<QuietSpan & { readonly personId: string }>`
    select person_id as "personId", is_on as "isOn", to_char(starts, 'HH24:MI') as starts, to_char(ends, 'HH24:MI') as ends, zone, days
    from quiet_hours where org_id = ${orgId} and person_id = any(${[...personIds]}::uuid[])`.execute(db)
  return new Map(found.rows.map(({ personId, ...span }) => [personId, span]))
}

export async function saveQuietHours(
  trx: Trx,
  at: Date,
  { orgId, personId }: { readonly orgId: string; readonly personId: string },
  { isOn, starts, ends, zone, days }: QuietSpan,
): Promise<void> {
  await sql`
    insert into quiet_hours (org_id, person_id, is_on, starts, ends, zone, days, changed_at)
    values (${orgId}, ${personId}, ${isOn}, ${starts}::time, ${ends}::time, ${zone}, ${[...days]}::smallint[], ${at})
    on conflict (org_id, person_id) do update
      set is_on = excluded.is_on, starts = excluded.starts, ends = excluded.ends, zone = excluded.zone, days = excluded.days,
        changed_at = excluded.changed_at`.execute(trx)
}
