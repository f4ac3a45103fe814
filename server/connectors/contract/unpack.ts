import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Entry, open, type ZipFile } from 'yauzl'
import { BadFile } from './bad-file.ts'
import { firstBytes } from './bytes.ts'

export type Unpacked = { readonly path: string; readonly name: string }
export type UnpackOptions = {
  /** of all files together, unpacked */
  readonly mostBytes: number
  /** a name of the archive as a path below the folder: no step upwards */
  readonly safePath: (name: string) => string
}

const MOST_ENTRIES = 10_000
/** Text packs to a tenth, repeated rows to a hundredth; what was made to fill disks, to a thousandth and less. */
const MOST_RATIO = 1000
const RATIO_COUNTS_FROM = 2 ** 20

/** Whether a file is a ZIP archive of files, and no Excel workbook, which is one too. @throws BadFile */
export async function isArchive(file: string): Promise<boolean> {
  const magic = (await firstBytes(file, 4)).toString('latin1')
  if (magic !== 'PK\x03\x04' && magic !== 'PK\x05\x06') return false
  const archive = await openArchive(file)
  try {
    for await (const entry of entriesOf(archive)) if (nameOf(entry) === '[Content_Types].xml') return false
    return true
  } finally {
    archive.close()
  }
}

/**
 * Unpacks a ZIP archive into a folder, in the order of its directory. Whatever its directory says, what comes out is counted, and too much
 * ends it. Archives within it are left out. @throws BadFile with a password, damaged, a bomb
 */
export async function unpackArchive(file: string, folder: string, options: UnpackOptions): Promise<Unpacked[]> {
  const archive = await openArchive(file)
  const found: Unpacked[] = []
  const taken = new Set<string>()
  let left = options.mostBytes
  try {
    if (archive.entryCount > MOST_ENTRIES) throw tooLarge(`the archive holds more than ${MOST_ENTRIES} files`)
    for await (const entry of entriesOf(archive)) {
      const name = nameOf(entry)
      if (isBeside(name)) continue
      if (entry.isEncrypted())
        throw new BadFile('locked', 'the archive has a password: unpack it, or save it without one')
      const target = path.join(folder, freePath(options.safePath(name), taken))
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
      left -= await writeEntry(archive, entry, target, left)
      found.push({ path: target, name })
    }
  } finally {
    archive.close()
  }
  return found
}

/** Folders, hidden files, what a Mac adds, and archives in archives. */
function isBeside(name: string): boolean {
  return /[/\\]$/.test(name) || /(?:^|[/\\])(?:\.|__MACOSX[/\\])/.test(name) || /\.zip$/i.test(name)
}

async function writeEntry(archive: ZipFile, entry: Entry, target: string, left: number): Promise<number> {
  const most = Math.min(left, Math.max(RATIO_COUNTS_FROM, entry.compressedSize * MOST_RATIO))
  let bytes = 0
  async function* counted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > most) throw tooLarge('the archive unpacks to more than fits here, or was made to fill disks')
      yield chunk
    }
  }
  try {
    await pipeline(await readStream(archive, entry), counted, createWriteStream(target, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    throw error instanceof BadFile ? error : damaged(error)
  }
  return bytes
}

/** Chinese Windows writes names in GB18030 and says nothing of it. */
function nameOf(entry: Entry): string {
  const bytes = entry.fileName as unknown as Buffer
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

function freePath(wanted: string, taken: Set<string>): string {
  const { dir, name, ext } = path.parse(wanted)
  let free = wanted
  // A file system may not tell case apart.
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = path.join(dir, `${name}-${n}${ext}`)
  taken.add(free.toLowerCase())
  return free
}

const tooLarge = (reason: string): BadFile => new BadFile('too-large', reason)
const damaged = (error: unknown): BadFile =>
  new BadFile('damaged', `the archive is damaged, or was cut off: ${(error as Error | undefined)?.message ?? ''}`)

function openArchive(file: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names come as bytes: what they are is found out here, and none of them is a path before `safePath` has seen it.
    open(file, { lazyEntries: true, autoClose: false, decodeStrings: false }, (error, archive) => {
      if (error || !archive) reject(damaged(error))
      else resolve(archive)
    })
  })
}

async function* entriesOf(archive: ZipFile): AsyncGenerator<Entry> {
  for (let left = archive.entryCount; left > 0; left--) {
    yield await new Promise<Entry>((resolve, reject) => {
      archive.once('entry', resolve)
      archive.once('error', (error: Error) => reject(damaged(error)))
      archive.once('end', () => reject(damaged(new Error('its directory is shorter than it says'))))
      archive.readEntry()
    })
    archive.removeAllListeners('error')
    archive.removeAllListeners('end')
  }
}

function readStream(archive: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error || !stream) reject(damaged(error))
      else resolve(stream)
    })
  })
}
