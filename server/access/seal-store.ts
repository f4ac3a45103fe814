import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import type { Seal } from './seal.ts'

export type Head = { readonly count: number; readonly hash: Uint8Array; readonly sealedBelow: string }

const MOST_AT_ONCE = 1_000

/** What the first seal of an organisation hangs on: its own, so that chains cannot change places. */
export function genesis(orgId: string): Buffer {
  return createHash('sha256').update(`weiji audit ${orgId}`).digest()
}

/** SHA-256(hash before ‖ seq, 8 bytes big-endian ‖ audit id, 16 bytes ‖ commitment) */
export function sealHash(before: Uint8Array, seq: number, auditId: string, commitment: Uint8Array): Buffer {
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(BigInt(seq))
  const id = Buffer.from(auditId.replaceAll('-', ''), 'hex')
  return createHash('sha256').update(before).update(number).update(id).update(commitment).digest()
}

/** One sealer at a time in each organisation. @returns false where another is at work and `waits` is not set */
export async function lockChain(trx: Trx, orgId: string, waits: boolean): Promise<boolean> {
  const key = sql`hashtextextended(${`audit chain ${orgId}`}, 0)`
  if (!waits) {
    const got = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${key}) as got`.execute(trx)
    return got.rows[0]?.got === true
  }
  await sql`select pg_advisory_xact_lock(${key})`.execute(trx)
  return true
}

export async function findHead(trx: Trx, orgId: string): Promise<Head | undefined> {
  const found = await sql<Head>`
    select count, hash, sealed_below::text as "sealedBelow" from audit_heads where org_id = ${orgId}`.execute(trx)
  return found.rows[0]
}

export type Unsealed = {
  readonly acts: readonly { readonly id: string; readonly commitment: Uint8Array }[]
  /** for the head, once these are sealed */
  readonly sealedBelow: string
  readonly isLast: boolean
}

/**
 * The next acts to seal, in the order of (transaction, sequence). Only of transactions older than every running one: a row that appears
 * later then always comes after. A head from another cluster (a restored copy: its transaction numbers mean nothing here) is seen by
 * lying ahead of ours, and then all rows are looked through once.
 */
export async function listUnsealed(trx: Trx, orgId: string, from: string): Promise<Unsealed> {
  const found = await sql<{ id: string | null; commitment: Uint8Array; xid: string; lowest: string }>`
    with s as materialized (
      select pg_snapshot_xmin(pg_current_snapshot()) as lowest, pg_snapshot_xmax(pg_current_snapshot()) as next)
    select a.id, a.commitment, a.xid::text, s.lowest::text
    from s left join lateral (
      select * from audit_acts u
      where u.org_id = ${orgId}
        and case when ${from}::xid8 <= s.lowest then u.xid >= ${from}::xid8 and u.xid < s.lowest
          else u.xid < s.lowest or u.xid >= s.next end
        and not exists (select 1 from audit_seals l where l.org_id = u.org_id and l.audit_id = u.id)
      order by u.xid, u.seq limit ${MOST_AT_ONCE}) a on true
    order by a.xid, a.seq`.execute(trx)
  const rows = found.rows.filter((row): row is typeof row & { id: string } => row.id !== null)
  const lowest = found.rows[0]?.lowest ?? from
  const isLast = rows.length < MOST_AT_ONCE
  const isForeign = BigInt(from) > BigInt(lowest)
  const sealedBelow = isLast ? lowest : isForeign ? from : (rows.at(-1)?.xid ?? from)
  return { acts: rows, sealedBelow, isLast }
}

export async function insertSeals(trx: Trx, orgId: string, seals: readonly Seal[]): Promise<void> {
  await sql`
    insert into audit_seals (org_id, seq, audit_id, commitment, hash)
    select ${orgId}, * from unnest(${seals.map(({ seq }) => seq)}::bigint[], ${seals.map(({ auditId }) => auditId)}::uuid[],
      ${seals.map(({ commitment }) => Buffer.from(commitment))}::bytea[], ${seals.map(({ hash }) => Buffer.from(hash))}::bytea[])
  `.execute(trx)
}

export async function putHead(trx: Trx, at: Date, orgId: string, head: Head): Promise<void> {
  const { count, hash, sealedBelow } = head
  await sql`
    insert into audit_heads (org_id, count, hash, sealed_below, sealed_at)
    values (${orgId}, ${count}, ${hash}, ${sealedBelow}::xid8, ${at})
    on conflict (org_id) do update set count = excluded.count, hash = excluded.hash,
      sealed_below = excluded.sealed_below, sealed_at = excluded.sealed_at`.execute(trx)
}

/** Organisations with acts that may wait for their seal. */
export async function listPending(db: Db): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select o.id from organisations o left join audit_heads h on h.org_id = o.id
    where h.sealed_below > pg_snapshot_xmin(pg_current_snapshot()) or exists (
      select 1 from audit_acts a where a.org_id = o.id and a.xid >= coalesce(h.sealed_below, '0'::xid8))
    order by o.id`.execute(db)
  return found.rows.map(({ id }) => id)
}
