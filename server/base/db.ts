import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { SECOND } from './clock.ts'
import { standBack } from './priority.ts'

/**
 * The database as App hands it on: it knows no table. Each store narrows it to its own, `db.withTables<CrisisTables>()`, so that
 * the type of all tables lives nowhere.
 */
// biome-ignore lint/complexity/noBannedTypes: "no tables" is exactly what is meant
export type Db = Kysely<{}>
// biome-ignore lint/complexity/noBannedTypes: as above
export type Trx = Transaction<{}>

export type Database = { readonly db: Db; readonly pool: pg.Pool; close(): Promise<void> }

export type DatabaseOptions = {
  /** shown in pg_stat_activity and in the database's log, such as `weiji web` */
  readonly name?: string
  readonly connections?: number
  /** 0 = none: for long work of an operator, never for requests */
  readonly statementMs?: number
  /**
   * 0 to 19: how far the database's processes behind these connections stand back where there are fewer processors than work. Only for a
   * database on this machine that belongs to us (Linux and macOS; elsewhere ignored). Default 0
   */
  readonly niceness?: number
  /** hears of connections that broke while nobody used them; the pool replaces them by itself */
  readonly onLost?: (error: Error) => void
}

/** No request waits longer for one statement; the slowest page takes a hundredth of it. */
const STATEMENT_MS = 30 * SECOND
/** Whoever waits longer for a lock is stuck behind a mistake: better an error that can be retried. */
const LOCK_MS = 10 * SECOND
/** An open transaction holds back vacuum and every reader of the event log (base/live.ts), so a forgotten one is ended. */
const IDLE_IN_TRANSACTION_MS = 30 * SECOND
/** How long a request waits for a free connection before it is told to come again. */
const CONNECT_MS = 10 * SECOND
const CONNECTIONS = 12
const MOST_TRIES = 3
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'
const INT8 = 20
const DATE = 1082

/** Opens nothing yet: the first query does. Counts (int8) come as numbers, times as Date, days as `YYYY-MM-DD`. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  let closing: Promise<void> | undefined
  const pool = new pg.Pool({
    ...connectionConfig(url, options),
    max: options.connections ?? CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: 60 * SECOND,
  })
  const hear = (error: Error): void => {
    // While we close, the database may be stopped before the last connection has said goodbye.
    if (closing === undefined) options.onLost?.(error)
  }
  // Without listeners a connection that breaks would end the process: the pool's own is for idle ones, and one that breaks between two
  // statements of a transaction has only ours. The next statement of that transaction fails by itself.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', hear)
    const pid = processOf(client)
    if (options.niceness && pid !== undefined) standBack(pid, options.niceness)
  })
  // biome-ignore lint/complexity/noBannedTypes: see Db
  const db = new Kysely<{}>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    pool,
    close: () => {
      closing ??= db.destroy()
      return closing
    },
  }
}

/** The driver knows the process that serves a connection, to be able to cancel; its types do not say so. */
function processOf(client: pg.PoolClient): number | undefined {
  const { processID } = client as { processID?: unknown }
  return typeof processID === 'number' ? processID : undefined
}

/** For the few who hold a connection of their own: LISTEN, COPY, migrations. */
export function connectionConfig(url: string, options: DatabaseOptions = {}): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: options.name ?? 'weiji',
    statement_timeout: options.statementMs ?? STATEMENT_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    types: { getTypeParser: typeParser },
  }
}

/**
 * Runs `work` in one transaction, and anew, at most three times, where the database asks for it (deadlock, serialization).
 * So `work` must have no effects but those on the database.
 */
export async function inTransaction<Tables, T>(
  db: Kysely<Tables>,
  work: (trx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      const code = (error as { code?: unknown }).code
      if ((code !== SERIALIZATION_FAILURE && code !== DEADLOCK) || tries === MOST_TRIES) throw error
      // Apart by chance, or the same two would meet again.
      await sleep(Math.random() * 20 * 2 ** tries)
    }
  }
}

function typeParser(oid: number, format?: string) {
  if (oid === INT8) return parseSafeInteger
  if (oid === DATE) return (text: string) => text
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}

function parseSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`the database gave ${text}, which is no safe integer`)
  return value
}
