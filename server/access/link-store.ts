import { sql } from 'kysely'
import { DAY } from '../base/clock.ts'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { hashSecret, newSecret } from '../base/secret-digest.ts'

/** A first or a new password; signing in at once (demo). */
export type LinkPurpose = 'password' | 'sign-in'

/** Days until nobody uses it any more: an invitation waits for a new colleague's first days, the keys to a whole installation do not. */
const VALID_DAYS = { password: 7, 'sign-in': 1 } as const satisfies Record<LinkPurpose, number>
const SETUP_DAYS = 1

export type LinkRow = {
  readonly orgId: string
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly email: string
  readonly organisation: string
}

/** Voids the person's earlier links. @returns the token, of which only the hash is kept */
export async function insertLink(
  trx: Trx,
  at: Date,
  given: { readonly orgId: string; readonly personId: string; readonly purpose: LinkPurpose; readonly by: string },
): Promise<string> {
  const token = newSecret()
  const { orgId, personId, purpose, by } = given
  await voidLinks(trx, at, orgId, personId)
  await sql`
    insert into person_links (org_id, id, person_id, purpose, token_hash, created_at, created_by, expires_at)
    values (${orgId}, ${newId(at.getTime())}, ${personId}, ${purpose}, ${hashSecret(token)}, ${at}, ${by},
      ${new Date(at.getTime() + VALID_DAYS[purpose] * DAY)})`.execute(trx)
  return token
}

export async function voidLinks(trx: Trx, at: Date, orgId: string, personId: string): Promise<void> {
  await sql`
    update person_links set voided_at = ${at}
    where org_id = ${orgId} and person_id = ${personId} and used_at is null and voided_at is null`.execute(trx)
}

/** A link that can still be used, and whose it is. */
export async function findLink(db: Db, now: Date, token: string, purpose: LinkPurpose): Promise<LinkRow | undefined> {
  const found = await sql<LinkRow>`
    select l.org_id as "orgId", l.id, p.id as "personId", p.name, p.email, o.name as organisation
    from person_links l join people p on p.org_id = l.org_id and p.id = l.person_id
      join organisations o on o.id = l.org_id
    where l.token_hash = ${hashSecret(token)} and l.purpose = ${purpose} and l.used_at is null and l.voided_at is null
      and l.expires_at > ${now} and p.disabled_at is null
      and (l.purpose = 'password' or o.is_demo)`.execute(db)
  return found.rows[0]
}

/** @returns false when somebody else was faster: of two uses at once one waits for the other's row, and then finds it used */
export async function useLink(trx: Trx, now: Date, link: { readonly orgId: string; readonly id: string }) {
  const used = await sql`
    update person_links set used_at = ${now}
    where org_id = ${link.orgId} and id = ${link.id} and used_at is null and voided_at is null`.execute(trx)
  return used.numAffectedRows === 1n
}

/** Voids all earlier ones. */
export async function insertSetupLink(trx: Trx, at: Date): Promise<string> {
  const token = newSecret()
  await sql`update setup_links set voided_at = ${at} where used_at is null and voided_at is null`.execute(trx)
  await sql`
    insert into setup_links (token_hash, created_at, expires_at)
    values (${hashSecret(token)}, ${at}, ${new Date(at.getTime() + SETUP_DAYS * DAY)})`.execute(trx)
  return token
}

export async function isSetupLink(db: Db, now: Date, token: string): Promise<boolean> {
  const found = await sql`
    select 1 from setup_links where token_hash = ${hashSecret(token)} and ${isUsable(now)}`.execute(db)
  return found.rows.length === 1
}

export async function useSetupLink(trx: Trx, now: Date, token: string): Promise<boolean> {
  const used = await sql`
    update setup_links set used_at = ${now} where token_hash = ${hashSecret(token)} and ${isUsable(now)}`.execute(trx)
  return used.numAffectedRows === 1n
}

function isUsable(now: Date) {
  return sql`used_at is null and voided_at is null and expires_at > ${now}`
}
