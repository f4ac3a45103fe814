import type { Db } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { COLUMN_WORDS } from '../connectors/contract/column-words.ts'
import { countRejects, type ImportSums, listRejects, sumBatches } from './import-batch-store.ts'
import { type FileSums, listFilesOf, listSeen, sumFiles } from './import-file-store.ts'
import type { ImportCard, ImportPage } from './import-schema.ts'
import { findImport, type ImportRecord, listImports, SILENCE_MS } from './import-store.ts'

const MOST_LISTED = 100
const SHOWN_REJECTS = 50

/** Newest first. */
export async function listImportCards(db: Db, orgId: string, now: Date): Promise<ImportCard[]> {
  const records = await listImports(db, orgId, MOST_LISTED)
  const ids = records.map(({ id }) => id)
  const [files, sums] = [await sumFiles(db, orgId, ids), await sumBatches(db, orgId, ids)]
  return records.map((record) => cardOf(record, files.get(record.id), sums(record.id), now))
}

export async function getImportPage(db: Db, orgId: string, id: string, now: Date): Promise<ImportPage> {
  const record = await findImport(db, orgId, id)
  if (!record) throw new Refusal('not-found')
  const files = await listFilesOf(db, orgId, id)
  const seen = new Map((await listSeen(db, orgId, id)).map((each) => [each.digest, each]))
  const sums = (await sumBatches(db, orgId, [id]))(id)
  const fileSums = (await sumFiles(db, orgId, [id])).get(id)
  return {
    card: cardOf(record, fileSums, sums, now),
    zone: record.zone,
    collectedAt: record.collectedAt?.toISOString() ?? null,
    files: files.map(({ no, name, bytes, received, digest }) => {
      const before = digest === null ? undefined : seen.get(digest)
      const { importId, at, byName, state } = before ?? {}
      const seenBefore = importId && at && byName && state ? { importId, at: at.toISOString(), byName, state } : null
      return { no, name, bytes, received, seenBefore }
    }),
    inspection: record.inspection,
    firstAt: sums.firstAt?.toISOString() ?? null,
    lastAt: sums.lastAt?.toISOString() ?? null,
    rejects: await listRejects(db, orgId, id, SHOWN_REJECTS),
    keptRejects: await countRejects(db, orgId, id),
    filesRemovedAt: record.filesRemovedAt?.toISOString() ?? null,
    fields: Object.keys(COLUMN_WORDS),
  }
}

function cardOf(record: ImportRecord, files: FileSums | undefined, sums: ImportSums, now: Date): ImportCard {
  const { id, state, source, inspection, madeAt, madeByName, startedAt, endedAt, trouble, troubleNote } = record
  const { firstAt: _, lastAt: __, ...counts } = sums
  const isAtWork = state === 'uploaded' || state === 'running'
  const isHeard = record.worker !== null && now.getTime() - (record.heardAt?.getTime() ?? 0) < SILENCE_MS
  return {
    id,
    state,
    source: source || inspection?.proposedSource || '',
    names: files?.names ?? [],
    fileCount: files?.count ?? 0,
    bytes: files?.bytes ?? 0,
    received: files?.received ?? 0,
    madeAt: madeAt.toISOString(),
    madeByName,
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    totalRows: inspection?.rows ?? null,
    counts,
    trouble,
    troubleNote: troubleNote ?? '',
    isWaiting: isAtWork && !isHeard,
  }
}
