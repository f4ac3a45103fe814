/** A line of a file, without its end. `number` counts from 1, empty lines too. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly trouble: 'too-long' | 'not-utf8' }

const NEWLINE = 10
const RETURN = 13

/**
 * The lines of a stream of bytes, in memory of one line and one chunk. A line longer than `most` bytes is passed over and named: a file
 * of one endless line must not fill the memory. A byte order mark is dropped.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array | string>, most: number): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const encoder = new TextEncoder()
  let parts: Uint8Array[] = []
  let length = 0
  let number = 1
  const keep = (piece: Uint8Array) => {
    length += piece.length
    if (length <= most) parts.push(piece.slice())
    else parts = []
  }
  const finish = (): Line => {
    const line = length > most ? ({ number, trouble: 'too-long' } as const) : decode(decoder, parts, number)
    parts = []
    length = 0
    number++
    return line
  }
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? encoder.encode(chunk) : chunk
    let start = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      keep(bytes.subarray(start, end))
      yield finish()
      start = end + 1
    }
    if (start < bytes.length) keep(bytes.subarray(start))
  }
  if (length > 0) yield finish()
}

function decode(decoder: TextDecoder, parts: readonly Uint8Array[], number: number): Line {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  const end = bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length
  try {
    return { number, text: decoder.decode(bytes.subarray(0, end)) }
  } catch {
    return { number, trouble: 'not-utf8' }
  }
}
