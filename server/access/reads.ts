import { sql } from 'kysely'
import type { Actor } from '../app.ts'
import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import type { ActBody } from './act.ts'
import type { Permission, Role } from './permissions.ts'

export type PersonRow = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly locale: 'zh-Hant' | 'zh-Hans' | 'en' | null
  readonly roles: readonly Role[]
  readonly isDisabled: boolean
  readonly hasJoined: boolean
  readonly lastSeenAt: Date | null
}

export type OrganisationRow = {
  readonly id: string
  readonly name: string
  readonly zone: string
  readonly isDemo: boolean
}

/** One row of the audit log; what an erased one said is gone. */
export type ActRow = {
  readonly id: string
  readonly at: Date
  readonly actorKind: string
  readonly actorId: string
  readonly actorName: string
  readonly verb: string
  readonly objectKind: string
  readonly objectId: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly isErased: boolean
  readonly isSealed: boolean
}

const PERSON = sql`
  p.id, p.name, p.email, p.locale, p.disabled_at is not null as "isDisabled", p.joined_at is not null as "hasJoined",
  p.last_seen_at as "lastSeenAt",
  array(select g.role from grants g where g.org_id = p.org_id and g.person_id = p.id and g.revoked_at is null
    order by g.role) as roles`

/** Everybody of the organisation, also who has not joined yet or is disabled, by name. */
export async function listPeople(db: Db, orgId: string): Promise<PersonRow[]> {
  const found = await sql<PersonRow>`
    select ${PERSON} from people p where p.org_id = ${orgId} order by p.name, p.id`.execute(db)
  return found.rows
}

export async function findPerson(db: Db, orgId: string, id: string): Promise<PersonRow | undefined> {
  const found = await sql<PersonRow>`
    select ${PERSON} from people p where p.org_id = ${orgId} and p.id = ${id}`.execute(db)
  return found.rows[0]
}

/** Who could do it now: joined, not disabled, with a role that holds the permission. */
export async function peopleWith(db: Db, orgId: string, permission: Permission): Promise<PersonRow[]> {
  const found = await sql<PersonRow>`
    select ${PERSON} from people p
    where p.org_id = ${orgId} and p.disabled_at is null and p.joined_at is not null and exists (
      select 1 from grants g join role_permissions r on r.org_id = g.org_id and r.role = g.role
      where g.org_id = p.org_id and g.person_id = p.id and g.revoked_at is null and r.permission = ${permission})
    order by p.name, p.id`.execute(db)
  return found.rows
}

/** The person as an actor, with the permissions of this moment; undefined when there is none or disabled. */
export async function findActor(db: Db, orgId: string, personId: string): Promise<Actor | undefined> {
  const found = await sql<{ name: string; permissions: string[] }>`
    select p.name, ${permissionsOf} as permissions from people p
    where p.org_id = ${orgId} and p.id = ${personId} and p.disabled_at is null`.execute(db)
  const row = found.rows[0]
  return row && { kind: 'person', orgId, id: personId, name: row.name, permissions: new Set(row.permissions) }
}

/** Rows of role_permissions that the person `p` of a query holds. */
export const permissionsOf = sql<string[]>`array(
  select distinct r.permission from grants g join role_permissions r on r.org_id = g.org_id and r.role = g.role
  where g.org_id = p.org_id and g.person_id = p.id and g.revoked_at is null)`

/** @throws Refusal `not-found` */
export async function getOrganisation(db: Db, orgId: string): Promise<OrganisationRow> {
  const found = await sql<OrganisationRow>`
    select id, name, zone, is_demo as "isDemo" from organisations where id = ${orgId}`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not-found')
  return row
}

export async function listOrganisations(db: Db): Promise<OrganisationRow[]> {
  const found = await sql<OrganisationRow>`
    select id, name, zone, is_demo as "isDemo" from organisations order by created_at, id`.execute(db)
  return found.rows
}

export type ActQuery = {
  readonly objectKind?: string | undefined
  readonly objectIds?: readonly string[] | undefined
  readonly verbs?: readonly string[] | undefined
  /** id of an act: only later ones */
  readonly after?: string | undefined
  /** id of an act: only earlier ones */
  readonly before?: string | undefined
  /** the default is 200 */
  readonly limit?: number | undefined
  /** the default is `oldest` */
  readonly first?: 'oldest' | 'newest'
}

/** The audit log of an organisation in the order of time, acts of one moment as they were written. Erased acts carry empty words. */
export async function listActs(db: Db, orgId: string, query: ActQuery = {}): Promise<ActRow[]> {
  const { objectKind = null, objectIds = null, verbs = null, after = null, before = null, limit = 200 } = query
  const found = await sql<{ id: string; at: Date; body: ActBody | null; isSealed: boolean }>`
    select a.id, a.at, a.body, exists (select 1 from audit_seals s where s.org_id = a.org_id and s.audit_id = a.id) as "isSealed"
    from audit_acts a
    where a.org_id = ${orgId}
      and (${objectKind}::text is null or a.object_kind = ${objectKind})
      and (${objectIds}::text[] is null or a.object_id = any(${objectIds}))
      and (${verbs}::text[] is null or a.verb = any(${verbs}))
      and (${after}::uuid is null or (a.at, a.seq) > ${placeOf(orgId, after)})
      and (${before}::uuid is null or (a.at, a.seq) < ${placeOf(orgId, before)})
    order by ${query.first === 'newest' ? sql`a.at desc, a.seq desc` : sql`a.at, a.seq`}
    limit ${limit}`.execute(db)
  return found.rows.map(actRow)
}

function placeOf(orgId: string, id: string | null) {
  return sql`(select b.at, b.seq from audit_acts b where b.org_id = ${orgId} and b.id = ${id}::uuid)`
}

function actRow(row: { id: string; at: Date; body: ActBody | null; isSealed: boolean }): ActRow {
  const { id, at, body, isSealed } = row
  return {
    id,
    at,
    actorKind: body?.actor.kind ?? '',
    actorId: body?.actor.id ?? '',
    actorName: body?.actor.name ?? '',
    verb: body?.verb ?? '',
    objectKind: body?.objectKind ?? '',
    objectId: body?.objectId ?? '',
    detail: (body?.detail ?? {}) as Readonly<Record<string, unknown>>,
    isErased: body === null,
    isSealed,
  }
}
