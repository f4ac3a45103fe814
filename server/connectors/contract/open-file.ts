import path from 'node:path'
import type { FileKind, FileSample, Line, Row, Table } from '../contract.ts'
import { BadFile } from './bad-file.ts'
import { BROKEN, decodeText, detectEncoding, firstBytes, readBytes } from './bytes.ts'
import { csvRecords, guessSeparator } from './csv.ts'
import { readFeed } from './feed.ts'
import { findHeader, MOST_HEADER_ROWS } from './header.ts'
import { holdsLists, jsonPieces, parseJson } from './json.ts'
import { sqliteTables } from './sqlite.ts'
import { xlsxTables } from './xlsx.ts'

const FIRST = 20
const START_CHARACTERS = 2 ** 18

/**
 * Any file as tables, by what it holds, never by its name: delimited text (UTF-8, UTF-16, GB18030), JSON, JSON lines, Excel,
 * SQLite, RSS and Atom; text may be gzip. Only a sample is read here. @throws Error what it is instead
 */
export async function openFile(file: string): Promise<FileSample> {
  const magic = await firstBytes(file, 16)
  if (magic.toString('latin1').startsWith('SQLite format 3')) return sample(file, 'sqlite', sqliteTables(file))
  if (magic.toString('latin1').startsWith('PK\x03\x04')) return sample(file, 'xlsx', await xlsxTables(file))
  if (magic.length >= 4 && magic.readUInt32BE(0) === 0xd0cf11e0) {
    if (await holdsLockedPackage(file)) {
      throw new BadFile('locked', 'the workbook has a password: save a copy without one')
    }
    throw new BadFile('old-excel', 'an Excel file of before 2007 (.xls): save it as .xlsx')
  }
  const encoding = await detectEncoding(readBytes(file))
  const text = (): AsyncIterable<string> => decodeText(readBytes(file), encoding)
  const start = await startOf(text())
  if (start.trim() === '') throw new BadFile('empty', 'the file is empty')
  if (start.includes('\0')) throw new BadFile('not-text', 'the file is neither text nor of a known format')
  if (/^\s*<(?:\?xml|rss|feed|rdf)/i.test(start)) return feedSample(file, text)
  if (/^\s*</.test(start)) throw new BadFile('web-page', 'a web page: save the table as CSV or .xlsx')
  if (/^\s*[{[]/.test(start)) return jsonSample(file, text, start)
  return sample(file, 'delimited', [await delimitedTable(text, start)])
}

/** Excel puts a workbook with a password into the kind of file that .xls is; the name of the stream tells them apart. */
async function holdsLockedPackage(file: string): Promise<boolean> {
  const name = Buffer.from('EncryptedPackage', 'utf16le')
  let tail = Buffer.alloc(0)
  for await (const chunk of readBytes(file)) {
    const bytes = Buffer.concat([tail, chunk])
    if (bytes.includes(name)) return true
    tail = bytes.subarray(-name.length)
  }
  return false
}

function sample(name: string, kind: FileKind, tables: readonly Table[], head: Row = {}): FileSample {
  return { name, kind, head, tables }
}

async function startOf(chunks: AsyncIterable<string>): Promise<string> {
  let start = ''
  for await (const chunk of chunks) {
    start += chunk
    if (start.length >= START_CHARACTERS) break
  }
  return start
}

async function delimitedTable(text: () => AsyncIterable<string>, start: string): Promise<Table> {
  const separator = guessSeparator(start)
  const records: (readonly string[])[] = []
  for await (const record of csvRecords(text(), separator)) {
    if ('fields' in record) records.push(record.fields)
    if (records.length === FIRST + MOST_HEADER_ROWS) break
  }
  const { names, used } = findHeader(records)
  const first = records.slice(used).filter(({ length }) => length === names.length)
  return {
    name: '',
    columns: names,
    first: first.slice(0, FIRST).map((fields) => rowOf(names, fields)),
    lines: () => delimitedLines(text(), separator, names, used),
  }
}

async function* delimitedLines(
  chunks: AsyncIterable<string>,
  separator: string,
  columns: readonly string[],
  above: number,
): AsyncGenerator<Line> {
  let passed = 0
  for await (const record of csvRecords(chunks, separator)) {
    if ('fields' in record && passed < above) passed++
    else if ('trouble' in record) yield record
    else {
      const { number, fields } = record
      const extra = fields.slice(columns.length).some((field) => field !== '')
      if (fields.length < columns.length || extra) {
        // MediaCrawler writes the header of the first record only: cells of a longer one belong to no known column.
        const reason = `the row has ${fields.length} cells, the header ${columns.length}`
        yield { number, text: fields.join(separator), trouble: { code: 'wrong-columns', reason } }
      } else yield { number, row: rowOf(columns, fields) }
    }
  }
}

function rowOf(columns: readonly string[], fields: readonly string[]): Row {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < columns.length; index++) row[columns[index] ?? ''] = fields[index] ?? ''
  return row
}

async function feedSample(file: string, text: () => AsyncIterable<string>): Promise<FileSample> {
  const { head, items } = await readFeed(text())
  async function* lines(): AsyncGenerator<Line> {
    for (const [index, row] of items.entries()) yield { number: index + 1, row }
  }
  const table = { name: 'item', columns: columnsOf(items.slice(0, FIRST)), first: items.slice(0, FIRST), lines }
  return sample(file, 'feed', [table], head)
}

async function jsonSample(file: string, text: () => AsyncIterable<string>, start: string): Promise<FileSample> {
  if (isLines(start, file)) return sample(file, 'jsonl', [await firstOf('', () => jsonLines(text()))])
  if (!/^\s*\{/.test(start) || !holdsLists(start)) {
    return sample(file, 'json', [await firstOf('', () => jsonItems(text(), false, ''))])
  }
  // Members behind a long list count as well: newsnow tells the time of the fetch, weibo-crawler the author.
  const head: Record<string, unknown> = {}
  const lists = new Set<string>()
  for await (const piece of jsonPieces(text(), true)) {
    if (!('cutOff' in piece) && piece.isWhole) head[piece.member] = parsed(piece.text)
    else lists.add(piece.member)
  }
  const tables: Table[] = []
  for (const name of lists) tables.push(await firstOf(name, () => jsonItems(text(), true, name)))
  return sample(file, 'json', tables, head)
}

/** JSON lines: several of the first lines are objects by themselves; a single line is one where its file says so or it holds no lists. */
function isLines(start: string, file: string): boolean {
  if (!/^\s*\{/.test(start)) return false
  const lines = start.split('\n', 30).filter((line) => line.trim() !== '')
  const whole = lines.filter((line) => isObject(parsed(line))).length
  if (whole >= 2) return true
  const isNamed = /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(path.basename(file))
  return whole === 1 && lines.length <= 2 && (isNamed || !holdsLists(start))
}

async function firstOf(name: string, lines: () => AsyncIterable<Line>): Promise<Table> {
  const first: Row[] = []
  for await (const line of lines()) {
    if ('row' in line) first.push(line.row)
    if (first.length === FIRST) break
  }
  return { name, columns: columnsOf(first), first, lines }
}

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))]
}

