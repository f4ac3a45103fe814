// What is common to the workers that tests start as processes of their own, to be killed in the middle of their work.
import { createSecretKey } from 'node:crypto'
import type { App } from '../../server/app.ts'
import { openDatabase } from '../../server/base/db.ts'
import { openLive } from '../../server/base/live.ts'
import { silentLog } from '../../server/base/log.ts'
import { makeOutbox } from '../../server/base/outbox.ts'

/**
 * The parts of an app that such a worker needs, on the database DATABASE. It is NOW there for good, and whoever asks for the time once more
 * than KILL_AT says kills the process (SIGKILL).
 */
export function openMortalApp(): { readonly app: App; close(): Promise<void> } {
  const { NOW = '', KILL_AT, DATABASE = '' } = process.env
  const now = new Date(NOW)
  let left = Number(KILL_AT)
  const clock = {
    now: () => {
      left -= 1
      if (left < 0) process.kill(process.pid, 'SIGKILL')
      return now
    },
  }
  const { db, close } = openDatabase(DATABASE)
  const secretKey = createSecretKey(Buffer.alloc(32, 1))
  const config = { secretKey, publicUrl: 'http://localhost:8080', privateHosts: ['localhost', '127.0.0.1'] }
  const live = openLive(db, DATABASE, silentLog)
  return { app: { db, clock, log: silentLog, config, live, outbox: makeOutbox(clock) } as unknown as App, close }
}
