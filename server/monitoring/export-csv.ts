import type { Cell } from './export-row.ts'

/** Excel takes a file without it for the machine's own encoding. */
export const BYTE_ORDER_MARK = '\uFEFF'
/**
 * A cell that begins so is a formula to Excel, LibreOffice and WPS, also behind spaces and with full-width signs: a post of a stranger
 * could then read other cells and call out (OWASP, CSV injection).
 */
const FORMULA = /^[\s\uFEFF\u200B]*[=+\-@＝＋－＠|%]/u

/** One line by RFC 4180: every text in quotes, quotes doubled, CRLF. What could be a formula gets an apostrophe before it. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === '') return ''
  if (typeof cell !== 'string') return String(cell)
  return `"${defused(cell).replaceAll('"', '""')}"`
}

function defused(text: string): string {
  return FORMULA.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text
}
