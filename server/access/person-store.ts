import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { newId } from '../base/ids.ts'
import { STARTING_ROLES } from './permissions.ts'
import type { PersonFacts } from './person.ts'

export type NewOrganisation = { readonly name: string; readonly zone: string; readonly isDemo: boolean }

/** With the starting roles as rows, so that they can be changed without a release. */
export async function insertOrganisation(trx: Trx, at: Date, given: NewOrganisation): Promise<string> {
  const id = newId(at.getTime())
  await sql`
    insert into organisations (id, name, zone, is_demo, created_at)
    values (${id}, ${given.name}, ${given.zone}, ${given.isDemo}, ${at})`.execute(trx)
  const rows = Object.entries(STARTING_ROLES).flatMap(([role, all]) => all.map((permission) => ({ role, permission })))
  await sql`
    insert into roles (org_id, name, created_at)
    select ${id}, unnest(${Object.keys(STARTING_ROLES)}::text[]), ${at}`.execute(trx)
  await sql`
    insert into role_permissions (org_id, role, permission)
    select ${id}, unnest(${rows.map((row) => row.role)}::text[]), unnest(${rows.map((row) => row.permission)}::text[])`.execute(
    trx,
  )
  return id
}

export type NewPersonRow = {
  readonly orgId: string
  readonly name: string
  readonly email: string
  readonly locale?: string | undefined
}

/** @throws Refusal `email-taken`, of any organisation: signing in names none */
export async function insertPerson(trx: Trx, at: Date, given: NewPersonRow): Promise<string> {
  const id = newId(at.getTime())
  const { orgId, name, email, locale = null } = given
  const made = await sql`
    insert into people (org_id, id, name, email, email_key, locale, created_at)
    values (${orgId}, ${id}, ${name}, ${email}, ${emailKey(email)}, ${locale}, ${at})
    on conflict (email_key) do nothing`.execute(trx)
  if (made.numAffectedRows !== 1n) throw new Refusal('email-taken', { field: 'email' })
  return id
}

export type GrantChange = {
  readonly orgId: string
  readonly personId: string
  readonly roles: readonly string[]
  readonly by: string
  readonly reason: string
}

export async function insertGrants(trx: Trx, at: Date, given: GrantChange): Promise<void> {
  for (const role of given.roles) {
    await sql`
      insert into grants (org_id, id, person_id, role, granted_at, granted_by, reason)
      values (${given.orgId}, ${newId(at.getTime())}, ${given.personId}, ${role}, ${at}, ${given.by}, ${given.reason})
    `.execute(trx)
  }
}

export async function revokeGrants(trx: Trx, at: Date, given: GrantChange): Promise<void> {
  await sql`
    update grants set revoked_at = ${at}, revoked_by = ${given.by}, revoked_reason = ${given.reason}
    where org_id = ${given.orgId} and person_id = ${given.personId} and revoked_at is null
      and role = any(${given.roles}::text[])`.execute(trx)
}

/**
 * Changes to who administers happen one after another in each organisation: two administrators who disable each other at the same
 * moment must not both succeed.
 */
export async function lockPeople(trx: Trx, orgId: string): Promise<void> {
  await sql`select 1 from organisations where id = ${orgId} for no key update`.execute(trx)
}

/** @param disabling undefined = enabled again */
export async function setDisabled(
  trx: Trx,
  orgId: string,
  personId: string,
  disabling: { readonly at: Date; readonly by: string; readonly reason: string } | undefined,
): Promise<void> {
  await sql`
    update people set disabled_at = ${disabling?.at ?? null}, disabled_by = ${disabling?.by ?? null},
      disabled_reason = ${disabling?.reason ?? null}
    where org_id = ${orgId} and id = ${personId}`.execute(trx)
}

export async function markJoined(trx: Trx, at: Date, orgId: string, personId: string): Promise<void> {
  await sql`
    update people set joined_at = coalesce(joined_at, ${at}) where org_id = ${orgId} and id = ${personId}`.execute(trx)
}

export async function setLocale(db: Db, orgId: string, personId: string, locale: string): Promise<void> {
  await sql`update people set locale = ${locale} where org_id = ${orgId} and id = ${personId}`.execute(db)
}

/** What two spellings of one address have in common. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}

/** What the guards of person.ts need to know. @param roles those the person would have; undefined = stays as it is */
export async function factsOf(
  trx: Trx,
  orgId: string,
  personId: string,
  roles?: readonly string[],
): Promise<Omit<PersonFacts, 'isSelf'> | undefined> {
  const found = await sql<Omit<PersonFacts, 'isSelf'>>`
    with administrators as (
      select distinct g.person_id as id from grants g
        join role_permissions r on r.org_id = g.org_id and r.role = g.role and r.permission = 'people.manage'
        join people o on o.org_id = g.org_id and o.id = g.person_id and o.disabled_at is null and o.joined_at is not null
      where g.org_id = ${orgId} and g.revoked_at is null)
    select p.disabled_at is not null as "isDisabled", p.joined_at is not null as "hasJoined",
      p.id in (select id from administrators) and (select count(*) from administrators) = 1 as "isLastAdministrator",
      ${roles !== undefined} and not exists (
        select 1 from role_permissions r where r.org_id = ${orgId} and r.permission = 'people.manage'
          and r.role = any(${roles ?? []}::text[])) as "losesAdministration"
    from people p where p.org_id = ${orgId} and p.id = ${personId}`.execute(trx)
  return found.rows[0]
}
