import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { Refusal } from '../../base/errors.ts'
import type { FileFormat, FileSample, ReadContext, Row, RowResult, Table } from '../contract.ts'
import { applyMapping, type ColumnGuess, flatRow, guessColumns, type Mapping } from './columns.ts'
import { openFile } from './open-file.ts'
import { createRepostIndex } from './repost-chain.ts'
import { createDayReader, createTimeReader, type TimeReader } from './times.ts'
import { createZone } from './zone.ts'

export type ReadOptions = {
  /** of times that do not say theirs; Asia/Shanghai where nothing is given */
  readonly zone?: string
  readonly now: Date
  /** when the files were collected, for relative times and hot lists without one */
  readonly crawledAt?: Date
  /** how to read tables that no format recognises; then formats are not asked */
  readonly mapping?: Mapping
}
/** What one file is, and, as it is read, what came of its rows. */
export type FileReport = {
  readonly path: string
  /** id of the format, `mapping` where a person said which column is what; undefined: unknown, or no file that can be read */
  readonly format: string | undefined
  readonly confidence: number
  readonly reason: string
  /** of an unknown table: what to propose to a person, with its first rows for a dry run */
  readonly unknown: readonly UnknownTable[]
  rows: number
  posts: number
  readonly refused: Record<string, number>
  readonly skipped: Record<string, number>
}
export type UnknownTable = {
  readonly name: string
  readonly columns: readonly string[]
  readonly first: readonly Row[]
  readonly guess: ColumnGuess
}
export type Item = RowResult & { readonly file: string }
export type Reading = {
  /** the one format of all files; undefined where they differ or none is known */
  readonly format: FileFormat | undefined
  readonly files: readonly FileReport[]
  /** in the order of turns; read once */
  readonly items: AsyncIterable<Item>
  /** one line per file, in English, of what it was taken for and what came of it so far */
  summary(): string[]
}

const LEAST_CONFIDENCE = 0.5
const MOST_FILES = 10_000
const MOST_DEPTH = 8
/** What lies beside exports in a crawler's folder, such as the pictures of posts; named by itself, such a file is read. */
const NO_DATA = /\.(?:md|sql|log|py|ya?ml|toml|ini|png|jpe?g|gif|webp|mp[34]|m4a|mov|pdf|docx?|db-wal|db-shm)$/i

type Opened = { readonly report: FileReport; readonly file: FileSample; readonly format: FileFormat }

/**
 * Recognises files and folders, and reads their rows as posts, posts before comments. One bad row, table or file is refused with
 * its reason, and the rest is read. @throws Refusal a path that is not there, an unknown zone, too many files
 */
export async function readFilesBy(
  formats: readonly FileFormat[],
  paths: readonly string[],
  options: ReadOptions,
): Promise<Reading> {
  const zone = createZone(options.zone ?? 'Asia/Shanghai')
  const time = createTimeReader(zone, options.now)
  const shared = { time, dayOf: createDayReader(zone), authors: new Map(), reposts: createRepostIndex() }
  const contextOf = (file: string): ReadContext => ({
    ...shared,
    crawledAt: options.crawledAt ?? timeOfName(file, time),
  })
  const all: { report: FileReport; opened?: Opened }[] = []
  for (const file of await listFiles(paths)) all.push(await recogniseFile(formats, file, options.mapping))
  const opened = all.flatMap((each) => each.opened ?? []).sort((a, b) => turnOf(a.file) - turnOf(b.file))
  const ids = new Set(all.map(({ report }) => report.format))
  return {
    format: ids.size === 1 ? opened[0]?.format : undefined,
    files: all.map(({ report }) => report),
    items: readAll(
      all.map(({ report }) => report),
      opened,
      contextOf,
    ),
    summary: () => all.map(({ report }) => summaryLine(report)),
  }
}

async function* readAll(
  reports: readonly FileReport[],
  opened: readonly Opened[],
  contextOf: (file: string) => ReadContext,
): AsyncGenerator<Item> {
  for (const report of reports) {
    if (report.format === undefined) yield counted(report, fileRefused('unknown-format', report.reason))
  }
  for (const { file, format } of opened) {
    try {
      await format.prepare?.(file, contextOf(file.name))
    } catch (error) {
      // A damaged file is told of once, when it is read; only a bug is thrown here.
      reasonOf(error)
    }
  }
  for (const { report, file, format } of opened) {
    try {
      for await (const result of format.read(file, contextOf(file.name))) yield counted(report, result)
    } catch (error) {
      yield counted(report, fileRefused('unreadable', reasonOf(error)))
    }
  }
}

function fileRefused(code: string, reason: string): RowResult {
  return { refused: { row: 0, field: '', code, reason } }
}

function counted(report: FileReport, result: RowResult): Item {
  if ('post' in result) report.posts++
  else if ('refused' in result) count(report.refused, result.refused.code)
  else count(report.skipped, result.skipped.why)
  if (!('refused' in result) || result.refused.row > 0) report.rows++
  return { ...result, file: report.path }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}

