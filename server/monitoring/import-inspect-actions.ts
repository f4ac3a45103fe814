import type { App } from '../app.ts'
import { fingerprintOf } from '../connectors/contract/known-headers.ts'
import type { FileReport, UnknownTable } from '../connectors/contract/recognise.ts'
import type { Row } from '../connectors/contract.ts'
import { findFileFormat } from '../connectors/index.ts'
import { exactly } from './import-batch-store.ts'
import type { ImportFile } from './import-file-store.ts'
import { rowsOf } from './import-intake-actions.ts'
import { type ImportReading, openReading } from './import-reading-actions.ts'
import type { ImportFileFound, ImportTable, Inspection } from './import-schema.ts'
import type { ImportRecord } from './import-store.ts'
import { type Trial, tryRows } from './import-trial-actions.ts'

const MOST_SAMPLE = 200
const MOST_COLUMNS = 400
const MOST_FILES = 500

export type InspectOptions = {
  readonly onProgress: (rows: number) => Promise<void>
  readonly isStopped: () => boolean
}

/** Looks through the files of an import: what they are, what their rows would come to. Stores nothing. */
export async function inspectFiles(
  app: App,
  record: ImportRecord,
  files: readonly ImportFile[],
  options: InspectOptions,
): Promise<Inspection> {
  const opened = await openReading(app, record, files)
  const { reading, nameOf, broken } = opened
  const proposedSource = proposeSource(opened)
  const now = record.readAt ?? app.clock.now()
  const { files: counts, ...trial } = await tryRows(app.db, {
    orgId: record.orgId,
    source: record.source || proposedSource,
    rows: rowsOf(reading.items, nameOf),
    now,
    ...options,
  })
  const unreadable = broken.map(({ name, code, reason }) => ({ ...NOTHING, name, reason, trouble: code }))
  const readable = reading.files.map((report) => fileFound(report, nameOf(report.path), counts, opened, record))
  return { ...trial, at: now.toISOString(), files: [...unreadable, ...readable].slice(0, MOST_FILES), proposedSource }
}

const NOTHING = {
  format: null,
  tables: [],
  unknown: [],
  rows: 0,
  posts: 0,
  refused: 1,
  skipped: 0,
  of: [],
} as const satisfies Partial<ImportFileFound>

function fileFound(
  report: FileReport,
  name: string,
  counts: Trial['files'],
  opened: ImportReading,
  record: ImportRecord,
): ImportFileFound {
  const format = report.format === undefined ? undefined : findFileFormat(report.format)
  const tables = [...report.mapped.map(({ table }) => table), ...report.unknown]
  return {
    name,
    format: format ? { id: format.id, names: format.names } : report.format === undefined ? null : MAPPED,
    reason: report.reason,
    trouble: report.trouble ?? null,
    tables: report.tables.map(({ name, columns }) => ({ name, columns: columns.slice(0, MOST_COLUMNS) })),
    unknown: tables.map((table) => tableFound(table, report, opened, record)),
    ...(counts.get(name) ?? { rows: 0, posts: 0, refused: 0, skipped: 0, of: [] }),
  }
}

const MAPPED = { id: 'mapping', names: { 'zh-Hant': '自訂欄位', 'zh-Hans': '自定义列', en: 'Columns as named' } }

function tableFound(
  table: UnknownTable,
  { mapped }: FileReport,
  { rememberedOf }: ImportReading,
  { mappings }: ImportRecord,
): ImportTable {
  const fingerprint = fingerprintOf(table.columns)
  const remembered = mappings[fingerprint] === undefined ? rememberedOf(table) : undefined
  const { mapping, fields, missing } = table.guess
  return {
    fingerprint,
    name: table.name,
    columns: table.columns.slice(0, MOST_COLUMNS),
    samples: table.first.map(samplesOf),
    guess: { mapping: plain(mapping), fields: plain(fields), missing: [...missing] },
    mapping: plain(mapped.find((each) => each.table.name === table.name)?.mapping ?? null),
    remembered: remembered
      ? {
          source: remembered.kept.source,
          at: new Date(remembered.kept.madeAt).toISOString(),
          moved: remembered.moved.map(({ field, was = null, now = null }) => ({ field, was, now })),
        }
      : null,
  }
}

/** Cells as text, short: enough to tell what a column holds, and to try a mapping on. */
function samplesOf(row: Row): Record<string, string> {
  const cells = Object.entries(row).slice(0, MOST_COLUMNS)
  return Object.fromEntries(
    cells.map(([column, value]) => {
      const text = typeof value === 'object' && value !== null ? JSON.stringify(value, exactly) : String(value ?? '')
      return [
        column,
        [...text.slice(0, 4 * MOST_SAMPLE)].slice(0, MOST_SAMPLE).join('').replaceAll('\0', '').toWellFormed(),
      ]
    }),
  )
}

function plain<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** The name of the one format of all files, or of the remembered table; '' where nothing proposes one. */
export function proposeSource({ reading, rememberedOf }: ImportReading): string {
  const { format } = reading
  if (format && format.id !== 'mapping') return format.id === 'weiji' ? '' : format.id
  const remembered = reading.files.flatMap(({ mapped }) => mapped.map(({ table }) => rememberedOf(table)?.kept.source))
  const [only, ...others] = [...new Set(remembered.filter((name) => name !== undefined))]
  return others.length === 0 ? (only ?? '') : ''
}
