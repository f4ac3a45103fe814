import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'

export type Rise = {
  readonly trackId: string
  /** '' is all platforms together */
  readonly platform: string
  /** beginning of the point */
  readonly at: Date
  readonly times: number
}

/** One worker at a time counts for an organisation; ends with the transaction. */
export async function lockRises(trx: Trx, orgId: string): Promise<boolean> {
  const found = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`rises ${orgId}`}, 0)) as locked`.execute(trx)
  return found.rows[0]?.locked ?? false
}

export async function risesUntil(db: Db, orgId: string): Promise<Date | undefined> {
  const found = await sql<{ upto: Date }>`
    select upto_at as upto from platform_rise_cursors where org_id = ${orgId}`.execute(db)
  return found.rows[0]?.upto
}

/** What was known of [from, upTo) is replaced. */
export async function saveRises(
  trx: Trx,
  orgId: string,
  { from, upTo }: { readonly from: Date; readonly upTo: Date },
  rises: readonly Rise[],
): Promise<void> {
  await sql`delete from platform_rises where org_id = ${orgId} and at >= ${from} and at < ${upTo}`.execute(trx)
  await sql`
    insert into platform_rise_cursors (org_id, upto_at) values (${orgId}, ${upTo})
    on conflict (org_id) do update set upto_at = excluded.upto_at`.execute(trx)
  if (rises.length === 0) return
  await sql`
    insert into platform_rises (org_id, track_id, platform, at, times)
    select ${orgId}::uuid, r.* from unnest(${rises.map(({ trackId }) => trackId)}::uuid[],
      ${rises.map(({ platform }) => platform)}::text[], ${rises.map(({ at }) => at)}::timestamptz[],
      ${rises.map(({ times }) => times)}::real[]) as r`.execute(trx)
}

/** Beginning of the point, in milliseconds → how many times the usual; nothing where it is the usual. */
export async function risesOf(
  db: Db,
  orgId: string,
  { trackId, platform }: Pick<Rise, 'trackId' | 'platform'>,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<ReadonlyMap<number, number>> {
  const found = await sql<{ at: Date; times: number }>`
    select at, times from platform_rises
    where org_id = ${orgId} and track_id = ${trackId} and platform = ${platform} and at >= ${from} and at < ${to}`.execute(
    db,
  )
  return new Map(found.rows.map(({ at, times }) => [at.getTime(), times]))
}

export async function deleteRisesBefore(db: Db, before: Date): Promise<void> {
  await sql`delete from platform_rises where at < ${before}`.execute(db)
}
