import type { Line, Row, Table } from '../contract.ts'
import { decodeText } from './bytes.ts'
import { findHeader, MOST_HEADER_ROWS } from './header.ts'
import { createXmlReader } from './xml.ts'
import { type ZipEntry, zipEntries } from './zip.ts'

const FIRST = 20
/** Shared texts are held in memory. */
const MOST_SHARED_CHARACTERS = 2 ** 28
/** Number formats of ECMA-376 18.8.30 that are dates and times, the East Asian ones (27–36, 50–58) included. */
const isDateFormat = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

type Book = { readonly shared: readonly string[]; readonly dateStyles: ReadonlySet<number>; readonly is1904: boolean }

/** The sheets of an Excel workbook, the first row as header. Numbers are kept as they are written. @throws Error no workbook */
export async function xlsxTables(path: string): Promise<Table[]> {
  const entries = new Map((await zipEntries(path)).map((entry) => [entry.name, entry]))
  const workbook = entries.get('xl/workbook.xml')
  if (!workbook) throw new Error('the archive holds no Excel workbook')
  const sheets = await sheetsOf(workbook, entries.get('xl/_rels/workbook.xml.rels'))
  const book: Book = {
    shared: await sharedTexts(entries.get('xl/sharedStrings.xml')),
    dateStyles: await dateStyles(entries.get('xl/styles.xml')),
    is1904: sheets.is1904,
  }
  const tables: Table[] = []
  for (const { name, target } of sheets.list) {
    const entry = entries.get(target)
    if (entry) tables.push(await sheetTable(name, entry, book))
  }
  return tables
}

async function sheetsOf(workbook: ZipEntry, relations: ZipEntry | undefined) {
  const targets = new Map<string, string>()
  await eachOpening(relations, (name, { Id = '', Target = '' }) => {
    if (name === 'Relationship') targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
  })
  const list: { name: string; target: string }[] = []
  let is1904 = false
  await eachOpening(workbook, (name, attributes) => {
    if (name === 'sheet')
      list.push({ name: attributes.name ?? '', target: targets.get(attributes['r:id'] ?? '') ?? '' })
    if (name === 'workbookPr') is1904 = attributes.date1904 === '1' || attributes.date1904 === 'true'
  })
  return { list, is1904 }
}

async function sharedTexts(entry: ZipEntry | undefined): Promise<string[]> {
  const texts: string[] = []
  let [current, isText, total] = ['', false, 0]
  const reader = createXmlReader({
    open: (name) => {
      if (local(name) === 'si') current = ''
      if (local(name) === 't') isText = true
    },
    text: (text) => {
      if (isText) current += text
    },
    close: (name) => {
      if (local(name) === 't') isText = false
      // Readings of Japanese names stand beside the text they belong to.
      if (local(name) === 'si') texts.push(current)
    },
  })
  for await (const text of textOf(entry)) {
    total += text.length
    if (total > MOST_SHARED_CHARACTERS) throw new Error('the texts of the workbook are too large to hold')
    reader.write(text)
  }
  return texts
}

async function dateStyles(entry: ZipEntry | undefined): Promise<Set<number>> {
  const custom = new Map<number, boolean>()
  const found = new Set<number>()
  let [isCells, index] = [false, 0]
  await eachOpening(entry, (name, attributes) => {
    if (local(name) === 'cellXfs') isCells = true
    if (local(name) === 'cellStyles' || local(name) === 'dxfs') isCells = false
    if (local(name) === 'numFmt') custom.set(Number(attributes.numFmtId), isDateCode(attributes.formatCode ?? ''))
    if (local(name) === 'xf' && isCells) {
      const id = Number(attributes.numFmtId)
      if (custom.get(id) ?? isDateFormat(id)) found.add(index)
      index++
    }
  })
  return found
}

function isDateCode(code: string): boolean {
  return /[ymdhs]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]|General/gi, ''))
}

