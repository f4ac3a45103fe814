import { DAY, SECOND } from '../base/clock.ts'
import type { JobKind } from '../base/queue.ts'
import { forgetReadings, watchAll } from './watch-actions.ts'
import type { WatchApp } from './watching.ts'

export function warningJobs(app: WatchApp): JobKind[] {
  return [
    // What it cannot do it does five seconds later: trying again sooner, or setting it aside, would help nobody.
    { name: 'warning.watch', everySeconds: 5, tries: 1, run: () => watchAll(app) },
    { name: 'warning.forget-readings', everySeconds: DAY / SECOND, run: () => forgetReadings(app) },
  ]
}