/** No post is longer. What exceeds it is passed over while it streams by, and named. */
const MOST_LINE = 2 ** 20

async function* jsonLines(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let number = 0
  let parts: string[] = []
  let length = 0
  const add = (part: string): void => {
    length += part.length
    if (length > MOST_LINE) parts = []
    else parts.push(part)
  }
  const finish = (): Line | undefined => {
    const [text, isLong] = [parts.join(''), length > MOST_LINE]
    parts = []
    length = 0
    number++
    if (!isLong) return lineOf(number, text)
    return { number, trouble: { code: 'too-long', reason: `the line is longer than ${MOST_LINE} characters` } }
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      add(chunk.slice(start, end))
      start = end + 1
      const line = finish()
      if (line) yield line
    }
    add(chunk.slice(start))
  }
  const last = length > 0 ? finish() : undefined
  if (last) yield last
}

function lineOf(number: number, text: string): Line | undefined {
  if (text.trim() === '') return undefined
  return itemOf(number, text)
}

function itemOf(number: number, text: string): Line {
  if (text.includes(BROKEN)) {
    return { number, trouble: { code: 'bad-encoding', reason: 'the row holds bytes that are no text' } }
  }
  const row = parsed(text)
  if (isObject(row)) return { number, row }
  const reason = row === undefined ? 'the row is not JSON, or was cut off' : 'the row is not an object'
  return { number, text, trouble: { code: 'bad-json', reason } }
}

async function* jsonItems(chunks: AsyncIterable<string>, isObjectFile: boolean, member: string): AsyncGenerator<Line> {
  let number = 0
  for await (const piece of jsonPieces(chunks, isObjectFile)) {
    if (piece.member !== member) continue
    if ('cutOff' in piece) {
      yield { number: ++number, trouble: { code: 'cut-off', reason: 'the file ends in the middle of this row' } }
    } else if (!piece.isWhole) yield itemOf(++number, piece.text)
  }
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
