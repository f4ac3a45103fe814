import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { connectionConfig } from './db.ts'

export type Migration = {
  readonly version: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

export const MIGRATIONS_FOLDER: string = path.join(import.meta.dirname, '../migrations')

/** Any number that nothing else locks: several processes may start at once, and one of them migrates. */
const LOCK = 7_316_002
/** As server_version_num says it. */
const LEAST_SERVER = 150_000
const FILE = /^(\d{4})_([a-z0-9_]+)\.sql$/

/**
 * Brings the database up to the newest migration, each in a transaction of its own, never backwards. Safe to call from several
 * processes at once.
 * @returns names of what was applied now
 * @throws Error in words for an operator: a server too old or not UTF-8, a newer database, a migration changed after it ran
 */
export async function migrate(url: string, folder: string = MIGRATIONS_FOLDER): Promise<string[]> {
  const known = readMigrations(folder)
  const client = new pg.Client({
    ...connectionConfig(url, { name: 'weiji migrations', statementMs: 0 }),
    lock_timeout: 0,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await checkServer(client)
    await client.query('select pg_advisory_lock($1)', [LOCK])
    return await applyMissing(client, known)
  } finally {
    // Ending the session gives the lock back.
    await client.end()
  }
}

/** What an operator's own server must be; found out now, and not by the first post that it garbles. */
async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; number: number; encoding: string }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::integer as number,
       current_setting('server_encoding') as encoding`,
  )
  const { version = '', number = 0, encoding = '' } = rows[0] ?? {}
  if (number < LEAST_SERVER) throw new Error(`the database server is PostgreSQL ${version}; 15 or newer is needed`)
  if (encoding !== 'UTF8')
    throw new Error(`the database keeps texts as ${encoding}, which cannot hold Chinese: create it with encoding UTF8`)
}

/** The migrations of a folder, in order. A gap or a double number is a mistake of a merge. */
export function readMigrations(folder: string = MIGRATIONS_FOLDER): Migration[] {
  const files = readdirSync(folder).filter((file) => FILE.test(file))
  const found = files.sort().map((file) => {
    const [, number = '', name = ''] = FILE.exec(file) ?? []
    const sql = readFileSync(path.join(folder, file), 'utf8')
    return { version: Number(number), name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
  const seen = new Set<number>()
  for (const { version } of found) {
    if (seen.has(version)) throw new Error(`two migrations have the number ${numbered(version)}`)
    seen.add(version)
  }
  return found
}

/** Number of the newest migration that this program knows; 0 when there is none. */
export function newestMigration(folder?: string): number {
  return readMigrations(folder).at(-1)?.version ?? 0
}

async function applyMissing(client: pg.Client, known: readonly Migration[]): Promise<string[]> {
  await client.query(`create table if not exists schema_migrations (
    version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`)
  const { rows } = await client.query<{ version: number; checksum: string }>(
    'select version, checksum from schema_migrations order by version',
  )
  const newest = known.at(-1)?.version ?? 0
  const found = rows.at(-1)?.version ?? 0
  if (found > newest) {
    throw new Error(
      `this database was made by a newer Weiji (migration ${numbered(found)}); this one knows up to ${numbered(newest)}: ` +
        'start the newer one, or restore a backup from before it',
    )
  }
  const applied = new Map(rows.map(({ version, checksum }) => [version, checksum]))
  for (const migration of known) {
    const checksum = applied.get(migration.version)
    if (checksum !== undefined && checksum !== migration.checksum) {
      throw new Error(
        `${fileOf(migration)} was changed after this database had run it: put it back and add a new migration`,
      )
    }
    if (checksum === undefined && migration.version < found) {
      throw new Error(
        `${fileOf(migration)} is older than what this database has run (${numbered(found)}): give it a new number`,
      )
    }
  }
  const missing = known.filter(({ version }) => !applied.has(version))
  for (const migration of missing) await apply(client, migration)
  return missing.map(fileOf)
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query('insert into schema_migrations (version, name, checksum) values ($1, $2, $3)', [
      migration.version,
      migration.name,
      migration.checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`${fileOf(migration)}: ${(error as Error).message}`, { cause: error })
  }
}

function fileOf({ version, name }: Migration): string {
  return `${numbered(version)}_${name}.sql`
}

function numbered(version: number): string {
  return String(version).padStart(4, '0')
}
