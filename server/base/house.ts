import path from 'node:path'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { databaseFolder } from './data-folder.ts'
import { type Database, openDatabase } from './db.ts'
import { watchDisk } from './disk.ts'
import { addHouseMetrics } from './house-metrics.ts'
import { openLive } from './live.ts'
import type { Load } from './load.ts'
import type { Log } from './log.ts'
import { makeMetrics } from './metrics.ts'
import { migrate } from './migrations.ts'
import { makeOutbox } from './outbox.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { makePressure } from './pressure.ts'
import { installQueue, openQueue } from './queue.ts'

export type HouseOptions = {
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  /** shown in the database's list of connections, such as `web` */
  readonly name: string
  /** hears of new jobs at once and keeps the queue in order: for processes that work on jobs */
  readonly isWorker: boolean
}

export type House = Awaited<ReturnType<typeof openHouse>>

/** At once; each batch is a transaction, so more would only wait in the database instead of here. */
const MOST_BATCHES = 64
const MOST_BATCH_BYTES = 64 * 2 ** 20
/** Somebody waits for a page or a search; what comes in and what is done on a clock is not late by a moment. */
const NICENESS = 5

/**
 * The database, up to date, and everything that stands on it; nothing is served or worked on yet. Everything here was made once and is
 * closed by `close`, in the order opposite to that in which it was opened.
 * @throws Error in words for an operator
 */
export async function openHouse(options: HouseOptions) {
  const { config, log, clock } = options
  const postgres = config.databaseUrl === undefined ? await startEmbedded(config, log) : undefined
  const url = postgres?.url ?? config.databaseUrl ?? ''
  try {
    return await furnish(options, url, postgres, clock)
  } catch (error) {
    await postgres?.stop()
    throw error
  }
}

async function furnish(
  { config, log, name, isWorker }: HouseOptions,
  url: string,
  postgres: Postgres | undefined,
  clock: Clock,
) {
  for (const migration of await migrate(url)) log.info('migrated', { migration })
  await installQueue(url)
  const database = openDatabase(url, {
    name: `weiji ${name}`,
    onLost: (error) => log.warn('a database connection broke', { error: error.message }),
  })
  const { db, pool } = database
  const background = openDatabase(url, {
    name: `weiji ${name} background`,
    niceness: postgres ? NICENESS : 0,
    onLost: (error) => log.warn('a database connection broke', { error: error.message }),
  })
  const jobs = await openQueue({ db, pool, log, ...(isWorker ? { workerUrl: url } : {}) })
  const live = openLive(db, url, log)
  const metrics = makeMetrics({ process: true })
  const disk = watchDisk(path.resolve(config.dataDir), log)
  await disk.look()
  const load: Load = { pressure: makePressure({ mostWaiting: MOST_BATCHES, mostBytes: MOST_BATCH_BYTES }), disk }
  addHouseMetrics(metrics, db, pool, load)
  const close = async (): Promise<void> => {
    disk.stop()
    await live.close()
    await jobs.close()
    await background.close()
    await closeAll(database, postgres)
  }
  return {
    parts: { db, clock, log, config, queue: jobs.queue, outbox: makeOutbox(clock), live, metrics, load },
    /** connections of their own for what comes in and for jobs: nobody who waits for a page waits for them, nor for a processor behind them */
    background: background.db,
    jobs,
    pool,
    url,
    close,
  }
}

function startEmbedded(config: Config, log: Log): Promise<Postgres> {
  return startPostgres({
    dataDir: databaseFolder(config.dataDir),
    log: (level, message, fields) => log[level](message, fields),
    ...(config.postgresBin === undefined ? {} : { bin: config.postgresBin }),
  })
}

async function closeAll(database: Database, postgres: Postgres | undefined): Promise<void> {
  try {
    await database.close()
  } finally {
    await postgres?.stop()
  }
}
