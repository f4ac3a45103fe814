import type { FileFormat, FileSample, ReadContext, Row, RowResult, Table } from '../contract.ts'
import { BadFile, type BadFileCode } from './bad-file.ts'
import { applyMapping, type ColumnGuess, flatRow, guessColumns, type Mapping } from './columns.ts'
import { openFile } from './open-file.ts'

export type UnknownTable = {
  readonly name: string
  readonly columns: readonly string[]
  readonly first: readonly Row[]
  readonly guess: ColumnGuess
}
/** What one file is, and, as it is read, what came of its rows. */
export type FileReport = {
  readonly path: string
  /** id of the format, `mapping` where a person said which column is what; undefined: unknown, or no file that can be read */
  readonly format: string | undefined
  readonly confidence: number
  readonly reason: string
  /** why it cannot be read */
  readonly trouble: BadFileCode | undefined
  /** its tables that hold rows, by name and columns */
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[]
  /** of tables that no format knows: what to propose to a person, with the first rows for a dry run */
  readonly unknown: readonly UnknownTable[]
  /** those of them that are read, by the mapping that was given for them */
  readonly mapped: readonly { readonly table: UnknownTable; readonly mapping: Mapping }[]
  rows: number
  posts: number
  readonly refused: Record<string, number>
  readonly skipped: Record<string, number>
}
export type Opened = { readonly report: FileReport; readonly file: FileSample; readonly format: FileFormat }
export type RecogniseOptions = {
  /** how to read tables, whatever they are: formats are not asked */
  readonly mapping?: Mapping
  /** how to read a table that no format knows; undefined: it is left, and reported as unknown */
  readonly mappingFor?: (table: UnknownTable) => Mapping | undefined
}

const LEAST_CONFIDENCE = 0.5

/** What a file is, by what it holds; never throws for a file, however bad. */
export async function recogniseFile(
  formats: readonly FileFormat[],
  path: string,
  { mapping, mappingFor = () => undefined }: RecogniseOptions,
): Promise<{ report: FileReport; opened?: Opened }> {
  let file: FileSample
  try {
    file = await openFile(path)
  } catch (error) {
    const trouble = error instanceof BadFile ? error.code : 'damaged'
    return { report: reportOf(path, { reason: reasonOf(error), trouble }) }
  }
  const tables = file.tables.filter(({ first }) => first.length > 0).map(({ name, columns }) => ({ name, columns }))
  if (mapping) return mappedFile(path, file, tables, (table) => mappingIfTimed(table, mapping))
  const [best] = formats
    .map((format) => ({ format, ...format.recognise(file) }))
    .sort((a, b) => b.confidence - a.confidence)
  if (best && best.confidence >= LEAST_CONFIDENCE) {
    const { format, confidence, reason } = best
    const report = reportOf(path, { format: format.id, confidence, reason, tables })
    return { report, opened: { report, file, format } }
  }
  if (tables.length === 0) {
    return { report: reportOf(path, { reason: 'the file has a header at most, and no rows', trouble: 'no-rows' }) }
  }
  return mappedFile(path, file, tables, mappingFor, best?.confidence)
}

/** Every table that has the column of times. */
function mappingIfTimed({ columns }: UnknownTable, mapping: Mapping): Mapping | undefined {
  return columns.includes(mapping.columns.postedAt ?? '') ? mapping : undefined
}

function mappedFile(
  path: string,
  file: FileSample,
  tables: FileReport['tables'],
  mappingFor: (table: UnknownTable) => Mapping | undefined,
  confidence = 0,
): { report: FileReport; opened?: Opened } {
  const candidates = file.tables.filter(({ first }) => first.length > 0).map(unknownTable)
  const found = candidates.map((table) => ({ table, mapping: mappingFor(table) }))
  const mapped = found.flatMap(({ table, mapping }) => (mapping ? [{ table, mapping }] : []))
  const unknown = found.flatMap(({ table, mapping }) => (mapping ? [] : [table]))
  if (mapped.length === 0) {
    const reason = 'no known format: the columns have to be named'
    return { report: reportOf(path, { confidence, reason, trouble: 'unknown-table', tables, unknown }) }
  }
  const reason = 'the columns were named by a person'
  const report = reportOf(path, { format: 'mapping', confidence: 1, reason, tables, unknown, mapped })
  return { report, opened: { report, file, format: mappedFormat(mapped) } }
}

export function unknownTable(table: Table): UnknownTable {
  const flat = flatTable(table)
  return { ...flat, guess: guessColumns(flat.columns, flat.first) }
}

function reportOf(path: string, found: Partial<FileReport> & { reason: string }): FileReport {
  const nothing = { format: undefined, confidence: 0, trouble: undefined, tables: [], unknown: [], mapped: [] }
  return { ...nothing, rows: 0, posts: 0, refused: {}, skipped: {}, ...found, path }
}

function mappedFormat(mapped: FileReport['mapped']): FileFormat {
  const name = 'mapping'
  return {
    id: name,
    names: { 'zh-Hant': '自訂欄位', 'zh-Hans': '自定义列', en: 'named columns' },
    recognise: () => ({ confidence: 1, reason: name }),
    read: (file, context) => readMapped(file, mapped, context),
  }
}

async function* readMapped(
  file: FileSample,
  mapped: FileReport['mapped'],
  context: ReadContext,
): AsyncGenerator<RowResult> {
  for (const table of file.tables) {
    const mapping = mapped.find((each) => each.table.name === table.name)?.mapping
    if (!mapping) continue
    for await (const line of table.lines()) {
      if ('row' in line) yield applyMapping(mapping, flatRow(line.row), line.number, context)
      else yield { refused: { row: line.number, field: '', ...line.trouble } }
    }
  }
}

function flatTable({ name, columns, first }: Table) {
  const flat = first.map(flatRow)
  return { name, columns: [...new Set(flat.length > 0 ? flat.flatMap(Object.keys) : columns)], first: flat }
}

/** Bugs stay bugs; everything else that goes wrong with a file is said of the file. */
export function reasonOf(error: unknown): string {
  const isBug = error instanceof TypeError || error instanceof ReferenceError || (error as Error)?.name === 'Refusal'
  if (isBug || !(error instanceof Error)) throw error
  return error.message
}
