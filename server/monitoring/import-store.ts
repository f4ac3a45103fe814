import { sql } from 'kysely'
import { SECOND } from '../base/clock.ts'
import type { Db } from '../base/db.ts'
import type { ImportMappings, ImportState, Inspection } from './import-schema.ts'
import { statesBefore } from './import-states.ts'

/** Whoever has not been heard of for so long was killed. */
export const SILENCE_MS = 30 * SECOND

export type ImportRecord = {
  readonly orgId: string
  readonly id: string
  readonly state: ImportState
  /** where its files lie; null: none has come yet */
  readonly place: string | null
  readonly source: string
  readonly zone: string
  readonly collectedAt: Date | null
  readonly mappings: ImportMappings
  readonly inspection: Inspection | null
  readonly madeAt: Date
  readonly madeByName: string
  readonly startedAt: Date | null
  readonly endedAt: Date | null
  readonly readAt: Date | null
  readonly trouble: string | null
  readonly troubleNote: string | null
  readonly worker: string | null
  readonly heardAt: Date | null
  readonly filesRemovedAt: Date | null
}

const COLUMNS = sql`i.org_id as "orgId", i.import_id as id, i.state, i.place, i.source, i.zone, i.collected_at as "collectedAt",
  i.mappings, i.inspection, i.made_at as "madeAt", i.made_by_name as "madeByName", i.started_at as "startedAt", i.ended_at as "endedAt",
  i.read_at as "readAt", i.trouble, i.trouble_note as "troubleNote", i.worker, i.heard_at as "heardAt",
  i.files_removed_at as "filesRemovedAt"`

export async function insertImport(
  db: Db,
  made: {
    readonly orgId: string
    readonly id: string
    readonly zone: string
    readonly at: Date
    readonly by: string
    readonly byName: string
    readonly files: readonly { readonly name: string; readonly bytes: number }[]
  },
): Promise<void> {
  const { orgId, id, zone, at, by, byName, files } = made
  await sql`
    insert into imports (org_id, import_id, state, state_at, source, zone, mappings, made_at, made_by, made_by_name)
    values (${orgId}, ${id}, 'uploading', ${at}, '', ${zone}, '{}', ${at}, ${by}, ${byName})`.execute(db)
  await sql`
    insert into import_files (org_id, import_id, file_no, name, bytes, received)
    select ${orgId}::uuid, ${id}::uuid, f.no, f.name, f.bytes, 0
    from jsonb_to_recordset(${JSON.stringify(files.map((file, i) => ({ ...file, no: i + 1 })))}::jsonb) as f (no int, name text, bytes bigint)`.execute(
    db,
  )
}

export async function findImport(db: Db, orgId: string, id: string): Promise<ImportRecord | undefined> {
  const found = await sql<ImportRecord>`
    select ${COLUMNS} from imports i where i.org_id = ${orgId} and i.import_id = ${id}`.execute(db)
  return found.rows[0]
}

/** Newest first. */
export async function listImports(db: Db, orgId: string, limit: number): Promise<ImportRecord[]> {
  const found = await sql<ImportRecord>`
    select ${COLUMNS} from imports i where i.org_id = ${orgId} order by i.made_at desc, i.import_id desc limit ${limit}`.execute(
    db,
  )
  return found.rows
}

/** The only way in which a state changes. @returns false where it was in none of the states before, or another process works on it */
export async function moveImport(
  db: Db,
  orgId: string,
  id: string,
  to: ImportState,
  { at, worker, trouble }: { at: Date; worker?: string; trouble?: { code: string; note: string } },
): Promise<boolean> {
  const before = `{${statesBefore(to).join()}}`
  const done = await sql`
    update imports set state = ${to}, state_at = ${at}, trouble = ${trouble?.code ?? null}, trouble_note = ${trouble?.note.slice(0, 500) ?? null},
      started_at = case when ${to === 'running'} then coalesce(started_at, ${at}) else started_at end,
      read_at = case when ${to === 'running'} then coalesce(read_at, ${at}) else read_at end,
      ended_at = case when ${['done', 'failed', 'cancelled'].includes(to)} then ${at}::timestamptz end
    where org_id = ${orgId} and import_id = ${id} and state = any(${before}::text[])
      and (${worker ?? null}::uuid is null or worker = ${worker ?? null}::uuid)`.execute(db)
  return Number(done.numAffectedRows ?? 0) === 1
}

