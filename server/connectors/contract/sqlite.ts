import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { Line, Row, Table } from '../contract.ts'

const FIRST = 20

/** The tables of an SQLite file, read-only. Integers beyond 2^53 (19-digit ids of the first generation) stay exact. @throws Error no database */
export function sqliteTables(path: string): Table[] {
  const db = openDatabase(path)
  try {
    const names = db.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").all()
    return names.map(({ name }) => tableOf(db, path, String(name)))
  } finally {
    db.close()
  }
}

function tableOf(db: DatabaseSync, path: string, name: string): Table {
  const columns = db
    .prepare(`select name from pragma_table_info(?)`)
    .all(name)
    .map((column) => String(column.name))
  return {
    name,
    columns,
    first: [...rowsOf(db, name, FIRST)],
    lines: async function* (): AsyncGenerator<Line> {
      const own = openDatabase(path)
      try {
        let number = 0
        for (const row of rowsOf(own, name, -1)) yield { number: ++number, row }
      } finally {
        own.close()
      }
    },
  }
}

function* rowsOf(db: DatabaseSync, table: string, limit: number): Generator<Row> {
  const statement = db.prepare(`select * from "${table.replaceAll('"', '""')}" limit ?`)
  statement.setReadBigInts(true)
  for (const row of statement.iterate(limit)) {
    for (const [column, cell] of Object.entries(row)) {
      if (typeof cell === 'bigint' && BigInt(Number(cell)) === cell && Number.isSafeInteger(Number(cell))) {
        row[column] = Number(cell)
      } else if (cell instanceof Uint8Array) row[column] = new TextDecoder().decode(cell)
    }
    yield row
  }
}

/** `immutable`: a copy of a database that a crawler had open cannot make its lock files where nobody may write. */
function openDatabase(path: string): DatabaseSync {
  const open = (address: string | URL): DatabaseSync => {
    const db = new DatabaseSync(address, { readOnly: true, allowExtension: false })
    db.exec('pragma trusted_schema = off; select count(*) from sqlite_master')
    return db
  }
  try {
    return open(path)
  } catch {
    return open(new URL(`${pathToFileURL(path).href}?immutable=1`))
  }
}
