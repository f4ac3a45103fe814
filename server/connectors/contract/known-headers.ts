import { createHash } from 'node:crypto'
import { COLUMN_WORDS, type MappedField } from './column-words.ts'
import type { ColumnGuess, Mapping } from './columns.ts'

/** A table that somebody has mapped before. */
export type KnownHeader = { readonly columns: readonly string[]; readonly mapping: Mapping }
/** `was` is undefined where the known table had no column for the field. */
export type Moved = { readonly field: MappedField; readonly was: string | undefined; readonly now: string | undefined }
export type Remembered = {
  readonly known: KnownHeader
  readonly mapping: Mapping
  /** fields whose column is called otherwise than in the known table; none: the very same header, in whatever order */
  readonly moved: readonly Moved[]
}

/** Two headers with less in common, or with less of what was mapped, are of two tools. */
const LEAST_COMMON = 0.4
const LEAST_MAPPED = 0.6

/** The same for the same columns in any order, whatever the case, width and spaces of their names. */
export function fingerprintOf(columns: readonly string[]): string {
  const names = [...new Set(columns.map(plainName))].filter((name) => name !== '').sort()
  return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 32)
}

/**
 * The mapping of a table that was mapped before: of the same columns, else of the most alike ones. A column that is gone is replaced by the
 * one that is guessed for its field, where the known table did not have that column. Without a column for text and time nothing is
 * remembered.
 */
export function rememberHeader(
  known: readonly KnownHeader[],
  columns: readonly string[],
  guess: ColumnGuess,
): Remembered | undefined {
  const own = fingerprintOf(columns)
  const same = known.find((each) => fingerprintOf(each.columns) === own)
  if (same) return adapted(same, columns, guess)
  const [best] = known
    .map((each) => ({ each, common: commonShare(each.columns, columns) }))
    .filter(({ each, common }) => common >= LEAST_COMMON && mappedShare(each, columns) >= LEAST_MAPPED)
    .sort((a, b) => b.common - a.common)
  return best && adapted(best.each, columns, guess)
}

function adapted(known: KnownHeader, columns: readonly string[], guess: ColumnGuess): Remembered | undefined {
  const byName = new Map(columns.map((column) => [plainName(column), column]))
  const had = new Set(known.columns.map(plainName))
  const fields: Partial<Record<MappedField, string>> = {}
  const moved: Moved[] = []
  for (const field of Object.keys(COLUMN_WORDS) as MappedField[]) {
    const was = known.mapping.columns[field]
    if (was === undefined) continue
    const same = byName.get(plainName(was))
    const guessed = guess.fields[field]?.column
    const now = same ?? (guessed !== undefined && !had.has(plainName(guessed)) ? guessed : undefined)
    if (now !== undefined) fields[field] = now
    if (same === undefined) moved.push({ field, was, now })
  }
  const isEnough = fields.postedAt !== undefined && (fields.text !== undefined || fields.title !== undefined)
  return isEnough ? { known, mapping: { ...known.mapping, columns: fields }, moved } : undefined
}

/** Of the columns that were mapped, how many are called the same. */
function mappedShare({ mapping }: KnownHeader, columns: readonly string[]): number {
  const names = new Set(columns.map(plainName))
  const mapped = Object.values(mapping.columns)
  return mapped.filter((column) => names.has(plainName(column))).length / (mapped.length || 1)
}

/** Of all columns of both, how many are in both. */
function commonShare(one: readonly string[], other: readonly string[]): number {
  const [a, b] = [new Set(one.map(plainName)), new Set(other.map(plainName))]
  const common = [...a].filter((name) => b.has(name)).length
  return common / (a.size + b.size - common || 1)
}

function plainName(column: string): string {
  return column.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
}
