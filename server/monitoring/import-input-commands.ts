import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { CommandIo } from '../base/command.ts'
import { write } from '../base/command-line.ts'
import { Refusal } from '../base/errors.ts'
import { BadFile } from '../connectors/contract/bad-file.ts'
import type { Mapping } from '../connectors/contract/columns.ts'
import { listFiles, type Reading, type ReadOptions } from '../connectors/contract/read-files.ts'
import type { UnknownTable } from '../connectors/contract/recognise.ts'
import { isArchive, unpackArchive } from '../connectors/contract/unpack.ts'
import { readFiles } from '../connectors/index.ts'
import { postLines } from './import-actions.ts'
import { safePath } from './import-file-store.ts'
import { type ImportRow, rowsOf } from './import-intake-actions.ts'
import type { KeptMapping } from './import-mapping-store.ts'
import { remembering } from './import-reading-actions.ts'
import { openInput, WrongCall } from './input-commands.ts'

export type ImportOptions = {
  readonly source?: string
  readonly zone?: string
  readonly 'crawled-at'?: string
  readonly columns?: string
}
export type Import = {
  readonly source: string
  readonly rows: AsyncIterable<ImportRow>
  /** what each file was taken for and what came of it, once the rows are read */
  readonly summary: () => string[]
  /** removes what was unpacked */
  close(): Promise<void>
}

/** Our own lines. */
const OWN = 'weiji'
const MOST_UNPACKED = 50 * 2 ** 30

/**
 * What `weiji import` reads: our own JSON lines as a stream, or files, folders and archives of any known format. A table that nobody knows
 * is read as it was before, where somebody has mapped such a one; else it is not imported on a guess: the guess is shown, and how to
 * accept or correct it.
 * @throws WrongCall
 */
export async function openImport(
  paths: readonly string[],
  options: ImportOptions,
  io: CommandIo,
  remembered: () => Promise<readonly KeptMapping[]>,
): Promise<Import> {
  const [first = '-'] = paths
  if (first === '-') return lines(first, options, io)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'weiji-import-'))
  const close = () => rm(folder, { recursive: true, force: true })
  try {
    return { ...(await openFiles(paths, folder, options, io, remembered)), close }
  } catch (error) {
    await close()
    if (error instanceof Refusal || error instanceof BadFile) throw new WrongCall(error.message)
    throw error
  }
}

async function openFiles(
  paths: readonly string[],
  folder: string,
  options: ImportOptions,
  io: CommandIo,
  remembered: () => Promise<readonly KeptMapping[]>,
): Promise<Import> {
  const files = await unpackAll(paths, folder)
  const given = await readOptions(options)
  const reading = await readFiles(files, given)
  const [only] = reading.files
  if (reading.files.length === 1 && only?.format === undefined && only?.unknown.length === 0) {
    // What cannot be read is said, unless it may be lines of ours that are broken from the first on.
    if (only.trouble !== undefined && only.trouble !== 'empty' && only.trouble !== 'no-rows') {
      throw new WrongCall(`${only.path}: ${only.reason}`)
    }
    return lines(only.path, options, io)
  }
  if (reading.files.length === 1 && only?.format === OWN) return lines(only.path, options, io)
  if (reading.files.every(({ unknown }) => unknown.length === 0)) return exported(reading, options)
  return withColumns(files, given, options, io, options.columns === 'guess' ? [] : await remembered())
}

