import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createInflateRaw } from 'node:zlib'

export type ZipEntry = { readonly name: string; read(): AsyncIterable<Buffer> }

const END = 0x06054b50
const ENTRY = 0x02014b50
const MOST_ENTRIES = 10_000
/** A sheet of a million rows is about half of it; more is a bomb. */
const MOST_UNPACKED = 2 ** 31

/**
 * The files of a ZIP archive, by its directory at the end. Stored and deflated ones, which is all that spreadsheets use; no ZIP64,
 * no encryption. @throws Error no archive, or one of those
 */
export async function zipEntries(path: string): Promise<ZipEntry[]> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, 22 + 0xffff))
    await file.read(tail, 0, tail.length, size - tail.length)
    const at = lastEnd(tail)
    const [count, bytes, start] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)]
    if (count > MOST_ENTRIES || start + bytes > size) throw new Error('the archive is damaged, or larger than 4 GB')
    const directory = Buffer.alloc(bytes)
    await file.read(directory, 0, bytes, start)
    return entriesOf(directory, count, path)
  } finally {
    await file.close()
  }
}

function lastEnd(tail: Buffer): number {
  for (let at = tail.length - 22; at >= 0; at--) if (tail.readUInt32LE(at) === END) return at
  throw new Error('the archive has no end: it was cut off')
}

function entriesOf(directory: Buffer, count: number, path: string): ZipEntry[] {
  const entries: ZipEntry[] = []
  for (let at = 0, index = 0; index < count; index++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== ENTRY) throw new Error('the archive is damaged')
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset))
    const end = at + 46 + (nameLength ?? 0)
    const method = directory.readUInt16LE(at + 10)
    const packed = directory.readUInt32LE(at + 20)
    const offset = directory.readUInt32LE(at + 42)
    const isLocked = (directory.readUInt16LE(at + 8) & 1) === 1
    entries.push({
      name: directory.toString('utf8', at + 46, end),
      read: () => readEntry(path, { offset, packed, method, isLocked }),
    })
    at = end + (extra ?? 0) + (comment ?? 0)
  }
  return entries
}

type Place = { readonly offset: number; readonly packed: number; readonly method: number; readonly isLocked: boolean }

async function* readEntry(path: string, place: Place): AsyncGenerator<Buffer> {
  if (place.isLocked) throw new Error('the archive has a password')
  if (place.method !== 0 && place.method !== 8) throw new Error(`the archive is packed by method ${place.method}`)
  if (place.packed === 0) return
  const start = await dataStart(path, place.offset)
  const source = createReadStream(path, { start, end: start + place.packed - 1 })
  try {
    const bytes = place.method === 0 ? source : pipeline(source, createInflateRaw(), () => undefined)
    let total = 0
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      total += chunk.length
      if (total > MOST_UNPACKED) throw new Error('a file of the archive is larger than 2 GB')
      yield chunk
    }
  } finally {
    source.destroy()
  }
}

async function dataStart(path: string, offset: number): Promise<number> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(30)
    await file.read(head, 0, 30, offset)
    return offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  } finally {
    await file.close()
  }
}
