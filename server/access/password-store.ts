import { hash, verify } from '@node-rs/argon2'
import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'

/** OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, 2 passes, 1 lane. `algorithm: 2` is Argon2id (the package has a const enum). */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
/** How many earlier passwords may not come back. */
export const HISTORY = 5

/** Of no password: an unknown address costs the time of a wrong password. Same parameters as ARGON2ID, which a test compares. */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

/** In the thread pool, some 20 MiB each; @returns the PHC string */
export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), ARGON2ID)
}

export function isPassword(phc: string, password: string): Promise<boolean> {
  return verify(phc, normal(password))
}

/** The same password typed on another keyboard: full width or composed differently. */
export function normal(password: string): string {
  return password.normalize('NFKC')
}

export async function currentHash(db: Db, orgId: string, personId: string): Promise<string | undefined> {
  return (await lastHashes(db, orgId, personId, 1))[0]
}

/** Newest first. */
export async function lastHashes(db: Db, orgId: string, personId: string, count: number): Promise<string[]> {
  const found = await sql<{ hash: string }>`
    select hash from passwords where org_id = ${orgId} and person_id = ${personId}
    order by ordinal desc limit ${count}`.execute(db)
  return found.rows.map((row) => row.hash)
}

/** Adds the new one and forgets those beyond the history. */
export async function insertPassword(trx: Trx, at: Date, orgId: string, personId: string, phc: string): Promise<void> {
  // One change at a time, so that ordinals do not meet.
  await sql`select 1 from people where org_id = ${orgId} and id = ${personId} for no key update`.execute(trx)
  await sql`
    insert into passwords (org_id, person_id, ordinal, hash, set_at)
    select ${orgId}, ${personId}, coalesce(max(ordinal), 0) + 1, ${phc}, ${at}
    from passwords where org_id = ${orgId} and person_id = ${personId}`.execute(trx)
  await sql`
    delete from passwords where org_id = ${orgId} and person_id = ${personId} and ordinal <= (
      select max(ordinal) - ${HISTORY} from passwords where org_id = ${orgId} and person_id = ${personId})`.execute(trx)
}
