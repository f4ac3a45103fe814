import { readFile } from 'node:fs/promises'
import type { CommandIo } from '../base/command.ts'
import { write } from '../base/command-line.ts'
import { Refusal } from '../base/errors.ts'
import type { Mapping } from '../connectors/contract/columns.ts'
import type { Reading, UnknownTable } from '../connectors/contract/read-files.ts'
import { readFiles } from '../connectors/index.ts'
import { type ImportRow, postLines } from './import-actions.ts'
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
}

/** Our own lines. */
const OWN = 'weiji'

/**
 * What `weiji import` reads: our own JSON lines as a stream, or files and folders of any known format. A table that nobody knows is not
 * imported on a guess: the guess is shown, and how to accept or correct it.
 * @throws WrongCall
 */
export async function openImport(paths: readonly string[], options: ImportOptions, io: CommandIo): Promise<Import> {
  const [first = '-'] = paths
  if (first === '-') return lines(first, options, io)
  const reading = await read(paths, options)
  const [only] = reading.files
  const isOwn = only?.format === OWN || (only?.format === undefined && only?.unknown.length === 0)
  if (reading.files.length === 1 && isOwn) return lines(only.path, options, io)
  const tables = reading.files.flatMap((file) => file.unknown.map((table) => ({ path: file.path, table })))
  const [unknown] = tables
  if (unknown === undefined) return exported(reading, options)
  if (options.columns !== 'guess') throw new WrongCall(await explain(unknown.path, unknown.table, io))
  const { mapping, missing } = unknown.table.guess
  if (missing.length > 0) throw new WrongCall(await explain(unknown.path, unknown.table, io))
  return exported(await readFiles(paths, readOptions(options, mapping)), options)
}

async function lines(file: string, { source }: ImportOptions, io: CommandIo): Promise<Import> {
  if (source === undefined) throw new WrongCall('say where the posts come from: --source NAME (part of their identity)')
  return { source, rows: postLines(await openInput(file, io)), summary: () => [] }
}

function exported(reading: Reading, { source }: ImportOptions): Import {
  const name = source ?? reading.format?.id
  if (name === undefined) throw new WrongCall('say where the posts come from: --source NAME (part of their identity)')
  return { source: name, rows: rowsOf(reading), summary: reading.summary }
}

async function* rowsOf({ items }: Reading): AsyncGenerator<ImportRow> {
  for await (const item of items) {
    const { file } = item
    if ('post' in item) yield { index: item.row, file, post: item.post }
    else if ('skipped' in item) yield { index: item.skipped.row, file, skipped: true }
    else {
      const { row, ...refused } = item.refused
      yield { index: row, file, refused }
    }
  }
}

async function read(paths: readonly string[], options: ImportOptions): Promise<Reading> {
  const { columns } = options
  const mapping = columns === undefined || columns === 'guess' ? undefined : await readMapping(columns)
  try {
    return await readFiles(paths, readOptions(options, mapping))
  } catch (error) {
    if (error instanceof Refusal) throw new WrongCall(error.message)
    throw error
  }
}

function readOptions({ zone, 'crawled-at': crawledAt }: ImportOptions, mapping: Mapping | undefined) {
  const at = crawledAt === undefined ? undefined : new Date(crawledAt)
  if (at !== undefined && Number.isNaN(at.getTime())) throw new WrongCall(`--crawled-at ${crawledAt}: not a time`)
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
