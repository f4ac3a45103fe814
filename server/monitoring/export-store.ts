import { sql } from 'kysely'
import { MINUTE } from '../base/clock.ts'
import type { Db, Trx } from '../base/db.ts'
import type { Export, NewExport } from './export-schema.ts'
import type { SearchQuery } from './search-schema.ts'

export type ExportRow = Omit<Export, 'madeAt'> & {
  readonly columns: NewExport['columns']
  readonly query: SearchQuery
  readonly locale: NewExport['locale']
  readonly madeAt: Date
  /** `KIND:ID` of an actor */
  readonly madeBy: string
}

/** A running one is heard of every few seconds; one that is silent for longer was killed with its process. */
const SILENCE_MS = 2 * MINUTE

function rowOf(now: Date) {
  const heard = new Date(now.getTime() - SILENCE_MS)
  return sql`
    export_id as id, format, columns, query, locale, expected, is_exact as "isExact", rows_sent as rows,
    case when state = 'running' and heard_at < ${heard} then 'aborted' else state end as state, made_at as "madeAt",
    made_by as "madeBy" from exports`
}

export async function findExport(db: Db, orgId: string, id: string, now: Date): Promise<ExportRow | undefined> {
  const found = await sql<ExportRow>`
    select ${rowOf(now)} where org_id = ${orgId} and export_id = ${id}`.execute(db)
  return found.rows[0]
}

/** Newest first. */
export async function listExportsOf(
  db: Db,
  orgId: string,
  madeBy: string,
  now: Date,
  limit: number,
): Promise<ExportRow[]> {
  const found = await sql<ExportRow>`
    select ${rowOf(now)} where org_id = ${orgId} and made_by = ${madeBy} order by made_at desc, export_id desc
    limit ${limit}`.execute(db)
  return found.rows
}

export async function countRunningExports(db: Db, orgId: string, now: Date): Promise<number> {
  const heard = new Date(now.getTime() - SILENCE_MS)
  const found = await sql<{ count: number }>`
    select count(*) as count from exports
    where org_id = ${orgId} and state = 'running' and heard_at >= ${heard}`.execute(db)
  return found.rows[0]?.count ?? 0
}

export async function insertExport(
  trx: Trx,
  orgId: string,
  row: NewExport & {
    readonly id: string
    readonly expected: number
    readonly isExact: boolean
    readonly at: Date
    readonly by: string
  },
): Promise<void> {
  await sql`
    insert into exports (org_id, export_id, format, columns, query, locale, expected, is_exact, state, made_at, made_by)
    values (${orgId}, ${row.id}, ${row.format}, ${row.columns}::text[], ${JSON.stringify(row.query)}::jsonb, ${row.locale},
      ${row.expected}, ${row.isExact}, 'ready', ${row.at}, ${row.by})`.execute(trx)
}

/** @returns false when it is not ready (any more): of two who open it at once, one has it */
export async function markExportStarted(db: Db, orgId: string, id: string, at: Date): Promise<boolean> {
  const changed = await sql`
    update exports set state = 'running', started_at = ${at}, heard_at = ${at}
    where org_id = ${orgId} and export_id = ${id} and state = 'ready'`.execute(db)
  return changed.numAffectedRows === 1n
}

export async function noteExportRows(db: Db, orgId: string, id: string, rows: number, at: Date): Promise<void> {
  await sql`
    update exports set rows_sent = ${rows}, heard_at = ${at}
    where org_id = ${orgId} and export_id = ${id} and state = 'running'`.execute(db)
}

export async function markExportEnded(
  trx: Trx,
  orgId: string,
  id: string,
  end: { readonly state: 'done' | 'aborted' | 'failed'; readonly rows: number; readonly at: Date },
): Promise<void> {
  await sql`
    update exports set state = ${end.state}, rows_sent = ${end.rows}, heard_at = ${end.at}, ended_at = ${end.at}
    where org_id = ${orgId} and export_id = ${id} and state = 'running'`.execute(trx)
}
