import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { type Address, chooseAddress, forgetAddress, isSocket, listenSettings } from './postgres-address.ts'
import { actingAs, ensureCluster, type Places, placesBelow, SUPERUSER } from './postgres-cluster.ts'
import { closedFolder, type DatabaseUser, databaseUser } from './postgres-owner.ts'
import { findPostmaster, startPostmaster, stopPostmaster, untilReady } from './postgres-process.ts'
import { findPrograms, type Programs, removeOtherPrograms } from './postgres-programs.ts'
import { diskBytes, postgresSettings } from './postgres-settings.ts'
import { isOwnerAlive, type Owner, readText, thisProcess, withLock } from './process-lock.ts'

export type PostgresLog = (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void

export type PostgresOptions = {
  /** a folder that belongs to the database alone; made when missing */
  readonly dataDir: string
  readonly log: PostgresLog
  /** over our own; they take effect when the database starts, not when a running one is joined */
  readonly settings?: Record<string, string>
  /** folder of a PostgreSQL of the operator's own, only when set explicitly (WEIJI_POSTGRES_BIN); never what PATH happens to hold */
  readonly bin?: string
  /** listen on 127.0.0.1 although a socket could be had */
  readonly loopback?: boolean
}

export type Connection = Address & { readonly user: string; readonly password: string; readonly database: string }

export type Postgres = {
  readonly connection: Connection
  readonly url: string
  /** true when the database was running already: left behind by a killed process, or shared with a live one */
  readonly adopted: boolean
  /** Gives it up. The last process to do so stops the database; repeated calls do nothing more. */
  stop(): Promise<void>
}

const DATABASE = 'weiji'
const LOCK_WAIT_MS = 15 * 60_000
const WATCH_MS = 1_000
const LOG_BYTES = 10 * 2 ** 20

/**
 * A running PostgreSQL of our own on `dataDir`: joined when one runs there, started (and made) otherwise. It listens on a socket
 * closed to other users or on the loopback, never further. While we hold it, it is started again should it die.
 * @throws Error in words for an operator: a closed folder, another major version, no user to run it, the end of its log
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const ground = prepareGround(options)
  const { places } = ground
  const holder = path.join(places.holders, `${process.pid}.${Math.random().toString(36).slice(2, 10)}`)
  const { keeper, adopted, connection } = await withLock(places.lock, LOCK_WAIT_MS, async () => {
    // Under the lock: of two processes on a new folder both would copy, and each sweep away the other's half.
    const all: Keeper = { ...ground, programs: findPrograms(places.programs, options.bin) }
    const result = await ensureRunning(all)
    writeFileSync(holder, JSON.stringify(thisProcess()))
    return { keeper: all, ...result }
  })
  const stopWatching = watch(keeper)
  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    stopWatching()
    await withLock(places.lock, LOCK_WAIT_MS, () => release(keeper, holder))
  }
  return { connection, url: urlOf(connection), adopted, stop: () => (stopping ??= stop()) }
}

type Keeper = {
  readonly options: PostgresOptions
  readonly places: Places
  readonly user: DatabaseUser
  readonly programs: Programs
}

function prepareGround(options: PostgresOptions): Omit<Keeper, 'programs'> {
  const wanted = path.resolve(options.dataDir)
  const user = databaseUser(wanted)
  const closed = closedFolder(wanted, user)
  if (closed !== undefined) {
    throw new Error(
      `the database runs as user "${user.name}", who cannot enter ${closed}: choose a data folder elsewhere, such as /var/lib/weiji`,
    )
  }
  makeWay(wanted, user)
  return { options, places: placesBelow(realpathSync(wanted)), user }
}

/** Folders that we make on the way must let the database's user through, whatever our umask says. */
function makeWay(wanted: string, user: DatabaseUser): void {
  const first = makeFolder(wanted)
  if (first === undefined || user.uid === undefined) return
  for (let folder = wanted; folder.startsWith(first); folder = path.dirname(folder)) chmodSync(folder, 0o711)
}

function makeFolder(wanted: string): string | undefined {
  try {
    const first = mkdirSync(wanted, { recursive: true })
    accessSync(wanted, constants.W_OK)
    return first
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(
      `the data folder ${wanted} cannot be made or written (${code}; is the disk read-only or full?): set WEIJI_DATA to one that can`,
      { cause: error },
    )
  }
}

/** Hold the lock. */
async function ensureRunning(keeper: Keeper): Promise<{ adopted: boolean; connection: Connection }> {
  const { places, programs, user, options } = keeper
  const settings = { ...postgresSettings(undefined, undefined, diskBytes(places.root)), ...options.settings }
  const password = ensureCluster(places, programs, user, settings.fsync === 'on')
  const adopted = await join(places.data)
  if (!adopted) {
    rotateLog(places.log)
    if (options.bin === undefined) removeOtherPrograms(places.programs, programs)
    const address = await chooseAddress(places.address, user, options.loopback ?? false)
    const all = { ...settings, ...listenSettings(address) }
    await startPostmaster(programs.bin, places.data, places.log, all, actingAs(user))
  }
  const running = findPostmaster(places.data)
  if (!running) throw new Error(`PostgreSQL ended as soon as it had started; see ${places.log}`)
  const connection = { ...running.address, user: SUPERUSER, password, database: DATABASE }
  await ensureDatabase(connection)
  options.log('info', adopted ? 'joined the running database' : 'started the database', {
    pid: running.pid,
    user: user.name,
    dataDir: places.root,
    listens: isSocket(running.address) ? 'socket' : '127.0.0.1',
  })
  return { adopted, connection }
}

/** Waits for one that is on its way up or down; true when a running one was found. */
async function join(data: string): Promise<boolean> {
  await untilReady(data, () => (findPostmaster(data) ? undefined : 'none runs'))
  return findPostmaster(data)?.phase === 'ready'
}

async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  // A connection that breaks between two queries must not end the process; the query itself reports.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [connection.database])
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(connection.database)}`)
  } finally {
    await client.end()
  }
}

/** Starts it again should it die under us, at the same address. Whoever holds it notices; the first one there does it. */
function watch(keeper: Keeper): () => void {
  const { places, options } = keeper
  let busy = false
  let ended = false
  const again = async (): Promise<void> => {
    // We may have given it up while we waited for the lock.
    if (!ended) await ensureRunning(keeper)
  }
  const look = async (): Promise<void> => {
    if (statSync(places.log).size > LOG_BYTES) rotateLog(places.log)
    if (findPostmaster(places.data)) return
    options.log('error', 'the database has died; starting it again', { log: places.log })
    await withLock(places.lock, LOCK_WAIT_MS, again)
  }
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    look()
      .catch((error: Error) =>
        options.log('error', 'the database could not be started again', { error: error.message }),
      )
      .finally(() => {
        busy = false
      })
  }, WATCH_MS)
  timer.unref()
  return () => {
    ended = true
    clearInterval(timer)
  }
}

/** Hold the lock. */
async function release(keeper: Keeper, holder: string): Promise<void> {
  const { places, options } = keeper
  rmSync(holder, { force: true })
  const others = liveHolders(places.holders)
  if (others.length > 0) {
    options.log('info', 'left the database to its other holders', { holders: others.map(({ pid }) => pid) })
    return
  }
  const how = await stopPostmaster(places.data)
  forgetAddress(places.address)
  options.log(
    how === 'stopped' ? 'info' : 'warn',
    how === 'stopped' ? 'stopped the database' : 'the database had to be forced to stop',
  )
}

/** Sweeps the entries of holders that died without giving up. */
function liveHolders(folder: string): Owner[] {
  return readdirSync(folder).flatMap((name) => {
    const owner = JSON.parse(readText(path.join(folder, name)) || '{"pid":0,"since":""}') as Owner
    if (isOwnerAlive(owner)) return [owner]
    rmSync(path.join(folder, name), { force: true })
    return []
  })
}

/** Copied and emptied, not renamed: the running database goes on writing to the same open file. */
function rotateLog(log: string): void {
  if (!existsSync(log) || statSync(log).size < LOG_BYTES) return
  copyFileSync(log, `${log}.1`)
  truncateSync(log)
}

function urlOf({ host, port, user, password, database }: Connection): string {
  const where = host.startsWith('/')
    ? `/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `${host}:${port}/${database}`
  return `postgres://${user}:${password}@${where}`
}
