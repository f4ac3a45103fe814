import { type Postgres, startPostgres } from '../../server/base/postgres.ts'
import { removeHome, sweepHomes, temporaryHome } from './temporary.ts'

/**
 * Durability is off here and nowhere else: a test's database need not survive a power cut. Databases are copied from a template by
 * the hundred, and each copy would wait for the disk.
 */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  archive_mode: 'off',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
}

let running: { database: Postgres; folder: string } | undefined

/** Called once before any test file, by check.ts or by node --test: one cluster for the whole run, its address in the environment. */
export async function globalSetup(): Promise<void> {
  if (process.env.WEIJI_TEST_DATABASE_URL) return
  await sweepHomes()
  const { folder, dataDir } = temporaryHome()
  const database = await startPostgres({
    dataDir,
    settings: SETTINGS,
    log: (level, message, fields) => {
      if (level !== 'info') process.stderr.write(`database of the tests: ${message} ${JSON.stringify(fields ?? {})}\n`)
    },
  })
  running = { database, folder }
  process.env.WEIJI_TEST_DATABASE_URL = database.url
}

export async function globalTeardown(): Promise<void> {
  if (!running) return
  await running.database.stop()
  await removeHome(running.folder)
  running = undefined
  delete process.env.WEIJI_TEST_DATABASE_URL
  // Test processes that were killed in the middle leave theirs behind.
  await sweepHomes()
}
