import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { Refusal } from '../../base/errors.ts'
import type { FileFormat, FileSample, ReadContext, RowResult } from '../contract.ts'
import { rememberOriginals } from './originals.ts'
import { type FileReport, type Opened, type RecogniseOptions, reasonOf, recogniseFile } from './recognise.ts'
import { createRepostIndex } from './repost-chain.ts'
import { createDayReader, createTimeReader, type TimeReader } from './times.ts'
import { createZone } from './zone.ts'

export type ReadOptions = RecogniseOptions & {
  /** of times that do not say theirs; Asia/Shanghai where nothing is given */
  readonly zone?: string
  readonly now: Date
  /** when the files were collected, for relative times and hot lists without one */
  readonly crawledAt?: Date
}
export type Item = RowResult & {
  readonly file: string
  /** the row as it stands in the file: its cells, or its text where it has none */
  readonly original?: unknown
}
export type Reading = {
  /** the one format of all files; undefined where they differ or none is known */
  readonly format: FileFormat | undefined
  readonly files: readonly FileReport[]
  /** in the order of turns; read once */
  readonly items: AsyncIterable<Item>
  /** one line per file, in English, of what it was taken for and what came of it so far */
  summary(): string[]
}

const MOST_FILES = 10_000
const MOST_DEPTH = 8
/** What lies beside exports in a crawler's folder, such as the pictures of posts; named by itself, such a file is read. */
const NO_DATA = /\.(?:md|sql|log|py|ya?ml|toml|ini|png|jpe?g|gif|webp|mp[34]|m4a|mov|pdf|docx?|db-wal|db-shm)$/i

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
  for (const file of await listFiles(paths)) all.push(await recogniseFile(formats, file, options))
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
    const originals = rememberOriginals(file)
    try {
      for await (const result of format.read(originals.file, contextOf(file.name))) {
        const row = 'refused' in result ? result.refused.row : 'post' in result ? result.row : 0
        yield { ...counted(report, result), original: originals.of(row) }
      }
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

/** Files in the order in which they are read, folders with what lies in them. @throws Refusal */
export async function listFiles(paths: readonly string[], depth = 0): Promise<string[]> {
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
