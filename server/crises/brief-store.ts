import { sql } from 'kysely'
import type { Actor } from '../app.ts'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { BriefBody } from './brief.ts'
import type { CrisisRef } from './crisis-store.ts'

export type BriefRow = {
  readonly version: number
  readonly madeAt: Date
  readonly byName: string
  readonly comment: string
  readonly snapshot: BriefBody
  /** of the first delivery */
  readonly sentTo: string | null
  readonly sentAt: Date | null
}

const BRIEF = sql`
  b.version, b.made_at as "madeAt", b.by_name as "byName", b.comment, b.snapshot, d.given_to as "sentTo", d.at as "sentAt"
  from briefs b left join lateral (
    select given_to, at from brief_deliveries d
    where d.org_id = b.org_id and d.crisis_id = b.crisis_id and d.version = b.version order by at, id limit 1) d on true`

/** Newest first. */
export async function selectBriefs(db: Db, crisis: CrisisRef): Promise<BriefRow[]> {
  const found = await sql<BriefRow>`
    select ${BRIEF} where b.org_id = ${crisis.orgId} and b.crisis_id = ${crisis.id} order by b.version desc`.execute(db)
  return found.rows
}

/** @param version undefined = the newest */
export async function selectBrief(db: Db, crisis: CrisisRef, version?: number): Promise<BriefRow | undefined> {
  const found = await sql<BriefRow>`
    select ${BRIEF} where b.org_id = ${crisis.orgId} and b.crisis_id = ${crisis.id}
      and (${version ?? null}::integer is null or b.version = ${version ?? null}::integer)
    order by b.version desc limit 1`.execute(db)
  return found.rows[0]
}

export type NewBriefRow = { readonly comment: string; readonly snapshot: BriefBody }

/** The crisis is locked by the caller, so that two briefs cannot take one number. @returns its version */
export async function insertBrief(
  trx: Trx,
  crisis: CrisisRef,
  actor: Actor,
  at: Date,
  given: NewBriefRow,
): Promise<number> {
  const made = await sql<{ version: number }>`
    insert into briefs (org_id, crisis_id, version, made_at, comment, snapshot, by_kind, by_id, by_name)
    select ${crisis.orgId}, ${crisis.id},
      coalesce((select max(version) from briefs where org_id = ${crisis.orgId} and crisis_id = ${crisis.id}), 0) + 1,
      ${at}, ${given.comment}, ${JSON.stringify(given.snapshot)}::jsonb, ${actor.kind}, ${actor.id}, ${actor.name}
    returning version`.execute(trx)
  return made.rows[0]?.version ?? 1
}

export type NewDelivery = { readonly version: number; readonly to: string; readonly how: string }

export async function insertDelivery(
  trx: Trx,
  crisis: CrisisRef,
  actor: Actor,
  at: Date,
  given: NewDelivery,
): Promise<void> {
  await sql`
    insert into brief_deliveries (org_id, id, crisis_id, version, at, given_to, how, by_kind, by_id, by_name)
    values (${crisis.orgId}, ${newId()}, ${crisis.id}, ${given.version}, ${at}, ${given.to}, ${given.how}, ${actor.kind},
      ${actor.id}, ${actor.name})`.execute(trx)
}
