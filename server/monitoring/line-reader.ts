/** One line of a file, numbered from 1; a line that cannot be read is named instead of given. Empty lines are left out. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly trouble: 'too-long' | 'bad-encoding' }

const LINE_FEED = 10

/**
 * Lines of UTF-8, with no more than one line in memory: what exceeds `mostBytes` is passed over while it streams by. Only a line feed
 * ends a line; node:readline would also cut at U+2028, which JSON allows within a text.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Line> {
  let number = 0
  let parts: Uint8Array[] = []
  let bytes = 0
  const add = (part: Uint8Array): void => {
    bytes += part.length
    if (bytes > mostBytes) parts = []
    else if (part.length > 0) parts.push(part)
  }
  const finish = (): Line | undefined => {
    number++
    const line = lineOf(number, parts, bytes, mostBytes)
    parts = []
    bytes = 0
    return line
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      add(chunk.subarray(start, end))
      start = end + 1
      const line = finish()
      if (line) yield line
    }
    add(chunk.subarray(start))
  }
  if (bytes > 0) {
    const line = finish()
    if (line) yield line
  }
}

function lineOf(number: number, parts: readonly Uint8Array[], bytes: number, mostBytes: number): Line | undefined {
  if (bytes > mostBytes) return { number, trouble: 'too-long' }
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(whole).trim()
    return text === '' ? undefined : { number, text }
  } catch {
    return { number, trouble: 'bad-encoding' }
  }
}
