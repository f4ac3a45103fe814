import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Db, inTransaction, type Trx } from '../base/db.ts'
import { Refusal, type RefusalCode } from '../base/errors.ts'
import { type Counter, countOnAccount, countOnAddress, networkOf, type Verdict } from './lock-out.ts'

/** What an attempt counts on. An account has a counter of its own for each address from which its owner has signed in before. */
export type Counted = { readonly account: string; readonly address: string }

export type Attempt = {
  /** failures in a row before this one */
  readonly failuresBefore: number
  /** the password was right: in the transaction that signs in */
  succeed(trx: Trx): Promise<void>
}

/**
 * Counts an attempt as failed; it is taken back by `succeed`. In the database, so that restarts and other web processes know of it.
 * @throws Refusal `too-many-requests` (address), `locked-out` (account), with retryAfter
 */
export async function beginAttempt(db: Db, now: Date, counted: Counted): Promise<Attempt> {
  const address = keyOf('address', networkOf(counted.address))
  const account = keyOf('account', counted.account)
  await inTransaction(db, (trx) => count(trx, now, address, countOnAddress, 'too-many-requests'))
  const failures = await inTransaction(db, (trx) => count(trx, now, account, countOnAccount, 'locked-out'))
  return {
    failuresBefore: failures - 1,
    succeed: async (trx) => {
      await sql`delete from sign_in_counters where key = ${account}`.execute(trx)
      await sql`
        update sign_in_counters set failures = greatest(0, failures - 1) where key = ${address}`.execute(trx)
    },
  }
}

export async function deleteCounters(db: Db, before: Date): Promise<void> {
  await sql`delete from sign_in_counters where counted_at < ${before}`.execute(db)
}

type Rule = (counter: Counter | undefined, now: Date) => Verdict

async function count(trx: Trx, now: Date, key: Buffer, rule: Rule, code: RefusalCode): Promise<number> {
  const made = await sql`
    insert into sign_in_counters (key, failures, counted_at) values (${key}, 0, ${now})
    on conflict (key) do nothing`.execute(trx)
  const found = await sql<Counter>`
    select failures, counted_at as "countedAt", blocked_until as "blockedUntil"
    from sign_in_counters where key = ${key} for update`.execute(trx)
  const verdict = rule(made.numAffectedRows === 1n ? undefined : found.rows[0], now)
  if ('waitSeconds' in verdict) throw new Refusal(code, { retryAfter: verdict.waitSeconds })
  const { failures, countedAt, blockedUntil } = verdict.next
  await sql`
    update sign_in_counters set failures = ${failures}, counted_at = ${countedAt}, blocked_until = ${blockedUntil}
    where key = ${key}`.execute(trx)
  return failures
}

/** Hashed: what somebody typed into the wrong field may be anything. */
function keyOf(kind: string, value: string): Buffer {
  return createHash('sha256').update(`${kind} ${value}`).digest()
}
