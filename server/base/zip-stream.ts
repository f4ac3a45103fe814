import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

/** One file of the archive; its parts are asked for when its turn comes. */
export type ZipEntry = { readonly name: string; readonly parts: AsyncIterable<string> | Iterable<string> }

/** Without the extensions for larger ones, which Excel reads but several others do not. */
const MOST_BYTES = 0xffff_ffff
/** 1 January 1980: the same posts give the same bytes */
const FIRST_DAY = 0x0021
/** 2.0: deflate */
const VERSION = 20
/** bit 3: sizes follow the data; bit 11: names are UTF-8 */
const FLAGS = 0x0808
const DEFLATE = 8

type Written = {
  readonly name: Buffer
  readonly at: number
  readonly size: number
  readonly packed: number
  readonly crc: number
}

/**
 * A ZIP archive while it is made: memory stays the same whatever its size, and packing runs outside the event loop. Sizes follow each
 * file, for they are not known before.
 * @throws Error beyond 4 GiB
 */
export async function* zipStream(entries: Iterable<ZipEntry>): AsyncGenerator<Buffer, void> {
  const written: Written[] = []
  let at = 0
  for (const { name, parts } of entries) {
    const start = at
    const count = { size: 0, packed: 0, crc: 0 }
    const nameBytes = Buffer.from(name, 'utf8')
    const head = localHeader(nameBytes)
    yield head
    for await (const chunk of packed(parts, count)) {
      count.packed += chunk.length
      yield chunk
    }
    const tail = descriptor(count)
    yield tail
    at += head.length + count.packed + tail.length
    if (at > MOST_BYTES || count.size > MOST_BYTES) throw new Error('the archive is larger than 4 GiB')
    written.push({ ...count, name: nameBytes, at: start })
  }
  const directory = Buffer.concat(written.map(directoryEntry))
  yield directory
  yield ending(written.length, directory.length, at)
}

async function* packed(parts: ZipEntry['parts'], count: { size: number; crc: number }): AsyncGenerator<Buffer, void> {
  const counted = async function* () {
    for await (const part of parts) {
      const bytes = Buffer.from(part, 'utf8')
      count.size += bytes.length
      count.crc = crc32(bytes, count.crc)
      yield bytes
    }
  }
  const source = Readable.from(counted(), { objectMode: false })
  const deflate = createDeflateRaw({ level: 6 })
  source.once('error', (error) => deflate.destroy(error))
  try {
    for await (const chunk of source.pipe(deflate)) yield chunk as Buffer
  } finally {
    // Whoever stops listening ends the source too, and with it what it reads from.
    source.destroy()
    deflate.destroy()
  }
}

function localHeader(name: Buffer): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x0403_4b50, 0)
  head.writeUInt16LE(VERSION, 4)
  head.writeUInt16LE(FLAGS, 6)
  head.writeUInt16LE(DEFLATE, 8)
  head.writeUInt16LE(FIRST_DAY, 12)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name])
}

function descriptor({ crc, packed, size }: { crc: number; packed: number; size: number }): Buffer {
  const tail = Buffer.alloc(16)
  tail.writeUInt32LE(0x0807_4b50, 0)
  tail.writeUInt32LE(crc, 4)
  tail.writeUInt32LE(packed % 2 ** 32, 8)
  tail.writeUInt32LE(size % 2 ** 32, 12)
  return tail
}

function directoryEntry({ name, at, size, packed, crc }: Written): Buffer {
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x0201_4b50, 0)
  entry.writeUInt16LE(VERSION, 4)
  entry.writeUInt16LE(VERSION, 6)
  entry.writeUInt16LE(FLAGS, 8)
  entry.writeUInt16LE(DEFLATE, 10)
  entry.writeUInt16LE(FIRST_DAY, 14)
  entry.writeUInt32LE(crc, 16)
  entry.writeUInt32LE(packed, 20)
  entry.writeUInt32LE(size, 24)
  entry.writeUInt16LE(name.length, 28)
  entry.writeUInt32LE(at, 42)
  return Buffer.concat([entry, name])
}

function ending(files: number, directoryBytes: number, at: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x0605_4b50, 0)
  end.writeUInt16LE(files, 8)
  end.writeUInt16LE(files, 10)
  end.writeUInt32LE(directoryBytes, 12)
  end.writeUInt32LE(at, 16)
  return end
}
