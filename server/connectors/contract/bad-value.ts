/** A cell that cannot be read; becomes a refused row that names the field. Never leaves the connectors. */
export class BadValue extends Error {
  override readonly name = 'BadValue'
  readonly code: string
  readonly field: string
  constructor(code: string, reason: string, field = '') {
    super(reason)
    this.code = code
    this.field = field
  }
}

/** Of a bad cell, enough to find it, never a whole text. */
export const shown = (value: unknown): string => JSON.stringify(String(value).slice(0, 40))

const NOTHING = new Set(['', 'none', 'null', 'nan', 'undefined', 'n/a', '-', '--', '—', '/', 'nat', '<na>'])

/** What exports write where there is nothing: Python's None and nan, JavaScript's null, a dash. */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'number') return Number.isNaN(value)
  return typeof value === 'string' && value.length < 10 && NOTHING.has(value.trim().toLowerCase())
}
