import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'kysely'
import type { Db } from '../base/db.ts'
import { newId } from '../base/ids.ts'
import type { ImportState } from './import-schema.ts'

/** A file of an import as the database knows it. `digest`: SHA-256 in hex, once it is whole. */
export type ImportFile = {
  readonly no: number
  readonly name: string
  readonly bytes: number
  readonly received: number
  readonly digest: string | null
}

export async function listFilesOf(db: Db, orgId: string, id: string): Promise<ImportFile[]> {
  const found = await sql<ImportFile>`
    select file_no as no, name, bytes, received, encode(digest, 'hex') as digest from import_files
    where org_id = ${orgId} and import_id = ${id} order by file_no`.execute(db)
  return found.rows
}

export type FileSums = {
  readonly names: string[]
  readonly count: number
  readonly bytes: number
  readonly received: number
}

/** Import → what its files come to, the first three by name. */
export async function sumFiles(db: Db, orgId: string, ids: readonly string[]): Promise<Map<string, FileSums>> {
  const found = await sql<FileSums & { id: string }>`
    select import_id as id, (array_agg(name order by file_no))[1:3] as names, count(*) as count, sum(bytes)::bigint as bytes,
      sum(received)::bigint as received
    from import_files where org_id = ${orgId} and import_id = any(${`{${ids.join()}}`}::uuid[]) group by import_id`.execute(
    db,
  )
  return new Map(found.rows.map(({ id, ...sums }) => [id, sums]))
}

export type SeenFile = {
  readonly digest: string
  readonly importId: string
  readonly at: Date
  readonly byName: string
  readonly state: ImportState
}

/** Other imports that were taken in with a file of the same content: the latest of each. */
export async function listSeen(db: Db, orgId: string, id: string): Promise<SeenFile[]> {
  const found = await sql<SeenFile>`
    select distinct on (f.digest) encode(f.digest, 'hex') as digest, i.import_id as "importId",
      coalesce(i.ended_at, i.started_at) as at, i.made_by_name as "byName", i.state
    from import_files mine join import_files f on f.org_id = mine.org_id and f.digest = mine.digest and f.import_id <> mine.import_id
      join imports i on i.org_id = f.org_id and i.import_id = f.import_id
    where mine.org_id = ${orgId} and mine.import_id = ${id} and mine.digest is not null and i.started_at is not null
    order by f.digest, i.started_at desc`.execute(db)
  return found.rows
}

/** @returns false where another part came meanwhile */
export async function markReceived(
  db: Db,
  orgId: string,
  id: string,
  { no, from, to, digest }: { no: number; from: number; to: number; digest?: string },
): Promise<boolean> {
  const done = await sql`
    update import_files set received = ${to}, digest = ${digest === undefined ? null : Buffer.from(digest, 'hex')}
    where org_id = ${orgId} and import_id = ${id} and file_no = ${no} and received = ${from} and digest is null`.execute(
    db,
  )
  return Number(done.numAffectedRows ?? 0) === 1
}

/** Whether all its files are whole. */
export async function isWhole(db: Db, orgId: string, id: string): Promise<boolean> {
  const found = await sql<{ whole: boolean }>`
    select bool_and(digest is not null) as whole from import_files where org_id = ${orgId} and import_id = ${id}`.execute(
    db,
  )
  return found.rows[0]?.whole ?? false
}

/** What names this data folder to processes that share it, and to nobody else. Made at first use. */
export async function findPlace(dataDir: string): Promise<string> {
  const file = path.join(importsFolder(dataDir), 'place')
  const known = await readFile(file, 'utf8').catch(() => '')
  if (known.length === 36) return known
  await mkdir(importsFolder(dataDir), { recursive: true, mode: 0o700 })
  const own = `${file}.${newId()}`
  const handle = await open(own, 'wx', 0o600)
  await handle.writeFile(newId())
  await handle.sync()
  await handle.close()
  // Whole or not at all, and never over another one: whoever is second takes the first one's.
  await link(own, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(own)
  return readFile(file, 'utf8')
}

/** undefined: nothing was ever imported here. */
export async function knownPlace(dataDir: string): Promise<string | undefined> {
  const known = await readFile(path.join(importsFolder(dataDir), 'place'), 'utf8').catch(() => '')
  return known.length === 36 ? known : undefined
}

const importsFolder = (dataDir: string): string => path.join(dataDir, 'imports')

export type ImportFolder = {
  /** of an import */
  readonly root: string
  /** in which the whole files lie, each in a folder of its number, with the folders that its name has */
  readonly whole: string
  /** in which archives are unpacked, by number */
  readonly unpacked: string
}

export function folderOf(dataDir: string, orgId: string, id: string): ImportFolder {
  const root = path.join(importsFolder(dataDir), orgId, id)
  return { root, whole: path.join(root, 'files'), unpacked: path.join(root, 'unpacked') }
}

const MOST_NAME_BYTES = 120

/** A name from elsewhere as a path below a folder of ours: no step upwards, no device, nothing hidden. */
export function safePath(name: string): string {
  const steps = name
    .split(/[/\\]/)
    .map((step) =>
      step
        .replace(/[\p{Cc}:*?"<>|]/gu, '_')
        .replace(/^\.+/, '')
        .trim(),
    )
    .filter((step) => step !== '')
    .map(cutName)
  return steps.slice(-8).join('/') || 'file'
}

/** File systems take 255 bytes; the end of a name says most. */
function cutName(name: string): string {
  const characters = [...name]
  let bytes = 0
  let from = characters.length
  while (from > 0 && bytes + Buffer.byteLength(characters[from - 1] ?? '') <= MOST_NAME_BYTES) {
    from--
    bytes += Buffer.byteLength(characters[from] ?? '')
  }
  return characters.slice(from).join('')
}

export function wholePath({ whole }: ImportFolder, { no, name }: Pick<ImportFile, 'no' | 'name'>): string {
  return path.join(whole, String(no), safePath(name))
}

/**
 * Writes bytes from a place in the unfinished file on, and what had come after that place is gone. What was written stays also where the
 * sender breaks off. @returns where it ends now @throws what the sender's stream threw, with `written`
 */
export async function writePart(
  folder: ImportFolder,
  no: number,
  at: number,
  bytes: AsyncIterable<Uint8Array>,
  most: number,
): Promise<{ end: number; broken?: unknown; isTooLong: boolean }> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 })
  const file = partPath(folder, no)
  const handle = await open(file, (await stat(file).catch(() => undefined)) ? 'r+' : 'wx+', 0o600)
  let end = at
  try {
    await handle.truncate(at)
    for await (const chunk of bytes) {
      if (end + chunk.length > most) return { end, isTooLong: true }
      await handle.write(chunk, 0, chunk.length, end)
      end += chunk.length
    }
    return { end, isTooLong: false }
  } catch (broken) {
    return { end, broken, isTooLong: false }
  } finally {
    await handle.datasync()
    await handle.close()
  }
}

/** The unfinished file is whole: it gets its name. @returns SHA-256 in hex */
export async function finishFile(folder: ImportFolder, file: Pick<ImportFile, 'no' | 'name'>): Promise<string> {
  const part = partPath(folder, file.no)
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(part, { highWaterMark: 2 ** 20 })) hash.update(chunk as Uint8Array)
  const target = wholePath(folder, file)
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
  await rename(part, target)
  return hash.digest('hex')
}

function partPath({ root }: ImportFolder, no: number): string {
  return path.join(root, `${no}.part`)
}

export async function removeFolder({ root }: ImportFolder): Promise<void> {
  await rm(root, { recursive: true, force: true, maxRetries: 3 })
}
