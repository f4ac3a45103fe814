import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { OutsideError } from './outside-address.ts'

/** What we say we can unpack. */
export const ENCODINGS = 'gzip, br'

/**
 * Reads an answer to its end, unpacked. What comes over the wire and what it unpacks to are both counted while they come, so that
 * neither an endless answer nor a small one that unpacks to gigabytes is ever held.
 * @param encoding the Content-Encoding header
 * @throws OutsideError `too-large` or `unreachable`; errors of the connection and of zlib as they are
 */
export async function readBody(body: Readable, encoding: string | undefined, maxBytes: number): Promise<Uint8Array> {
  const unpacker = unpackerOf(encoding)
  const gather = (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => gathered(chunks, maxBytes)
  if (!unpacker) return gather(body)
  const wire = { bytes: 0 }
  try {
    return await pipeline(counted(body, maxBytes, wire), unpacker, gather)
  } catch (error) {
    // Some servers announce gzip and then send nothing at all.
    if (wire.bytes === 0 && (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR') return new Uint8Array()
    throw error
  }
}

export function tooLarge(maxBytes: number): OutsideError {
  return new OutsideError(
    'too-large',
    `the answer is larger than the ${Math.floor(maxBytes / 1024)} KiB that are taken`,
  )
}

function unpackerOf(encoding = ''): ReturnType<typeof createGunzip | typeof createBrotliDecompress> | undefined {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') return undefined
  if (name === 'gzip' || name === 'x-gzip') return createGunzip()
  if (name === 'br') return createBrotliDecompress()
  if (name === 'deflate') return createInflate()
  throw new OutsideError('unreachable', 'the answer is packed in a way that was not asked for')
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  counter = { bytes: 0 },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    counter.bytes += chunk.length
    if (counter.bytes > maxBytes) throw tooLarge(maxBytes)
    yield chunk
  }
}

async function gathered(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of counted(chunks, maxBytes)) parts.push(chunk)
  return Buffer.concat(parts)
}
