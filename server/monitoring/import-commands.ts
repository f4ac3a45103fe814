import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { operatorActor } from '../access/actor.ts'
import type { CommandIo, CommandOf } from '../base/command.ts'
import { write } from '../base/command-line.ts'
import { type ImportSummary, importPosts, type RefusedImport } from './import-actions.ts'
import { openImport } from './import-input-commands.ts'
import { organisationOf, WrongCall } from './input-commands.ts'
import type { Watching } from './watching.ts'

const USAGE =
  'import PATH… [--org ID] [--source NAME] [--zone ZONE] [--crawled-at TIME] [--columns guess|FILE.json] [--rejects FILE]'

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
  const { paths, org, rejects, ...given } = readArguments(args)
  const { source, rows, summary } = await openImport(paths, given, io)
  const app = await open()
  const orgId = await organisationOf(app, org)
  const refusals = rejects === undefined ? undefined : createWriteStream(rejects)
  const sum = await importPosts(app, operatorActor(orgId), {
    source,
    rows,
    onRefused: (row) => (refusals ? write(refusals, `${JSON.stringify(named(row))}\n`) : write(io.stderr, line(row))),
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
      },
    })
    if (positionals.length === 0) throw new WrongCall(`usage: ${USAGE}`)
    return { paths: positionals, ...values }
  } catch (error) {
    throw new WrongCall((error as Error).message)
  }
}

function named({ index, ...row }: RefusedImport) {
  return { line: index, ...row }
}

function line({ index, field, reason, file }: RefusedImport): string {
  const where = index === 0 ? '' : `line ${index}`
  return `${[file, where, field].filter((part) => part !== undefined && part !== '').join(', ')}: ${reason}\n`
}

function progress({ lines, accepted, duplicates, refused }: ImportSummary): string {
  return `${lines} lines read: ${accepted} new, ${duplicates} known already, ${refused} refused\n`
}