export async function saveSettings(
  db: Db,
  orgId: string,
  id: string,
  { source, zone, collectedAt, mappings }: Pick<ImportRecord, 'source' | 'zone' | 'collectedAt' | 'mappings'>,
): Promise<void> {
  await sql`
    update imports set source = ${source}, zone = ${zone}, collected_at = ${collectedAt}, mappings = ${JSON.stringify(mappings)}::jsonb
    where org_id = ${orgId} and import_id = ${id}`.execute(db)
}

export async function saveInspection(db: Db, orgId: string, id: string, inspection: Inspection): Promise<void> {
  await sql`
    update imports set inspection = ${JSON.stringify(inspection)}::jsonb
    where org_id = ${orgId} and import_id = ${id}`.execute(db)
}

/** The files of an import lie where the first part of them came. @returns where that is */
export async function settlePlace(db: Db, orgId: string, id: string, place: string): Promise<string> {
  const found = await sql<{ place: string }>`
    update imports set place = coalesce(place, ${place}::uuid)
    where org_id = ${orgId} and import_id = ${id} returning place`.execute(db)
  return found.rows[0]?.place ?? place
}

/** Takes up the oldest import that waits for work here, if any; another process that looks at the same time gets another one. */
export async function claimImport(
  db: Db,
  {
    place,
    worker,
    state,
    now,
    waitingSince,
  }: { place: string; worker: string; state: 'uploaded' | 'running'; now: Date; waitingSince: Date },
): Promise<ImportRecord | undefined> {
  const found = await sql<ImportRecord>`
    update imports i set worker = ${worker}, heard_at = ${now}
    where (i.org_id, i.import_id) = (
      select w.org_id, w.import_id from imports w
      where w.place = ${place} and w.state = ${state} and w.state_at <= ${waitingSince} and (w.worker is null or w.heard_at < ${new Date(now.getTime() - SILENCE_MS)})
      order by w.made_at limit 1 for update skip locked)
    returning ${COLUMNS}`.execute(db)
  return found.rows[0]
}

/** @returns the state as it is now; undefined where another process has taken it over */
export async function hearOfImport(
  db: Db,
  orgId: string,
  id: string,
  worker: string,
  now: Date,
): Promise<ImportState | undefined> {
  const found = await sql<{ state: ImportState }>`
    update imports set heard_at = ${now} where org_id = ${orgId} and import_id = ${id} and worker = ${worker}
    returning state`.execute(db)
  return found.rows[0]?.state
}

export async function leaveImport(db: Db, orgId: string, id: string, worker: string): Promise<void> {
  await sql`
    update imports set worker = null, heard_at = null
    where org_id = ${orgId} and import_id = ${id} and worker = ${worker}`.execute(db)
}

/** Imports here whose files are no longer needed: ended or left alone since before a time. */
export async function listForgotten(
  db: Db,
  place: string,
  { endedBefore, madeBefore }: { endedBefore: Date; madeBefore: Date },
): Promise<ImportRecord[]> {
  const found = await sql<ImportRecord>`
    select ${COLUMNS} from imports i
    where i.place = ${place} and i.files_removed_at is null
      and ((i.state = 'cancelled' and i.worker is null) or (i.state in ('done', 'failed') and i.ended_at < ${endedBefore})
        or (i.state in ('uploading', 'uploaded', 'ready', 'paused') and i.made_at < ${madeBefore}))
    order by i.made_at limit 100`.execute(db)
  return found.rows
}

/** With the files go the texts that were kept of them. */
export async function markFilesRemoved(db: Db, orgId: string, id: string, at: Date): Promise<void> {
  await sql`
    update imports set files_removed_at = ${at}, inspection = case when inspection is null then null else
      jsonb_set(inspection, '{examples}', '[]') || jsonb_build_object('files', (
        select coalesce(jsonb_agg(f || jsonb_build_object('unknown', '[]'::jsonb)), '[]') from jsonb_array_elements(inspection -> 'files') f))
      end
    where org_id = ${orgId} and import_id = ${id}`.execute(db)
  await sql`
    update import_rejects set original = null where org_id = ${orgId} and import_id = ${id}`.execute(db)
}
