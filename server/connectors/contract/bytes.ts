import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** Stands where bytes were no text of the file's encoding; a noncharacter, so that no post holds it. */
export const BROKEN = '\uffff'
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5'

/** Enough to tell encodings apart where the file has other than plain ASCII at all. */
const MOST_LOOKED = 4 * 2 ** 20

export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The bytes of a file, unpacked where they are gzip, whatever it is called. */
export async function* readBytes(path: string): AsyncGenerator<Buffer> {
  const head = await firstBytes(path, 2)
  const source = createReadStream(path, { highWaterMark: 2 ** 18 })
  try {
    if (head.length === 2 && head.readUInt16BE(0) === 0x1f8b) {
      // What goes wrong comes out of the unpacked stream; the callback only keeps it from being thrown twice.
      yield* pipeline(source, createGunzip(), () => undefined) as AsyncIterable<Buffer>
    } else yield* source as AsyncIterable<Buffer>
  } finally {
    source.destroy()
  }
}

/** By byte order mark, else UTF-8 where it is valid, else UTF-16 by its zero bytes, else what Excel writes in China or in Hong Kong and Taiwan. */
export async function detectEncoding(chunks: AsyncIterable<Uint8Array>): Promise<Encoding> {
  let bytes = Buffer.alloc(0)
  for await (const chunk of chunks) {
    bytes = Buffer.concat([bytes, chunk])
    if (bytes.length >= MOST_LOOKED || (bytes.length >= 2 ** 16 && bytes.some((byte) => byte >= 0x80))) break
  }
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === 0xfeff) return 'utf-16be'
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === 0xfffe) return 'utf-16le'
  const zeros = { even: 0, odd: 0 }
  for (let at = 0; at < Math.min(bytes.length, 4096); at++) if (bytes[at] === 0) zeros[at % 2 === 0 ? 'even' : 'odd']++
  if (zeros.odd > 8 * zeros.even && zeros.odd > 8) return 'utf-16le'
  if (zeros.even > 8 * zeros.odd && zeros.even > 8) return 'utf-16be'
  if (isUtf8Enough(bytes)) return 'utf-8'
  return commonness(bytes, 'big5') > commonness(bytes, 'gb18030') ? 'big5' : 'gb18030'
}

/** The most frequent characters, simplified and traditional. Bytes of the one encoding are rare characters in the other. */
const FREQUENT = new Set(
  '的一是不了在有我他这這个個上们們来來到时時大地为為子中你说說生国國年就那和要她出也得里裡后後自以会會家可下而过過天去能对對小多然于於心学學么麼之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開评論評论转轉发布題题标標内內容时間间时文',
)

/** How many more frequent characters than damaged ones. */
function commonness(bytes: Buffer, encoding: Encoding): number {
  const end = safeEnd(bytes)
  let score = 0
  for (const character of new TextDecoder(encoding).decode(end > 0 ? bytes.subarray(0, end) : bytes)) {
    if (character === '\ufffd') score -= 5
    else if (FREQUENT.has(character)) score++
  }
  return score
}

/** A few damaged places do not make a file of UTF-8 one of GB18030: most characters beyond ASCII must be well formed. */
function isUtf8Enough(bytes: Buffer): boolean {
  const end = safeEnd(bytes)
  const text = new TextDecoder('utf-8').decode(end > 0 ? bytes.subarray(0, end) : bytes)
  let broken = 0
  let good = 0
  for (const character of text) {
    if (character === '\ufffd') broken++
    else if (character > '\x7f') good++
  }
  return broken * 20 <= good
}

/** Text of bytes, chunk by chunk, without a byte order mark; what is no text of the encoding is BROKEN, and the rest goes on. */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  if (encoding.startsWith('utf-16')) {
    const decoder = new TextDecoder(encoding)
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
    return
  }
  const strict = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  let rest = Buffer.alloc(0)
  let isFirst = true
  const textOf = (bytes: Buffer): string => {
    const text = decodePiece(bytes, strict, encoding)
    const isMarked = isFirst && text.startsWith('\ufeff')
    isFirst = false
    return isMarked ? text.slice(1) : text
  }
  for await (const chunk of chunks) {
    const bytes =
      rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    const end = encoding === 'utf-8' ? utf8End(bytes) : safeEnd(bytes)
    rest = Buffer.from(bytes.subarray(end))
    if (end > 0) yield textOf(bytes.subarray(0, end))
  }
  if (rest.length > 0) yield textOf(rest)
}

/**
 * Where the bytes can be cut between two characters of UTF-8, GB18030 or Big5. Bytes below 0x30 (line feed, space, quote, comma) are never
 * part of a longer character; nor is the second of two ASCII bytes in a row: the first may end one, and then the second is alone.
 */
function safeEnd(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= 0; at--) {
    const byte = bytes[at] ?? 0
    if (byte < 0x30 || (byte < 0x80 && at > 0 && (bytes[at - 1] ?? 0xff) < 0x80)) return at + 1
  }
  return 0
}

/** UTF-8 tells by itself where a character begins, so a line of a hundred megabytes without one ASCII byte is cut as well. */
function utf8End(bytes: Uint8Array): number {
  let start = bytes.length - 1
  while (start > 0 && start > bytes.length - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--
  const lead = bytes[start] ?? 0
  const needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  return start + needed > bytes.length ? Math.max(0, start) : bytes.length
}

function decodePiece(bytes: Buffer, strict: TextDecoder, encoding: Encoding): string {
  try {
    return strict.decode(bytes)
  } catch {
    return decodeLines(bytes, strict, encoding)
  }
}

/** Line by line, so that a U+FFFD that the file really holds elsewhere stays what it is. */
function decodeLines(bytes: Buffer, strict: TextDecoder, encoding: Encoding): string {
  const loose = new TextDecoder(encoding, { ignoreBOM: true })
  let text = ''
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(10, start)
    const end = feed < 0 ? bytes.length : feed + 1
    const line = bytes.subarray(start, end)
    try {
      text += strict.decode(line)
    } catch {
      text += loose.decode(line).replaceAll('\ufffd', BROKEN)
    }
    start = end
  }
  return text
}
