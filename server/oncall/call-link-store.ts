import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'

export type LinkUse = 'acknowledgement' | 'hand-over' | 'refusal'
export type LinkRow = {
  readonly orgId: string
  readonly id: string
  readonly runId: string
  readonly personId: string
  readonly expiresAt: Date
  readonly usedFor: LinkUse | null
}

const LINK = sql`
  org_id as "orgId", id, run_id as "runId", person_id as "personId", expires_at as "expiresAt", used_for as "usedFor"`

/** One for each person and run: whoever is called again gets the same. */
export async function ensureLink(trx: Trx, at: Date, link: Omit<LinkRow, 'usedFor'>): Promise<LinkRow> {
  const { orgId, id, runId, personId, expiresAt } = link
  const found = await sql<LinkRow>`
    insert into call_links (org_id, id, run_id, person_id, made_at, expires_at)
    values (${orgId}, ${id}, ${runId}, ${personId}, ${at}, ${expiresAt})
    on conflict (org_id, run_id, person_id) do update set expires_at = excluded.expires_at
    returning ${LINK}`.execute(trx)
  const row = found.rows[0]
  if (!row) throw new Error('a link was not made')
  return row
}

/** By its id alone: whoever comes by a link is not signed in anywhere. */
export async function findLinkRow(db: Db, id: string): Promise<LinkRow | undefined> {
  const found = await sql<LinkRow>`select ${LINK} from call_links where id = ${id}`.execute(db)
  return found.rows[0]
}

/** Who passed it on by the link may still answer by it. @returns false where it has been used */
export async function useLinkRow(trx: Trx, at: Date, { orgId, id }: LinkRow, usedFor: LinkUse): Promise<boolean> {
  const done = await sql`
    update call_links set used_at = ${at}, used_for = ${usedFor}
    where org_id = ${orgId} and id = ${id}
      and (used_at is null or (${usedFor} = 'acknowledgement' and used_for <> 'acknowledgement'))`.execute(trx)
  return done.numAffectedRows === 1n
}

/** Whoever said that it is not for them, in this run. */
export async function listRefusers(db: Db, orgId: string, runId: string): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select person_id as id from call_events where org_id = ${orgId} and run_id = ${runId} and kind = 'refused'`.execute(
    db,
  )
  return found.rows.map(({ id }) => id)
}
