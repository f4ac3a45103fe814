import { BROKEN } from './bytes.ts'

export type CsvRecord =
  | { readonly number: number; readonly fields: readonly string[] }
  | { readonly number: number; readonly trouble: { readonly code: string; readonly reason: string } }

/** No post can be longer; an opening quote that is never closed would otherwise swallow the file. */
const MOST_CHARACTERS = 2 ** 20
export const SEPARATORS = [',', '\t', ';', '|'] as const

/**
 * Records of separated text: quotes, doubled quotes, line breaks within quotes, any line end. `number` is the line it begins on,
 * from 1. A quote that is never closed costs the one record: reading goes on at the next line.
 */
export async function* csvRecords(chunks: AsyncIterable<string>, separator: string): AsyncGenerator<CsvRecord> {
  let text = ''
  let at = 0
  let line = 1
  const take = function* (isLast: boolean): Generator<CsvRecord> {
    while (at < text.length) {
      const found = parseRecord(text, at, separator, isLast)
      if (found === undefined && !isLast && text.length - at <= MOST_CHARACTERS) return
      const isLost = found === undefined || found.next - at > MOST_CHARACTERS
      const next = isLost ? afterLine(text, at) : found.next
      if (isLost) yield { number: line, trouble: OPEN_QUOTE }
      else if (found.fields.length > 1 || found.fields[0] !== '') yield checked(line, found.fields)
      line += countLines(text, at, next)
      at = next
    }
  }
  for await (const chunk of chunks) {
    text = text.slice(at) + chunk
    at = 0
    yield* take(false)
  }
  yield* take(true)
}

const OPEN_QUOTE = { code: 'cut-off', reason: 'the quotes of this row are never closed' }

function checked(number: number, fields: readonly string[]): CsvRecord {
  if (!fields.some((field) => field.includes(BROKEN))) return { number, fields }
  return { number, trouble: { code: 'bad-encoding', reason: 'the row holds bytes that are no text' } }
}

/** undefined: the text ends within the record. */
function parseRecord(text: string, start: number, separator: string, isLast: boolean) {
  const fields: string[] = []
  for (let at = start; ; ) {
    const field = text[at] === '"' ? quotedField(text, at, separator, isLast) : plainField(text, at, separator, isLast)
    if (field === undefined) return undefined
    fields.push(field.value)
    at = field.end
    if (at < text.length && text[at] === separator) {
      at++
      continue
    }
    if (text[at] === '\r' && at + 1 >= text.length && !isLast) return undefined
    return { fields, next: Math.min(text.length, text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1) }
  }
}

function plainField(text: string, start: number, separator: string, isLast: boolean) {
  const code = separator.charCodeAt(0)
  for (let at = start; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === code || character === 10 || character === 13) return { value: text.slice(start, at), end: at }
  }
  return isLast ? { value: text.slice(start), end: text.length } : undefined
}

function quotedField(text: string, start: number, separator: string, isLast: boolean) {
  let value = ''
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from)
    if (quote < 0 || (quote + 1 >= text.length && !isLast)) return undefined
    value += text.slice(from, quote)
    if (text[quote + 1] !== '"') {
      // What follows a closing quote belongs to the field, as spreadsheets read it.
      const tail = plainField(text, quote + 1, separator, isLast)
      return tail && { value: value + tail.value, end: tail.end }
    }
    value += '"'
    from = quote + 2
  }
}

function afterLine(text: string, at: number): number {
  const feed = text.indexOf('\n', at)
  return feed < 0 ? text.length : feed + 1
}

function countLines(text: string, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) count++
  }
  return count
}

/** The one that stands most often outside quotes in the first line that has any: titles may stand above the table. */
export function guessSeparator(start: string): string {
  let counts = new Map<string, number>()
  let isQuoted = false
  for (const character of start) {
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && (character === '\n' || character === '\r')) {
      if (SEPARATORS.some((each) => counts.has(each))) break
      counts = new Map()
    } else if (!isQuoted) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  return [...SEPARATORS].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))[0] ?? ','
}
