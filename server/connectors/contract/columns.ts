import type { Platform, PostKind, ReadContext, Row, RowResult } from '../contract.ts'
import { isNothing } from './bad-value.ts'
import { shapeOf } from './column-shapes.ts'
import { COLUMN_WORDS, type MappedField } from './column-words.ts'
import { type Layout, readRow } from './layout.ts'
import { platformOfUrl } from './platforms.ts'
import { recordHeader } from './record-header.ts'
import { type DateOrder, dateOrderOf } from './times.ts'

/** What a person confirms of an unknown table, and what is remembered of it: plain data. */
export type Mapping = {
  readonly columns: Readonly<Partial<Record<MappedField, string>>>
  /** where no column says it */
  readonly platform: Platform
  readonly kind: PostKind
  /** of dates such as 03/04/2026 in the column of times, where its other rows tell it */
  readonly dateOrder?: DateOrder
}
export type Guess = { readonly column: string; readonly confidence: number; readonly because: string }
export type ColumnGuess = {
  readonly mapping: Mapping
  readonly fields: Readonly<Partial<Record<MappedField, Guess>>>
  /** without these nothing can be imported: a person has to name them */
  readonly missing: readonly MappedField[]
  readonly unused: readonly string[]
}

const LEAST = 0.4
const FIELDS = Object.keys(COLUMN_WORDS) as MappedField[]

/** Which column is which field, by Chinese and English names and by what stands in the rows. Every column is used once. */
export function guessColumns(header: readonly string[], sampleRows: readonly Row[]): ColumnGuess {
  const columns = header.filter((column) => column !== '')
  const candidates = columns
    .flatMap((column) => FIELDS.map((field) => ({ field, ...judge(field, column, sampleRows) })))
    .filter(({ confidence }) => confidence >= LEAST)
    .sort((a, b) => b.confidence - a.confidence || columns.indexOf(a.column) - columns.indexOf(b.column))
  const fields: Partial<Record<MappedField, Guess>> = {}
  const used = new Set<string>()
  for (const { field, ...guess } of candidates) {
    if (fields[field] || used.has(guess.column)) continue
    fields[field] = guess
    used.add(guess.column)
  }
  const mapped = Object.fromEntries(Object.entries(fields).map(([field, { column }]) => [field, column]))
  const written = sampleRows.map((row) => String(row[fields.postedAt?.column ?? ''] ?? ''))
  const dateOrder = dateOrderOf(written)
  const hasWords = fields.text !== undefined || fields.title !== undefined
  return {
    mapping: {
      columns: mapped,
      ...kindOf(columns, fields.url?.column, sampleRows),
      ...(dateOrder === undefined ? {} : { dateOrder }),
    },
    fields,
    missing: [...(hasWords ? [] : ['text' as const]), ...(fields.postedAt ? [] : ['postedAt' as const])],
    unused: columns.filter((column) => !used.has(column)),
  }
}

/** Calls, chats, complaints and reviews have columns that nothing else has. */
function kindOf(
  columns: readonly string[],
  url: string | undefined,
  rows: readonly Row[],
): Pick<Mapping, 'platform' | 'kind'> {
  const record = recordHeader(columns)
  if (record) return { platform: record.platform, kind: 'record' }
  return { platform: platformOfRows(url, rows), kind: 'post' }
}

/** One row of an unknown table as a post, by a mapping that somebody confirmed. */
export function applyMapping(mapping: Mapping, row: Row, number: number, context: ReadContext): RowResult {
  return readRow(layoutOf(mapping), row, number, context)
}

export function layoutOf({ columns, platform, kind, dateOrder }: Mapping): Layout {
  const { postedAt = '', ...others } = columns
  const layout: Layout = { platform, kind, time: postedAt, ...(dateOrder === undefined ? {} : { dateOrder }) }
  const named = Object.entries(others).map(([field, column]) => [COLUMN_WORDS[field as MappedField].layout, column])
  return { ...layout, ...Object.fromEntries(named) }
}

/** A row whose nested objects are cells of their own, such as `user.name`. */
export function flatRow(row: Row): Row {
  if (!Object.values(row).some(isObject)) return row
  return Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) =>
      isObject(value) ? Object.entries(value).map(([name, each]) => [`${column}.${name}`, each]) : [[column, value]],
    ),
  )
}

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

function judge(field: MappedField, column: string, rows: readonly Row[]): Guess {
  const values = rows.map((row) => row[column]).filter((value) => !isNothing(value))
  const word = wordScore(field, column)
  const shape = values.length === 0 ? undefined : shapeOf(field, values)
  // A name is believed unless the values contradict it; values alone only where they cannot be much else.
  const confidence = shape === undefined ? word * 0.8 : word * (0.3 + 0.7 * shape.fits) || shape.alone
  const told = [...(word > 0 ? [`the name ${column}`] : []), ...(shape && shape.fits > 0 ? [shape.because] : [])]
  return { column, confidence: Math.round(confidence * 100) / 100, because: told.join(', ') }
}

function wordScore(field: MappedField, column: string): number {
  const name = column
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-.（）()【】[\]:：/]/g, '')
  const { words } = COLUMN_WORDS[field]
  const exact = words.indexOf(name)
  // The first words of a list are the usual ones.
  if (exact >= 0) return 0.98 - Math.min(exact, 10) * 0.005
  const holding = words.find((word) => word.length >= 2 && name.includes(word))
  return holding === undefined ? 0 : 0.5 + (0.25 * holding.length) / name.length
}

function platformOfRows(column: string | undefined, rows: readonly Row[]): Platform {
  if (column === undefined) return 'other'
  const found = new Set(rows.map((row) => platformOfUrl(String(row[column] ?? ''))))
  const [only] = found
  return found.size === 1 && only !== undefined ? only : 'other'
}