async function sheetTable(name: string, entry: ZipEntry, book: Book): Promise<Table> {
  const rows: (readonly string[])[] = []
  for await (const { cells } of sheetRows(entry, book)) {
    rows.push(cells)
    if (rows.length === FIRST + MOST_HEADER_ROWS) break
  }
  const { names, used } = findHeader(rows)
  const first = rows.slice(used, used + FIRST).map((cells) => rowOf(names, cells))
  return {
    name,
    columns: names.filter((column) => column !== ''),
    first,
    lines: async function* (): AsyncGenerator<Line> {
      let passed = 0
      for await (const { number, cells } of sheetRows(entry, book)) {
        if (passed < used) passed++
        else yield { number, row: rowOf(names, cells) }
      }
    },
  }
}

function rowOf(columns: readonly string[], cells: readonly string[]): Row {
  const row: Record<string, unknown> = {}
  for (const [index, column] of columns.entries()) if (column !== '') row[column] = cells[index] ?? ''
  return row
}

/** Rows that hold anything at all. */
async function* sheetRows(entry: ZipEntry, book: Book): AsyncGenerator<{ number: number; cells: string[] }> {
  const ready: { number: number; cells: string[] }[] = []
  const reader = createXmlReader(sheetHandler(book, (row) => ready.push(row)))
  for await (const text of textOf(entry)) {
    reader.write(text)
    yield* ready.splice(0)
  }
  reader.end()
  yield* ready.splice(0)
}

function sheetHandler(book: Book, emit: (row: { number: number; cells: string[] }) => void) {
  let number = 0
  let cells: string[] = []
  let cell = { column: 0, type: '', style: -1, text: '' }
  let isValue = false
  return {
    open: (name: string, attributes: Readonly<Record<string, string>>) => {
      const tag = local(name)
      if (tag === 'row') {
        number = Number(attributes.r ?? number + 1)
        cells = []
      } else if (tag === 'c') {
        const column = attributes.r === undefined ? cells.length : columnOf(attributes.r)
        cell = { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? -1), text: '' }
      } else if (tag === 'v' || tag === 't') isValue = true
    },
    text: (text: string) => {
      if (isValue) cell.text += text
    },
    close: (name: string) => {
      const tag = local(name)
      if (tag === 'v' || tag === 't') isValue = false
      else if (tag === 'c') {
        while (cells.length < cell.column) cells.push('')
        cells[cell.column] = cellText(cell, book)
      } else if (tag === 'row' && cells.some((each) => each !== '')) emit({ number, cells })
    },
  }
}

function cellText(cell: { type: string; style: number; text: string }, book: Book): string {
  if (cell.type === 's') return book.shared[Number(cell.text)] ?? ''
  if (cell.type === 'b') return cell.text === '1' ? 'true' : 'false'
  if (cell.type === 'e') return ''
  if (cell.type === 'n' && cell.text !== '' && book.dateStyles.has(cell.style)) return dateText(cell.text, book.is1904)
  return cell.text
}

/** Days since 1899-12-30, without a zone: local time of whoever filled in the sheet. */
function dateText(serial: string, is1904: boolean): string {
  const days = Number(serial) + (is1904 ? 1462 : 0)
  if (!Number.isFinite(days)) return serial
  const at = new Date(Math.round((days - 25_569) * 86_400) * 1000)
  return Number.isNaN(at.getTime()) ? serial : at.toISOString().slice(0, 19).replace('T', ' ')
}

/** `AB12` → 27 */
function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference.replace(/[^A-Z]/g, '')) column = column * 26 + letter.charCodeAt(0) - 64
  return Math.min(column - 1, 16_383)
}

async function eachOpening(
  entry: ZipEntry | undefined,
  hear: (name: string, attributes: Readonly<Record<string, string>>) => void,
): Promise<void> {
  const reader = createXmlReader({ open: hear, text: () => undefined, close: () => undefined })
  for await (const text of textOf(entry)) reader.write(text)
}

async function* textOf(entry: ZipEntry | undefined): AsyncGenerator<string> {
  if (entry) yield* decodeText(entry.read(), 'utf-8')
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)
