import { createSecretKey } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { App } from '../../server/app.ts'
import { openDatabase } from '../../server/base/db.ts'
import { openLive } from '../../server/base/live.ts'
import { type Log, silentLog } from '../../server/base/log.ts'
import { makeMetrics } from '../../server/base/metrics.ts'
import { makeOutbox } from '../../server/base/outbox.ts'
import { makePressure } from '../../server/base/pressure.ts'
import { type JobKind, openQueue } from '../../server/base/queue.ts'
import { standingClock, type TestClock } from './clock.ts'
import { freshDatabase } from './database.ts'
import { settleJobs } from './settle.ts'

export type TestApp = {
  readonly app: App
  readonly clock: TestClock
  /** the database's address, for tests that need a connection of their own */
  readonly url: string
  /** turned by the test: posts are refused while it is low */
  readonly disk: { low: boolean }
  /** Runs each regular job once and then everything enqueued and due by the standing clock, until nothing is left. */
  settle(): Promise<void>
}

export type TestAppOptions = {
  /** what settle runs: `(app) => accessJobs(app)` */
  readonly jobs?: (app: App) => readonly JobKind[]
  readonly log?: Log
  readonly config?: Partial<App['config']>
}

/** The real thing on a fresh database with a standing clock (2026-03-02T02:00:00Z); nothing works by itself, only in `settle`. */
export async function makeApp(t: TestContext, options: TestAppOptions = {}): Promise<TestApp> {
  const { url, drop } = await freshDatabase()
  const clock = standingClock()
  const log = options.log ?? silentLog
  const database = openDatabase(url, { name: 'weiji test', connections: 8 })
  const { db, pool } = database
  const open = await openQueue({ db, pool, log, isLenient: true })
  const live = openLive(db, url, log)
  const disk = { low: false }
  const app: App = {
    db,
    clock,
    log,
    config: { ...TEST_CONFIG, databaseUrl: url, ...options.config },
    queue: open.queue,
    outbox: makeOutbox(clock),
    live,
    metrics: makeMetrics(),
    load: {
      pressure: makePressure({ mostWaiting: 64, mostBytes: 64 * 2 ** 20 }),
      disk: { isLow: () => disk.low, freeBytes: () => undefined },
    },
  }
  const jobs = options.jobs?.(app) ?? []
  await open.declare(jobs)
  t.after(async () => {
    await live.close()
    await open.close()
    await database.close()
    await drop()
  })
  return { app, clock, url, disk, settle: () => settleJobs({ db, open, jobs, clock }) }
}

const TEST_CONFIG: App['config'] = {
  port: 0,
  host: '127.0.0.1',
  dataDir: '/nonexistent/weiji-test',
  databaseUrl: undefined,
  postgresBin: undefined,
  publicUrl: 'http://localhost:8080',
  trustedProxies: 0,
  logLevel: 'error',
  threads: 1,
  metricsToken: undefined,
  secretKey: createSecretKey(Buffer.alloc(32, 1)),
  privateHosts: [],
  heartbeatUrl: undefined,
}
