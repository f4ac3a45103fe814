/** A table of counts in CSV, line by line: whole files are never held, so a series of years or a pipe that never ends is welcome. */

/** A row that cannot be read; `row` counts from 1 and the header is row 1, as a spreadsheet shows it. */
export class CountLineError extends Error {
  readonly row: number
  constructor(row: number, what: string) {
    super(`row ${row}: ${what}`)
    this.row = row
  }
}

export type CountLine = {
  readonly row: number
  readonly timestamp: string
  readonly value: number
  readonly of?: number
}

const MOST_CHARACTERS = 65_536

/**
 * Reads UTF-8 CSV with a header that names `timestamp`, `value` and, for shares, `of` (any order, other columns are passed over).
 * A byte order mark, CRLF, quoted fields and empty lines are all right. Throws CountLineError at the first row that is not.
 */
export async function* readCounts(
  bytes: AsyncIterable<Uint8Array | string>,
  withWhole: boolean,
): AsyncGenerator<CountLine> {
  let columns: ReturnType<typeof columnsOf> | undefined
  for await (const { row, line } of splitLines(bytes)) {
    if (line.trim() === '') continue
    const fields = fieldsOf(line, row)
    if (columns === undefined) columns = columnsOf(fields, withWhole, row)
    else yield readLine(row, fields, columns)
  }
  if (columns === undefined) throw new CountLineError(1, 'the file is empty; the header timestamp,value is expected')
}

type Columns = { readonly timestamp: number; readonly value: number; readonly of: number; readonly count: number }

function columnsOf(fields: readonly string[], withWhole: boolean, row: number): Columns {
  const names = fields.map((field) => field.trim().toLowerCase())
  const wanted = withWhole ? ['timestamp', 'value', 'of'] : ['timestamp', 'value']
  const missing = wanted.filter((name) => !names.includes(name))
  if (missing.length > 0) {
    const found = fields.join(',').slice(0, 60)
    throw new CountLineError(
      row,
      `the header ${wanted.join(',')} is expected, found "${found}" (no ${missing.join(', ')})`,
    )
  }
  const [timestamp = 0, value = 0, of = -1] = wanted.map((name) => names.indexOf(name))
  return { timestamp, value, of, count: names.length }
}

function readLine(row: number, fields: readonly string[], columns: Columns): CountLine {
  if (fields.length < columns.count)
    throw new CountLineError(row, `${fields.length} fields instead of ${columns.count}`)
  const timestamp = fields[columns.timestamp] ?? ''
  const value = countOf(row, 'value', fields[columns.value] ?? '')
  if (columns.of < 0) return { row, timestamp, value }
  const of = countOf(row, 'of', fields[columns.of] ?? '')
  if (value > of)
    throw new CountLineError(row, `value ${value} is more than of ${of}; value is the negative posts among them`)
  return { row, timestamp, value, of }
}

function countOf(row: number, column: string, field: string): number {
  const text = field.trim()
  const value = Number(text)
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) || !Number.isFinite(value)) {
    throw new CountLineError(row, `${column} "${text.slice(0, 40)}" is not a number`)
  }
  if (value < 0) throw new CountLineError(row, `${column} ${text} is below zero; counts are expected`)
  return value
}

/** One line's fields; a quote inside a quoted field is doubled (RFC 4180). Fields do not run over lines. */
function fieldsOf(line: string, row: number): string[] {
  if (!line.includes('"')) return line.split(',')
  const fields: string[] = []
  const pattern = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y
  while (true) {
    const match = pattern.exec(line)
    if (match === null) throw new CountLineError(row, 'a quote is not closed, or stands inside a field')
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '') return fields
  }
}

async function* splitLines(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<{ row: number; line: string }> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let row = 0
  for await (const chunk of bytes) {
    rest += typeof chunk === 'string' ? chunk : decode(decoder, chunk, row + 1)
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield { row: ++row, line: line.replace(/\r$/, '') }
    if (rest.length > MOST_CHARACTERS) throw new CountLineError(row + 1, `longer than ${MOST_CHARACTERS} characters`)
  }
  rest += decode(decoder, undefined, row + 1)
  if (rest !== '') yield { row: row + 1, line: rest.replace(/\r$/, '') }
}

/** `undefined` ends the text. The byte order mark is dropped by the decoder. */
function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, row: number): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
  } catch {
    throw new CountLineError(row, 'not UTF-8 from here on, or soon after')
  }
}
