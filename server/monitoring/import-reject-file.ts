import type { RefusedExample } from './import-schema.ts'

/** `original`: the row as it stood, as JSON; null where it is gone or was none. */
export type Reject = RefusedExample & { readonly rowNo: number; readonly original: string | null }

/** Whatever stands in a cell, a spreadsheet must not run it. */
const FORMULA = /^[=+\-@\t\r]/
const OWN = ['weiji_file', 'weiji_line', 'weiji_field', 'weiji_reason'] as const

/**
 * A refused row as a line of JSON: as it stood, with what was wrong beside it. Corrected, the file can be imported as it is; a row that
 * was none stands as text.
 */
export function rejectJson({ file, row, field, code, reason, original }: Reject): string {
  const why = JSON.stringify({ file, line: row, field, code, reason })
  const whole = original === null ? undefined : original.trimStart()
  if (whole?.startsWith('{')) {
    const inner = whole.slice(1)
    return `{"weiji":${why}${inner.trimStart().startsWith('}') ? '' : ','}${inner}\n`
  }
  return `{"weiji":${why}${original === null ? '' : `,"text":${original}`}}\n`
}

export type RejectTable = { readonly header: string; line(reject: Reject): string }

/** The same as CSV: the columns of the first row that has any, then ours. Rows of other columns keep those that they share. */
export function rejectTable(first: Reject | undefined): RejectTable {
  const columns = Object.keys(cellsOf(first?.original ?? null))
  return {
    // Excel takes UTF-8 for something else without the mark.
    header: `\ufeff${[...columns, ...OWN].map(csvCell).join()}\r\n`,
    line: ({ file, row, field, reason, original }) => {
      const cells = cellsOf(original)
      const values = columns.map((column) => textOf(cells[column]))
      return `${[...values, file, String(row), field, reason].map(csvCell).join()}\r\n`
    },
  }
}

function cellsOf(original: string | null): Readonly<Record<string, unknown>> {
  if (original === null) return {}
  const value: unknown = JSON.parse(original)
  if (typeof value === 'string') return { text: value }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) && !/^[+-]?\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
