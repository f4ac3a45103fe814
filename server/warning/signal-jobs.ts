import { DAY, SECOND } from '../base/clock.ts'
import type { JobKind } from '../base/queue.ts'
import { forgetOldSignals, watchSignals } from './signal-actions.ts'
import type { WatchApp } from './watching.ts'

export function signalJobs(app: WatchApp): JobKind[] {
  return [
    // As for `warning.watch`: what it cannot do it does five seconds later.
    { name: 'warning.signals', everySeconds: 5, tries: 1, run: () => watchSignals(app) },
    { name: 'warning.forget-signals', everySeconds: DAY / SECOND, run: () => forgetOldSignals(app) },
  ]
}
