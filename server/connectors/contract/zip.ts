import { type Entry, open, type ZipFile } from 'yauzl'

export type ZipEntry = { readonly name: string; read(): AsyncIterable<Buffer> }

const MOST_ENTRIES = 10_000
/** A sheet of a million rows is about half of it; more is a bomb. */
const MOST_UNPACKED = 2 ** 31

/**
 * The files of a ZIP archive, by its directory at the end; names that climb out of it are refused. Each is opened anew when it is
 * read, so that nothing stays open in between. @throws Error no archive, a damaged one, or one with a password
 */
export async function zipEntries(path: string): Promise<ZipEntry[]> {
  const archive = await openArchive(path)
  try {
    if (archive.entryCount > MOST_ENTRIES) throw new Error(`the archive holds more than ${MOST_ENTRIES} files`)
    const found = await listEntries(archive)
    return found.map((entry) => ({ name: entry.fileName, read: () => readEntry(path, entry) }))
  } finally {
    archive.close()
  }
}

function openArchive(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Sizes are checked while reading: an entry that unpacks to more than it says is an error.
    open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, archive) => {
      if (error || !archive) reject(new Error(reasonOf(error)))
      else resolve(archive)
    })
  })
}

function listEntries(archive: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const found: Entry[] = []
    archive.on('error', (error: Error) => reject(new Error(reasonOf(error))))
    archive.on('entry', (entry: Entry) => {
      found.push(entry)
      archive.readEntry()
    })
    archive.on('end', () => resolve(found))
    archive.readEntry()
  })
}

async function* readEntry(path: string, entry: Entry): AsyncGenerator<Buffer> {
  if (entry.isEncrypted()) throw new Error('the archive has a password')
  if (entry.uncompressedSize > MOST_UNPACKED) throw new Error('a file of the archive is larger than 2 GB')
  const archive = await openArchive(path)
  try {
    const stream = await openEntry(archive, entry)
    let total = 0
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      total += chunk.length
      if (total > MOST_UNPACKED) throw new Error('a file of the archive is larger than 2 GB')
      yield chunk
    }
  } finally {
    archive.close()
  }
}

function openEntry(archive: ZipFile, entry: Entry): Promise<AsyncIterable<unknown>> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error || !stream) reject(new Error(reasonOf(error)))
      else resolve(stream)
    })
  })
}

function reasonOf(error: Error | null | undefined): string {
  const message = error?.message ?? 'it cannot be read'
  if (/end of central directory/i.test(message)) return 'the archive has no end: it was cut off'
  return `the archive is damaged: ${message}`
}
