// One round of a worker that calls people, as a process of its own: it kills itself (SIGKILL) when it asks for the time once more than
// KILL_AT says. Started by test/oncall-crash.test.ts.
import { createSecretKey } from 'node:crypto'
import type { App } from '../../server/app.ts'
import { openDatabase } from '../../server/base/db.ts'
import { openLive } from '../../server/base/live.ts'
import { silentLog } from '../../server/base/log.ts'
import { makeOutbox } from '../../server/base/outbox.ts'
import { callDue } from '../../server/oncall/call-step-actions.ts'

const now = new Date(process.env.NOW ?? '')
const rest = { asked: Number(process.env.KILL_AT) }
const clock = {
  now: () => {
    rest.asked -= 1
    if (rest.asked < 0) process.kill(process.pid, 'SIGKILL')
    return now
  },
}
const url = process.env.DATABASE ?? ''
const { db, close } = openDatabase(url)
const config = { secretKey: createSecretKey(Buffer.alloc(32, 1)), publicUrl: 'http://localhost:8080' }
const live = openLive(db, url, silentLog)
const app = { db, clock, log: silentLog, config, live, outbox: makeOutbox(clock) } as unknown as App
await callDue(app)
await close()
