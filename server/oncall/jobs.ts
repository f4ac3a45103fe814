import type { App } from '../app.ts'
import type { JobKind } from '../base/queue.ts'
import { callDue } from './call-step-actions.ts'
import { tellHandOvers } from './hand-over-actions.ts'

export function oncallJobs(app: App): JobKind[] {
  return [
    // What it cannot do it does a few seconds later.
    { name: 'oncall.call', everySeconds: 3, tries: 1, run: () => callDue(app) },
    { name: 'oncall.hand-over', everySeconds: 30, tries: 1, run: () => tellHandOvers(app) },
  ]
}
