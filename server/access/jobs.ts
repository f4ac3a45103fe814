import type { App } from '../app.ts'
import { DAY, HOUR, SECOND } from '../base/clock.ts'
import type { JobKind } from '../base/queue.ts'
import { deleteCounters } from './lock-out-store.ts'
import { sealAll } from './seal-actions.ts'
import { deleteOldSessions } from './session-store.ts'

/** An act is sealed so soon; until then it could vanish unnoticed. */
const SEAL_EVERY = 5 * SECOND
/** Addresses in sessions that ended serve to see whether a sign-in is unusual, and no longer than this. */
const KEEP_SESSIONS = 60 * DAY
const KEEP_COUNTERS = 2 * DAY

export function accessJobs(app: App): JobKind[] {
  const before = (age: number): Date => new Date(app.clock.now().getTime() - age)
  return [
    {
      name: 'access.seal',
      everySeconds: SEAL_EVERY / SECOND,
      run: async () => {
        await sealAll(app)
      },
    },
    {
      name: 'access.sweep',
      everySeconds: HOUR / SECOND,
      run: async () => {
        await deleteCounters(app.db, before(KEEP_COUNTERS))
        await deleteOldSessions(app.db, before(KEEP_SESSIONS))
      },
    },
  ]
}
