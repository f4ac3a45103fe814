import type { Row } from '../connectors/contract.ts'

/** The rows in a payload, and where they were found: '' = the payload itself is the list, or the one row. */
export type FoundRows = { readonly path: string; readonly rows: readonly Row[] }

const MOST_DEPTH = 4
const MOST_COLUMNS = 300

/**
 * The rows of whatever a sender hands in: a list of objects, wherever it stands in the payload (the longest one), else the payload as the
 * one row, as most webhooks tell of one thing. undefined: no object at all.
 */
export function findRows(payload: unknown): FoundRows | undefined {
  const lists = listsIn(payload, '', 0).sort((a, b) => b.rows.length - a.rows.length || a.path.length - b.path.length)
  if (lists[0]) return lists[0]
  return isObject(payload) && Object.keys(payload).length > 0 ? { path: '', rows: [payload] } : undefined
}

function listsIn(value: unknown, path: string, depth: number): FoundRows[] {
  if (Array.isArray(value)) {
    const rows = value.filter(isObject)
    return rows.length > 0 && rows.length === value.length ? [{ path, rows }] : []
  }
  if (!isObject(value) || depth >= MOST_DEPTH) return []
  return Object.entries(value).flatMap(([key, each]) => listsIn(each, path === '' ? key : `${path}.${key}`, depth + 1))
}

/** A row with the cells of its nested objects as cells of its own, such as `data.user.name`. */
export function flatCells(row: Row): Row {
  const cells: Record<string, unknown> = {}
  const put = (value: unknown, path: string, depth: number): void => {
    if (isObject(value) && depth < MOST_DEPTH) {
      for (const [key, each] of Object.entries(value)) put(each, path === '' ? key : `${path}.${key}`, depth + 1)
    } else if (Object.keys(cells).length < MOST_COLUMNS) cells[path] = Array.isArray(value) ? textOfList(value) : value
  }
  put(row, '', 0)
  return cells
}

/** Tags and the like; of objects nothing can be said in a cell. */
function textOfList(list: readonly unknown[]): string {
  return list.filter((each) => typeof each === 'string' || typeof each === 'number').join(', ')
}

/** Whether a row is one of POST /api/posts already. */
export function isOwnRow(row: Row): boolean {
  return ['externalId', 'platform', 'postedAt', 'text'].every((field) => typeof row[field] === 'string')
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
