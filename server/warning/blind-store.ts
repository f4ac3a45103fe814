import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { Spell } from './blind-spell.ts'
import type { FoundTrouble } from './blindness.ts'

/** One check at a time of an organisation; ends with the transaction. */
export async function lockCheck(trx: Trx, orgId: string, now: Date): Promise<void> {
  await sql`
    insert into trouble_checks (org_id, checked_at) values (${orgId}, ${now})
    on conflict (org_id) do update set checked_at = greatest(trouble_checks.checked_at, excluded.checked_at)`.execute(
    trx,
  )
}

export async function listSpells(trx: Trx, orgId: string): Promise<Spell[]> {
  const found = await sql<Spell>`
    select trouble_id as id, code, subject, since, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt",
      opened_at as "openedAt"
    from troubles where org_id = ${orgId} and ended_at is null`.execute(trx)
  return found.rows
}

export async function insertSpell(trx: Trx, orgId: string, found: FoundTrouble, now: Date): Promise<void> {
  const { code, subject, since, detail } = found
  await sql`
    insert into troubles (org_id, trouble_id, code, subject, since, first_seen_at, last_seen_at, detail)
    values (${orgId}, ${newId(now.getTime())}, ${code}, ${subject}, ${since}, ${now}, ${now}, ${JSON.stringify(detail)}::jsonb)`.execute(
    trx,
  )
}

/** `since` only moves back: that it was so earlier than we knew. */
export async function seeSpell(
  trx: Trx,
  orgId: string,
  id: string,
  { since, detail }: FoundTrouble,
  now: Date,
  opens: boolean,
): Promise<void> {
  await sql`
    update troubles set last_seen_at = ${now}, since = least(since, ${since}), detail = ${JSON.stringify(detail)}::jsonb,
      opened_at = case when ${opens} then ${now} else opened_at end
    where org_id = ${orgId} and trouble_id = ${id}`.execute(trx)
}

/** It ended when it was no longer seen, not when that had lasted long enough to say so. */
export async function endSpell(trx: Trx, orgId: string, { id, lastSeenAt }: Spell): Promise<void> {
  await sql`update troubles set ended_at = ${lastSeenAt} where org_id = ${orgId} and trouble_id = ${id}`.execute(trx)
}

export async function deleteSpell(trx: Trx, orgId: string, id: string): Promise<void> {
  await sql`delete from troubles where org_id = ${orgId} and trouble_id = ${id}`.execute(trx)
}

/** @returns how many */
export async function deleteTroublesBefore(db: Db, before: Date): Promise<number> {
  const done = await sql`delete from troubles where ended_at < ${before}`.execute(db)
  return Number(done.numAffectedRows ?? 0n)
}
