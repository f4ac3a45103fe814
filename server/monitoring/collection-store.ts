import { sql } from 'kysely'
import { SECOND } from '../base/clock.ts'
import { type Db, inTransaction, type Trx } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { SourceRow } from './source-store.ts'

/** A source that is ours to ask until the lease runs out. */
export type Claimed = SourceRow & {
  readonly orgId: string
  readonly cursor: unknown
  readonly failures: number
  readonly everySeconds: number
  readonly answeredAt: Date | null
  readonly madeAt: Date | null
  readonly token: string
}

/** Longer than any asking takes: who has been killed is followed by another. */
export const LEASE_MS = 180 * SECOND
/** Between two questions to the same host. */
const HOST_PAUSE_MS = 2 * SECOND

/**
 * The source that has been due for the longest, of all organisations, and whose host nobody is asking. One at a time decides: two at
 * once might take two sources of the same host.
 */
export function claimDue(db: Db, now: Date): Promise<Claimed | undefined> {
  return inTransaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('weiji collection', 0))`.execute(trx)
    const token = newId(now.getTime())
    const found = await sql<Claimed>`
      with due as (
        select org_id, source_id from sources s
        where state = 'on' and next_at <= ${now} and (lease_until is null or lease_until <= ${now})
          and not exists (
            select 1 from sources o where o.host = s.host and (o.org_id, o.source_id) <> (s.org_id, s.source_id)
              and (o.lease_until > ${now} or o.asked_at > ${new Date(now.getTime() - HOST_PAUSE_MS)}))
        order by next_at, source_id limit 1 for update skip locked
      )
      update sources s set lease_token = ${token}, lease_until = ${new Date(now.getTime() + LEASE_MS)}, asked_at = ${now}
      from due where s.org_id = due.org_id and s.source_id = due.source_id
      returning s.org_id as "orgId", s.source_id as id, s.name, s.kind, s.state, s.settings, s.secrets, s.zone,
        s.every_seconds as "everySeconds", s.cursor, s.failures, s.answered_at as "answeredAt", s.made_at as "madeAt",
        s.lease_token as token`.execute(trx)
    return found.rows[0]
  })
}

export type Run = {
  readonly at: Date
  readonly tookMs: number
  readonly result: 'new' | 'nothing' | 'unchanged' | 'partial' | 'failed'
  readonly trouble: { readonly code: string; readonly reason: string } | undefined
  readonly accepted: number
  readonly duplicates: number
  readonly refused: number
  readonly stamped: number
}

/** The lease is no longer ours: somebody changed the settings, or we took too long. What we found is not to be kept. */
export class LeaseLost extends Error {}

/** In the transaction that stores the posts. @throws LeaseLost */
export async function storeAnswer(
  trx: Trx,
  source: Claimed,
  now: Date,
  { cursor, nextAt, movedTo }: { cursor: unknown; nextAt: Date; movedTo: string | undefined },
): Promise<void> {
  const found = await sql`
    update sources set cursor = ${JSON.stringify(cursor ?? null)}::jsonb, next_at = ${nextAt}, answered_at = ${now},
      moved_to = ${movedTo ?? null}, failures = 0, failing_since = null, error_code = null, error_reason = null,
      lease_token = null, lease_until = null
    where org_id = ${source.orgId} and source_id = ${source.id} and lease_token = ${source.token}
    returning 1`.execute(trx)
  if (found.rows.length === 0) throw new LeaseLost()
}

/** @throws LeaseLost */
export async function storeFailure(
  trx: Trx,
  source: Claimed,
  now: Date,
  { code, reason, nextAt }: { code: string; reason: string; nextAt: Date },
): Promise<void> {
  const found = await sql`
    update sources set failures = failures + 1, failing_since = coalesce(failing_since, ${now}), error_code = ${code},
      error_reason = ${reason}, next_at = ${nextAt}, lease_token = null, lease_until = null
    where org_id = ${source.orgId} and source_id = ${source.id} and lease_token = ${source.token}
    returning 1`.execute(trx)
  if (found.rows.length === 0) throw new LeaseLost()
}

/** Hands it back unasked: the fault is ours, such as a full disk. */
export async function giveBack(db: Db, source: Claimed, nextAt: Date): Promise<void> {
  await sql`
    update sources set next_at = ${nextAt}, lease_token = null, lease_until = null
    where org_id = ${source.orgId} and source_id = ${source.id} and lease_token = ${source.token}`.execute(db)
}

export async function insertRun(trx: Trx, { orgId, id }: Claimed, run: Run): Promise<void> {
  await sql`
    insert into source_runs (org_id, source_id, run_id, at, took_ms, result, code, reason, accepted, duplicates, refused, stamped)
    values (${orgId}, ${id}, ${newId(run.at.getTime())}, ${run.at}, ${run.tookMs}, ${run.result}, ${run.trouble?.code ?? null},
      ${run.trouble?.reason ?? null}, ${run.accepted}, ${run.duplicates}, ${run.refused}, ${run.stamped})`.execute(trx)
}

/** A gap that goes on is one gap: it is the last run's, of the same kind. */
export async function storeGap(
  trx: Trx,
  { orgId, id, answeredAt, madeAt }: Claimed,
  now: Date,
  { code, reason }: { readonly code: string; readonly reason: string },
): Promise<void> {
  const from = answeredAt ?? madeAt ?? now
  const widened = await sql`
    update source_gaps set to_at = ${now}, reason = ${reason}
    where org_id = ${orgId} and source_id = ${id} and code = ${code} and to_at = ${from} returning 1`.execute(trx)
  if (widened.rows.length > 0) return
  await sql`
    insert into source_gaps (org_id, source_id, gap_id, from_at, to_at, code, reason)
    values (${orgId}, ${id}, ${newId(now.getTime())}, ${from}, ${now}, ${code}, ${reason})`.execute(trx)
}

/** Of these posts of a source, the ids of those that are stored. */
export async function knownPosts(db: Db, orgId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await sql<{ id: string }>`
    select post_id as id from post_keys where org_id = ${orgId} and post_id = any(${`{${ids.join()}}`}::uuid[])`.execute(
    db,
  )
  return new Set(found.rows.map(({ id }) => id))
}
