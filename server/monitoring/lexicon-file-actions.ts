import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { recordAct } from '../access/audit-actions.ts'
import { permit } from '../access/permit.ts'
import type { Actor } from '../app.ts'
import { inTransaction } from '../base/db.ts'
import { Refusal } from '../base/errors.ts'
import { decodeText, detectEncoding } from '../connectors/contract/bytes.ts'
import { csvRecords, guessSeparator } from '../connectors/contract/csv.ts'
import { xlsxTables } from '../connectors/contract/xlsx.ts'
import { BYTE_ORDER_MARK, csvLine } from './export-csv.ts'
import { lexiconPageOf } from './lexicon-actions.ts'
import { type GivenRow, readLexiconRows } from './lexicon-rows.ts'
import type { LexiconReading, LexiconReadingInput } from './lexicon-schema.ts'
import type { Watching } from './watching.ts'

const MOST_BYTES = 2 * 2 ** 20
/** Rows beyond are not even looked at: a list of words is no import of posts. */
const MOST_ROWS = 20_000

/**
 * A CSV or Excel file, or pasted lines, as words with the mistakes of single rows. Nothing is saved: whoever reads the result saves it.
 * @throws Refusal invalid where it is no file that can be read, too-large
 */
export async function readLexiconFile(
  app: Watching,
  actor: Actor,
  input: LexiconReadingInput,
): Promise<LexiconReading> {
  permit(actor, 'lexicons.edit')
  if ((input.content === undefined) === (input.text === undefined))
    throw new Refusal('invalid', { field: 'content', reason: 'either a file or text is needed' })
  const rows = input.text === undefined ? await rowsOfFile(input) : await rowsOfText(input.text)
  return readLexiconRows(app.judges.fold, rows)
}

/** The words of the version in force, for spreadsheets; reading it back gives the same list. @throws Refusal not-found */
export async function exportLexicon(app: Watching, actor: Actor, id: string): Promise<{ name: string; text: string }> {
  permit(actor, 'lexicons.edit')
  const { lexicon, words } = await lexiconPageOf(app, actor.orgId, id)
  const at = app.clock.now()
  await inTransaction(app.db, (trx) =>
    recordAct(trx, at, actor, {
      verb: 'exportLexicon',
      objectKind: 'lexicon',
      objectId: id,
      detail: { version: lexicon.version, words: words.length },
    }),
  )
  const lines = words.map(({ expression, weight }) => csvLine([expression, weight]))
  const text = `${BYTE_ORDER_MARK}${csvLine(['word', 'weight'])}${lines.join('')}`
  return { name: `weiji-lexicon-${id.slice(0, 8)}-v${lexicon.version}.csv`, text }
}

async function rowsOfFile({ fileName = '', content = '' }: LexiconReadingInput): Promise<GivenRow[]> {
  const bytes = Buffer.from(content, 'base64')
  if (bytes.length > MOST_BYTES) throw new Refusal('too-large', { field: 'content', reason: 'at most 2 MiB' })
  if (bytes.length === 0) throw new Refusal('invalid', { field: 'content', reason: 'the file is empty' })
  // By its first bytes: a workbook is an archive, whatever its name says.
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b
  if (isArchive || /\.xlsx$/i.test(fileName)) return rowsOfWorkbook(bytes)
  const encoding = await detectEncoding(once(bytes))
  let text = ''
  for await (const chunk of decodeText(once(bytes), encoding)) text += chunk
  return rowsOfText(text)
}

async function rowsOfText(given: string): Promise<GivenRow[]> {
  const text = given.startsWith(BYTE_ORDER_MARK) ? given.slice(1) : given
  const rows: GivenRow[] = []
  for await (const record of csvRecords(once(text), guessSeparator(text.slice(0, 10_000)))) {
    if (rows.length >= MOST_ROWS) break
    if ('trouble' in record) rows.push({ number: record.number, trouble: record.trouble.code })
    else rows.push({ number: record.number, cells: record.fields })
  }
  return rows
}

/** The first sheet. The reader of archives wants a file. */
async function rowsOfWorkbook(bytes: Buffer): Promise<GivenRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'weiji-lexicon-'))
  try {
    const file = path.join(folder, 'words.xlsx')
    await writeFile(file, bytes)
    const [table] = await xlsxTables(file)
    if (!table) return []
    const columns = [...table.columns]
    const rows: GivenRow[] = [{ number: 1, cells: columns }]
    for await (const line of table.lines()) {
      if (rows.length > MOST_ROWS) break
      const { number } = line
      if (!('row' in line)) rows.push({ number, trouble: 'bad-encoding' })
      else rows.push({ number, cells: columns.map((column) => String(line.row[column] ?? '')) })
    }
    return rows
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('invalid', { field: 'content', reason: 'no workbook that can be read' })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value
}
