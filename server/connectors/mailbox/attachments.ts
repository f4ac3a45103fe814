import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Mapping } from '../contract/columns.ts'
import { readFilesBy } from '../contract/read-files.ts'
import type { UnknownTable } from '../contract/recognise.ts'
import type { FileFormat, RowResult } from '../contract.ts'

const MOST_BYTES = 16 * 2 ** 20
const MOST_ROWS = 20_000
/** A table that no format knows is only read where its columns leave no doubt. */
const LEAST_SURE = 0.75

type TableOptions = {
  readonly uid: number
  readonly zone: string
  readonly now: Date
  readonly crawledAt: Date
}

/** By its name or what the mail says it is; what it really is, its bytes say. */
export function isTable(name: string, contentType: string): boolean {
  return (
    /\.(?:csv|tsv|txt|xlsx?|jsonl?|ndjson|xml|gz)$/i.test(name) ||
    /^(?:text\/(?:csv|tab-separated-values)|application\/(?:json|x-ndjson|vnd\.ms-excel|vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet))/i.test(
      contentType,
    )
  )
}

/** An attached table through the same readers as an imported file. Each refused row names the attachment and the row in it. */
export async function readTables(
  formats: readonly FileFormat[],
  name: string,
  content: Uint8Array,
  options: TableOptions,
): Promise<{ rows: RowResult[]; posts: number }> {
  const { uid } = options
  if (content.length > MOST_BYTES) return one(uid, 'too-large', `${name} is larger than ${MOST_BYTES / 2 ** 20} MiB`)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'weiji-mail-'))
  try {
    // A name of our own: one from outside may hold a path.
    const file = path.join(
      folder,
      `attachment${path
        .extname(name)
        .replace(/[^.\w]/g, '')
        .slice(0, 10)}`,
    )
    await writeFile(file, content, { mode: 0o600 })
    return await readFile(formats, file, name, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readFile(
  formats: readonly FileFormat[],
  file: string,
  name: string,
  { uid, ...options }: TableOptions,
): Promise<{ rows: RowResult[]; posts: number }> {
  const reading = await readFilesBy(formats, [file], { ...options, mappingFor: sureMapping })
  const [report] = reading.files
  if (report?.format === undefined) return one(uid, 'unknown-format', `${name}: ${report?.reason ?? 'cannot be read'}`)
  const rows: RowResult[] = []
  let posts = 0
  for await (const { file: _, original: __, ...item } of reading.items) {
    if (posts >= MOST_ROWS)
      return {
        posts,
        rows: [
          ...rows,
          ...one(uid, 'too-many', `${name}: rows after ${MOST_ROWS} posts are left out; import the file`).rows,
        ],
      }
    if ('post' in item) posts++
    rows.push('refused' in item ? { refused: placed(item.refused, name) } : item)
  }
  return { rows, posts }
}

function sureMapping({ guess }: UnknownTable): Mapping | undefined {
  const { postedAt, text, title } = guess.fields
  const isSure = [postedAt, text ?? title].every((each) => (each?.confidence ?? 0) >= LEAST_SURE)
  return isSure && guess.missing.length === 0 ? guess.mapping : undefined
}

function placed(refused: Extract<RowResult, { refused: unknown }>['refused'], name: string) {
  const where = refused.row > 0 ? `${name}, row ${refused.row}` : name
  return { ...refused, reason: `${where}: ${refused.reason}` }
}

function one(uid: number, code: string, reason: string): { rows: RowResult[]; posts: number } {
  return { rows: [{ refused: { row: uid, field: 'attachments', code, reason } }], posts: 0 }
}
