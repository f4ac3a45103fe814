import type { App } from '../app.ts'
import { DAY, SECOND } from '../base/clock.ts'
import type { JobKind } from '../base/queue.ts'
import { checkAll, forgetTroubles, sendHeartbeat } from './blind-actions.ts'

export function blindJobs(app: App): JobKind[] {
  return [
    // In one: a sign of life may only follow a look.
    {
      name: 'warning.blindness',
      everySeconds: 60,
      run: async () => void (await sendHeartbeat(app, await checkAll(app))),
    },
    { name: 'warning.forget-troubles', everySeconds: DAY / SECOND, run: async () => void (await forgetTroubles(app)) },
  ]
}
