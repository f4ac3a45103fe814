import type { App } from '../app.ts'
import type { JobKind } from '../base/queue.ts'
import { tellClocks } from './clock-actions.ts'

export function crisesJobs(app: App): JobKind[] {
  return [{ name: 'crises.clocks', everySeconds: 60, run: () => tellClocks(app) }]
}
