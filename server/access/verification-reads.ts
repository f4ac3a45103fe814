import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { type ActBody, canonicalJson } from './act.ts'
import { commitmentOf } from './audit-actions.ts'
import { isSame, type Seal, type SealedAct, timeOfId, type Verification } from './seal.ts'
import { findHead, genesis, type Head, sealHash } from './seal-store.ts'

const MOST_AT_ONCE = 1_000

type Broken = { readonly id: string; readonly why: string }
type SealRow = Seal & { readonly act: SealedAct | undefined }
/** An act of erasing may be met before or after what it erased. */
type Erasure = { readonly erased: Set<string>; readonly named: Set<string> }

export type NotedHead = { readonly count: number; readonly hash: string }

/** As verifyAudit says, and the head as found, for whoever keeps a note of it elsewhere. */
export type VerifiedChain = Verification & { readonly head: NotedHead }

/**
 * Recomputes everything of an organisation's audit, streaming, in one snapshot: each act against its commitment, each seal against the
 * one before, the end against the head kept apart. Names the first broken row.
 * @param noted the head as an earlier run told it, kept where whoever changes the database does not reach
 */
export async function verifyAudit(db: Db, orgId: string, noted?: NotedHead): Promise<VerifiedChain> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((trx) => verify(trx, orgId, noted))
}

async function verify(trx: Trx, orgId: string, noted?: NotedHead): Promise<VerifiedChain> {
  const head = await findHead(trx, orgId)
  const erasure: Erasure = { erased: new Set(), named: new Set() }
  const end = { seq: 0, hash: genesis(orgId) as Uint8Array, rows: 0 }
  let broken: Broken | undefined
  for await (const row of seals(trx, orgId)) {
    end.rows += row.act ? 1 : 0
    broken ??= checkSeal(row, end) ?? checkAct(row.act, erasure)
    end.seq = row.seq
    end.hash = row.hash
    if (row.seq === noted?.count && Buffer.from(row.hash).toString('hex') !== noted.hash) {
      broken ??= { id: row.auditId, why: `seal ${row.seq} is another than the one that was noted` }
    }
  }
  if (noted !== undefined && end.seq < noted.count) {
    broken ??= { id: `seal ${end.seq + 1}`, why: `there were ${noted.count} seals when the head was noted` }
  }
  broken ??= checkEnd(end, head)
  for await (const act of unsealed(trx, orgId)) {
    end.rows += 1
    broken ??= act.isPassedOver
      ? { id: act.id, why: 'the row has no seal although its time for one is past' }
      : undefined
    broken ??= checkAct(act, erasure)
  }
  const erased = [...erasure.erased].find((id) => !erasure.named.has(id))
  broken ??= erased === undefined ? undefined : { id: erased, why: 'the row was erased, and no act says so' }
  return {
    isWhole: broken === undefined,
    rows: end.rows,
    sealed: end.seq,
    firstBroken: broken ?? null,
    head: { count: head?.count ?? 0, hash: Buffer.from(head?.hash ?? genesis(orgId)).toString('hex') },
  }
}

function checkSeal(row: SealRow, before: { readonly seq: number; readonly hash: Uint8Array }): Broken | undefined {
  const { seq, auditId, commitment, hash, act } = row
  if (seq !== before.seq + 1) return { id: auditId, why: `seal ${before.seq + 1} is missing` }
  if (!isSame(hash, sealHash(before.hash, seq, auditId, commitment))) {
    return { id: auditId, why: `seal ${seq} was changed, or seals were reordered` }
  }
  if (act === undefined) return { id: auditId, why: `seal ${seq} is there, but its row is missing` }
  return isSame(act.commitment, commitment) ? undefined : { id: auditId, why: 'the commitment was changed' }
}

function checkAct(act: SealedAct | undefined, erasure: Erasure): Broken | undefined {
  if (act === undefined) return undefined
  const { id, at, salt, commitment } = act
  const body = act.body as ActBody | null
  if (at.getTime() !== timeOfId(id)) return { id, why: 'the time was changed' }
  if (body === null || salt === null) {
    erasure.erased.add(id)
    return undefined
  }
  if (!isSame(commitmentOf(salt, canonicalJson(body)), commitment))
    return { id, why: 'the body or the salt was changed' }
  if (body.at !== at.toISOString()) return { id, why: 'the time was changed' }
  if (body.verb === 'eraseActs') for (const erased of erasedBy(body)) erasure.named.add(erased)
  return undefined
}

function erasedBy(body: ActBody): readonly string[] {
  return (body.detail as { ids?: readonly string[] }).ids ?? []
}

function checkEnd(
  end: { readonly seq: number; readonly hash: Uint8Array },
  head: Head | undefined,
): Broken | undefined {
  const count = head?.count ?? 0
  if (end.seq < count)
    return { id: `seal ${end.seq + 1}`, why: `seals after ${end.seq} are missing: the head counts ${count}` }
  if (end.seq > count || (head && !isSame(head.hash, end.hash))) {
    return { id: `seal ${end.seq}`, why: `the head does not fit the chain: it counts ${count}` }
  }
  return undefined
}

async function* seals(trx: Trx, orgId: string): AsyncGenerator<SealRow> {
  for (let after = -1; ; ) {
    const found = await sql<Seal & { id: string | null; at: Date; body: unknown; salt: Buffer | null; own: Buffer }>`
      select s.seq, s.audit_id as "auditId", s.commitment, s.hash, a.id, a.at, a.body, a.salt, a.commitment as own
      from audit_seals s left join audit_acts a on a.org_id = s.org_id and a.id = s.audit_id
      where s.org_id = ${orgId} and s.seq > ${after} order by s.seq limit ${MOST_AT_ONCE}`.execute(trx)
    for (const { seq, auditId, commitment, hash, id, at, body, salt, own } of found.rows) {
      yield { seq, auditId, commitment, hash, act: id === null ? undefined : { id, at, body, salt, commitment: own } }
    }
    const last = found.rows.at(-1)
    if (!last || found.rows.length < MOST_AT_ONCE) return
    after = last.seq
  }
}

async function* unsealed(trx: Trx, orgId: string): AsyncGenerator<SealedAct & { isPassedOver: boolean }> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const found = await sql<SealedAct & { isPassedOver: boolean }>`
      select a.id, a.at, a.body, a.salt, a.commitment,
        coalesce(a.xid < h.sealed_below and h.sealed_below <= pg_snapshot_xmin(pg_current_snapshot()), false) as "isPassedOver"
      from audit_acts a left join audit_heads h on h.org_id = a.org_id
      where a.org_id = ${orgId} and a.id > ${after}::uuid
        and not exists (select 1 from audit_seals s where s.org_id = a.org_id and s.audit_id = a.id)
      order by a.id limit ${MOST_AT_ONCE}`.execute(trx)
    yield* found.rows
    const last = found.rows.at(-1)
    if (!last || found.rows.length < MOST_AT_ONCE) return
    after = last.id
  }
}
