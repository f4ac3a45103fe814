import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { emailKey } from './person-store.ts'

export type Account = {
  readonly orgId: string
  readonly personId: string
  readonly name: string
  readonly email: string
  readonly organisation: string
  readonly isDisabled: boolean
  /** undefined before the first password is set */
  readonly hash: string | undefined
  /** the owner has signed in from this address before */
  readonly knowsAddress: boolean
}

/** In one query for the known and the unknown: an address must not be told by the time that the answer takes. */
export async function findAccount(db: Db, email: string, address: string): Promise<Account | undefined> {
  const found = await sql<Omit<Account, 'hash'> & { hash: string | null }>`
    select p.org_id as "orgId", p.id as "personId", p.name, p.email, o.name as organisation,
      p.disabled_at is not null as "isDisabled",
      (select w.hash from passwords w where w.org_id = p.org_id and w.person_id = p.id
        order by w.ordinal desc limit 1) as hash,
      exists (select 1 from sessions s where s.org_id = p.org_id and s.person_id = p.id and s.address = ${address}
        and s.ended_why is distinct from 'revoked') as "knowsAddress"
    from people p join organisations o on o.id = p.org_id
    where p.email_key = ${emailKey(email)}`.execute(db)
  const row = found.rows[0]
  return row && { ...row, hash: row.hash ?? undefined }
}

/** The same for somebody who is known already. */
export async function getAccount(db: Db, orgId: string, personId: string, address: string): Promise<Account> {
  const found = await sql<{ email: string }>`
    select email from people where org_id = ${orgId} and id = ${personId}`.execute(db)
  const account = found.rows[0] && (await findAccount(db, found.rows[0].email, address))
  if (!account) throw new Error(`person ${personId} is gone`)
  return account
}