/** Tables that no format knows, each by what is remembered of it, or by the guess that somebody accepted. */
async function withColumns(
  files: readonly string[],
  given: ReadOptions,
  options: ImportOptions,
  io: CommandIo,
  kept: readonly KeptMapping[],
): Promise<Import> {
  const remember = remembering(kept)
  // Nobody is asked here: only the very same columns are read as they were before.
  const find = (table: UnknownTable) => {
    const found = remember(table)
    return found?.moved.length === 0 ? found : undefined
  }
  const guessed = ({ guess }: UnknownTable) =>
    options.columns === 'guess' && guess.missing.length === 0 ? guess.mapping : undefined
  const reading = await readFiles(files, { ...given, mappingFor: (table) => find(table)?.mapping ?? guessed(table) })
  for (const { path: file, unknown, mapped } of reading.files) {
    const [table] = unknown
    if (table) throw new WrongCall(await explain(file, table, io))
    for (const { table } of mapped) {
      const known = find(table)
      if (known) await write(io.stderr, `${file}: columns as remembered of ${known.kept.source}\n`)
    }
  }
  const remembered = reading.files.flatMap(({ mapped }) => mapped.map(({ table }) => find(table)?.kept.source))
  return exported(
    reading,
    options,
    remembered.find((name) => name !== undefined),
  )
}

async function unpackAll(paths: readonly string[], folder: string): Promise<string[]> {
  const files: string[] = []
  for (const [index, file] of (await listFiles(paths)).entries()) {
    if (!(await isArchive(file).catch(() => false))) files.push(file)
    else {
      const target = path.join(folder, String(index))
      await unpackArchive(file, target, { mostBytes: MOST_UNPACKED, safePath })
      files.push(...(await listFiles([target])))
    }
  }
  return files
}

async function lines(file: string, { source }: ImportOptions, io: CommandIo): Promise<Import> {
  if (source === undefined) throw new WrongCall('say where the posts come from: --source NAME (part of their identity)')
  return { source, rows: postLines(await openInput(file, io)), summary: () => [], close: async () => undefined }
}

function exported(reading: Reading, { source }: ImportOptions, remembered?: string): Import {
  const name = source ?? remembered ?? reading.format?.id
  if (name === undefined) throw new WrongCall('say where the posts come from: --source NAME (part of their identity)')
  return { source: name, rows: rowsOf(reading.items), summary: reading.summary, close: async () => undefined }
}

async function readOptions({ zone, 'crawled-at': crawledAt, columns }: ImportOptions): Promise<ReadOptions> {
  const at = crawledAt === undefined ? undefined : new Date(crawledAt)
  if (at !== undefined && Number.isNaN(at.getTime())) throw new WrongCall(`--crawled-at ${crawledAt}: not a time`)
  const mapping = columns === undefined || columns === 'guess' ? undefined : await readMapping(columns)
  return {
    now: new Date(),
    ...(zone === undefined ? {} : { zone }),
    ...(at === undefined ? {} : { crawledAt: at }),
    ...(mapping === undefined ? {} : { mapping }),
  }
}

async function readMapping(file: string): Promise<Mapping> {
  try {
    const mapping = JSON.parse(await readFile(file, 'utf8')) as Mapping
    if (typeof mapping.columns === 'object' && typeof mapping.platform === 'string' && typeof mapping.kind === 'string')
      return mapping
  } catch (error) {
    throw new WrongCall(`--columns ${file}: ${(error as Error).message}`)
  }
  throw new WrongCall(`--columns ${file}: must be {"columns": {…}, "platform": …, "kind": …}`)
}

/** The guess goes to standard output, so that it can be kept in a file, corrected and given back. */
async function explain(path: string, { columns, guess }: UnknownTable, io: CommandIo): Promise<string> {
  await write(io.stdout, `${JSON.stringify(guess.mapping, undefined, 2)}\n`)
  const fields = Object.entries(guess.fields).map(
    ([field, { column, because }]) => `  ${field} = ${column} (${because})`,
  )
  const missing = guess.missing.length > 0 ? [`no column was found for: ${guess.missing.join(', ')}`] : []
  return [
    `${path}: a table of no known tool, with the columns ${columns.join(', ')}. A guess:`,
    ...fields,
    ...missing,
    'Accept it with --columns guess, or keep what stands on standard output in a file, correct it, and give --columns FILE.json',
  ].join('\n')
}
