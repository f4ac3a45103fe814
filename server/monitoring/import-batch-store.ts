import { sql } from 'kysely'
import type { Db, Trx } from '../base/db.ts'
import { arrayLiteral, plainLiteral } from './array-literal.ts'
import type { ChunkResult, RefusedImport } from './import-intake-actions.ts'
import type { Reject } from './import-reject-file.ts'
import type { ImportCounts, RefusedExample } from './import-schema.ts'

/** Of a file that is wrong from end to end the first rows tell enough; all are counted. */
export const MOST_REJECTS = 100_000
/** A row is larger only where it is broken. */
const MOST_ORIGINAL = 64 * 1024

/** What became of a chunk, in the transaction that stores its posts. */
export async function insertImportBatch(
  trx: Trx,
  orgId: string,
  id: string,
  { from, to, batchId, accepted, duplicates, refused, skipped, firstAt, lastAt }: ChunkResult,
): Promise<void> {
  await sql`
    insert into import_batches (org_id, import_id, from_row, to_row, batch_id, accepted, duplicates, refused, skipped, first_at, last_at)
    values (${orgId}, ${id}, ${from}, ${to}, ${batchId}, ${accepted}, ${duplicates}, ${refused.length}, ${skipped}, ${firstAt},
      ${lastAt})`.execute(trx)
  if (refused.length > 0) await insertRejects(trx, orgId, id, refused)
}

async function insertRejects(trx: Trx, orgId: string, id: string, rows: readonly RefusedImport[]): Promise<void> {
  const texts = (of: (row: RefusedImport) => string | null): string => arrayLiteral(rows.map(of))
  await sql`
    insert into import_rejects (org_id, import_id, row_no, file, line, field, code, reason, original)
    select ${orgId}::uuid, ${id}::uuid, u.* from unnest(
      ${plainLiteral(rows.map(({ position }) => position))}::bigint[],
      ${texts(({ file = '' }) => storable(file))}::text[],
      ${plainLiteral(rows.map(({ index }) => index))}::bigint[],
      ${texts(({ field }) => storable(field))}::text[],
      ${texts(({ code }) => code)}::text[],
      ${texts(({ reason }) => storable(reason).slice(0, 500))}::text[],
      ${texts(({ original }) => originalText(original))}::text[]
    ) as u
    where (select count(*) from (
      select 1 from import_rejects where org_id = ${orgId} and import_id = ${id} limit ${MOST_REJECTS}) kept) < ${MOST_REJECTS}`.execute(
    trx,
  )
}

function originalText(original: unknown): string | null {
  if (original === undefined || original === null) return null
  const text = typeof original === 'string' ? JSON.stringify(original) : JSON.stringify(original, exactly)
  return text.length > MOST_ORIGINAL ? null : storable(text)
}

/** JSON knows no bigint; the digits stay what they were. */
export function exactly(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

export type ImportSums = ImportCounts & { readonly firstAt: Date | null; readonly lastAt: Date | null }
const NOTHING: ImportSums = {
  rows: 0,
  accepted: 0,
  duplicates: 0,
  refused: 0,
  skipped: 0,
  firstAt: null,
  lastAt: null,
}

/** Import → what has become of its rows. */
export async function sumBatches(db: Db, orgId: string, ids: readonly string[]): Promise<(id: string) => ImportSums> {
  const found = await sql<ImportSums & { id: string }>`
    select import_id as id, sum(to_row - from_row)::bigint as rows, sum(accepted)::bigint as accepted,
      sum(duplicates)::bigint as duplicates, sum(refused)::bigint as refused, sum(skipped)::bigint as skipped,
      min(first_at) as "firstAt", max(last_at) as "lastAt"
    from import_batches where org_id = ${orgId} and import_id = any(${`{${ids.join()}}`}::uuid[]) group by import_id`.execute(
    db,
  )
  const sums = new Map(found.rows.map(({ id, ...row }) => [id, row]))
  return (id) => sums.get(id) ?? NOTHING
}

/** The rows [from, to) that are in, in order. */
export async function listDone(db: Db, orgId: string, id: string): Promise<{ from: number; to: number }[]> {
  const found = await sql<{ from: number; to: number }>`
    select from_row as from, to_row as to from import_batches
    where org_id = ${orgId} and import_id = ${id} order by from_row`.execute(db)
  return found.rows
}

export async function listRejects(db: Db, orgId: string, id: string, limit: number): Promise<RefusedExample[]> {
  const found = await sql<RefusedExample>`
    select file, line as row, field, code, reason from import_rejects
    where org_id = ${orgId} and import_id = ${id} order by row_no limit ${limit}`.execute(db)
  return found.rows
}

export async function countRejects(db: Db, orgId: string, id: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from import_rejects where org_id = ${orgId} and import_id = ${id}`.execute(db)
  return found.rows[0]?.count ?? 0
}

/** All of them in order, a page at a time. */
export async function* eachReject(db: Db, orgId: string, id: string): AsyncGenerator<Reject> {
  let after = -1
  for (;;) {
    const { rows } = await sql<Reject>`
      select row_no as "rowNo", file, line as row, field, code, reason, original from import_rejects
      where org_id = ${orgId} and import_id = ${id} and row_no > ${after} order by row_no limit 1000`.execute(db)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.rowNo
  }
}

/** Which of these posts are stored already. */
export async function findStored(db: Db, orgId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const found = await sql<{ id: string }>`
    select post_id as id from post_keys where org_id = ${orgId} and post_id = any(${plainLiteral(ids)}::uuid[])`.execute(
    db,
  )
  return new Set(found.rows.map(({ id }) => id))
}