async function recogniseFile(
  formats: readonly FileFormat[],
  file: string,
  mapping: Mapping | undefined,
): Promise<{ report: FileReport; opened?: Opened }> {
  let opened: FileSample
  try {
    opened = await openFile(file)
  } catch (error) {
    return { report: reportOf(file, undefined, 0, reasonOf(error)) }
  }
  if (mapping) {
    const report = reportOf(file, 'mapping', 1, 'the columns were named by a person')
    return { report, opened: { report, file: opened, format: mappedFormat(mapping) } }
  }
  const [best] = formats
    .map((format) => ({ format, ...format.recognise(opened) }))
    .sort((a, b) => b.confidence - a.confidence)
  if (!best || best.confidence < LEAST_CONFIDENCE) {
    const unknown = opened.tables
      .map(flatTable)
      .map((table) => ({ ...table, guess: guessColumns(table.columns, table.first) }))
    return {
      report: reportOf(
        file,
        undefined,
        best?.confidence ?? 0,
        'no known format: the columns have to be named',
        unknown,
      ),
    }
  }
  const report = reportOf(file, best.format.id, best.confidence, best.reason)
  return { report, opened: { report, file: opened, format: best.format } }
}

function reportOf(
  file: string,
  format: string | undefined,
  confidence: number,
  reason: string,
  unknown: readonly UnknownTable[] = [],
): FileReport {
  return { path: file, format, confidence, reason, unknown, rows: 0, posts: 0, refused: {}, skipped: {} }
}

/** Every table that has the column of times. */
function mappedFormat(mapping: Mapping): FileFormat {
  const name = 'mapping'
  return {
    id: name,
    names: { 'zh-Hant': '自訂欄位', 'zh-Hans': '自定义列', en: 'named columns' },
    recognise: () => ({ confidence: 1, reason: name }),
    read: async function* (file, context) {
      for (const table of file.tables) {
        if (!flatTable(table).columns.includes(mapping.columns.postedAt ?? '')) continue
        for await (const line of table.lines()) {
          if ('row' in line) yield applyMapping(mapping, flatRow(line.row), line.number, context)
          else yield { refused: { row: line.number, field: '', ...line.trouble } }
        }
      }
    },
  }
}

function flatTable({ name, columns, first }: Table) {
  const flat = first.map(flatRow)
  return { name, columns: [...new Set(flat.length > 0 ? flat.flatMap(Object.keys) : columns)], first: flat }
}

/** Comments after posts, so that what they stand under is there. */
function turnOf(file: FileSample): number {
  return file.tables.every(({ columns }) => columns.includes('comment_id')) ? 1 : 0
}

/** MediaCrawler's `xhs_search_20260601_170000.xlsx` tells to the second when it was written. */
function timeOfName(file: string, time: TimeReader): Date | undefined {
  const [, date = '', clock = ''] = /(?<!\d)(20\d{6})[_-](\d{6})(?!\d)/.exec(path.basename(file)) ?? []
  if (date === '') return undefined
  try {
    return time(date + clock)
  } catch {
    return undefined
  }
}

/** Bugs stay bugs; everything else that goes wrong with a file is said of the file. */
function reasonOf(error: unknown): string {
  const isBug = error instanceof TypeError || error instanceof ReferenceError || error instanceof Refusal
  if (isBug || !(error instanceof Error)) throw error
  return error.message
}

async function listFiles(paths: readonly string[], depth = 0): Promise<string[]> {
  const files: string[] = []
  for (const each of paths) {
    const found = await stat(each).catch(() => undefined)
    if (!found) throw new Refusal('invalid', { field: 'paths', reason: `${each} cannot be read` })
    if (found.isFile()) files.push(each)
    if (found.isDirectory() && depth < MOST_DEPTH) {
      const names = (await readdir(each)).filter((name) => !name.startsWith('.') && !NO_DATA.test(name)).sort()
      files.push(
        ...(await listFiles(
          names.map((name) => path.join(each, name)),
          depth + 1,
        )),
      )
    }
    if (files.length > MOST_FILES)
      throw new Refusal('invalid', { field: 'paths', reason: `more than ${MOST_FILES} files` })
  }
  return files
}

function summaryLine(report: FileReport): string {
  const counts = (of: Record<string, number>): string =>
    Object.entries(of)
      .map(([why, n]) => `${n} ${why}`)
      .join(', ')
  const refused = counts(report.refused)
  const skipped = counts(report.skipped)
  return [
    `${report.path}: ${report.format ?? 'unknown'} (${report.reason})`,
    `${report.rows} rows, ${report.posts} posts`,
    ...(refused === '' ? [] : [`refused: ${refused}`]),
    ...(skipped === '' ? [] : [`skipped: ${skipped}`]),
  ].join('; ')
}
