import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../app.ts'
import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { hashSecret, newSecret } from '../base/secret-digest.ts'
import { permissionsOf } from './reads.ts'

/** A shift: whoever leaves the desk over night signs in again. */
export const IDLE = 12 * HOUR
/** However busy: a stolen cookie is worth a month at most. */
export const ABSOLUTE = 30 * DAY
/** A write for each request would cost more than the request. */
const SEEN_EVERY = MINUTE

export type Visitor = { readonly address: string; readonly userAgent: string }
export type EndReason = 'signed-out' | 'revoked' | 'password-changed' | 'disabled'

export type SessionRow = {
  readonly id: string
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly userAgent: string
  readonly address: string
}

/** @returns the token, which exists nowhere else */
export async function insertSession(
  trx: Trx,
  at: Date,
  person: { readonly orgId: string; readonly personId: string },
  visitor: Visitor,
): Promise<{ id: string; token: string }> {
  const token = newSecret()
  const id = newId(at.getTime())
  await sql`
    insert into sessions (org_id, id, person_id, token_hash, created_at, last_seen_at, expires_at, address, user_agent)
    values (${person.orgId}, ${id}, ${person.personId}, ${hashSecret(token)}, ${at}, ${at},
      ${new Date(at.getTime() + ABSOLUTE)}, ${visitor.address.slice(0, 100)}, ${visitor.userAgent.slice(0, 300)})
  `.execute(trx)
  await sql`
    update people set last_seen_at = ${at} where org_id = ${person.orgId} and id = ${person.personId}`.execute(trx)
  return { id, token }
}

/** Whose session it is, with the permissions of this moment: one query, by index. */
export async function findSessionActor(db: Db, now: Date, token: string): Promise<Actor | undefined> {
  const row = await findOpen(db, now, sql`s.token_hash = ${hashSecret(token)}`)
  if (row && now.getTime() - row.lastSeenAt.getTime() >= SEEN_EVERY) await markSeen(db, now, row)
  return row && actorOf(row)
}

/** The same for a page that stays open: the session is known already, and an open page is no sign of a person at it. */
export async function findSessionAgain(db: Db, now: Date, orgId: string, id: string): Promise<Actor | undefined> {
  const row = await findOpen(db, now, sql`s.org_id = ${orgId} and s.id = ${id}`)
  return row && actorOf(row)
}

async function findOpen(db: Db, now: Date, which: RawBuilder<unknown>): Promise<Row | undefined> {
  const found = await sql<Row>`
    select s.org_id as "orgId", s.id as "sessionId", s.person_id as id, s.last_seen_at as "lastSeenAt", p.name,
      ${permissionsOf} as permissions
    from sessions s join people p on p.org_id = s.org_id and p.id = s.person_id
    where ${which} and ${isOpen(now)} and p.disabled_at is null`.execute(db)
  return found.rows[0]
}

function actorOf({ orgId, id, name, sessionId, permissions }: Row): Actor {
  return { kind: 'person', orgId, id, name, sessionId, permissions: new Set(permissions) }
}

type Row = { orgId: string; sessionId: string; id: string; name: string; lastSeenAt: Date; permissions: string[] }

async function markSeen(db: Db, now: Date, { orgId, sessionId, id, lastSeenAt }: Row): Promise<void> {
  // Of many requests at once the first one writes.
  await sql`
    with seen as (
      update sessions set last_seen_at = ${now}
      where org_id = ${orgId} and id = ${sessionId} and last_seen_at = ${lastSeenAt} returning 1)
    update people set last_seen_at = ${now} where org_id = ${orgId} and id = ${id} and exists (select 1 from seen)
  `.execute(db)
}

export async function listOpenSessions(db: Db, now: Date, orgId: string, personId: string): Promise<SessionRow[]> {
  const found = await sql<SessionRow>`
    select s.id, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.user_agent as "userAgent", s.address
    from sessions s where s.org_id = ${orgId} and s.person_id = ${personId} and ${isOpen(now)}
    order by s.last_seen_at desc, s.id`.execute(db)
  return found.rows
}

/** @returns ids of those that were open and now are not */
export async function endSessions(
  trx: Trx,
  now: Date,
  which: {
    readonly orgId: string
    readonly personId: string
    readonly only?: string | undefined
    readonly except?: string | undefined
  },
  why: EndReason,
): Promise<string[]> {
  const { orgId, personId, only = null, except = null } = which
  const ended = await sql<{ id: string }>`
    update sessions s set ended_at = ${now}, ended_why = ${why}
    where s.org_id = ${orgId} and s.person_id = ${personId} and ${isOpen(now)}
      and (${only}::uuid is null or s.id = ${only}::uuid) and (${except}::uuid is null or s.id <> ${except}::uuid)
    returning s.id`.execute(trx)
  return ended.rows.map(({ id }) => id)
}

/** Long over: nobody can come back with them, and they name addresses. */
export async function deleteOldSessions(db: Db, before: Date): Promise<void> {
  await sql`delete from sessions where expires_at < ${before}`.execute(db)
}

function isOpen(now: Date) {
  return sql`(s.ended_at is null and s.expires_at > ${now} and s.last_seen_at > ${new Date(now.getTime() - IDLE)})`
}
