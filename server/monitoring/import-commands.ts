import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { operatorActor } from '../access/actor.ts'
import type { CommandIo, CommandOf } from '../base/command.ts'
import { write } from '../base/command-line.ts'
import { type ImportSummary, importPosts } from './import-actions.ts'
import { exactly } from './import-batch-store.ts'
import { type Import, openImport } from './import-input-commands.ts'
import type { RefusedImport } from './import-intake-actions.ts'
import { listMappings } from './import-mapping-store.ts'
import { rejectJson } from './import-reject-file.ts'
import { tryRows } from './import-trial-actions.ts'
import { organisationOf, WrongCall } from './input-commands.ts'
import type { Watching } from './watching.ts'

const USAGE =
  'import PATH… [--org ID] [--source NAME] [--zone ZONE] [--crawled-at TIME] [--columns guess|FILE.json] [--rejects FILE] [--dry-run]'

export const importCommand: CommandOf<Watching> = {
  name: 'import',
  usage: USAGE,
  summary:
    'takes in posts: JSON lines as POST /api/posts takes them (- for standard input), exports of crawlers and listening tools as they are, any table with --columns; again does no harm',
  run: async (args, io, open) => {
    try {
      return await run(args, io, open)
    } catch (error) {
      if (!(error instanceof WrongCall)) throw error
      await write(io.stderr, `weiji import: ${error.message}\n`)
      return 2
    }
  },
}

async function run(args: readonly string[], io: CommandIo, open: () => Promise<Watching>): Promise<number> {
  const { paths, org, rejects, isDryRun, ...given } = readArguments(args)
  // Mistakes in the call are told before the database is opened, where it is not needed to find them.
  const house: { opened?: Promise<{ app: Watching; orgId: string }> } = {}
  const opened = () => {
    house.opened ??= open().then(async (app) => ({ app, orgId: await organisationOf(app, org) }))
    return house.opened
  }
  const kept = async () => {
    const { app, orgId } = await opened()
    return listMappings(app.db, orgId)
  }
  const found = await openImport(paths, given, io, kept)
  try {
    const { app, orgId } = await opened()
    return isDryRun ? await dryRun(app, orgId, found, io) : await takeAll(app, orgId, found, rejects, io)
  } finally {
    await found.close()
  }
}

async function takeAll(
  app: Watching,
  orgId: string,
  { source, rows, summary }: Import,
  rejects: string | undefined,
  io: CommandIo,
): Promise<number> {
  const refusals = rejects === undefined ? undefined : createWriteStream(rejects)
  const sum = await importPosts(app, operatorActor(orgId), {
    source,
    rows,
    onRefused: (row) => (refusals ? write(refusals, rejected(row)) : write(io.stderr, line(row))),
    onProgress: (soFar) => write(io.stderr, progress(soFar)),
  })
  if (refusals) {
    refusals.end()
    await finished(refusals)
  }
  for (const each of summary()) await write(io.stderr, `${each}\n`)
  await write(io.stdout, `${JSON.stringify(sum)}\n`)
  return sum.refused > 0 ? 1 : 0
}

/** What would come of it; nothing is stored. */
async function dryRun(app: Watching, orgId: string, { source, rows, summary }: Import, io: CommandIo): Promise<number> {
  const { files: _, examples: __, ...trial } = await tryRows(app.db, { orgId, source, rows, now: app.clock.now() })
  for (const each of summary()) await write(io.stderr, `${each}\n`)
  for (const { rows: count, code, field, example } of trial.reasons) {
    const { row: index, file, reason } = example
    await write(
      io.stderr,
      `${count} × ${code}, such as ${line({ index, field, code, reason, ...(file === '' ? {} : { file }) })}`,
    )
  }
  await write(io.stdout, `${JSON.stringify({ source, ...trial }, undefined, 2)}\n`)
  return trial.refused > 0 ? 1 : 0
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        org: { type: 'string' },
        source: { type: 'string' },
        zone: { type: 'string' },
        'crawled-at': { type: 'string' },
        columns: { type: 'string' },
        rejects: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      },
    })
    if (positionals.length === 0) throw new WrongCall(`usage: ${USAGE}`)
    const { 'dry-run': isDryRun, ...given } = values
    return { paths: positionals, isDryRun, ...given }
  } catch (error) {
    throw new WrongCall((error as Error).message)
  }
}

/** The row as it stood, with what was wrong beside it: corrected, the file can be imported. */
function rejected({ file = '', index, field, code, reason, original }: RefusedImport): string {
  const kept = original === undefined ? null : isJson(original) ? original : JSON.stringify(original, exactly)
  return rejectJson({ rowNo: 0, file, row: index, field, code, reason, original: kept })
}

/** A line of ours stands as it was written; what is none of JSON stands as a text. */
function isJson(original: unknown): original is string {
  try {
    return typeof original === 'string' && typeof JSON.parse(original) === 'object'
  } catch {
    return false
  }
}

function line({ index, field, reason, file }: Omit<RefusedImport, 'position' | 'original'>): string {
  const where = index === 0 ? '' : `line ${index}`
  return `${[file, where, field].filter((part) => part !== undefined && part !== '').join(', ')}: ${reason}\n`
}

function progress({ lines, accepted, duplicates, refused }: ImportSummary): string {
  return `${lines} lines read: ${accepted} new, ${duplicates} known already, ${refused} refused\n`
}
