import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../app.ts'
import { MINUTE } from '../base/clock.ts'
import type { Db, Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import { hashSecret, newSecret } from '../base/secret-digest.ts'

/** Tells secret scanners, and whoever finds one in a file, what it opens. */
const PREFIX = 'wj_'
const SEEN_EVERY = MINUTE

export type TokenRow = {
  readonly id: string
  readonly name: string
  readonly permissions: readonly string[]
  readonly createdAt: Date
  readonly createdBy: string
  readonly expiresAt: Date
  readonly lastUsedAt: Date | null
  readonly isRevoked: boolean
}

const TOKEN = sql`
  t.id, t.name, t.permissions, t.created_at as "createdAt", t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt",
  t.revoked_at is not null as "isRevoked",
  coalesce((select p.name from people p where p.org_id = t.org_id and 'person:' || p.id::text = t.created_by), t.created_by)
    as "createdBy"`

export async function insertToken(
  trx: Trx,
  at: Date,
  given: {
    readonly orgId: string
    readonly name: string
    readonly permissions: readonly string[]
    readonly by: string
    readonly expiresAt: Date
  },
): Promise<{ id: string; secret: string }> {
  const id = newId(at.getTime())
  const secret = newSecret(PREFIX)
  const { orgId, name, permissions, by, expiresAt } = given
  await sql`
    insert into api_tokens (org_id, id, name, secret_hash, permissions, created_at, created_by, expires_at)
    values (${orgId}, ${id}, ${name}, ${hashSecret(secret)}, ${permissions}::text[], ${at}, ${by}, ${expiresAt})
  `.execute(trx)
  return { id, secret }
}

/** Newest first, also expired and revoked ones. */
export async function listTokenRows(db: Db, orgId: string, id?: string): Promise<TokenRow[]> {
  const found = await sql<TokenRow>`
    select ${TOKEN} from api_tokens t where t.org_id = ${orgId} and (${id ?? null}::uuid is null or t.id = ${id ?? null}::uuid)
    order by t.created_at desc, t.id desc`.execute(db)
  return found.rows
}

/** @returns false when there is none that still works */
export async function revokeTokenRow(trx: Trx, at: Date, orgId: string, id: string, by: string): Promise<boolean> {
  const done = await sql`
    update api_tokens set revoked_at = ${at}, revoked_by = ${by}
    where org_id = ${orgId} and id = ${id} and revoked_at is null`.execute(trx)
  return done.numAffectedRows === 1n
}

/** Those that a person made and that still work. */
export async function countTokensOf(db: Db, now: Date, orgId: string, by: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from api_tokens
    where org_id = ${orgId} and created_by = ${by} and revoked_at is null and expires_at > ${now}`.execute(db)
  return found.rows[0]?.count ?? 0
}

export async function findTokenActor(db: Db, now: Date, secret: string): Promise<Actor | undefined> {
  return findUsable(db, now, sql`secret_hash = ${hashSecret(secret)}`)
}

/** The same for a stream that stays open. */
export async function findTokenAgain(db: Db, now: Date, orgId: string, id: string): Promise<Actor | undefined> {
  return findUsable(db, now, sql`org_id = ${orgId} and id = ${id}`)
}

async function findUsable(db: Db, now: Date, which: RawBuilder<unknown>): Promise<Actor | undefined> {
  const found = await sql<{ orgId: string; id: string; name: string; permissions: string[]; lastUsedAt: Date | null }>`
    select org_id as "orgId", id, name, permissions, last_used_at as "lastUsedAt" from api_tokens
    where ${which} and revoked_at is null and expires_at > ${now}`.execute(db)
  const row = found.rows[0]
  if (!row) return undefined
  const { orgId, id, name, permissions, lastUsedAt } = row
  if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= SEEN_EVERY) {
    await sql`
      update api_tokens set last_used_at = ${now}
      where org_id = ${orgId} and id = ${id} and last_used_at is not distinct from ${lastUsedAt}::timestamptz`.execute(
      db,
    )
  }
  return { kind: 'token', orgId, id, name, permissions: new Set(permissions) }
}
