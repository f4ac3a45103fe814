import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { operatorActor } from '../access/actor.ts'
import type { CommandIo, CommandOf } from '../base/command.ts'
import { write } from '../base/command-line.ts'
import { type ImportSummary, importPosts } from './import-actions.ts'
import { openInput, organisationOf, WrongCall } from './input-commands.ts'
import type { RefusedRow } from './schema.ts'
import type { Watching } from './watching.ts'

const USAGE = 'import FILE.jsonl [--org ID] --source NAME [--rejects FILE]'

export const importCommand: CommandOf<Watching> = {
  name: 'import',
  usage: USAGE,
  summary:
    'takes in posts, one JSON object a line as POST /api/posts takes them (FILE may be gzip, or - for standard input); again does no harm',
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
  const { file, source, org, rejects } = readArguments(args)
  const bytes = await openInput(file, io)
  const app = await open()
  const orgId = await organisationOf(app, org)
  const refusals = rejects === undefined ? undefined : createWriteStream(rejects)
  const summary = await importPosts(app, operatorActor(orgId), {
    source,
    bytes,
    onRefused: (row) => (refusals ? write(refusals, `${JSON.stringify(named(row))}\n`) : write(io.stderr, line(row))),
    onProgress: (soFar) => write(io.stderr, progress(soFar)),
  })
  if (refusals) {
    refusals.end()
    await finished(refusals)
  }
  await write(io.stdout, `${JSON.stringify(summary)}\n`)
  return summary.refused > 0 ? 1 : 0
}

function readArguments(args: readonly string[]): { file: string; source: string; org?: string; rejects?: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { org: { type: 'string' }, source: { type: 'string' }, rejects: { type: 'string' } },
    })
    const [file] = positionals
    const { source, ...others } = values
    if (positionals.length !== 1 || file === undefined || source === undefined) throw new WrongCall(`usage: ${USAGE}`)
    return { file, source, ...others }
  } catch (error) {
    throw new WrongCall((error as Error).message)
  }
}

function named({ index, ...row }: RefusedRow) {
  return { line: index, ...row }
}

function line({ index, field, reason }: RefusedRow): string {
  return `line ${index}${field === '' ? '' : `, ${field}`}: ${reason}\n`
}

function progress({ lines, accepted, duplicates, refused }: ImportSummary): string {
  return `${lines} lines read: ${accepted} new, ${duplicates} known already, ${refused} refused\n`
}
