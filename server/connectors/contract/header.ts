/** Names of the columns, each once, and how many of the first rows they took with what stood above them. */
export type Header = { readonly names: readonly string[]; readonly used: number }

/** People put a title, a date and an empty row above their tables; more than this is no header any more. */
export const MOST_HEADER_ROWS = 10

/**
 * Finds the header among the first rows of a sheet or of separated text: titles above it are passed over, and two rows of merged
 * cells (`作者` over `名称` and `粉丝数`) are one header. Where nothing tells, it is the first row.
 * @param rows those that hold anything, from the top
 */
export function findHeader(rows: readonly (readonly string[])[]): Header {
  const counts = rows.slice(0, MOST_HEADER_ROWS).map(filled)
  const widest = Math.max(0, ...counts)
  // A title stands alone, or nearly, above rows that are much wider.
  const first = counts.findIndex((count) => count > Math.max(1, widest / 3))
  const at = Math.max(0, first)
  const top = rows[at] ?? []
  const below = rows[at + 1] ?? []
  if (isGrouped(top, below)) return { names: unique(grouped(top, below)), used: at + 2 }
  return { names: unique(top.map((name) => name.trim())), used: at + 1 }
}

const filled = (row: readonly string[]): number => row.filter((cell) => cell.trim() !== '').length

/** Whether the second row fills the gaps that merged cells leave in the first, with what could be names. */
function isGrouped(top: readonly string[], below: readonly string[]): boolean {
  const width = Math.max(top.length, below.length)
  const gaps = Array.from({ length: width }, (_, i) => i).filter((i) => (top[i] ?? '').trim() === '')
  if (gaps.length === 0 || filled(top) < 2 || (top[0] ?? '').trim() === '') return false
  const names = below.filter((cell) => cell.trim() !== '')
  return gaps.every((i) => (below[i] ?? '').trim() !== '') && names.every(isName)
}

const isName = (cell: string): boolean => cell.length <= 30 && !/^[\d.,:%/\s-]+$|^https?:|\d{4}[-/年]\d/.test(cell)

function grouped(top: readonly string[], below: readonly string[]): string[] {
  const names: string[] = []
  let group = ''
  for (let i = 0; i < Math.max(top.length, below.length); i++) {
    const [above, name] = [(top[i] ?? '').trim(), (below[i] ?? '').trim()]
    if (above !== '') group = above
    const isTaken = name !== '' && names.includes(name)
    names.push(name === '' ? above : isTaken ? `${group} ${name}` : name)
  }
  return names
}

/** A second column of the same name would hide the first. */
function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return name === '' || times === 1 ? name : `${name} (${times})`
  })
}
